//! German, word by word.

use super::written;
use purser_contract::compensation::CompensationStatus;

#[test]
fn nothing_due() {
    insta::assert_snapshot!(written(CompensationStatus::NothingDue, "de"), @r"
    Ihr Flug QX417 am 15. September 2026, Buchung QX7PLM

    Guten Tag Zsófia Kovács,

    Ihr Flug QX417 am 15. September 2026 von Budapest (BUD) nach London (LHR) hat sein Ziel 3 Stunden und 25 Minuten später als geplant erreicht. Die Unannehmlichkeiten, die Ihnen dadurch entstanden sind, tun uns leid.

    Wir haben alle Vorschriften geprüft, die für Ihre Reise gelten können. Wir bedauern daher, Ihnen mitteilen zu müssen, dass Ihnen nach dem anwendbaren Recht in diesem Fall kein Geld zusteht.

    Während der Wartezeit stehen Ihnen unentgeltlich zu: Mahlzeiten und Erfrischungen und zwei Anrufe oder Nachrichten. Wenn Sie etwas davon selbst bezahlt haben, senden Sie uns bitte die Belege.

    Darüber hinaus ist, unbeschadet Ihrer Rechte, für Sie veranlasst: ein Essensgutschein über 15,00 EUR. Noch nicht veranlasst, aber in Prüfung: 2.500 Meilen.

    Wenn Sie nicht einverstanden sind, schreiben Sie uns bitte und nennen Sie Flug und Buchung; eine Mitarbeiterin oder ein Mitarbeiter sieht sich Ihren Fall dann noch einmal an. Sie können sich auch an die Behörde wenden, die im betreffenden Land die Fluggastrechte durchsetzt, an eine Schlichtungsstelle oder an das zuständige Gericht.

    Mit freundlichen Grüßen
    Ihr Kundendienst
    ");
}

#[test]
fn proposed() {
    insta::assert_snapshot!(written(CompensationStatus::Proposed, "de"), @r"
    Ihr Flug QX417 am 15. September 2026, Buchung QX7PLM

    Guten Tag Zsófia Kovács,

    Ihr Flug QX417 am 15. September 2026 von Budapest (BUD) nach London (LHR) wird sein Ziel voraussichtlich 3 Stunden und 25 Minuten später als geplant erreichen. Die Unannehmlichkeiten, die Ihnen dadurch entstanden sind, tun uns leid.

    Wenn es so kommt, wie wir es jetzt erwarten, ist nach der Verordnung (EG) Nr. 261/2004 (Art. 7(1)(a), C-402/07, C-474/22) eine Ausgleichszahlung in Höhe von 250,00 EUR vorgesehen. Das ist eine Schätzung und noch keine Entscheidung; wir entscheiden, sobald feststeht, was geschehen ist, und schreiben Ihnen dann wieder.

    Der Betrag richtet sich nach der Entfernung zwischen dem ersten Abflugort und dem Endziel: 1.490 km.

    Während der Wartezeit stehen Ihnen unentgeltlich zu: Mahlzeiten und Erfrischungen und zwei Anrufe oder Nachrichten. Wenn Sie etwas davon selbst bezahlt haben, senden Sie uns bitte die Belege.

    Darüber hinaus ist, unbeschadet Ihrer Rechte, für Sie veranlasst: ein Essensgutschein über 15,00 EUR. Noch nicht veranlasst, aber in Prüfung: 2.500 Meilen.

    Mit freundlichen Grüßen
    Ihr Kundendienst
    ");
}

#[test]
fn pending_approval() {
    insta::assert_snapshot!(written(CompensationStatus::PendingApproval, "de"), @r"
    Ihr Flug QX417 am 15. September 2026, Buchung QX7PLM

    Guten Tag Zsófia Kovács,

    Ihr Flug QX417 am 15. September 2026 von Budapest (BUD) nach London (LHR) hat sein Ziel 3 Stunden und 25 Minuten später als geplant erreicht. Die Unannehmlichkeiten, die Ihnen dadurch entstanden sind, tun uns leid.

    Wir prüfen, ob Sie nach der Verordnung (EG) Nr. 261/2004 (Art. 7(1)(a), C-402/07, C-474/22) Anspruch auf eine Ausgleichszahlung in Höhe von 250,00 EUR haben. Sie brauchen nichts zu tun; wir schreiben Ihnen, sobald darüber entschieden ist.

    Der Betrag richtet sich nach der Entfernung zwischen dem ersten Abflugort und dem Endziel: 1.490 km.

    Während der Wartezeit stehen Ihnen unentgeltlich zu: Mahlzeiten und Erfrischungen und zwei Anrufe oder Nachrichten. Wenn Sie etwas davon selbst bezahlt haben, senden Sie uns bitte die Belege.

    Darüber hinaus ist, unbeschadet Ihrer Rechte, für Sie veranlasst: ein Essensgutschein über 15,00 EUR. Noch nicht veranlasst, aber in Prüfung: 2.500 Meilen.

    Wenn Sie nicht einverstanden sind, schreiben Sie uns bitte und nennen Sie Flug und Buchung; eine Mitarbeiterin oder ein Mitarbeiter sieht sich Ihren Fall dann noch einmal an. Sie können sich auch an die Behörde wenden, die im betreffenden Land die Fluggastrechte durchsetzt, an eine Schlichtungsstelle oder an das zuständige Gericht.

    Mit freundlichen Grüßen
    Ihr Kundendienst
    ");
}

#[test]
fn approved() {
    insta::assert_snapshot!(written(CompensationStatus::Approved, "de"), @r"
    Ihr Flug QX417 am 15. September 2026, Buchung QX7PLM

    Guten Tag Zsófia Kovács,

    Ihr Flug QX417 am 15. September 2026 von Budapest (BUD) nach London (LHR) hat sein Ziel 3 Stunden und 25 Minuten später als geplant erreicht. Die Unannehmlichkeiten, die Ihnen dadurch entstanden sind, tun uns leid.

    Wir haben Ihren Anspruch auf eine Ausgleichszahlung in Höhe von 250,00 EUR nach der Verordnung (EG) Nr. 261/2004 (Art. 7(1)(a), C-402/07, C-474/22) geprüft. Die erste Freigabe liegt vor; bevor wir die Zahlung anweisen können, ist eine zweite nötig. Wir schreiben Ihnen, sobald sie vorliegt.

    Der Betrag richtet sich nach der Entfernung zwischen dem ersten Abflugort und dem Endziel: 1.490 km.

    Während der Wartezeit stehen Ihnen unentgeltlich zu: Mahlzeiten und Erfrischungen und zwei Anrufe oder Nachrichten. Wenn Sie etwas davon selbst bezahlt haben, senden Sie uns bitte die Belege.

    Darüber hinaus ist, unbeschadet Ihrer Rechte, für Sie veranlasst: ein Essensgutschein über 15,00 EUR. Noch nicht veranlasst, aber in Prüfung: 2.500 Meilen.

    Wenn Sie nicht einverstanden sind, schreiben Sie uns bitte und nennen Sie Flug und Buchung; eine Mitarbeiterin oder ein Mitarbeiter sieht sich Ihren Fall dann noch einmal an. Sie können sich auch an die Behörde wenden, die im betreffenden Land die Fluggastrechte durchsetzt, an eine Schlichtungsstelle oder an das zuständige Gericht.

    Mit freundlichen Grüßen
    Ihr Kundendienst
    ");
}

#[test]
fn issued() {
    insta::assert_snapshot!(written(CompensationStatus::Issued, "de"), @r"
    Ihr Flug QX417 am 15. September 2026, Buchung QX7PLM

    Guten Tag Zsófia Kovács,

    Ihr Flug QX417 am 15. September 2026 von Budapest (BUD) nach London (LHR) hat sein Ziel 3 Stunden und 25 Minuten später als geplant erreicht. Die Unannehmlichkeiten, die Ihnen dadurch entstanden sind, tun uns leid.

    Nach der Verordnung (EG) Nr. 261/2004 (Art. 7(1)(a), C-402/07, C-474/22) haben Sie Anspruch auf eine Ausgleichszahlung in Höhe von 250,00 EUR. Wir haben die Zahlung von 250,00 EUR angewiesen. Sie erhalten das Geld, ohne etwas tun zu müssen. Gezahlt wird spätestens am 1. Oktober 2026.

    Der Betrag richtet sich nach der Entfernung zwischen dem ersten Abflugort und dem Endziel: 1.490 km.

    Während der Wartezeit stehen Ihnen unentgeltlich zu: Mahlzeiten und Erfrischungen und zwei Anrufe oder Nachrichten. Wenn Sie etwas davon selbst bezahlt haben, senden Sie uns bitte die Belege.

    Darüber hinaus ist, unbeschadet Ihrer Rechte, für Sie veranlasst: ein Essensgutschein über 15,00 EUR. Noch nicht veranlasst, aber in Prüfung: 2.500 Meilen.

    Wenn Sie nicht einverstanden sind, schreiben Sie uns bitte und nennen Sie Flug und Buchung; eine Mitarbeiterin oder ein Mitarbeiter sieht sich Ihren Fall dann noch einmal an. Sie können sich auch an die Behörde wenden, die im betreffenden Land die Fluggastrechte durchsetzt, an eine Schlichtungsstelle oder an das zuständige Gericht.

    Mit freundlichen Grüßen
    Ihr Kundendienst
    ");
}

#[test]
fn rejected() {
    insta::assert_snapshot!(written(CompensationStatus::Rejected, "de"), @r"
    Ihr Flug QX417 am 15. September 2026, Buchung QX7PLM

    Guten Tag Zsófia Kovács,

    Ihr Flug QX417 am 15. September 2026 von Budapest (BUD) nach London (LHR) hat sein Ziel 3 Stunden und 25 Minuten später als geplant erreicht. Die Unannehmlichkeiten, die Ihnen dadurch entstanden sind, tun uns leid.

    Wir haben Ihren Anspruch auf eine Ausgleichszahlung in Höhe von 250,00 EUR nach der Verordnung (EG) Nr. 261/2004 (Art. 7(1)(a), C-402/07, C-474/22) geprüft. Wir bedauern, Ihnen mitteilen zu müssen, dass wir ihm nicht nachkommen können. Die Begründung der Entscheidung lautet: „Ticket 220-123, 2026.“

    Der Betrag richtet sich nach der Entfernung zwischen dem ersten Abflugort und dem Endziel: 1.490 km.

    Während der Wartezeit stehen Ihnen unentgeltlich zu: Mahlzeiten und Erfrischungen und zwei Anrufe oder Nachrichten. Wenn Sie etwas davon selbst bezahlt haben, senden Sie uns bitte die Belege.

    Darüber hinaus ist, unbeschadet Ihrer Rechte, für Sie veranlasst: ein Essensgutschein über 15,00 EUR. Noch nicht veranlasst, aber in Prüfung: 2.500 Meilen.

    Wenn Sie nicht einverstanden sind, schreiben Sie uns bitte und nennen Sie Flug und Buchung; eine Mitarbeiterin oder ein Mitarbeiter sieht sich Ihren Fall dann noch einmal an. Sie können sich auch an die Behörde wenden, die im betreffenden Land die Fluggastrechte durchsetzt, an eine Schlichtungsstelle oder an das zuständige Gericht.

    Mit freundlichen Grüßen
    Ihr Kundendienst
    ");
}

#[test]
fn adjusted() {
    insta::assert_snapshot!(written(CompensationStatus::Adjusted, "de"), @r"
    Ihr Flug QX417 am 15. September 2026, Buchung QX7PLM

    Guten Tag Zsófia Kovács,

    Ihr Flug QX417 am 15. September 2026 von Budapest (BUD) nach London (LHR) hat sein Ziel 3 Stunden und 25 Minuten später als geplant erreicht. Die Unannehmlichkeiten, die Ihnen dadurch entstanden sind, tun uns leid.

    Wir wissen mehr über das Geschehene als zu der Zeit, als wir die Zahlung von 400,00 EUR angewiesen haben. Nach heutigem Stand besteht nach der Verordnung (EG) Nr. 261/2004 (Art. 7(1)(a), C-402/07, C-474/22) ein Anspruch auf eine Ausgleichszahlung in Höhe von 250,00 EUR. Sie behalten, was angewiesen wurde; nichts wird zurückgefordert.

    Der Betrag richtet sich nach der Entfernung zwischen dem ersten Abflugort und dem Endziel: 1.490 km.

    Während der Wartezeit stehen Ihnen unentgeltlich zu: Mahlzeiten und Erfrischungen und zwei Anrufe oder Nachrichten. Wenn Sie etwas davon selbst bezahlt haben, senden Sie uns bitte die Belege.

    Darüber hinaus ist, unbeschadet Ihrer Rechte, für Sie veranlasst: ein Essensgutschein über 15,00 EUR. Noch nicht veranlasst, aber in Prüfung: 2.500 Meilen.

    Wenn Sie nicht einverstanden sind, schreiben Sie uns bitte und nennen Sie Flug und Buchung; eine Mitarbeiterin oder ein Mitarbeiter sieht sich Ihren Fall dann noch einmal an. Sie können sich auch an die Behörde wenden, die im betreffenden Land die Fluggastrechte durchsetzt, an eine Schlichtungsstelle oder an das zuständige Gericht.

    Mit freundlichen Grüßen
    Ihr Kundendienst
    ");
}
