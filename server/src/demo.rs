//! A venue to try things on.

use booking::{
    Appointment, Kind, Offer, OfferId, Opening, Price, Resource, ResourceId, Schedule, Venue,
    WeekHours, Zone,
};
use engine::Catalogue;
use std::collections::BTreeMap;

/// The demo's venue and offers.
///
/// # Panics
/// Never: what it parses is constant, and a test reads it.
#[must_use]
pub fn catalogue() -> Catalogue {
    let stylist = |id, title: &str| Resource {
        id: ResourceId::parse(id).expect("constant"),
        title: title.to_owned(),
        tick_minutes: 15,
    };
    let resources = vec![stylist("ana", "Ana"), stylist("ben", "Ben")];
    let haircut = Offer {
        id: OfferId::parse("haircut").expect("constant"),
        title: "Haircut".to_owned(),
        description: "Wash, cut and finish, with time to talk about what you want.".to_owned(),
        price: Some(Price(38_00)),
        kind: Kind::Appointment(Appointment {
            duration_minutes: 45,
            step_minutes: 15,
            buffer_before_minutes: 0,
            buffer_after_minutes: 10,
            notice_minutes: 60,
            horizon_days: 60,
            schedule: Schedule {
                week: week("09:00-18:00", "10:00-16:00"),
                exceptions: BTreeMap::new(),
            },
            resources: resources.iter().map(|resource| resource.id.clone()).collect(),
        }),
    };
    Catalogue {
        venue: Venue {
            name: "Harbour Street Studio".to_owned(),
            zone: Zone::parse("Europe/Berlin").expect("constant"),
            currency: "EUR".to_owned(),
        },
        resources,
        offers: vec![haircut],
    }
}

fn week(weekday: &str, saturday: &str) -> WeekHours {
    let open = |hours| vec![Opening::parse(hours).expect("constant")];
    WeekHours::new([
        open(weekday),
        open(weekday),
        open(weekday),
        open(weekday),
        open(weekday),
        open(saturday),
        Vec::new(),
    ])
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_demo_is_sound() {
        assert_eq!(super::catalogue().check(), Ok(()));
    }
}
