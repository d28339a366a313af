//! What of a customer a partner may learn: six traits, each one of few words, and ever coarser words for the same. Pure.
//!
//! An empty word says that it is not known, `*` that it is withheld. All words come from closed lists: a tier that is not one
//! of the airline's is `other`, since a source may write anything there. Deliberately not here: how coarse it must be.

use crate::{
    airports::airport, customers::record::CustomerRecord, ingest::normal::phone_country,
    insight::rules::ValueRules,
};
use jiff::civil::Date;
use purser_contract::insight::CustomerValue;
use std::collections::{BTreeMap, HashMap};

/// The columns, in the order of [`Traits`].
pub const COLUMNS: [&str; 6] =
    ["age_band", "country", "tier", "value_band", "home_airport", "frequency_band"];

const AGE: usize = 0;
const COUNTRY: usize = 1;
const TIER: usize = 2;
const VALUE: usize = 3;
const AIRPORT: usize = 4;
const FREQUENCY: usize = 5;

/// Which words a customer has, by their numbers in [`Words`].
pub type Traits = [u16; 6];

/// From the finest to the one that says nothing but that somebody belongs to the segment.
pub const LEVELS: usize = 8;

/// All words there are, numbered as they come.
#[derive(Clone, Debug, Default)]
pub struct Words {
    texts: Vec<Box<str>>,
    numbers: HashMap<Box<str>, u16>,
}

impl Words {
    /// The number of a word.
    pub fn number(&mut self, text: &str) -> u16 {
        if let Some(known) = self.numbers.get(text) {
            return *known;
        }
        // Ages, countries, airports, bands and tiers are some ten thousand.
        let number = u16::try_from(self.texts.len()).unwrap_or(u16::MAX);
        self.texts.push(text.into());
        self.numbers.insert(text.into(), number);
        number
    }

    /// The word of a number.
    #[must_use]
    pub fn text(&self, number: u16) -> &str {
        self.texts.get(usize::from(number)).map_or("", |text| text)
    }
}

/// The traits of a customer.
pub fn traits(
    words: &mut Words,
    record: &CustomerRecord,
    value: &CustomerValue,
    rules: &ValueRules,
    today: Date,
) -> Traits {
    let born = record.birth_date.as_ref().map(|fact| fact.value);
    let home = home_airport(record);
    let phone = record.of_kind("phone").find_map(|(phone, _)| phone_country(phone));
    let country = phone.or_else(|| Some(airport(home.as_deref()?)?.country.to_string()));
    let tier = value.tier.as_deref().map_or("", |own| {
        rules.tiers.keys().find(|tier| tier.eq_ignore_ascii_case(own)).map_or("other", String::as_str)
    });
    [
        words.number(born.map_or("", |born| age_band(born, today))),
        words.number(country.as_deref().unwrap_or_default()),
        words.number(tier),
        words.number(value_band(value.score)),
        words.number(home.as_deref().unwrap_or_default()),
        words.number(frequency_band(value.flights)),
    ]
}

/// Where most of their journeys began; of two with as many, the one that comes first by its letters.
fn home_airport(record: &CustomerRecord) -> Option<String> {
    let mut begun: BTreeMap<&str, usize> = BTreeMap::new();
    for booking in record.bookings.values() {
        if let Some(first) = booking.current().first().filter(|first| airport(&first.from).is_some()) {
            *begun.entry(&first.from).or_default() += 1;
        }
    }
    let most = begun.values().copied().max()?;
    begun.into_iter().find(|(_, count)| *count == most).map(|(iata, _)| iata.to_owned())
}

fn age_band(born: Date, today: Date) -> &'static str {
    let had = (today.month(), today.day()) >= (born.month(), born.day());
    match today.year() - born.year() - i16::from(!had) {
        ..18 => "0-17",
        18..30 => "18-29",
        30..40 => "30-39",
        40..50 => "40-49",
        50..60 => "50-59",
        60..70 => "60-69",
        70.. => "70+",
    }
}

fn value_band(score: u32) -> &'static str {
    match score {
        ..20 => "0-19",
        20..40 => "20-39",
        40..60 => "40-59",
        60..80 => "60-79",
        80.. => "80-100",
    }
}

fn frequency_band(flights: u32) -> &'static str {
    match flights {
        0 => "0",
        1..3 => "1-2",
        3..8 => "3-7",
        8.. => "8+",
    }
}

/// The same in the coarser words of a level; what the levels before made coarse stays so.
#[must_use]
pub fn coarser(words: &mut Words, mut traits: Traits, level: usize) -> Traits {
    let withheld = words.number("*");
    let mut withhold = |from: usize, column: usize| {
        if level >= from {
            traits[column] = withheld;
        }
    };
    withhold(2, AIRPORT);
    withhold(4, FREQUENCY);
    withhold(5, VALUE);
    withhold(6, COUNTRY);
    withhold(7, AGE);
    withhold(8, TIER);
    if level == 1 {
        let country = airport(words.text(traits[AIRPORT])).map(|airport| airport.country.to_string());
        traits[AIRPORT] = words.number(country.as_deref().unwrap_or_default());
    }
    if (3..7).contains(&level) {
        let wide = wide_age(words.text(traits[AGE]));
        traits[AGE] = words.number(wide);
    }
    traits
}

fn wide_age(band: &str) -> &'static str {
    match band {
        "0-17" => "0-17",
        "18-29" | "30-39" | "18-39" => "18-39",
        "40-49" | "50-59" | "40-59" => "40-59",
        "60-69" | "70+" | "60+" => "60+",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn ages_are_counted_by_birthdays() {
        let today = date(2026, 11, 20);
        for (born, band) in [
            (date(2008, 11, 21), "0-17"),
            (date(2008, 11, 20), "18-29"),
            (date(1956, 11, 21), "60-69"),
            (date(1956, 11, 20), "70+"),
            (date(2027, 1, 1), "0-17"),
        ] {
            assert_eq!(age_band(born, today), band, "{born}");
        }
    }

    #[test]
    fn each_level_says_less_and_the_last_one_nothing() {
        let mut words = Words::default();
        let own = ["30-39", "SE", "Gold", "60-79", "FRA", "3-7"].map(|text| words.number(text));
        let said: Vec<String> = (0..=LEVELS)
            .map(|level| {
                coarser(&mut words, own, level).map(|number| words.text(number).to_owned()).join(" ")
            })
            .collect();
        assert_eq!(
            said,
            [
                "30-39 SE Gold 60-79 FRA 3-7",
                "30-39 SE Gold 60-79 DE 3-7",
                "30-39 SE Gold 60-79 * 3-7",
                "18-39 SE Gold 60-79 * 3-7",
                "18-39 SE Gold 60-79 * *",
                "18-39 SE Gold * * *",
                "18-39 * Gold * * *",
                "* * Gold * * *",
                "* * * * * *",
            ]
        );
    }
}
