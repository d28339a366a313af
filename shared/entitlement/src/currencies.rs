//! The currencies of ISO 4217 with the digits behind their point: those in use, and those that went out of use since
//! 2005, of which a claim may still speak. Special drawing rights and units of account are rounded to the hundredth.
//!
//! Deliberately not here: metals, test codes, and rates.

const NO_DIGITS: &[u8] = b"\
    BIF BYR CLP DJF GNF ISK JPY KMF KRW PYG RWF TRL UGX UYI VND VUV XAF XOF XPF \
";
const TWO_DIGITS: &[u8] = b"\
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZM AZN BAM BBD BDT BGL BGN BMD BND BOB BOV BRL BSD BTN BWP \
    BYN BZD CAD CDF CHE CHF CHW CLF CNY COP COU CRC CSD CUC CUP CVE CYP CZK DKK DOP DZD EEK EGP ERN \
    ETB EUR FJD FKP GBP GEL GHC GHS GIP GMD GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IRR JMD KES KGS \
    KHR KPW KYD KZT LAK LBP LKR LRD LSL LTL LVL MAD MDL MGA MKD MMK MNT MOP MRO MRU MTL MUR MVR MWK \
    MXN MXV MYR MZM MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR ROL RON RSD RUB SAR SBD \
    SCR SDD SDG SEK SGD SHP SIT SKK SLE SLL SOS SRD SRG SSP STD STN SVC SYP SZL THB TJS TMM TMT TOP \
    TRY TTD TWD TZS UAH USD USN USS UYU UYW UZS VEB VED VEF VES WST XAD XCD XCG XDR XSU XUA YER ZAR \
    ZMK ZMW ZWD ZWG ZWL ZWN ZWR \
";
const THREE_DIGITS: &[u8] = b"\
    BHD IQD JOD KWD LYD OMR TND \
";

/// How many digits a currency has behind its point; `None` for what is no currency.
#[must_use]
pub fn digits(code: [u8; 3]) -> Option<u8> {
    let has = |list: &[u8]| list.chunks(4).any(|one| one.starts_with(&code));
    // Most first.
    if has(TWO_DIGITS) {
        return Some(2);
    }
    if has(NO_DIGITS) {
        return Some(0);
    }
    has(THREE_DIGITS).then_some(3)
}

#[cfg(test)]
mod tests {
    use super::{NO_DIGITS, THREE_DIGITS, TWO_DIGITS, digits};

    #[test]
    fn currencies_have_their_digits_and_others_are_none() {
        for (code, expected) in [
            ("EUR", Some(2)),
            ("USD", Some(2)),
            ("XDR", Some(2)),
            ("HRK", Some(2)),
            ("JPY", Some(0)),
            ("KRW", Some(0)),
            ("KWD", Some(3)),
            ("TND", Some(3)),
            ("ZZZ", None),
            ("XXX", None),
            ("XTS", None),
            ("UR ", None),
        ] {
            assert_eq!(digits(code.as_bytes().try_into().unwrap()), expected, "{code}");
        }
    }

    #[test]
    fn every_code_stands_once() {
        let mut codes: Vec<&[u8]> =
            [NO_DIGITS, TWO_DIGITS, THREE_DIGITS].iter().flat_map(|list| list.chunks(4)).collect();
        let count = codes.len();
        assert!(codes.iter().all(|code| code.len() == 4 && code[3] == b' '), "{codes:?}");
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), count);
    }
}
