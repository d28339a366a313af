//! The flows: a pop, a number of several or of nobody, a backend that goes away and comes back, a supervisor's word.

use crate::{backend::Backend, programs::can_run, screen::Screen};
use std::time::Duration;

#[tokio::test]
async fn a_call_shows_who_is_calling() {
    if !can_run() {
        return;
    }
    let mut backend = Backend::start();
    backend.knows("Zsófia", "Kovács", "ZX1001001", "+36 30 123 4567").await;
    let screen = Screen::open(&backend).await;

    // The telephony platform writes the number in its own way.
    backend.rings("call-1", "0036301234567").await;
    let took = screen.shows("pop-customer-name", "Zsófia Kovács").await;
    assert!(took < Duration::from_secs(1), "the name was there after {took:?}");
    assert!(screen.is_visible("pop-customer-name").await);
    screen.shows("pop-caller", "+36 30 123 4567").await;
    screen.counts("contact-tab", 1).await;
    screen.close().await;
}

#[tokio::test]
async fn a_shared_number_shows_candidates_and_an_unknown_one_says_so() {
    if !can_run() {
        return;
    }
    let mut backend = Backend::start();
    backend.knows("Ada", "Okafor", "ZX2002001", "+49 171 5550101").await;
    backend.knows("Emeka", "Okafor", "ZX2002002", "+49 171 5550101").await;
    let screen = Screen::open(&backend).await;

    backend.rings("call-several", "+491715550101").await;
    screen.counts("candidate", 2).await;
    screen.click("candidate", "Emeka").await;
    screen.shows("pop-customer-name", "Emeka Okafor").await;

    backend.rings("call-unknown", "+43 1 2345678").await;
    screen.counts("contact-tab", 2).await;
    screen.click("contact-tab", "+43 1 2345678").await;
    screen.shows("pop-match", "unknown").await;
    screen.shows("pop-caller", "+43 1 2345678").await;
    screen.close().await;
}

#[tokio::test]
async fn a_restarted_backend_is_found_and_what_rang_meanwhile_is_late() {
    if !can_run() {
        return;
    }
    let mut backend = Backend::start();
    backend.knows("Zsófia", "Kovács", "ZX1001001", "+36 30 123 4567").await;
    let screen = Screen::open(&backend).await;

    backend.kill();
    screen.shows("connection-status", "Reconnecting").await;
    backend.rings_unreachably("call-late", "+36301234567").await;
    backend.run();
    let took = screen.shows("connection-status", "Live").await;
    assert!(took < Duration::from_secs(3), "live again only after {took:?}");
    screen.shows("contact-tab", "Zsófia Kovács").await;
    screen.shows("contact-tab", "late").await;
    screen.close().await;
}

#[tokio::test]
async fn a_supervisor_approves_one_award_and_rejects_another() {
    if !can_run() {
        return;
    }
    let (zsofia, emeka) = ("Zsófia Kovács", "Emeka Okafor");
    let mut backend = Backend::start();
    backend.cancels_a_flight_of([("Zsófia", "Kovács"), ("Emeka", "Okafor")]).await;
    let screen = Screen::open_as(&backend, "supervisor").await;
    screen.shows("pending-approvals", "2").await;
    screen.press("Approvals").await;
    screen.counts("approval-row", 2).await;

    screen.click("approval-row", zsofia).await;
    screen.click("approve", "Approve").await;
    screen.shows("approval-row", &format!("{zsofia} ZX 900")).await;
    screen.shows("approval-row", "issued").await;
    screen.shows("pending-approvals", "1").await;

    screen.click("approval-row", emeka).await;
    screen.click("reject", "Reject").await;
    screen.types("reject-note", "Was rebooked by telephone and flew.").await;
    screen.click("reject-confirm", "Reject").await;
    screen.shows("approval-row", "rejected").await;
    screen.counts("pending-approvals", 0).await;
    screen.close().await;
    let stands = |who: &str, how: &str| (who.to_owned(), how.to_owned());
    assert_eq!(backend.compensations().await, [stands(emeka, "rejected"), stands(zsofia, "issued")]);
}
