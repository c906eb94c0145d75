use crate::SlotId;
use jiff::civil::Date;

/// What a stay's [`SlotId`] says: `2026-11-23` is the night that begins then, `2026-11-20_2026-11-22`
/// is from check-in on the 20th to check-out on the 22nd.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StaySlot {
    /// The date of check-in.
    pub from: Date,
    /// The date of check-out, after `from`.
    pub to: Date,
}

impl StaySlot {
    #[must_use]
    pub fn parse(id: &SlotId) -> Option<Self> {
        let (from, to) = match id.as_str().split_once('_') {
            Some((from, to)) => (parse_date(from)?, parse_date(to)?),
            None => {
                let from = parse_date(id.as_str())?;
                (from, from.tomorrow().ok()?)
            }
        };
        (from < to).then_some(Self { from, to })
    }

    /// `None` outside the years 0 to 9999.
    #[must_use]
    pub fn id(&self) -> Option<SlotId> {
        let text = match self.from.tomorrow() {
            Ok(next) if next == self.to => self.from.to_string(),
            _ => format!("{}_{}", self.from, self.to),
        };
        SlotId::parse(&text).ok().filter(|id| Self::parse(id).as_ref() == Some(self))
    }
}

/// Of the form `YYYY-MM-DD` only: the calendar library reads several others.
fn parse_date(text: &str) -> Option<Date> {
    let fits = |(i, b): (usize, u8)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() };
    let plain = text.len() == "2026-11-23".len() && text.bytes().enumerate().all(fits);
    text.parse().ok().filter(|_| plain)
}
