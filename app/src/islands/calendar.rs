//! The month: a table of days, those with room as links.

use super::board::{Board, Cell};
use super::days;
use crate::model::Month;
use leptos::prelude::*;

const WEEKDAYS: [(&str, &str); 7] = [
    ("Mo", "Monday"),
    ("Tu", "Tuesday"),
    ("We", "Wednesday"),
    ("Th", "Thursday"),
    ("Fr", "Friday"),
    ("Sa", "Saturday"),
    ("Su", "Sunday"),
];

/// From this many times on a day does not count as nearly full.
const PLENTY: u32 = 4;

pub fn calendar(board: RwSignal<Board>, month: &Month) -> impl IntoView + use<> {
    let weekday = |(short, long)| {
        view! { <th scope="col"><span aria-hidden="true">{short}</span><span class="vh">{long}</span></th> }
    };
    let weeks = move || {
        board.with(|board| {
            let week = |week: &Vec<Cell>| {
                let cells: Vec<_> = week.iter().map(|cell| day(board, cell)).collect();
                view! { <tr>{cells}</tr> }
            };
            board.weeks.iter().map(week).collect::<Vec<_>>()
        })
    };
    view! {
        <section class="calendar card" aria-labelledby="month">
            <div class="turn">
                {turn("‹", "Previous month", month.previous.as_deref())}
                <h2 id="month">{month.title.clone()}</h2>
                {turn("›", "Next month", month.next.as_deref())}
            </div>
            <table on:click=move |event| days::click(board, &event)>
                <caption class="vh">"Choose a day in "{month.title.clone()}</caption>
                <thead><tr>{WEEKDAYS.map(weekday).into_iter().collect::<Vec<_>>()}</tr></thead>
                <tbody>{weeks}</tbody>
            </table>
            <p class="legend" aria-hidden="true">
                <span class="many">"Times left"</span>
                <span class="few">"Nearly full"</span>
            </p>
        </section>
    }
}

/// An arrow to another month, or its empty place.
fn turn(arrow: &'static str, label: &'static str, month: Option<&str>) -> impl IntoView + use<> {
    let href = month.map(|month| ["?month=", month].concat());
    let label = href.is_some().then_some(label);
    view! { <a class="arrow" href=href aria-label=label>{arrow}</a> }
}

fn day(board: &Board, cell: &Cell) -> impl IntoView + use<> {
    let day = &cell.day;
    let inner = day.in_month.then(|| {
        let chosen = board.date() == Some(day.date.as_str());
        let mut class = match day.left {
            0 => "day".to_owned(),
            1..PLENTY => "day few".to_owned(),
            _ => "day many".to_owned(),
        };
        if chosen {
            class.push_str(" chosen");
        }
        if day.is_today {
            class.push_str(" today");
        }
        if board.awaited.as_deref() == Some(&day.date) {
            class.push_str(" busy");
        }
        let href =
            cell.open.then(|| ["?month=", &board.month, "&date=", &day.date, "#times"].concat());
        view! {
            <a href=href class=class aria-current=chosen.then_some("date")>
                <span aria-hidden="true">{day.number.to_string()}</span>
                <span class="vh">{label(cell)}</span>
            </a>
        }
    });
    view! { <td>{inner}</td> }
}

fn label(cell: &Cell) -> String {
    let day = &cell.day;
    let today = if day.is_today { ", today" } else { "" };
    let left = match day.left {
        0 => ", no times left".to_owned(),
        1 => ", 1 time left".to_owned(),
        left => [", ", &left.to_string(), " times left"].concat(),
    };
    [&day.label, today, &left].concat()
}
