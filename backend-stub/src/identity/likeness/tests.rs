//! Names as different hands, scripts and systems spell them.

use super::*;
use proptest::prelude::*;

fn spelled(given: &str, family: &str) -> Spelled {
    Spelled::of(&Name { given: given.to_owned(), family: family.to_owned() })
}

#[test]
fn spellings_of_one_name_are_alike_and_others_are_not() {
    for (left, right, alike) in [
        (("Александр", "Иванов"), ("Aleksandr", "Ivanov"), true),
        (("Александр", "Иванов"), ("Alexander", "Ivanov"), true),
        (("Юлия", "Щербакова"), ("Yulia", "Shcherbakova"), true),
        (("محمد", "حداد"), ("Mohamed", "Haddad"), true),
        (("Mohammed", "Al-Haddad"), ("Muhammad", "Al Haddad"), true),
        (("伟", "张"), ("Wei", "Zhang"), true),
        (("Wei", "Zhang"), ("Zhang", "Wei"), true),
        (("Kovács", "Zsófia"), ("Zsofia", "Kovacs"), true),
        (("Jürgen", "Müller"), ("Juergen", "Mueller"), true),
        (("Γιώργος", "Παπαδόπουλος"), ("Giorgos", "Papadopoulos"), true),
        (("Katarzyna", "Wiśniewska"), ("Katarzyna", "Wisniewska"), true),
        (("Jonathan", "Smith"), ("Jonathon", "Smyth"), true),
        (("Zsófia Anna", "Kovács"), ("Zsófia", "Kovács"), true),
        (("Anna", "Kovács"), ("Bence", "Kovács"), false),
        (("Anna", "Kovács"), ("Anna", "Nagy"), false),
        (("Peter", "Smith"), ("Paul", "Smith"), false),
        (("Maria", "Garcia Lopez"), ("Mario", "Perez Soto"), false),
    ] {
        let found = names(&spelled(left.0, left.1), &spelled(right.0, right.1), 88);
        let is = matches!(found, Names::Same | Names::Alike(_));
        assert_eq!(is, alike, "{left:?} {right:?}: {found:?}");
    }
    let married = names(&spelled("Anna", "Kovács"), &spelled("Anna", "Nagy"), 88);
    assert_eq!(married, Names::GivenSame);
    assert_eq!(names(&spelled("", "Kovács"), &spelled("Anna", "Kovács"), 88), Names::Unknown);
    assert_eq!(names(&spelled("😀", "🎉"), &spelled("😀", "🎉"), 88), Names::Same);
}

#[test]
fn skeletons_survive_transliteration() {
    for names in [
        ["aleksandr", "alexander", "aleksander"],
        ["yusuf", "jusuf", "ysf"],
        ["mohamed", "mhmd", "mohammad"],
        ["kovacs", "kovac s", "covacs"],
    ] {
        let first = skeleton(names[0]);
        assert!(names.iter().all(|name| skeleton(name) == first), "{names:?} {:?}", names.map(skeleton));
    }
}

#[test]
fn addresses_and_dates() {
    let line = |text: &str| fold(text);
    assert_eq!(addresses(&line("Fő utca 12, 1011 Budapest"), &line("FO UTCA 12, 1011 BUDAPEST")), 100);
    assert!(addresses(&line("Hauptstraße 5, 60311 Frankfurt"), &line("Hauptstr. 5, 60311 Frankfurt")) >= 88);
    assert!(
        addresses(&line("Hauptstraße 5, 60311 Frankfurt"), &line("60311 Frankfurt, Hauptstrasse 5")) >= 88
    );
    assert_eq!(
        addresses(&line("Hauptstraße 5, 60311 Frankfurt"), &line("Hauptstraße 7, 60311 Frankfurt")),
        0
    );
    let date = |text: &str| text.parse::<Date>().unwrap();
    for (left, right, close) in [
        ("1980-04-07", "1980-07-04", true),
        ("1980-04-07", "1980-04-08", true),
        ("1980-04-07", "1981-04-07", true),
        ("1980-04-07", "1980-04-07", false),
        ("1980-04-07", "1991-04-07", false),
    ] {
        assert_eq!(dates_close(date(left), date(right)), close, "{left} {right}");
    }
}

proptest! {
    #[test]
    fn any_two_names_compare_alike_both_ways(
        given in "\\PC{0,80}", family in "\\PC{0,80}", other in "\\PC{0,80}", another in "\\PC{0,80}",
    ) {
        let (left, right) = (spelled(&given, &family), spelled(&other, &another));
        prop_assert_eq!(names(&left, &right, 88), names(&right, &left, 88));
    }
}

#[test]
fn names_of_any_length_are_compared_at_once() {
    let long = "Wolfeschlegelsteinhausenbergerdorff ".repeat(400);
    let (left, right) = (spelled(&long, &long), spelled(&format!("A{long}"), &long));
    assert!(left.given.len() <= LONGEST);
    // Their beginnings say it.
    assert!(matches!(names(&left, &right, 88), Names::Alike(_) | Names::Different));
}
