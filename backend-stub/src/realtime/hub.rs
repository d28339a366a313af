//! Who is connected and what each socket follows; passes each commit on to the sockets it concerns.
//!
//! Deliberately not here: anything that waits. The writer calls [`Hub::committed`] between two commits, so it only
//! moves marks and shared frames into mailboxes under one short lock.

use super::{
    frames::{Committed, Touch},
    mailbox::Mailbox,
};
use crate::elsewhere::What;
use purser_contract::{AgentId, CustomerId, realtime::Presence};
use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// The most sockets of one agent: a few windows, and some that are about to be found dead.
pub(super) const SOCKETS_PER_AGENT: usize = 8;

/// The hub. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Hub {
    /// Short sections only, never held over an await.
    board: Arc<Mutex<Board>>,
}

type SocketId = u64;

#[derive(Debug, Default)]
struct Board {
    last_socket: SocketId,
    mailboxes: HashMap<SocketId, Arc<Mailbox>>,
    /// Sockets of supervisors, who are told of compensations.
    supervisors: HashSet<SocketId>,
    agents: HashMap<AgentId, Agent>,
    /// How many agents are in each state.
    present: HashMap<Presence, u32>,
    /// What a change of each thing is to which socket: a newer view of that customer.
    followers: HashMap<Touch, HashSet<(SocketId, CustomerId)>>,
}

#[derive(Debug, Default)]
struct Agent {
    sockets: Vec<SocketId>,
    presence: Presence,
}

impl Hub {
    /// A hub with nobody connected.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn board(&self) -> MutexGuard<'_, Board> {
        self.board.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells the sockets of one commit. The writer calls it after each commit, in commit order, once the views that it
    /// makes stale are no longer served.
    pub fn committed(&self, notice: Committed) {
        let board = self.board();
        if board.mailboxes.is_empty() {
            return;
        }
        if notice.erased {
            board.mailboxes.values().for_each(|mailbox| mailbox.mark_erased());
        }
        for frame in notice.frames {
            if let Some(agent) = board.agents.get(&frame.agent) {
                let frame = Arc::new(frame);
                for mailbox in agent.sockets.iter().filter_map(|socket| board.mailboxes.get(socket)) {
                    mailbox.put_frame(Arc::clone(&frame));
                }
            }
        }
        for touch in &notice.touched {
            board.mark(touch);
        }
    }

    /// Tells the sockets of a commit of another process, which says what changed by its counters.
    pub fn committed_elsewhere(&self, slots: &HashSet<u16>, what: &What) {
        let board = self.board();
        for agent in what.agents.iter().filter_map(|agent| board.agents.get(agent)) {
            for mailbox in agent.sockets.iter().filter_map(|socket| board.mailboxes.get(socket)) {
                mailbox.look_into_store();
            }
        }
        if what.erased {
            board.mailboxes.values().for_each(|mailbox| mailbox.mark_erased());
        }
        what.consents.iter().for_each(|id| board.mark(&Touch::Consents(*id)));
        what.disruptions.iter().for_each(|id| board.mark(&Touch::Disruption(*id)));
        for touch in board.followers.keys().filter(|touch| slots.contains(&touch.slot())) {
            board.mark(touch);
        }
    }

    /// Lets the sockets look for frames that other processes wrote.
    pub fn frames_elsewhere(&self) {
        self.board().mailboxes.values().for_each(|mailbox| mailbox.look_into_store());
    }

    /// Tells the sockets that other processes did nobody knows what.
    pub fn anything_elsewhere(&self) {
        self.board().mailboxes.values().for_each(|mailbox| mailbox.lost_track());
    }

    /// How many sockets there are.
    #[must_use]
    pub fn sockets(&self) -> usize {
        self.board().mailboxes.len()
    }

    /// What a supervisor sees besides is told to this socket too.
    pub(super) fn supervise(&self, seat: &Seat) {
        self.board().supervisors.insert(seat.socket);
    }

    /// Joins one more socket of `agent`, or `None` when they have too many.
    pub(super) fn join(&self, agent: AgentId) -> Option<Seat> {
        let mut board = self.board();
        match board.agents.get(&agent) {
            Some(known) if known.sockets.len() >= SOCKETS_PER_AGENT => return None,
            Some(_) => {}
            None => board.count(Presence::default(), true),
        }
        board.last_socket += 1;
        let socket = board.last_socket;
        let mailbox = Arc::new(Mailbox::default());
        board.mailboxes.insert(socket, Arc::clone(&mailbox));
        board.agents.entry(agent.clone()).or_default().sockets.push(socket);
        board.publish();
        drop(board);
        Some(Seat { hub: self.clone(), socket, agent, mailbox, following: HashMap::new() })
    }
}

/// The states with their names in the gauge.
const PRESENCES: [(Presence, &str); 4] = [
    (Presence::Available, "available"),
    (Presence::Busy, "busy"),
    (Presence::AfterCall, "after-call"),
    (Presence::Away, "away"),
];

impl Board {
    /// Marks a change with whoever follows it. Whoever follows a customer follows their consents.
    fn mark(&self, touch: &Touch) {
        let followed = match touch {
            Touch::Consents(id) => &Touch::Customer(*id),
            Touch::Disruption(id) => {
                self.supervised().for_each(|mailbox| mailbox.mark_disruption(*id));
                return;
            }
            Touch::Customer(_) | Touch::Flight(_) | Touch::Block(_) | Touch::Airport(_) => touch,
        };
        for (socket, customer) in self.followers.get(followed).into_iter().flatten() {
            let Some(mailbox) = self.mailboxes.get(socket) else { continue };
            match touch {
                Touch::Consents(_) => mailbox.mark_consents(*customer),
                Touch::Flight(key) => mailbox.mark_flight(key),
                Touch::Customer(_) | Touch::Block(_) | Touch::Airport(_) | Touch::Disruption(_) => {}
            }
            mailbox.mark_customer(*customer);
        }
    }

    fn supervised(&self) -> impl Iterator<Item = &Arc<Mailbox>> {
        self.supervisors.iter().filter_map(|socket| self.mailboxes.get(socket))
    }

    /// Counts one agent more or fewer in a state.
    fn count(&mut self, presence: Presence, more: bool) {
        let count = self.present.entry(presence).or_default();
        *count = if more { *count + 1 } else { count.saturating_sub(1) };
    }

    /// Sets the gauges.
    fn publish(&self) {
        for (presence, name) in PRESENCES {
            let count = self.present.get(&presence).copied().unwrap_or(0);
            metrics::gauge!("purser_agents_connected", "presence" => name).set(f64::from(count));
        }
        let sockets = u32::try_from(self.mailboxes.len()).unwrap_or(u32::MAX);
        metrics::gauge!("purser_realtime_sockets").set(f64::from(sockets));
    }

    fn unfollow(&mut self, touch: &Touch, follower: (SocketId, CustomerId)) {
        if let Some(followers) = self.followers.get_mut(touch) {
            followers.remove(&follower);
            if followers.is_empty() {
                self.followers.remove(touch);
            }
        }
    }
}

/// One socket's place in the hub; dropping it leaves.
#[derive(Debug)]
pub(super) struct Seat {
    hub: Hub,
    socket: SocketId,
    agent: AgentId,
    mailbox: Arc<Mailbox>,
    following: HashMap<CustomerId, HashSet<Touch>>,
}

impl Seat {
    pub(super) fn agent(&self) -> &AgentId {
        &self.agent
    }

    pub(super) fn mailbox(&self) -> &Arc<Mailbox> {
        &self.mailbox
    }

    /// What the agent is doing, by whichever of their windows said so last.
    pub(super) fn set_presence(&self, presence: Presence) {
        let mut board = self.hub.board();
        if let Some(agent) = board.agents.get_mut(&self.agent) {
            let before = std::mem::replace(&mut agent.presence, presence);
            board.count(before, false);
            board.count(presence, true);
        }
        board.publish();
    }

    /// Follows what the view of `customer` is made of, and nothing else for them. Says whether something is new: what
    /// changed there before this call was not marked.
    pub(super) fn follow(&mut self, customer: CustomerId, parts: &[Touch]) -> bool {
        let wanted: HashSet<Touch> = parts.iter().cloned().chain([Touch::Customer(customer)]).collect();
        let held = self.following.entry(customer).or_default();
        if *held == wanted {
            return false;
        }
        let follower = (self.socket, customer);
        let mut board = self.hub.board();
        for gone in held.difference(&wanted) {
            board.unfollow(gone, follower);
        }
        let mut grew = false;
        for new in wanted.difference(held) {
            board.followers.entry(new.clone()).or_default().insert(follower);
            grew = true;
        }
        *held = wanted;
        grew
    }

    /// Follows nothing of `customer` any more.
    pub(super) fn unfollow(&mut self, customer: CustomerId) {
        if let Some(held) = self.following.remove(&customer) {
            let mut board = self.hub.board();
            for touch in &held {
                board.unfollow(touch, (self.socket, customer));
            }
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut board = self.hub.board();
        for (customer, held) in &self.following {
            for touch in held {
                board.unfollow(touch, (self.socket, *customer));
            }
        }
        board.mailboxes.remove(&self.socket);
        board.supervisors.remove(&self.socket);
        if let Some(agent) = board.agents.get_mut(&self.agent) {
            agent.sockets.retain(|socket| *socket != self.socket);
            if agent.sockets.is_empty() {
                let presence = agent.presence;
                board.agents.remove(&self.agent);
                board.count(presence, false);
            }
        }
        board.publish();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::realtime::frames::{AgentFrame, StoredBody};
    use jiff::Timestamp;
    use purser_contract::{ContactId, FlightKey, realtime::ContactNote};

    fn frame(agent: &str, seq: u64) -> AgentFrame {
        let at = Timestamp::UNIX_EPOCH;
        let note = ContactNote {
            contact_id: ContactId::from("c"),
            at,
            duration_s: None,
            disposition: None,
            late: false,
        };
        AgentFrame { agent: agent.into(), seq, at, body: StoredBody::Answered(note) }
    }

    fn customer(n: u128) -> CustomerId {
        CustomerId(uuid::Uuid::from_u128(n))
    }

    fn flight() -> Touch {
        Touch::Flight(FlightKey::from("ZX402/2026-11-20"))
    }

    fn touched(hub: &Hub, touch: Touch) {
        hub.committed(Committed { touched: vec![touch], ..Committed::default() });
    }

    fn marked(seat: &Seat) -> (usize, usize) {
        let hints = seat.mailbox().take_hints();
        (hints.customers.len(), hints.flights.len())
    }

    #[test]
    fn a_frame_reaches_every_window_of_its_agent_and_nobody_else() {
        let hub = Hub::new();
        let (one, two, other) = (hub.join("a".into()), hub.join("a".into()), hub.join("b".into()));
        let frames = vec![frame("a", 1), frame("nobody", 1)];
        hub.committed(Committed { frames, ..Committed::default() });
        let waiting = [one, two, other].map(|seat| seat.unwrap().mailbox().take_frames().0.len());
        assert_eq!(waiting, [1, 1, 0]);
    }

    #[test]
    fn a_change_is_marked_where_the_view_is_made_of_it() {
        let hub = Hub::new();
        let mut seat = hub.join("a".into()).unwrap();
        assert!(seat.follow(customer(1), &[flight()]));
        assert!(!seat.follow(customer(1), &[flight()]), "nothing new");
        touched(&hub, flight());
        assert_eq!(marked(&seat), (1, 1));
        touched(&hub, Touch::Customer(customer(1)));
        assert_eq!(marked(&seat), (1, 0));
        touched(&hub, Touch::Customer(customer(2)));
        assert_eq!(marked(&seat), (0, 0));
        assert!(!seat.follow(customer(1), &[]), "the customer left the flight");
        touched(&hub, flight());
        assert_eq!(marked(&seat), (0, 0));
        seat.unfollow(customer(1));
        touched(&hub, Touch::Customer(customer(1)));
        assert_eq!(marked(&seat), (0, 0));
    }

    #[test]
    fn a_socket_that_left_leaves_nothing_behind() {
        let hub = Hub::new();
        let mut seat = hub.join("a".into()).unwrap();
        seat.follow(customer(1), &[flight()]);
        seat.set_presence(Presence::Busy);
        assert_eq!(hub.sockets(), 1);
        let busy = |hub: &Hub| hub.board().present.get(&Presence::Busy).copied();
        assert_eq!(busy(&hub), Some(1));
        drop(seat);
        assert_eq!(busy(&hub), Some(0));
        let board = hub.board();
        assert!(board.mailboxes.is_empty() && board.agents.is_empty() && board.followers.is_empty());
    }

    #[test]
    fn the_sockets_of_one_agent_are_bounded() {
        let hub = Hub::new();
        let seats: Vec<_> = (0..SOCKETS_PER_AGENT).map(|_| hub.join("a".into()).unwrap()).collect();
        assert!(hub.join("a".into()).is_none());
        assert!(hub.join("b".into()).is_some());
        drop(seats);
        assert!(hub.join("a".into()).is_some());
    }
}
