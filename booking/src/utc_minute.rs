//! Instants inside slot ids, to the minute.

use crate::UnixMillis;
use jiff::civil::DateTime;
use jiff::tz::Offset;

/// How many bytes [`format`] makes.
pub(crate) const LEN: usize = "20261123T0800Z".len();

/// `20261123T0800Z` is 08:00 UTC; nothing else is accepted for the same instant.
pub(crate) fn parse(text: &str) -> Option<UnixMillis> {
    let minute = text.strip_suffix('Z').filter(|_| text.len() == LEN)?;
    // `strptime` would take signs and blanks too.
    if !minute.bytes().all(|b| b.is_ascii_digit() || b == b'T') {
        return None;
    }
    let minute = DateTime::strptime("%Y%m%dT%H%M", minute).ok()?;
    let minute = Offset::UTC.to_timestamp(minute).ok()?;
    Some(UnixMillis(minute.as_millisecond()))
}

/// `None` outside the years 0 to 9999. Seconds are cut off.
pub(crate) fn format(instant: UnixMillis) -> Option<String> {
    let instant = jiff::Timestamp::from_millisecond(instant.0).ok()?;
    let minute = Offset::UTC.to_datetime(instant);
    let text = format!("{}Z", minute.strftime("%Y%m%dT%H%M"));
    (text.len() == LEN).then_some(text)
}
