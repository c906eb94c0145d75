//! The month: a table of days, those to choose as links.

use super::board::{Board, Cell};
use super::days;
use crate::model::{Month, Stay};
use booking::KindName;
use leptos::prelude::*;

/// As HTML: the browser has it from the server, and nothing of it ever changes.
const WEEKDAYS: &str = "<th scope='col'><span aria-hidden='true'>Mo</span><span class='vh'>Monday</span></th>\
    <th scope='col'><span aria-hidden='true'>Tu</span><span class='vh'>Tuesday</span></th>\
    <th scope='col'><span aria-hidden='true'>We</span><span class='vh'>Wednesday</span></th>\
    <th scope='col'><span aria-hidden='true'>Th</span><span class='vh'>Thursday</span></th>\
    <th scope='col'><span aria-hidden='true'>Fr</span><span class='vh'>Friday</span></th>\
    <th scope='col'><span aria-hidden='true'>Sa</span><span class='vh'>Saturday</span></th>\
    <th scope='col'><span aria-hidden='true'>Su</span><span class='vh'>Sunday</span></th>";

/// From this many times, places or rooms on a day does not count as nearly full.
const PLENTY: u32 = 4;

pub fn calendar(board: RwSignal<Board>, month: &Month) -> impl IntoView + use<> {
    let weeks = move || {
        board.with(|board| {
            let week = |week: &Vec<Cell>| {
                let cells: Vec<_> = week.iter().map(|cell| day(board, cell)).collect();
                view! { <tr>{cells}</tr> }
            };
            board.weeks.iter().map(week).collect::<Vec<_>>()
        })
    };
    let kind = board.with_untracked(|board| board.kind);
    let many = ["Times left", "Places left", "Free", ""][kind as usize];
    let few = if kind == KindName::Stay { "Few rooms left" } else { "Nearly full" };
    let class = if kind == KindName::Stay { "calendar card nights" } else { "calendar card" };
    view! {
        <section class=class aria-labelledby="month">
            <div class="turn">
                {turn(board, "‹", "Previous month", month.previous.clone())}
                <h2 id="month">{month.title.clone()}</h2>
                {turn(board, "›", "Next month", month.next.clone())}
            </div>
            <table on:click=move |event| days::click(board, &event)>
                <caption class="vh">"Choose a day in "{month.title.clone()}</caption>
                <thead><tr inner_html=WEEKDAYS></tr></thead>
                <tbody>{weeks}</tbody>
            </table>
            <p class="legend" aria-hidden="true">
                <span class="many">{many}</span>
                <span class="few">{few}</span>
            </p>
        </section>
    }
}

/// An arrow to another month, or its empty place.
fn turn(
    board: RwSignal<Board>,
    arrow: &'static str,
    label: &'static str,
    month: Option<String>,
) -> impl IntoView + use<> {
    let label = month.is_some().then_some(label);
    let href = move || {
        let month = month.as_ref()?;
        Some(board.with(|board| ["?month=", month, &nights(board), &board.kept()].concat()))
    };
    view! { <a class="arrow" href=href aria-label=label>{arrow}</a> }
}

/// The chosen nights, as a part of an address.
fn nights(board: &Board) -> String {
    let Some(Stay { from: Some(from), to, .. }) = &board.stay else { return String::new() };
    match to {
        Some(to) => ["&from=", from, "&to=", to].concat(),
        None => ["&from=", from].concat(),
    }
}

fn day(board: &Board, cell: &Cell) -> impl IntoView + use<> {
    let day = &cell.day;
    let inner = day.in_month.then(|| {
        let chosen = board.date() == Some(day.date.as_str()) || is_end(board, &day.date);
        let mut class = match day.left {
            0 if day.is_offered => "day full".to_owned(),
            0 => "day".to_owned(),
            1..PLENTY => "day few".to_owned(),
            _ => "day many".to_owned(),
        };
        if chosen {
            class.push_str(" chosen");
        } else if is_between(board, &day.date) {
            class.push_str(" between");
        }
        if day.is_today {
            class.push_str(" today");
        }
        if board.awaited.as_deref() == Some(&day.date) {
            class.push_str(" busy");
        }
        let target = target(board, cell);
        let href = target
            .as_ref()
            .map(|target| ["?month=", &board.month, target, &board.kept(), "#times"].concat());
        let price = day.price.clone().map(|price| view! { <small>{price}</small> });
        view! {
            <a href=href class=class aria-current=chosen.then_some("date")>
                <span aria-hidden="true">{day.number.to_string()}{price}</span>
                <span class="vh">{label(board, cell)}</span>
            </a>
        }
    });
    view! { <td>{inner}</td> }
}

/// What choosing a day adds to the address; none where it cannot be chosen.
fn target(board: &Board, cell: &Cell) -> Option<String> {
    let date = &cell.day.date;
    let Some(stay) = &board.stay else {
        return cell.open.then(|| ["&date=", date].concat());
    };
    match (&stay.from, &stay.to) {
        (Some(from), None) if from < date && is_free_until(board, from, date) => {
            Some(["&from=", from, "&to=", date].concat())
        }
        _ => (cell.open && cell.day.is_arrival).then(|| ["&from=", date].concat()),
    }
}

/// Whether all nights in between are free, as far as this month shows them.
fn is_free_until(board: &Board, from: &str, to: &str) -> bool {
    let mut nights = board.weeks.iter().flatten().map(|cell| &cell.day);
    nights.all(|day| !day.in_month || *day.date < *from || *to <= *day.date || day.left > 0)
}

fn is_end(board: &Board, date: &str) -> bool {
    let stay = board.stay.as_ref();
    stay.is_some_and(|stay| stay.from.as_deref() == Some(date) || stay.to.as_deref() == Some(date))
}

fn is_between(board: &Board, date: &str) -> bool {
    match &board.stay {
        Some(Stay { from: Some(from), to: Some(to), .. }) => **from < *date && *date < **to,
        _ => false,
    }
}

fn label(board: &Board, cell: &Cell) -> String {
    let day = &cell.day;
    let today = if day.is_today { ", today" } else { "" };
    let (unit, none) = match board.kind {
        KindName::Appointment => ("time", ", no times left"),
        KindName::Session if day.is_offered => ("place", ", sold out"),
        KindName::Session => ("place", ""),
        _ => ("room", ", no rooms left"),
    };
    let left = match day.left {
        0 => none.to_owned(),
        1 => [", 1 ", unit, " left"].concat(),
        left => [", ", &left.to_string(), " ", unit, "s left"].concat(),
    };
    let price = day.price.as_ref().map(|price| [", ", price].concat()).unwrap_or_default();
    let end = match &board.stay {
        Some(stay) if stay.from.as_ref() == Some(&day.date) => ", arrival",
        Some(stay) if stay.to.as_ref() == Some(&day.date) => ", departure",
        _ => "",
    };
    [&day.label, today, &price, &left, end].concat()
}
