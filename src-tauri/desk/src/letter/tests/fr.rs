//! French, word by word.

use super::written;
use purser_contract::compensation::CompensationStatus;

#[test]
fn nothing_due() {
    insta::assert_snapshot!(written(CompensationStatus::NothingDue, "fr"), @r"
    Votre vol QX417 du 15 septembre 2026, réservation QX7PLM

    Bonjour Zsófia Kovács,

    Votre vol QX417 du 15 septembre 2026 de Budapest (BUD) à Londres (LHR) a atteint sa destination avec un retard de 3 heures et 25 minutes. Nous vous prions de nous excuser pour les désagréments causés.

    Nous avons examiné toutes les règles qui peuvent s’appliquer à votre voyage. Nous avons donc le regret de vous informer que, selon le droit applicable, aucune somme ne vous est due dans ce cas.

    Pendant l’attente, vous avez droit gratuitement à ce qui suit : des repas et des rafraîchissements et deux appels ou messages. Si vous en avez payé une partie vous-même, veuillez nous envoyer les justificatifs.

    En outre, et sans préjudice de vos droits, nous avons ordonné pour vous : un bon de repas de 15,00 EUR. Non encore ordonné, mais à l’étude : 2 500 miles.

    Si vous n’êtes pas d’accord, veuillez nous écrire en indiquant votre vol et votre réservation ; une personne réexaminera votre dossier. Vous pouvez également vous adresser à l’autorité chargée de faire respecter les droits des passagers dans le pays concerné, à un médiateur ou au tribunal compétent.

    Nous vous prions d’agréer l’expression de nos salutations distinguées.
    Votre service clients
    ");
}

#[test]
fn proposed() {
    insta::assert_snapshot!(written(CompensationStatus::Proposed, "fr"), @r"
    Votre vol QX417 du 15 septembre 2026, réservation QX7PLM

    Bonjour Zsófia Kovács,

    Votre vol QX417 du 15 septembre 2026 de Budapest (BUD) à Londres (LHR) devrait atteindre sa destination avec un retard de 3 heures et 25 minutes. Nous vous prions de nous excuser pour les désagréments causés.

    Si les faits sont ceux que nous attendons actuellement, vous auriez droit, selon le règlement (CE) n° 261/2004 (Art. 7(1)(a), C-402/07, C-474/22), à une indemnisation de 250,00 EUR. Il s’agit d’une estimation et non d’une décision ; nous déciderons lorsque les faits seront établis et vous écrirons de nouveau.

    Le montant dépend de la distance entre le premier point de départ et la destination finale : 1 490 km.

    Pendant l’attente, vous avez droit gratuitement à ce qui suit : des repas et des rafraîchissements et deux appels ou messages. Si vous en avez payé une partie vous-même, veuillez nous envoyer les justificatifs.

    En outre, et sans préjudice de vos droits, nous avons ordonné pour vous : un bon de repas de 15,00 EUR. Non encore ordonné, mais à l’étude : 2 500 miles.

    Nous vous prions d’agréer l’expression de nos salutations distinguées.
    Votre service clients
    ");
}

#[test]
fn pending_approval() {
    insta::assert_snapshot!(written(CompensationStatus::PendingApproval, "fr"), @r"
    Votre vol QX417 du 15 septembre 2026, réservation QX7PLM

    Bonjour Zsófia Kovács,

    Votre vol QX417 du 15 septembre 2026 de Budapest (BUD) à Londres (LHR) a atteint sa destination avec un retard de 3 heures et 25 minutes. Nous vous prions de nous excuser pour les désagréments causés.

    Nous examinons si, selon le règlement (CE) n° 261/2004 (Art. 7(1)(a), C-402/07, C-474/22), vous avez droit à une indemnisation de 250,00 EUR. Vous n’avez aucune démarche à faire ; nous vous écrirons dès que la décision sera prise.

    Le montant dépend de la distance entre le premier point de départ et la destination finale : 1 490 km.

    Pendant l’attente, vous avez droit gratuitement à ce qui suit : des repas et des rafraîchissements et deux appels ou messages. Si vous en avez payé une partie vous-même, veuillez nous envoyer les justificatifs.

    En outre, et sans préjudice de vos droits, nous avons ordonné pour vous : un bon de repas de 15,00 EUR. Non encore ordonné, mais à l’étude : 2 500 miles.

    Si vous n’êtes pas d’accord, veuillez nous écrire en indiquant votre vol et votre réservation ; une personne réexaminera votre dossier. Vous pouvez également vous adresser à l’autorité chargée de faire respecter les droits des passagers dans le pays concerné, à un médiateur ou au tribunal compétent.

    Nous vous prions d’agréer l’expression de nos salutations distinguées.
    Votre service clients
    ");
}

#[test]
fn approved() {
    insta::assert_snapshot!(written(CompensationStatus::Approved, "fr"), @r"
    Votre vol QX417 du 15 septembre 2026, réservation QX7PLM

    Bonjour Zsófia Kovács,

    Votre vol QX417 du 15 septembre 2026 de Budapest (BUD) à Londres (LHR) a atteint sa destination avec un retard de 3 heures et 25 minutes. Nous vous prions de nous excuser pour les désagréments causés.

    Nous avons examiné votre droit à une indemnisation de 250,00 EUR selon le règlement (CE) n° 261/2004 (Art. 7(1)(a), C-402/07, C-474/22). Une première validation a été donnée ; une seconde est nécessaire avant que le paiement puisse être ordonné. Nous vous écrirons dès qu’elle sera donnée.

    Le montant dépend de la distance entre le premier point de départ et la destination finale : 1 490 km.

    Pendant l’attente, vous avez droit gratuitement à ce qui suit : des repas et des rafraîchissements et deux appels ou messages. Si vous en avez payé une partie vous-même, veuillez nous envoyer les justificatifs.

    En outre, et sans préjudice de vos droits, nous avons ordonné pour vous : un bon de repas de 15,00 EUR. Non encore ordonné, mais à l’étude : 2 500 miles.

    Si vous n’êtes pas d’accord, veuillez nous écrire en indiquant votre vol et votre réservation ; une personne réexaminera votre dossier. Vous pouvez également vous adresser à l’autorité chargée de faire respecter les droits des passagers dans le pays concerné, à un médiateur ou au tribunal compétent.

    Nous vous prions d’agréer l’expression de nos salutations distinguées.
    Votre service clients
    ");
}

#[test]
fn issued() {
    insta::assert_snapshot!(written(CompensationStatus::Issued, "fr"), @r"
    Votre vol QX417 du 15 septembre 2026, réservation QX7PLM

    Bonjour Zsófia Kovács,

    Votre vol QX417 du 15 septembre 2026 de Budapest (BUD) à Londres (LHR) a atteint sa destination avec un retard de 3 heures et 25 minutes. Nous vous prions de nous excuser pour les désagréments causés.

    Selon le règlement (CE) n° 261/2004 (Art. 7(1)(a), C-402/07, C-474/22), vous avez droit à une indemnisation de 250,00 EUR. Nous avons ordonné le paiement de 250,00 EUR. Vous recevrez cette somme en argent, sans aucune démarche de votre part. Le paiement intervient au plus tard le 1er octobre 2026.

    Le montant dépend de la distance entre le premier point de départ et la destination finale : 1 490 km.

    Pendant l’attente, vous avez droit gratuitement à ce qui suit : des repas et des rafraîchissements et deux appels ou messages. Si vous en avez payé une partie vous-même, veuillez nous envoyer les justificatifs.

    En outre, et sans préjudice de vos droits, nous avons ordonné pour vous : un bon de repas de 15,00 EUR. Non encore ordonné, mais à l’étude : 2 500 miles.

    Si vous n’êtes pas d’accord, veuillez nous écrire en indiquant votre vol et votre réservation ; une personne réexaminera votre dossier. Vous pouvez également vous adresser à l’autorité chargée de faire respecter les droits des passagers dans le pays concerné, à un médiateur ou au tribunal compétent.

    Nous vous prions d’agréer l’expression de nos salutations distinguées.
    Votre service clients
    ");
}

#[test]
fn rejected() {
    insta::assert_snapshot!(written(CompensationStatus::Rejected, "fr"), @r"
    Votre vol QX417 du 15 septembre 2026, réservation QX7PLM

    Bonjour Zsófia Kovács,

    Votre vol QX417 du 15 septembre 2026 de Budapest (BUD) à Londres (LHR) a atteint sa destination avec un retard de 3 heures et 25 minutes. Nous vous prions de nous excuser pour les désagréments causés.

    Nous avons examiné votre droit à une indemnisation de 250,00 EUR selon le règlement (CE) n° 261/2004 (Art. 7(1)(a), C-402/07, C-474/22). Nous avons le regret de vous informer que nous ne pouvons pas y donner suite. La décision est motivée ainsi : « Ticket 220-123, 2026. »

    Le montant dépend de la distance entre le premier point de départ et la destination finale : 1 490 km.

    Pendant l’attente, vous avez droit gratuitement à ce qui suit : des repas et des rafraîchissements et deux appels ou messages. Si vous en avez payé une partie vous-même, veuillez nous envoyer les justificatifs.

    En outre, et sans préjudice de vos droits, nous avons ordonné pour vous : un bon de repas de 15,00 EUR. Non encore ordonné, mais à l’étude : 2 500 miles.

    Si vous n’êtes pas d’accord, veuillez nous écrire en indiquant votre vol et votre réservation ; une personne réexaminera votre dossier. Vous pouvez également vous adresser à l’autorité chargée de faire respecter les droits des passagers dans le pays concerné, à un médiateur ou au tribunal compétent.

    Nous vous prions d’agréer l’expression de nos salutations distinguées.
    Votre service clients
    ");
}

#[test]
fn adjusted() {
    insta::assert_snapshot!(written(CompensationStatus::Adjusted, "fr"), @r"
    Votre vol QX417 du 15 septembre 2026, réservation QX7PLM

    Bonjour Zsófia Kovács,

    Votre vol QX417 du 15 septembre 2026 de Budapest (BUD) à Londres (LHR) a atteint sa destination avec un retard de 3 heures et 25 minutes. Nous vous prions de nous excuser pour les désagréments causés.

    Nous en savons plus sur les faits qu’au moment où nous avons ordonné le paiement de 400,00 EUR. Selon le règlement (CE) n° 261/2004 (Art. 7(1)(a), C-402/07, C-474/22), d’après les faits connus à ce jour, vous avez droit à une indemnisation de 250,00 EUR. Ce qui a été ordonné vous reste acquis ; rien ne vous sera redemandé.

    Le montant dépend de la distance entre le premier point de départ et la destination finale : 1 490 km.

    Pendant l’attente, vous avez droit gratuitement à ce qui suit : des repas et des rafraîchissements et deux appels ou messages. Si vous en avez payé une partie vous-même, veuillez nous envoyer les justificatifs.

    En outre, et sans préjudice de vos droits, nous avons ordonné pour vous : un bon de repas de 15,00 EUR. Non encore ordonné, mais à l’étude : 2 500 miles.

    Si vous n’êtes pas d’accord, veuillez nous écrire en indiquant votre vol et votre réservation ; une personne réexaminera votre dossier. Vous pouvez également vous adresser à l’autorité chargée de faire respecter les droits des passagers dans le pays concerné, à un médiateur ou au tribunal compétent.

    Nous vous prions d’agréer l’expression de nos salutations distinguées.
    Votre service clients
    ");
}
