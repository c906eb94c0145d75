use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A day of the week. Written `monday`; weeks begin with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl Weekday {
    pub const ALL: [Self; 7] = [
        Self::Monday,
        Self::Tuesday,
        Self::Wednesday,
        Self::Thursday,
        Self::Friday,
        Self::Saturday,
        Self::Sunday,
    ];

    #[must_use]
    pub fn of(date: Date) -> Self {
        use jiff::civil::Weekday as Civil;
        match date.weekday() {
            Civil::Monday => Self::Monday,
            Civil::Tuesday => Self::Tuesday,
            Civil::Wednesday => Self::Wednesday,
            Civil::Thursday => Self::Thursday,
            Civil::Friday => Self::Friday,
            Civil::Saturday => Self::Saturday,
            Civil::Sunday => Self::Sunday,
        }
    }

    /// Its place in [`Self::ALL`].
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Monday => "monday",
            Self::Tuesday => "tuesday",
            Self::Wednesday => "wednesday",
            Self::Thursday => "thursday",
            Self::Friday => "friday",
            Self::Saturday => "saturday",
            Self::Sunday => "sunday",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|weekday| weekday.as_str() == text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn names_round_trip() {
        for (index, weekday) in Weekday::ALL.into_iter().enumerate() {
            assert_eq!(weekday.index(), index);
            assert_eq!(Weekday::parse(weekday.as_str()), Some(weekday));
            let json = serde_json::to_string(&weekday).unwrap();
            assert_eq!(json, format!("\"{}\"", weekday.as_str()));
        }
        assert_eq!(Weekday::parse("Monday"), None);
    }

    #[test]
    fn dates_have_theirs() {
        for (offset, weekday) in Weekday::ALL.into_iter().enumerate() {
            let day = i8::try_from(23 + offset).unwrap();
            assert_eq!(Weekday::of(date(2026, 11, day)), weekday);
        }
    }
}
