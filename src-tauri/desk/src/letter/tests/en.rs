//! English, word by word.

use super::written;
use purser_contract::compensation::CompensationStatus;

#[test]
fn nothing_due() {
    insta::assert_snapshot!(written(CompensationStatus::NothingDue, "en"), @r"
    Your flight QX417 on 15 September 2026, booking QX7PLM

    Dear Zsófia Kovács,

    Your flight QX417 on 15 September 2026 from Budapest (BUD) to London (LHR) reached its destination 3 hours and 25 minutes late. We are sorry for the trouble this has caused you.

    We have examined every law that could apply to your journey. We are therefore sorry to tell you that the law that applies gives you no money in this case.

    While you wait you are owed, free of charge: meals and refreshments and two calls or messages. If you paid for any of it yourself, please send us the receipts.

    Besides, and without touching your rights, we have ordered for you: a meal voucher worth EUR 15.00. Not ordered yet, but under consideration: 2,500 miles.

    If you do not agree, please write to us and name your flight and booking; a person will look at it again. You may also turn to the authority that enforces passengers' rights in the country concerned, to a conciliation body, or to the competent court.

    Yours sincerely,
    Customer Relations
    ");
}

#[test]
fn proposed() {
    insta::assert_snapshot!(written(CompensationStatus::Proposed, "en"), @r"
    Your flight QX417 on 15 September 2026, booking QX7PLM

    Dear Zsófia Kovács,

    Your flight QX417 on 15 September 2026 from Budapest (BUD) to London (LHR) is expected to reach its destination 3 hours and 25 minutes late. We are sorry for the trouble this has caused you.

    If it comes as is now expected, Regulation (EC) No 261/2004 (Art. 7(1)(a), C-402/07, C-474/22) provides for compensation of EUR 250.00. This is an estimate and not yet a decision; we decide when it is certain what happened, and write to you again.

    The sum follows from the distance between the first departure and the final destination: 1,490 km.

    While you wait you are owed, free of charge: meals and refreshments and two calls or messages. If you paid for any of it yourself, please send us the receipts.

    Besides, and without touching your rights, we have ordered for you: a meal voucher worth EUR 15.00. Not ordered yet, but under consideration: 2,500 miles.

    Yours sincerely,
    Customer Relations
    ");
}

#[test]
fn pending_approval() {
    insta::assert_snapshot!(written(CompensationStatus::PendingApproval, "en"), @r"
    Your flight QX417 on 15 September 2026, booking QX7PLM

    Dear Zsófia Kovács,

    Your flight QX417 on 15 September 2026 from Budapest (BUD) to London (LHR) reached its destination 3 hours and 25 minutes late. We are sorry for the trouble this has caused you.

    We are examining whether Regulation (EC) No 261/2004 (Art. 7(1)(a), C-402/07, C-474/22) gives you compensation of EUR 250.00. You need not do anything; we write to you as soon as it is decided.

    The sum follows from the distance between the first departure and the final destination: 1,490 km.

    While you wait you are owed, free of charge: meals and refreshments and two calls or messages. If you paid for any of it yourself, please send us the receipts.

    Besides, and without touching your rights, we have ordered for you: a meal voucher worth EUR 15.00. Not ordered yet, but under consideration: 2,500 miles.

    If you do not agree, please write to us and name your flight and booking; a person will look at it again. You may also turn to the authority that enforces passengers' rights in the country concerned, to a conciliation body, or to the competent court.

    Yours sincerely,
    Customer Relations
    ");
}

#[test]
fn approved() {
    insta::assert_snapshot!(written(CompensationStatus::Approved, "en"), @r"
    Your flight QX417 on 15 September 2026, booking QX7PLM

    Dear Zsófia Kovács,

    Your flight QX417 on 15 September 2026 from Budapest (BUD) to London (LHR) reached its destination 3 hours and 25 minutes late. We are sorry for the trouble this has caused you.

    We have examined compensation of EUR 250.00 under Regulation (EC) No 261/2004 (Art. 7(1)(a), C-402/07, C-474/22). The first approval has been given; a second is needed before payment can be ordered. We write to you as soon as that is done.

    The sum follows from the distance between the first departure and the final destination: 1,490 km.

    While you wait you are owed, free of charge: meals and refreshments and two calls or messages. If you paid for any of it yourself, please send us the receipts.

    Besides, and without touching your rights, we have ordered for you: a meal voucher worth EUR 15.00. Not ordered yet, but under consideration: 2,500 miles.

    If you do not agree, please write to us and name your flight and booking; a person will look at it again. You may also turn to the authority that enforces passengers' rights in the country concerned, to a conciliation body, or to the competent court.

    Yours sincerely,
    Customer Relations
    ");
}

#[test]
fn issued() {
    insta::assert_snapshot!(written(CompensationStatus::Issued, "en"), @r"
    Your flight QX417 on 15 September 2026, booking QX7PLM

    Dear Zsófia Kovács,

    Your flight QX417 on 15 September 2026 from Budapest (BUD) to London (LHR) reached its destination 3 hours and 25 minutes late. We are sorry for the trouble this has caused you.

    Under Regulation (EC) No 261/2004 (Art. 7(1)(a), C-402/07, C-474/22) you are owed compensation of EUR 250.00. We have ordered the payment of EUR 250.00. You receive it in money, and need not do anything. It is paid by 1 October 2026 at the latest.

    The sum follows from the distance between the first departure and the final destination: 1,490 km.

    While you wait you are owed, free of charge: meals and refreshments and two calls or messages. If you paid for any of it yourself, please send us the receipts.

    Besides, and without touching your rights, we have ordered for you: a meal voucher worth EUR 15.00. Not ordered yet, but under consideration: 2,500 miles.

    If you do not agree, please write to us and name your flight and booking; a person will look at it again. You may also turn to the authority that enforces passengers' rights in the country concerned, to a conciliation body, or to the competent court.

    Yours sincerely,
    Customer Relations
    ");
}

#[test]
fn rejected() {
    insta::assert_snapshot!(written(CompensationStatus::Rejected, "en"), @r"
    Your flight QX417 on 15 September 2026, booking QX7PLM

    Dear Zsófia Kovács,

    Your flight QX417 on 15 September 2026 from Budapest (BUD) to London (LHR) reached its destination 3 hours and 25 minutes late. We are sorry for the trouble this has caused you.

    We have examined compensation of EUR 250.00 under Regulation (EC) No 261/2004 (Art. 7(1)(a), C-402/07, C-474/22). We are sorry to tell you that we cannot pay it. The reason given for the decision: “Ticket 220-123, 2026.”

    The sum follows from the distance between the first departure and the final destination: 1,490 km.

    While you wait you are owed, free of charge: meals and refreshments and two calls or messages. If you paid for any of it yourself, please send us the receipts.

    Besides, and without touching your rights, we have ordered for you: a meal voucher worth EUR 15.00. Not ordered yet, but under consideration: 2,500 miles.

    If you do not agree, please write to us and name your flight and booking; a person will look at it again. You may also turn to the authority that enforces passengers' rights in the country concerned, to a conciliation body, or to the competent court.

    Yours sincerely,
    Customer Relations
    ");
}

#[test]
fn adjusted() {
    insta::assert_snapshot!(written(CompensationStatus::Adjusted, "en"), @r"
    Your flight QX417 on 15 September 2026, booking QX7PLM

    Dear Zsófia Kovács,

    Your flight QX417 on 15 September 2026 from Budapest (BUD) to London (LHR) reached its destination 3 hours and 25 minutes late. We are sorry for the trouble this has caused you.

    We know more about what happened than when we ordered the payment of EUR 400.00. By what is known now, Regulation (EC) No 261/2004 (Art. 7(1)(a), C-402/07, C-474/22) gives you compensation of EUR 250.00. You keep what was ordered; nothing is taken back.

    The sum follows from the distance between the first departure and the final destination: 1,490 km.

    While you wait you are owed, free of charge: meals and refreshments and two calls or messages. If you paid for any of it yourself, please send us the receipts.

    Besides, and without touching your rights, we have ordered for you: a meal voucher worth EUR 15.00. Not ordered yet, but under consideration: 2,500 miles.

    If you do not agree, please write to us and name your flight and booking; a person will look at it again. You may also turn to the authority that enforces passengers' rights in the country concerned, to a conciliation body, or to the competent court.

    Yours sincerely,
    Customer Relations
    ");
}
