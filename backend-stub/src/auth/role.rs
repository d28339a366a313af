//! The four roles, and which claims of a token name them.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// What a caller is. A supervisor may do what an agent may, an admin what a supervisor may; a service is apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Talks with customers.
    Agent,
    /// Leads agents and approves.
    Supervisor,
    /// Answers for the data: exports and erases.
    Admin,
    /// Another system, with no person behind it.
    Service,
}

impl Role {
    /// The role as tokens and commands write it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Supervisor => "supervisor",
            Self::Admin => "admin",
            Self::Service => "service",
        }
    }
}

/// A word that names no role.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("a role is agent, supervisor, admin or service")]
pub struct UnknownRole;

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(word: &str) -> Result<Self, UnknownRole> {
        [Self::Agent, Self::Supervisor, Self::Admin, Self::Service]
            .into_iter()
            .find(|role| role.as_str() == word)
            .ok_or(UnknownRole)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A `role` or `roles` claim: one word, several words, or a list. Identity providers differ.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum RoleClaim {
    Words(String),
    List(Vec<String>),
}

impl RoleClaim {
    /// The first role of ours; words of other programs are passed over.
    pub(super) fn first_known(&self) -> Option<Role> {
        match self {
            Self::Words(words) => words.split_ascii_whitespace().find_map(|word| word.parse().ok()),
            Self::List(list) => list.iter().find_map(|word| word.parse().ok()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_role_of_ours_counts() {
        for (claim, role) in [
            (r#""agent""#, Some(Role::Agent)),
            (r#""openid supervisor agent""#, Some(Role::Supervisor)),
            (r#"["offline_access","admin"]"#, Some(Role::Admin)),
            (r#"["service"]"#, Some(Role::Service)),
            (r#""Agent""#, None),
            (r#""superagent""#, None),
            ("[]", None),
        ] {
            assert_eq!(serde_json::from_str::<RoleClaim>(claim).unwrap().first_known(), role, "{claim}");
        }
    }
}
