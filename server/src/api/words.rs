//! The closed lists of the contract's words, for its description.

use utoipa::ToSchema;

/// Why a request was turned down.
#[derive(ToSchema)]
#[schema(as = ProblemType, rename_all = "kebab-case")]
#[expect(dead_code, reason = "describes booking::Refusal::word")]
pub(super) enum ProblemWord {
    Taken,
    Held,
    Closed,
    Invalid,
    Unknown,
    Expired,
    KeyReused,
    TooMany,
    Busy,
    Unavailable,
}

/// Which rule closes what was asked for.
#[derive(ToSchema)]
#[schema(as = Rule, rename_all = "kebab-case")]
#[expect(dead_code, reason = "describes booking::Closed::rule")]
pub(super) enum RuleWord {
    Past,
    OutsideHours,
    Notice,
    Horizon,
    MinNights,
    MaxNights,
    ClosedToArrival,
    ClosedToDeparture,
    ClosedNight,
    Quantity,
    BookingsPerDay,
    GuestPerDay,
    GuestOpen,
    CancelDeadline,
    RescheduleDeadline,
    NoWaitlist,
}

/// Where a booking stands.
#[derive(ToSchema)]
#[schema(as = State, rename_all = "kebab-case")]
#[expect(dead_code, reason = "describes booking::StateName")]
pub(super) enum StateWord {
    Held,
    Waiting,
    Pending,
    Confirmed,
    Declined,
    Cancelled,
    Completed,
    NoShow,
    Expired,
}

/// What is booked: a time, a place in a session, nights, or units of stock.
#[derive(ToSchema)]
#[schema(as = Kind, rename_all = "kebab-case")]
#[expect(dead_code, reason = "describes booking::KindName")]
pub(super) enum KindWord {
    Appointment,
    Session,
    Stay,
    Stock,
}

/// How a part of the service is.
#[derive(ToSchema)]
#[schema(as = Part, rename_all = "kebab-case")]
#[expect(dead_code, reason = "describes what `health` says")]
pub(super) enum PartWord {
    Ok,
    Down,
    /// None is configured.
    Off,
}

#[cfg(test)]
mod tests {
    use super::*;
    use booking::{KindName, Refusal, StateName};
    use serde_json::Value;
    use utoipa::PartialSchema;

    fn words<T: PartialSchema>() -> Vec<String> {
        let schema = serde_json::to_value(T::schema()).unwrap();
        let words = schema["enum"].as_array().unwrap().iter();
        words.filter_map(Value::as_str).map(str::to_owned).collect()
    }

    #[test]
    fn they_are_the_words_there_are() {
        assert!(words::<StateWord>().iter().all(|word| StateName::parse(word).is_some()));
        assert_eq!(words::<StateWord>().len(), 9);
        assert!(words::<KindWord>().iter().all(|word| KindName::parse(word).is_some()));
        assert_eq!(words::<KindWord>().len(), 4);
        let refusals = [
            Refusal::Taken,
            Refusal::Held { until: booking::UnixMillis(0) },
            Refusal::Closed { reason: booking::Closed::Past },
            Refusal::Invalid { errors: Vec::new() },
            Refusal::Unknown,
            Refusal::Expired,
            Refusal::KeyReused,
            Refusal::TooMany { retry_after_seconds: 1 },
            Refusal::Busy { retry_after_seconds: 1 },
            Refusal::Unavailable { retry_after_seconds: 1 },
        ];
        assert_eq!(words::<ProblemWord>(), refusals.map(|refusal| refusal.word().to_owned()));
    }
}
