//! Plain serde data that crosses a process: what source systems send, what the backend answers, what the
//! realtime socket carries and what the desktop core tells the window.
//!
//! Deliberately not here: IO, rules, clocks. Whoever receives a value converts it at its edge.

pub mod ids;
pub mod fact;
pub mod event;
pub mod payload;
pub mod view;
pub mod suggestion;
pub mod journey;
pub mod consent;
pub mod insight;
pub mod compensation;
pub mod timeline;
pub mod search;
pub mod webhook;
pub mod realtime;
pub mod ipc;
pub mod error;

pub use compensation::{CompensationId, DisruptionId};
pub use error::{ErrorCode, Problem};
pub use fact::Fact;
pub use ids::{AgentId, ContactId, CustomerId, FlightKey, Pnr, WebhookId};
