//! What can be done, in small numbers, so that a failing life shrinks to one that can be read.

use crate::room::Cells;
use crate::venue::{MONDAY, class, item, nights};
use engine::ItemRequest;
use jiff::ToSpan;
use proptest::collection::vec;
use proptest::prelude::*;

#[derive(Debug, Clone)]
pub enum Op {
    Hold(Vec<Want>),
    Book(Vec<Want>),
    Wait(Vec<Want>),
    /// Bookings are named by their number, counted from the first and then around.
    Confirm(usize),
    Cancel(usize),
    CancelForGuest(usize),
    Reschedule(usize, Vec<Want>),
    Approve(usize),
    Decline(usize),
    Complete(usize),
    Paid(usize),
    Minutes(i64),
    Sweep,
    Capacity(&'static str, u32),
    Restock(u32),
}

/// Something asked for. Days count from Monday, quarters from 09:00.
#[derive(Debug, Clone)]
pub enum Want {
    Haircut { with: &'static str, day: i64, quarter: i64 },
    Advice { day: i64, quarter: i64 },
    Court { day: i64, quarter: i64, quantity: u32 },
    Class { day: i64, quantity: u32 },
    Room { day: i64, nights: i64, quantity: u32 },
    Vinyl { quantity: u32 },
}

pub fn ops(most: usize) -> impl Strategy<Value = Vec<Op>> {
    vec(op(), 1..=most)
}

fn op() -> impl Strategy<Value = Op> {
    let which = || 0..12_usize;
    prop_oneof![
        6 => wants().prop_map(Op::Hold),
        8 => wants().prop_map(Op::Book),
        6 => wants().prop_map(Op::Wait),
        5 => which().prop_map(Op::Confirm),
        5 => which().prop_map(Op::Cancel),
        1 => which().prop_map(Op::CancelForGuest),
        5 => (which(), wants()).prop_map(|(which, wants)| Op::Reschedule(which, wants)),
        2 => which().prop_map(Op::Approve),
        2 => which().prop_map(Op::Decline),
        1 => which().prop_map(Op::Complete),
        1 => which().prop_map(Op::Paid),
        5 => prop::sample::select(vec![1, 6, 6, 31, 90, 600, 1440]).prop_map(Op::Minutes),
        2 => Just(Op::Sweep),
        3 => (prop::sample::select(vec!["courts", "studio", "rooms", "records"]), 0..6_u32)
            .prop_map(|(resource, to)| Op::Capacity(resource, to)),
        1 => (1..4_u32).prop_map(Op::Restock),
    ]
}

fn wants() -> impl Strategy<Value = Vec<Want>> {
    prop_oneof![4 => vec(want(), 1), 1 => vec(want(), 2..=3).prop_map(one_for_anyone)]
}

/// Two items of one basket that may be with anyone, at times that overlap, are not shared out in
/// every way that there is. All else is as counting says.
fn one_for_anyone(mut wants: Vec<Want>) -> Vec<Want> {
    let mut seen = false;
    wants.retain(|want| {
        let anyone = matches!(want, Want::Advice { .. });
        let kept = !(anyone && seen);
        seen |= anyone;
        kept
    });
    wants
}

fn want() -> impl Strategy<Value = Want> {
    let day = || prop_oneof![3 => Just(0_i64), 1 => Just(1_i64)];
    prop_oneof![
        3 => (prop::sample::select(vec!["ana", "ben"]), day(), 0..6_i64)
            .prop_map(|(with, day, quarter)| Want::Haircut { with, day, quarter }),
        3 => (day(), 0..8_i64).prop_map(|(day, quarter)| Want::Advice { day, quarter }),
        3 => (day(), 0..6_i64, 1..3_u32)
            .prop_map(|(day, quarter, quantity)| Want::Court { day, quarter, quantity }),
        3 => (day(), 1..4_u32).prop_map(|(day, quantity)| Want::Class { day, quantity }),
        5 => (0..4_i64, 1..4_i64, 1..3_u32)
            .prop_map(|(day, nights, quantity)| Want::Room { day, nights, quantity }),
        3 => (1..4_u32).prop_map(|quantity| Want::Vinyl { quantity }),
    ]
}

/// 2026-11-23 in days, and its 09:00 in quarters, from 1970.
pub const DAY: i64 = 20_780;
pub const NINE: i64 = DAY * 96 + 36;

impl Want {
    pub fn quantity(&self) -> u32 {
        match self {
            Self::Haircut { .. } | Self::Advice { .. } => 1,
            Self::Court { quantity, .. }
            | Self::Class { quantity, .. }
            | Self::Room { quantity, .. }
            | Self::Vinyl { quantity } => *quantity,
        }
    }

    /// As the engine is asked.
    pub fn request(&self) -> ItemRequest {
        let at = |day: i64, quarter: i64| {
            let date = MONDAY.saturating_add(day.days());
            let (hour, minute) = (9 + quarter / 4, quarter % 4 * 15);
            format!("{}T{hour:02}{minute:02}Z", date.strftime("%Y%m%d"))
        };
        match self {
            Self::Haircut { with, day, quarter } => {
                item("haircut", &format!("{}-{with}", at(*day, *quarter)), 1)
            }
            Self::Advice { day, quarter } => item("advice", &at(*day, *quarter), 1),
            Self::Court { day, quarter, quantity } => {
                item("court", &format!("{}-courts", at(*day, *quarter)), *quantity)
            }
            Self::Class { day, quantity } => class(MONDAY.saturating_add(day.days()), *quantity),
            Self::Room { day, nights: count, quantity } => {
                nights(MONDAY.saturating_add(day.days()), *count, *quantity)
            }
            Self::Vinyl { quantity } => item("vinyl", "stock", *quantity),
        }
    }

    /// What would do for it, in the order of preference.
    pub fn choices(&self) -> Vec<Cells> {
        let ticks = |day: i64, quarter: i64, length: i64| {
            let first = NINE + day * 96 + quarter;
            (first, first + length)
        };
        match self {
            // 45 minutes and 10 to tidy up.
            Self::Haircut { with, day, quarter } => {
                vec![Cells::new(with, ticks(*day, *quarter, 4))]
            }
            Self::Advice { day, quarter } => {
                ["ana", "ben"].map(|with| Cells::new(with, ticks(*day, *quarter, 2))).to_vec()
            }
            Self::Court { day, quarter, .. } => {
                vec![Cells::new("courts", ticks(*day, *quarter, 4))]
            }
            Self::Class { day, .. } => {
                let minute = (DAY + day) * 1440 + 18 * 60;
                vec![Cells::new("studio", (minute, minute + 1))]
            }
            Self::Room { day, nights, .. } => {
                vec![Cells::new("rooms", (DAY + day, DAY + day + nights))]
            }
            Self::Vinyl { .. } => vec![Cells::new("records", (0, 1))],
        }
    }

    /// When it begins, in milliseconds from 1970.
    pub fn begins(&self) -> Option<i64> {
        const MINUTE: i64 = 60_000;
        let first = self.choices()[0].first;
        match self {
            Self::Haircut { .. } | Self::Advice { .. } | Self::Court { .. } => {
                Some(first * 15 * MINUTE)
            }
            Self::Class { .. } => Some(first * MINUTE),
            Self::Room { .. } => Some((first * 24 + 15) * 60 * MINUTE),
            Self::Vinyl { .. } => None,
        }
    }

    /// The owner wants to be asked about courts.
    pub fn approval(&self) -> bool {
        matches!(self, Self::Court { .. })
    }
}
