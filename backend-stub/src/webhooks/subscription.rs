//! From what an admin asks for to a webhook, or to what is wrong with it. Pure.

use super::{signature::Secret, target::Reach};
use purser_contract::webhook::{EVENT_TYPES, NewWebhook};

/// A webhook that may be stored.
#[derive(Clone, Debug)]
pub struct Subscription {
    /// Where to, as it will be called.
    pub url: String,
    /// The types wanted, in order; empty means all.
    pub types: Vec<String>,
    /// For people.
    pub description: String,
    /// What signs deliveries.
    pub secret: Secret,
}

/// Checks what was asked for.
///
/// # Errors
/// A sentence that names the field. The secret is never in it.
pub fn check(asked: NewWebhook, reach: Reach) -> Result<Subscription, String> {
    let url = reach.read(&asked.url)?.to_string();
    let mut types = asked.types;
    types.sort_unstable();
    types.dedup();
    if let Some(unknown) = types.iter().find(|kind| !EVENT_TYPES.contains(&kind.as_str())) {
        let shown: String = unknown.chars().filter(|c| !c.is_control()).take(60).collect();
        return Err(format!("types: {shown} is none of {}", EVENT_TYPES.join(", ")));
    }
    let description = asked.description.trim().to_owned();
    if description.len() > 256 || description.contains(char::is_control) {
        return Err("description: longer than 256 bytes, or not plain text".to_owned());
    }
    let secret = match asked.secret {
        None => Secret::generate(),
        Some(text) => {
            Secret::read(&text).ok_or("secret: expected whsec_ and 24 to 64 bytes in base64, or none")?
        }
    };
    Ok(Subscription { url, types, description, secret })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outbox::SENT;

    #[test]
    fn everything_that_is_sent_can_be_asked_for_by_name() {
        let reach = Reach { loopback: false, private: false };
        let asked = |types: Vec<String>| NewWebhook {
            url: "https://example.com/hook".to_owned(),
            types,
            description: String::new(),
            secret: None,
        };
        for kind in SENT {
            let taken = check(asked(vec![kind.to_owned()]), reach);
            assert_eq!(taken.unwrap().types, [kind]);
        }
        assert!(check(asked(vec!["purser.payment.made.v1".to_owned()]), reach).is_err());
    }
}
