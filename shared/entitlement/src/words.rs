//! What a fact is called in a sentence that a customer reads.
//!
//! Deliberately not here: the facts (`facts`), and other languages than English.

/// The words for a fact by its field's name; a name that is not here stands for itself.
#[must_use]
pub fn of_fact(field: &str) -> &str {
    match field {
        "advanced_min" => "by how much the flight was brought forward",
        "alternate_departs_later_min" => "when the other flight leaves",
        "arrival_delay_min" | "legs.arrival_delay_min" => "how late the passenger arrived",
        "bag_delay_min" => "how late the bag came",
        "bag_fee" => "the fee paid for the bag",
        "basic_fare_plus_fuel" => "the basic fare with the fuel charge",
        "block_time_min" => "how long the flight takes",
        "carrier_country" => "the country that licensed the carrier",
        "carrier_size" => "how large the carrier is",
        "cause" => "the cause",
        "control" => "whether the cause was in the carrier's control",
        "destination" => "where the journey was to end",
        "departure_delay_min" => "how late the flight left",
        "extraordinary_minutes" => "how many minutes the extraordinary part explains",
        "flight_price" => "the price of this flight alone",
        "ticket_price" => "the price paid",
        "longest_us_foreign_segment_min" => "how long the longest international flight takes",
        "mbr_filed" => "whether the bag was reported missing",
        "notice_min" => "when the passenger was told",
        "one_way_fare" => "the one-way fare",
        "passenger_choice" => "what the passenger chose",
        "postponed_min" => "by how much the flight was postponed",
        "proven_damage" | "proven_damage_sdr" => "the proven damage",
        "reroute" => "whether another flight was offered",
        "reroute.arrives_later_min" => "when the other flight arrives",
        "reroute.departs_earlier_min" => "when the other flight leaves",
        "weight_kg" => "the weight",
        other => other,
    }
}

/// The sentence that names facts which would decide and are not there.
#[must_use]
pub fn needed<'a>(fields: impl IntoIterator<Item = &'a str>) -> String {
    let mut words: Vec<&str> = fields.into_iter().map(of_fact).collect();
    words.dedup();
    format!("Not known, and needed: {}.", words.join(", "))
}

#[cfg(test)]
mod tests {
    use super::{needed, of_fact};
    use std::path::PathBuf;

    #[test]
    fn no_field_s_name_is_read_out() {
        assert_eq!(
            needed(["proven_damage", "mbr_filed"]),
            "Not known, and needed: the proven damage, whether the bag was reported missing."
        );
        assert_eq!(needed(["something_else"]), "Not known, and needed: something_else.");
    }

    /// Every fact that a law says it needs, as the sources name them.
    #[test]
    fn every_fact_that_may_be_needed_has_its_words() {
        let (mut folders, mut seen) = (vec![concat!(env!("CARGO_MANIFEST_DIR"), "/src").into()], 0);
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir::<PathBuf>(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let text = std::fs::read_to_string(&path).unwrap();
                for call in ["missing(\"", "pays_unknown(\""] {
                    for field in text.split(call).skip(1).filter_map(|rest| rest.split('"').next()) {
                        seen += 1;
                        assert_ne!(of_fact(field), field, "in {}", path.display());
                    }
                }
            }
        }
        assert!(seen > 20, "{seen} are no longer found");
    }
}
