//! One thing of a booking, as people say it.

use super::{choices, words};
use crate::model::ItemView;
use booking::{Item, KindName, Price};
use engine::Catalogue;
use jiff::civil::Date;

pub(super) fn view(catalogue: &Catalogue, item: &Item) -> ItemView {
    let offer = catalogue.offer(&item.offer).ok();
    let title = offer.map_or_else(|| item.offer.to_string(), |offer| offer.title.clone());
    let price = |amount| words::price(Price(amount), &catalogue.venue.currency);
    ItemView {
        kind: item.kind,
        offer: offer.map(|offer| offer.id.to_string()),
        title: counted(item, title),
        when: when(catalogue, item),
        look: look(catalogue, item),
        with: (item.kind == KindName::Appointment)
            .then(|| choices::title(catalogue, &item.resource)),
        price: item.amount.map(price),
        is_gone: false,
    }
}

/// `Haircut, Monday, 23 November 2026, 09:00–09:45, with Ana`
pub(super) fn line(catalogue: &Catalogue, item: &Item) -> String {
    let ItemView { title, when, with, .. } = view(catalogue, item);
    let with = with.map(|with| format!("with {with}"));
    let when = (!when.is_empty()).then(|| when.join(" "));
    [Some(title), when, with].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// The title with how many of it.
fn counted(item: &Item, title: String) -> String {
    match (item.kind, item.quantity) {
        (_, 1) => title,
        (KindName::Session, places) => format!("{places} places: {title}"),
        (KindName::Stay, rooms) => format!("{title}, {rooms} rooms"),
        (KindName::Appointment | KindName::Stock, units) => format!("{units} × {title}"),
    }
}

fn when(catalogue: &Catalogue, item: &Item) -> Vec<String> {
    let zone = &catalogue.venue.zone;
    let (start, end) = (words::clock(zone, item.start), words::clock(zone, item.end));
    let (from, to) = (zone.date(item.start), zone.date(item.end));
    match item.kind {
        KindName::Appointment | KindName::Session => {
            vec![format!("{},", words::date_and_year(from)), format!("{start}–{end}")]
        }
        KindName::Stay => {
            let nights = match from.until(to).map_or(0, |span| span.get_days()) {
                1 => "1 night".to_owned(),
                nights => format!("{nights} nights"),
            };
            let arrival = if from.year() == to.year() { short(from) } else { with_year(from) };
            vec![format!("{arrival}, {start}"), format!("→ {}, {end},", with_year(to)), nights]
        }
        KindName::Stock => Vec::new(),
    }
}

fn look(catalogue: &Catalogue, item: &Item) -> String {
    let zone = &catalogue.venue.zone;
    let (from, to, quantity) = (zone.date(item.start), zone.date(item.end), item.quantity);
    match item.kind {
        KindName::Appointment => format!("?date={from}"),
        KindName::Session => format!("?date={from}&quantity={quantity}"),
        KindName::Stay => format!("?from={from}&to={to}&quantity={quantity}"),
        KindName::Stock => format!("?quantity={quantity}"),
    }
}

/// `Thu 26 Nov`
fn short(date: Date) -> String {
    date.strftime("%a %-d %b").to_string()
}

/// `Sat 28 Nov 2026`
fn with_year(date: Date) -> String {
    date.strftime("%a %-d %b %Y").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use booking::{Cell, CellRange, OfferId, ResourceId, SlotId, UnixMillis, Venue, Zone};

    fn catalogue() -> Catalogue {
        Catalogue {
            venue: Venue {
                name: "Studio".into(),
                zone: Zone::parse("Europe/Berlin").unwrap(),
                currency: "EUR".into(),
            },
            resources: Vec::new(),
            offers: Vec::new(),
        }
    }

    /// From 2026-11-23T08:00:00Z on, of an offer that is no longer there.
    fn item(kind: KindName, quantity: u32, minutes: u32) -> Item {
        let start = UnixMillis::from_seconds(1_795_420_800);
        Item {
            offer: OfferId::parse("thing").unwrap(),
            kind,
            slot: SlotId::parse("slot").unwrap(),
            start,
            end: start.plus_minutes(minutes),
            quantity,
            resource: ResourceId::parse("ana").unwrap(),
            cells: CellRange { first: Cell(0), end: Cell(1) },
            amount: Some(3_800),
        }
    }

    #[test]
    fn each_kind_is_said_in_its_own_words() {
        let said = |item| line(&catalogue(), &item);
        assert_eq!(
            said(item(KindName::Appointment, 1, 45)),
            "thing, Monday, 23 November 2026, 09:00–09:45, with ana"
        );
        assert_eq!(
            said(item(KindName::Session, 2, 60)),
            "2 places: thing, Monday, 23 November 2026, 09:00–10:00"
        );
        assert_eq!(
            said(item(KindName::Stay, 2, 2 * 24 * 60)),
            "thing, 2 rooms, Mon 23 Nov, 09:00 → Wed 25 Nov 2026, 09:00, 2 nights"
        );
        assert_eq!(said(item(KindName::Stock, 3, 60)), "3 × thing");
        assert_eq!(view(&catalogue(), &item(KindName::Stock, 1, 60)).price.unwrap(), "€38.00");
    }
}
