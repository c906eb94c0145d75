use booking::{AppointmentSlot, ResourceId, SlotId, StaySlot, UnixMillis};
use jiff::ToSpan;
use jiff::civil::date;
use proptest::prelude::*;

fn parse(text: &str) -> Option<AppointmentSlot> {
    AppointmentSlot::parse(&SlotId::parse(text).unwrap())
}

proptest! {
    #[test]
    fn an_appointment_is_read_back(
        minute in -30_000_000i64..120_000_000,
        minutes in proptest::option::of(1u32..),
        name in proptest::option::of("[A-Za-z0-9_-]{1,40}"),
    ) {
        let slot = AppointmentSlot {
            start: UnixMillis(minute * 60_000),
            minutes,
            resource: name.map(|name| ResourceId::parse(&name).unwrap()),
        };
        let id = slot.id().unwrap();
        prop_assert_eq!(AppointmentSlot::parse(&id), Some(slot));
    }

    #[test]
    fn a_stay_is_read_back(from in -700_000i64..2_900_000, nights in 1i64..1000) {
        let from = date(1970, 1, 1).saturating_add(from.days());
        let slot = StaySlot { from, to: from.saturating_add(nights.days()) };
        let id = slot.id().unwrap();
        prop_assert_eq!(id.as_str().len(), if nights == 1 { 10 } else { 21 });
        prop_assert_eq!(StaySlot::parse(&id), Some(slot));
    }

    /// Two ids for one slot would be two names for one thing in links and idempotency keys.
    #[test]
    fn nothing_has_two_ids(
        text in "[0-9TZa-c_-]{1,80}|20(26|11)[01][0-9T]{6,8}Z(_?[0-9]{0,3})?(-ana)?|20261[0-9T]{6}Z[0-9_-]{0,4}",
    ) {
        if let Some(slot) = parse(&text) {
            prop_assert_eq!(slot.id().map(String::from), Some(text));
        }
    }

    #[test]
    fn a_stay_of_several_nights_has_one_id(
        text in "[0-9_-]{8,22}|20(26|00)-[01][0-9]-[0-3][0-9](_20(26|00)-[01][0-9]-[0-3][0-9])?",
    ) {
        if let Some(slot) = StaySlot::parse(&SlotId::parse(&text).unwrap()) {
            let id = slot.id().unwrap();
            let spelled_out = format!("{}_{}", slot.from, slot.to);
            prop_assert!(id.as_str() == text || spelled_out == text, "{} is {}", text, id);
        }
    }
}

#[test]
fn what_looks_like_an_id_but_is_none() {
    for text in [
        "20261123T0800",
        "20261123T0800Z-",
        "20261123T0800Z_",
        "20261123T0800Z_-ana",
        "20261123T0800Z_090-ana",
        "20261123T0800Z_0",
        "20261123T0800Z_4294967296",
        "20261123T0800Zana",
        "20261123T0860Z-ana",
        "20261323T0800Z",
        "2026-1123T800Z",
        "20261123-0800Z",
    ] {
        assert_eq!(parse(text), None, "{text}");
    }
    for text in [
        "2026-11-3",
        "20261123",
        "2026-11-31",
        "2026-11-23_",
        "2026-11-23_2026-11-23",
        "2026-11-23_2026-11-22",
        "2026-11-23_2026-11-24_2026-11-25",
        "2026-11-23T08",
        "9999-12-31",
    ] {
        assert_eq!(StaySlot::parse(&SlotId::parse(text).unwrap()), None, "{text}");
    }
}

#[test]
fn a_name_may_look_like_anything() {
    for name in ["_90", "-", "_", "a-b_c", "90"] {
        let slot = parse(&format!("20261123T0800Z_45-{name}")).unwrap();
        assert_eq!((slot.minutes, slot.resource.unwrap().as_str()), (Some(45), name));
    }
}
