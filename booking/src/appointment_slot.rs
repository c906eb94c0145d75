use crate::{ResourceId, SlotId, UnixMillis, utc_minute};

/// What an appointment's [`SlotId`] says: `20261123T0800Z-ana` is 08:00 UTC with Ana for the first of
/// the offer's durations, `20261123T0800Z_90` is 90 minutes with anyone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppointmentSlot {
    pub start: UnixMillis,
    /// The duration, where it is not the offer's first.
    pub minutes: Option<u32>,
    /// Whom it is with; anyone of the offer where there is none.
    pub resource: Option<ResourceId>,
}

impl AppointmentSlot {
    #[must_use]
    pub fn parse(id: &SlotId) -> Option<Self> {
        let (start, rest) = id.as_str().split_at_checked(utc_minute::LEN)?;
        // A resource's own name may have any of the separators: the first '-' ends the minutes.
        let (minutes, resource) = match rest.split_once('-') {
            Some((minutes, resource)) => (minutes, Some(ResourceId::parse(resource).ok()?)),
            None => (rest, None),
        };
        let minutes = match minutes {
            "" => None,
            minutes => Some(parse_minutes(minutes.strip_prefix('_')?)?),
        };
        Some(Self { start: utc_minute::parse(start)?, minutes, resource })
    }

    /// `None` outside the years 0 to 9999.
    #[must_use]
    pub fn id(&self) -> Option<SlotId> {
        let mut text = utc_minute::format(self.start)?;
        if let Some(minutes) = self.minutes {
            text += &format!("_{minutes}");
        }
        if let Some(resource) = &self.resource {
            text += &format!("-{resource}");
        }
        SlotId::parse(&text).ok()
    }
}

/// One spelling for one number: no sign, no leading zero.
fn parse_minutes(text: &str) -> Option<u32> {
    let plain = !text.starts_with('0') && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|_| plain)
}
