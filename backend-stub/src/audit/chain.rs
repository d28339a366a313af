//! The chain: every entry's hash covers itself and all before it, so that nothing can be changed, left out or put in
//! between without everything after it telling. Pure.
//!
//! Deliberately not here: proof against whoever can write the whole chain anew; for that its head is noted elsewhere.

use super::Entry;
use purser_contract::CustomerId;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// Entries on one page, so that looking for one customer reads little.
const ON_A_PAGE: usize = 512;

/// The end of a chain: the number of the last entry and its hash.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// 0 before the first.
    pub number: u64,
    /// SHA-256.
    pub hash: [u8; 32],
}

/// Entries that are stored together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// The number of the first.
    pub first: u64,
    /// One JSON object a line.
    pub entries: String,
    /// 32 bytes an entry.
    pub hashes: Vec<u8>,
    /// Everybody they are about.
    pub customers: BTreeSet<CustomerId>,
}

/// An entry as it is hashed and stored.
#[derive(Serialize)]
struct Line<'a> {
    number: u64,
    at: jiff::Timestamp,
    who: &'a str,
    role: &'a str,
    what: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    customers: &'a [CustomerId],
    #[serde(skip_serializing_if = "Option::is_none")]
    events: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request: Option<&'a str>,
}

impl Link {
    /// The link of the next entry.
    #[must_use]
    pub fn next(self, line: &str) -> Self {
        let hash = Sha256::new().chain_update(self.hash).chain_update(line.as_bytes()).finalize();
        Self { number: self.number + 1, hash: hash.into() }
    }

    /// The hash, hexadecimal.
    #[must_use]
    pub fn hex(&self) -> String {
        self.hash.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Chains entries after `head`, and gives back the new head.
#[must_use]
pub fn pages(head: Link, entries: &[Entry]) -> (Vec<Page>, Link) {
    let mut head = head;
    let mut pages = Vec::with_capacity(entries.len().div_ceil(ON_A_PAGE));
    for part in entries.chunks(ON_A_PAGE) {
        let mut page = Page { first: head.number + 1, ..Page::default() };
        page.entries.reserve(part.len() * 192);
        page.hashes.reserve(part.len() * 32);
        for entry in part {
            let line = line(head.number + 1, entry);
            head = head.next(&line);
            page.entries.push_str(&line);
            page.entries.push('\n');
            page.hashes.extend_from_slice(&head.hash);
            page.customers.extend(&entry.customers);
        }
        pages.push(page);
    }
    (pages, head)
}

fn line(number: u64, entry: &Entry) -> String {
    let Entry { at, who, role, what, customers, events, request } = entry;
    let line = Line {
        number,
        at: *at,
        who,
        role: role.as_str(),
        what,
        customers,
        events: *events,
        request: request.as_deref(),
    };
    // Texts, numbers and lists of them always have a JSON form.
    serde_json::to_string(&line).unwrap_or_default()
}

/// What is wrong with a page that should follow `head`, or the head after it.
///
/// # Errors
/// The number of the first entry that is not what was written.
pub fn check(head: Link, first: u64, entries: &str, hashes: &[u8]) -> Result<Link, u64> {
    let mut head = head;
    if first != head.number + 1 || entries.is_empty() {
        return Err(head.number + 1);
    }
    let mut hashes = hashes.chunks(32);
    for line in entries.split_terminator('\n') {
        head = head.next(line);
        if hashes.next() != Some(head.hash.as_slice()) {
            return Err(head.number);
        }
    }
    // More hashes than entries: the next entry is missing.
    if hashes.next().is_some() { Err(head.number + 1) } else { Ok(head) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::Role;
    use jiff::Timestamp;

    fn entries(count: usize) -> Vec<Entry> {
        let entry = |n: usize| Entry {
            at: Timestamp::UNIX_EPOCH,
            who: "agent-1".into(),
            role: Role::Agent,
            what: "GET /v1/customers/{id}/360",
            customers: vec![CustomerId(uuid::Uuid::from_u128(n as u128))],
            events: None,
            request: Some("r\n1".into()),
        };
        (0..count).map(entry).collect()
    }

    fn whole(pages: &[Page]) -> Result<Link, u64> {
        pages
            .iter()
            .try_fold(Link::default(), |head, page| check(head, page.first, &page.entries, &page.hashes))
    }

    #[test]
    fn a_chain_goes_on_over_pages_and_batches() {
        let all = entries(1_200);
        let (pages_at_once, head) = pages(Link::default(), &all);
        assert_eq!((pages_at_once.len(), head.number), (3, 1_200));
        assert_eq!(whole(&pages_at_once), Ok(head));
        let (mut in_parts, middle) = pages(Link::default(), &all[..700]);
        let (rest, end) = pages(middle, &all[700..]);
        in_parts.extend(rest);
        assert_eq!((whole(&in_parts), end), (Ok(head), head), "however they were written");
    }

    #[test]
    fn the_first_broken_entry_is_named() {
        let (good, _) = pages(Link::default(), &entries(1_200));
        let spoilt = |spoil: &dyn Fn(&mut Vec<Page>)| {
            let mut pages = good.clone();
            spoil(&mut pages);
            whole(&pages)
        };
        assert_eq!(
            spoilt(&|pages| pages[1].entries = pages[1].entries.replacen("agent-1", "agent-2", 1)),
            Err(513)
        );
        assert_eq!(spoilt(&|pages| pages[0].hashes[32 * 9] ^= 1), Err(10));
        assert_eq!(spoilt(&|pages| drop(pages.remove(1))), Err(513));
        assert_eq!(spoilt(&|pages| pages.swap(0, 1)), Err(1));
        assert_eq!(
            spoilt(&|pages| {
                let end = pages[0].entries.trim_end().rfind('\n').unwrap();
                pages[0].entries.truncate(end + 1);
            }),
            Err(512)
        );
        assert_eq!(spoilt(&|pages| pages[2].entries.push_str("{}\n")), Err(1_201));
    }
}
