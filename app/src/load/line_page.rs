//! Standing in line to choose.

use super::offer_id;
use crate::model::{LinePage, LineStage};
use booking::Refusal;
use engine::{Engine, Line, Standing};

/// The page of the line in front of an offer, for who has this place in it or none.
///
/// # Errors
/// [`Refusal::Unknown`] for the offer, or where there is no line.
pub async fn line_page(
    engine: &Engine,
    offer: &str,
    standing: Option<&Standing>,
) -> Result<LinePage, Refusal> {
    let id = offer_id(offer)?;
    let catalogue = engine.offers();
    let offer = catalogue.offer(&id)?;
    let stage = match standing {
        Some(standing) => LineStage::Waiting { status: waiting(standing) },
        None => LineStage::Outside { status: outside(engine.line(&id).await?) },
    };
    Ok(LinePage {
        venue: catalogue.venue.name.clone(),
        offer: id.to_string(),
        title: offer.title.clone(),
        stage,
    })
}

fn waiting(standing: &Standing) -> String {
    let place = match standing.position {
        0 | 1 => "You are next in line.".to_owned(),
        position => format!("You are number {position} in line."),
    };
    format!("{place} It takes {}.", about(standing.estimate_seconds))
}

fn outside(line: Line) -> String {
    let people = match line.waiting {
        0 => return "Nobody is in line: you can go straight in.".to_owned(),
        1 => "1 person is in line.".to_owned(),
        waiting => format!("{waiting} people are in line."),
    };
    format!("{people} It takes {}.", about(line.estimate_seconds))
}

/// As exact as an estimate is: `less than a minute`, `about 3 minutes`, `about 2 hours`.
fn about(seconds: u32) -> String {
    let count = |number: u32, one: &str| {
        format!("about {number} {one}{}", if number == 1 { "" } else { "s" })
    };
    match seconds {
        0..60 => "less than a minute".to_owned(),
        60..5_400 => count(seconds.div_ceil(60), "minute"),
        _ => count(seconds.div_ceil(3_600), "hour"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_estimate_is_in_words_and_never_too_short() {
        assert_eq!(about(1), "less than a minute");
        assert_eq!(about(59), "less than a minute");
        assert_eq!(about(60), "about 1 minute");
        assert_eq!(about(61), "about 2 minutes");
        assert_eq!(about(5_399), "about 90 minutes");
        assert_eq!(about(5_400), "about 2 hours");
    }

    #[test]
    fn nobody_ahead_is_said_so() {
        let line = |waiting| outside(Line { waiting, estimate_seconds: 1 });
        assert_eq!(line(0), "Nobody is in line: you can go straight in.");
        assert_eq!(line(1), "1 person is in line. It takes less than a minute.");
        assert_eq!(line(2), "2 people are in line. It takes less than a minute.");
    }
}
