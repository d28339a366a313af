//! The guards of handlers: an argument of one of these types is the statement of who may call.

use super::{
    role::Role,
    verify::{Auth, Caller},
};
use crate::http::problem::ApiError;
use axum::extract::{FromRef, FromRequestParts};
use http::{header, request::Parts};
use purser_contract::ErrorCode;

impl<S> FromRequestParts<S> for Caller
where
    Auth: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        Auth::from_ref(state).caller(parts.headers.get(header::AUTHORIZATION))
    }
}

macro_rules! guard {
    ($(#[$doc:meta])* $name:ident, $($role:ident)|+) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $name(pub Caller);

        impl<S> FromRequestParts<S> for $name
        where
            Auth: FromRef<S>,
            S: Send + Sync,
        {
            type Rejection = ApiError;

            async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
                let caller = Caller::from_request_parts(parts, state).await?;
                only(&[$(Role::$role),+], &caller)?;
                Ok(Self(caller))
            }
        }
    };
}

guard! {
    /// Somebody who talks with customers, or leads those who do.
    RequireAgent, Agent | Supervisor | Admin
}
guard! {
    /// Somebody who leads and approves.
    RequireSupervisor, Supervisor | Admin
}
guard! {
    /// Somebody who answers for the data.
    RequireAdmin, Admin
}
guard! {
    /// Another system. People have no business here, whatever their role.
    RequireService, Service
}
guard! {
    /// Somebody who talks with customers, or another system that does.
    RequireAgentOrService, Agent | Supervisor | Admin | Service
}

fn only(allowed: &[Role], caller: &Caller) -> Result<(), ApiError> {
    if allowed.contains(&caller.role) {
        return Ok(());
    }
    let names: Vec<_> = allowed.iter().map(|role| role.as_str()).collect();
    Err(ApiError::new(
        ErrorCode::Forbidden,
        format!("this takes the role {}; the token's is {}", names.join(" or "), caller.role),
    ))
}
