use crate::spec::{Ask, Exchange, Told};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use todc_utils::linearizability::history::{Action, History};

/// Calls and answers of one place in the order in which they happened.
#[derive(Default)]
pub struct Recorder(Mutex<Vec<(usize, Action<Exchange>)>>);

impl Recorder {
    pub fn calls(&self, client: usize, ask: Ask) {
        self.push(client, Action::Call(Exchange { ask, told: None }));
    }

    pub fn hears(&self, client: usize, ask: Ask, told: Told) {
        self.push(client, Action::Response(Exchange { ask, told: Some(told) }));
    }

    fn push(&self, client: usize, action: Action<Exchange>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push((client, action));
    }

    pub fn events(&self) -> Vec<(usize, Action<Exchange>)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Calls that were never answered end after everything else.
    pub fn history(&self) -> History<Exchange> {
        let mut events = self.events();
        let mut open = BTreeMap::new();
        for (client, action) in &events {
            match action {
                Action::Call(exchange) => open.insert(*client, exchange.ask),
                Action::Response(_) => open.remove(client),
            };
        }
        events.extend(open.into_iter().map(|(client, ask)| {
            (client, Action::Response(Exchange { ask, told: Some(Told::Unknown) }))
        }));
        History::from_actions(events)
    }

    /// How often something was told.
    pub fn count(&self, is: impl Fn(Told) -> bool) -> usize {
        let told = |(_, action): &(usize, Action<Exchange>)| match action {
            Action::Response(Exchange { told: Some(told), .. }) => is(*told),
            _ => false,
        };
        self.events().iter().filter(|event| told(event)).count()
    }
}
