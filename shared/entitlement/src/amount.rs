//! Amounts of money and other decimal quantities, exact to the thousandth; currencies.
//!
//! Deliberately not here: rates of exchange. No amount is ever converted; the law pays in its own currency.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{fmt, str::FromStr};

/// A decimal quantity in thousandths of its unit: three places hold every currency, and a parcel's grams.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(i64);

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// This many whole units.
    #[must_use]
    pub const fn whole(units: i64) -> Self {
        Self(units.saturating_mul(1_000))
    }

    /// This many thousandths.
    #[must_use]
    pub const fn from_thousandths(thousandths: i64) -> Self {
        Self(thousandths)
    }

    /// The quantity in thousandths.
    #[must_use]
    pub const fn thousandths(self) -> i64 {
        self.0
    }

    /// `percent` per cent of this, to the nearest hundredth, half upwards.
    #[must_use]
    pub fn percent(self, percent: i64) -> Self {
        self.share(percent, 100)
    }

    /// `percent` per cent of this, to the smallest unit of a currency, half upwards.
    #[must_use]
    pub fn percent_in(self, currency: Currency, percent: i64) -> Self {
        self.share_in(currency, percent, 100)
    }

    /// This times `part` over `of`, to the nearest hundredth, half upwards; nothing when `of` is not
    /// positive.
    #[must_use]
    pub fn share(self, part: i64, of: i64) -> Self {
        self.rounded(part, of, 10)
    }

    /// This times `part` over `of`, to the smallest unit of a currency, half upwards; nothing when `of` is
    /// not positive.
    #[must_use]
    pub fn share_in(self, currency: Currency, part: i64, of: i64) -> Self {
        self.rounded(part, of, currency.smallest_thousandths())
    }

    fn rounded(self, part: i64, of: i64, smallest: i64) -> Self {
        if of <= 0 {
            return Self::ZERO;
        }
        let (product, of) = (i128::from(self.0) * i128::from(part), i128::from(of) * i128::from(smallest));
        let units = (2 * product + of).div_euclid(2 * of);
        Self(i64::try_from(units * i128::from(smallest)).unwrap_or(i64::MAX))
    }

    /// The sum, at most the largest amount there is.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// The difference, at least nothing.
    #[must_use]
    pub fn less(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0).max(0))
    }
}

/// Digits as people write them, with as many places as are used: `250`, `412.40`, `0.125`.
impl fmt::Display for Amount {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (units, rest) = (self.0.unsigned_abs() / 1_000, self.0.unsigned_abs() % 1_000);
        match rest {
            0 => write!(out, "{sign}{units}"),
            _ if rest % 10 == 0 => write!(out, "{sign}{units}.{:02}", rest / 10),
            _ => write!(out, "{sign}{units}.{rest:03}"),
        }
    }
}

/// Why digits are no amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is not a decimal number of at most twelve digits before and three after the point")]
pub struct NotAnAmount;

impl FromStr for Amount {
    type Err = NotAnAmount;

    fn from_str(text: &str) -> Result<Self, NotAnAmount> {
        let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
        let (units, rest) = digits.split_once('.').unwrap_or((digits, ""));
        let numeric = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if units.is_empty() || units.len() > 12 || rest.len() > 3 || !numeric(units) || !numeric(rest) {
            return Err(NotAnAmount);
        }
        let units: i64 = units.parse().map_err(|_| NotAnAmount)?;
        let rest: i64 = format!("{rest:0<3}").parse().map_err(|_| NotAnAmount)?;
        Ok(Self(sign * (units * 1_000 + rest)))
    }
}

/// A JSON number; whole where it can be.
impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 % 1_000 == 0 {
            return serializer.serialize_i64(self.0 / 1_000);
        }
        // The shortest text of a double gives these at most fifteen digits back unchanged: nothing is
        // computed in it.
        serializer.serialize_f64(self.to_string().parse().unwrap_or_default())
    }
}

/// A JSON number, or the same digits as text.
impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Digits;
        impl de::Visitor<'_> for Digits {
            type Value = Amount;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("an amount, as a number or as text")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Amount, E> {
                text.parse().map_err(E::custom)
            }
            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Amount, E> {
                self.visit_str(&number.to_string())
            }
            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Amount, E> {
                self.visit_str(&number.to_string())
            }
            // JSON's 412.4 arrives as a double; its shortest text is what was written.
            fn visit_f64<E: de::Error>(self, number: f64) -> Result<Amount, E> {
                self.visit_str(&number.to_string())
            }
        }
        deserializer.deserialize_any(Digits)
    }
}

/// An ISO 4217 code; `XDR` is the special drawing right of the International Monetary Fund.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Currency([u8; 3]);

impl Currency {
    #![expect(missing_docs, reason = "the codes are their own names")]
    pub const AUD: Self = Self(*b"AUD");
    pub const BRL: Self = Self(*b"BRL");
    pub const CAD: Self = Self(*b"CAD");
    pub const EUR: Self = Self(*b"EUR");
    pub const GBP: Self = Self(*b"GBP");
    pub const ILS: Self = Self(*b"ILS");
    pub const INR: Self = Self(*b"INR");
    pub const SAR: Self = Self(*b"SAR");
    pub const USD: Self = Self(*b"USD");
    pub const XDR: Self = Self(*b"XDR");

    /// The smallest unit of this currency, in thousandths: 1000 for the yen, 10 for the euro, 1 for the dinar.
    #[must_use]
    pub fn smallest_thousandths(&self) -> i64 {
        match crate::currencies::digits(self.0) {
            Some(0) => 1_000,
            Some(3) => 1,
            _ => 10,
        }
    }

    /// The three letters, as bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 3] {
        &self.0
    }

    /// The three letters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }
}

crate::codes::text_code!(
    Currency,
    3,
    "an ISO 4217 currency code of three capital letters",
    |code: [u8; 3]| crate::currencies::digits(code).is_some()
);

/// An amount with its currency, as facts carry it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Money {
    /// How much; at least nothing.
    pub amount: Amount,
    /// In which currency.
    pub currency: Currency,
}

/// An amount that may leave its currency out where the law has only one: the rupee in India, the dollar in
/// the United States.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged, expecting = "an amount, or an object of `amount` and `currency`")]
pub enum Sum {
    /// With its currency.
    Money(Money),
    /// In the currency of the law that asks for it.
    Bare(Amount),
}

impl Sum {
    /// How much.
    #[must_use]
    pub const fn amount(&self) -> Amount {
        match self {
            Self::Money(money) => money.amount,
            Self::Bare(amount) => *amount,
        }
    }

    /// The currency, when it was said.
    #[must_use]
    pub const fn currency(&self) -> Option<Currency> {
        match self {
            Self::Money(money) => Some(money.currency),
            Self::Bare(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Amount;

    #[test]
    fn amounts_read_and_write_exactly() {
        for (text, thousandths, shown, json) in [
            ("250", 250_000, "250", "250"),
            ("412.4", 412_400, "412.40", "412.4"),
            ("0.125", 125, "0.125", "0.125"),
            ("-3.50", -3_500, "-3.50", "-3.5"),
            ("999999999999.999", 999_999_999_999_999, "999999999999.999", "999999999999.999"),
        ] {
            let amount: Amount = text.parse().unwrap();
            assert_eq!((amount.thousandths(), amount.to_string().as_str()), (thousandths, shown));
            assert_eq!(serde_json::to_string(&amount).unwrap(), json);
            assert_eq!(serde_json::from_str::<Amount>(json).unwrap(), amount);
        }
        for text in ["", ".", "1.2345", "1e3", "1234567890123", "+1", " 1", "1.-5"] {
            assert!(text.parse::<Amount>().is_err(), "{text}");
        }
    }

    #[test]
    fn shares_round_half_up_to_the_hundredth() {
        for (amount, part, of, expected) in [
            ("99.99", 30, 100, "30.00"),
            ("0.01", 50, 100, "0.01"),
            ("2000", 5_000, 20_000, "500"),
            ("1", 1, 0, "0"),
        ] {
            let amount: Amount = amount.parse().unwrap();
            assert_eq!(amount.share(part, of), expected.parse().unwrap());
        }
    }
}
