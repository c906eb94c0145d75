use serde::{Deserialize, Serialize};

/// How amounts are written in the venue's currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// Before the number: `€`.
    pub before: String,
    /// After it: ` SEK`.
    pub after: String,
    /// Whether the minor unit is a hundredth; else there is none.
    pub cents: bool,
}

impl Money {
    /// `€35.00`, or `35.00 SEK` for a currency without a sign everybody knows. Currencies without
    /// minor units are those of ISO 4217 with exponent 0.
    #[cfg(feature = "ssr")]
    #[must_use]
    pub fn of(currency: &str) -> Self {
        const NO_MINOR_UNIT: [&str; 8] = ["JPY", "KRW", "VND", "CLP", "ISK", "UGX", "XAF", "XOF"];
        let sign = match currency {
            "EUR" => "€",
            "GBP" => "£",
            "USD" => "$",
            "JPY" => "¥",
            _ => "",
        };
        Self {
            before: sign.to_owned(),
            after: if sign.is_empty() { [" ", currency].concat() } else { String::new() },
            cents: !NO_MINOR_UNIT.contains(&currency),
        }
    }

    /// An amount in the minor unit.
    #[must_use]
    pub fn say(&self, amount: u64) -> String {
        let Self { before, after, cents } = self;
        if !*cents {
            return [before.as_str(), &amount.to_string(), after].concat();
        }
        let (whole, rest) = (amount / 100, amount % 100);
        let zero = if rest < 10 { ".0" } else { "." };
        [before.as_str(), &whole.to_string(), zero, &rest.to_string(), after].concat()
    }

    /// As short as it is true: `€35` for `€35.00`.
    #[must_use]
    pub fn brief(&self, amount: u64) -> String {
        let Self { before, after, .. } = self;
        match (self.cents, amount % 100) {
            (true, 0) => [before.as_str(), &(amount / 100).to_string(), after].concat(),
            _ => self.say(amount),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_as_people_write_them() {
        assert_eq!(Money::of("EUR").say(3505), "€35.05");
        assert_eq!(Money::of("EUR").brief(3500), "€35");
        assert_eq!(Money::of("EUR").brief(3550), "€35.50");
        assert_eq!(Money::of("JPY").say(3500), "¥3500");
        assert_eq!(Money::of("JPY").brief(3500), "¥3500");
        assert_eq!(Money::of("SEK").say(3500), "35.00 SEK");
    }
}
