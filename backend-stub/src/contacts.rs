//! Calls, chats, e-mails and messages as one kind of thing: a contact, whose it may be, and how it went.

pub mod pop;
pub mod record;
pub mod store;
