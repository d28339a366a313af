//! Who calls, and what their role may do: bearer tokens signed by an identity provider we trust.
//!
//! A token is a signed JWT (asymmetric algorithms only) with `iss`, `aud`, `sub`, `exp` and a `role`. Deny is the
//! default: a handler that asks for nobody gets nobody, and one that takes a `Require…` has named who may call it.
//! Deliberately not here: sign-in (the desktop's, with the airline's identity provider) and the audit trail.

mod dev_idp;
mod extract;
mod jwks;
mod keys;
mod role;
mod verify;

pub use dev_idp::DevIdp;
pub use extract::{RequireAdmin, RequireAgent, RequireAgentOrService, RequireService, RequireSupervisor};
pub use jwks::{KeyLocation, Refresher};
pub use keys::KeySet;
pub use role::{Role, UnknownRole};
pub use verify::{Auth, Caller, Trusted};

#[cfg(test)]
mod tests;
