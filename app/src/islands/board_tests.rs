use super::*;
use crate::islands::announcement::sentence;
use crate::model::{Group, LiveDay, Month};

fn choice(slot: &str, clock: &str, state: ChoiceState) -> Choice {
    Choice {
        slot: slot.into(),
        clock: clock.into(),
        label: clock.into(),
        state,
        left: u32::from(state == ChoiceState::Free),
        price: None,
    }
}

fn day(seq: u64, choices: Vec<Choice>) -> Day {
    Day {
        date: "2026-11-23".into(),
        title: "Monday, 23 November".into(),
        seq,
        groups: vec![Group { resource: "ana".into(), title: "Ana".into(), choices }],
    }
}

fn board() -> Board {
    let month_day = MonthDay {
        date: "2026-11-23".into(),
        number: 23,
        label: "Monday 23 November".into(),
        left: 2,
        is_offered: true,
        is_arrival: true,
        price: None,
        in_month: true,
        is_today: false,
    };
    let picker = Picker {
        errand: Errand::Book,
        offer: "haircut".into(),
        seq: 7,
        kind: KindName::Appointment,
        money: Money { before: "€".into(), after: String::new(), cents: true },
        quantity: Quantity { chosen: 1, most: 1 },
        minutes: None,
        stay: None,
        can_wait: true,
        wait: None,
        month: Some(Month {
            month: "2026-11".into(),
            title: "November 2026".into(),
            previous: None,
            next: None,
            weeks: vec![vec![month_day]],
        }),
        day: Some(day(
            9,
            vec![
                choice("a", "09:00", ChoiceState::Free),
                choice("b", "10:00", ChoiceState::Free),
                choice("c", "11:00", ChoiceState::Taken),
            ],
        )),
    };
    Board::new(picker, None)
}

fn live(slot: &str, left: u32, held: bool) -> LiveSlot {
    LiveSlot {
        slot: slot.into(),
        start: "2026-11-23T09:00:00+01:00".into(),
        left,
        held_until: held.then(|| "2026-11-22T10:00:00+01:00".into()),
    }
}

fn update(slots: Vec<LiveSlot>) -> LiveUpdate {
    LiveUpdate { seq: 12, slots, days: Vec::new() }
}

fn shown(board: &Board) -> Vec<(ChoiceState, bool)> {
    let lines = &board.times.as_ref().unwrap().groups[0].lines;
    lines.iter().map(|l| (l.choice.state, l.seen)).collect()
}

#[test]
fn the_stream_goes_on_from_the_older_of_calendar_and_day() {
    assert_eq!(
        board().live_url(),
        "/api/v1/offers/haircut/live?from=2026-11-23&to=2026-11-23&last_event_id=7"
    );
}

#[test]
fn a_time_that_goes_stays_in_sight_and_comes_back() {
    use ChoiceState::{Free, Taken};
    let mut board = board();
    let changes = board.apply(&update(vec![live("a", 0, false)]), false);
    assert_eq!(sentence(&changes), "09:00 with Ana is no longer available.");
    assert_eq!(shown(&board), [(Taken, true), (Free, true), (Taken, false)]);
    let changes = board.apply(&update(vec![live("a", 1, false)]), false);
    assert_eq!(sentence(&changes), "09:00 with Ana is free again.");
    assert_eq!(board.seq, 12);
}

#[test]
fn a_snapshot_closes_what_it_does_not_name() {
    use ChoiceState::{Held, Taken};
    let mut board = board();
    let changes = board.apply(&update(vec![live("b", 0, true)]), true);
    assert_eq!(sentence(&changes), "2 choices are no longer available.");
    assert_eq!(shown(&board), [(Taken, true), (Held, true), (Taken, false)]);
}

#[test]
fn what_was_out_of_sight_comes_without_a_word() {
    let mut board = board();
    let changes = board.apply(&update(vec![live("c", 1, false)]), false);
    assert_eq!(changes, []);
    assert_eq!(shown(&board)[2], (ChoiceState::Free, true));
}

#[test]
fn a_day_that_fills_up_stays_a_link() {
    let mut board = board();
    let days = vec![LiveDay { date: "2026-11-23".into(), left: 0, places: 0 }];
    board.apply(&LiveUpdate { days, ..update(Vec::new()) }, false);
    let cell = &board.weeks[0][0];
    assert_eq!((cell.day.left, cell.open), (0, true));
}

#[test]
fn the_same_day_again_keeps_what_was_seen() {
    let mut board = board();
    let taken = vec![
        choice("a", "09:00", ChoiceState::Taken),
        choice("b", "10:00", ChoiceState::Free),
        choice("c", "11:00", ChoiceState::Taken),
    ];
    board.show(day(13, taken));
    assert!(shown(&board)[0].1);
    assert!(!shown(&board)[2].1);
}

#[test]
fn places_are_counted_where_a_time_has_several() {
    let mut board = Board { kind: KindName::Session, ..board() };
    board.quantity = Quantity { chosen: 1, most: 10 };
    let days = vec![LiveDay { date: "2026-11-23".into(), left: 1, places: 7 }];
    board.apply(&LiveUpdate { days, ..update(vec![live("a", 7, false)]) }, false);
    assert_eq!(board.weeks[0][0].day.left, 7);
    assert_eq!(board.most(), 7);
    let changes = board.apply(&update(vec![live("a", 0, false)]), false);
    assert_eq!(sentence(&changes), "09:00 is no longer available.");
}

#[test]
fn an_event_on_one_of_the_nights_is_about_the_stay() {
    let night = |date: &str| LiveUpdate {
        days: vec![LiveDay { date: date.into(), left: 1, places: 2 }],
        ..update(Vec::new())
    };
    let stay =
        Stay { from: Some("2026-11-23".into()), to: Some("2026-11-25".into()), ..Stay::default() };
    let board = Board { kind: KindName::Stay, stay: Some(stay), ..board() };
    let about = ["2026-11-22", "2026-11-23", "2026-11-24", "2026-11-25"]
        .map(|date| board.is_about_stay(&night(date)));
    assert_eq!(about, [false, true, true, false]);
}
