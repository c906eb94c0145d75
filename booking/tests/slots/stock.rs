use crate::place;
use crate::setting::{Setting, Taken};
use crate::world;
use booking::{
    Cell, CellRange, CellUse, Cells, Closed, Kind, Price, Refusal, Resource, ResourceId, SlotId,
    Stock, Wish,
};
use jiff::ToSpan;
use proptest::prelude::*;

fn id() -> ResourceId {
    ResourceId::parse("vinyl").unwrap()
}

pub fn any() -> impl Strategy<Value = Setting> {
    let taken = proptest::option::of((1u32..8, world::held()));
    (place::any(), world::rules(), world::price(), 1u32..6, taken).prop_map(
        |(place, rules, price, capacity, taken)| {
            let taken = taken.map(|(used, held)| Taken {
                resource: id(),
                cell_use: CellUse {
                    cell: Cell(0),
                    used,
                    hold_ends: held.map(|held| place.now.plus_minutes(held)),
                },
            });
            let vinyl = Resource { id: id(), title: String::new(), cells: Cells::One, capacity };
            let offer = world::offer(Kind::Stock(Stock { resource: id() }), rules, price);
            place.setting(offer, vec![vinyl], taken.into_iter().collect())
        },
    )
}

proptest! {
    #[test]
    fn there_is_one_slot_and_it_is_today(mut setting in any(), before in 0i64..3, after in 0i64..3) {
        setting.from = setting.today.saturating_sub(before.days());
        setting.to = setting.today.saturating_add(after.days());
        let slots = setting.slots();
        prop_assert_eq!(slots.len(), 1);
        let slot = &slots[0];
        let room = setting.room(&id(), [0].into_iter());
        prop_assert_eq!((slot.left, slot.capacity, slot.held_until), (room.left, room.capacity, room.held_until));
        prop_assert_eq!((slot.id.as_str(), slot.date, slot.closes_at), ("stock", setting.today, None));
        prop_assert!(slot.start <= setting.now && setting.now < slot.end);
        prop_assert_eq!(setting.zone.date(slot.start), setting.today);
        prop_assert_eq!(slot.cells, CellRange { first: Cell(0), end: Cell(1) });
        setting.from = setting.today.tomorrow().unwrap();
        prop_assert_eq!(setting.slots(), []);
    }

    /// Neither notice nor horizon, however long, concerns it.
    #[test]
    fn units_are_sold_at_any_time(setting in any(), quantity in 0u32..5) {
        let stock = SlotId::parse("stock").unwrap();
        let max = setting.offer.rules.max_quantity;
        let items = setting.items_of(&stock, quantity);
        if quantity == 0 {
            prop_assert_eq!(items, Err(Refusal::field("quantity", "Please enter at least 1.")));
        } else if quantity > max {
            prop_assert_eq!(items, Err(Refusal::Closed { reason: Closed::Quantity { max } }));
        } else {
            let item = &items.unwrap()[0];
            let amount = setting.offer.price.map(|Price(price)| price * u64::from(quantity));
            prop_assert_eq!((item.quantity, item.amount, item.begins_at()), (quantity, amount, None));
        }
    }

    #[test]
    fn nothing_else_is_in_stock(setting in any(), text in "[a-z0-9-]{1,8}") {
        let id = SlotId::parse(&text).unwrap();
        prop_assert_eq!(setting.items_of(&id, 1), Err(Refusal::Unknown));
        let wish = Wish::Nights { from: setting.from, to: setting.to };
        let is_invalid = matches!(setting.items(&wish, 1), Err(Refusal::Invalid { .. }));
        prop_assert!(is_invalid);
    }
}
