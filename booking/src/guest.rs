//! Who books. Fields are parsed once, here; a `Guest` that exists is one that can be written to.

use crate::FieldError;
use serde::{Deserialize, Serialize};

/// A guest whose fields have been checked and trimmed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guest {
    name: String,
    email: String,
    phone: Option<String>,
    note: Option<String>,
}

/// A guest as typed. Missing fields count as empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct GuestInput {
    pub name: String,
    pub email: String,
    pub phone: Option<String>,
    pub note: Option<String>,
}

impl Guest {
    /// Limits in characters, the e-mail's in bytes (RFC 5321 §4.5.3.1: a path has 256 with its
    /// brackets, a local part 64).
    pub const NAME_MAX: usize = 100;
    pub const EMAIL_MAX: usize = 254;
    pub const PHONE_MAX: usize = 30;
    pub const NOTE_MAX: usize = 500;

    /// # Errors
    /// All that is wrong, each with the name of its field and what to do about it.
    pub fn parse(input: &GuestInput) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let name = keep(&mut errors, "guest.name", name(&input.name));
        let email = keep(&mut errors, "guest.email", email(&input.email));
        let phone = keep(&mut errors, "guest.phone", phone(input.phone.as_deref()));
        let note = keep(&mut errors, "guest.note", note(input.note.as_deref()));
        match (name, email, phone, note) {
            (Some(name), Some(email), Some(phone), Some(note)) => {
                Ok(Self { name, email, phone, note })
            }
            _ => Err(errors),
        }
    }

    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    #[must_use]
    pub fn email(&self) -> &str {
        &self.email
    }

    #[must_use]
    pub fn phone(&self) -> Option<&str> {
        self.phone.as_deref()
    }

    #[must_use]
    pub fn note(&self) -> Option<&str> {
        self.note.as_deref()
    }
}

// A guest's data must not reach a log by way of a derived Debug.
impl std::fmt::Debug for Guest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Guest(…)")
    }
}

type Field<T> = Result<T, &'static str>;

fn keep<T>(errors: &mut Vec<FieldError>, field: &str, parsed: Field<T>) -> Option<T> {
    parsed.map_err(|message| errors.push(FieldError::new(field, message))).ok()
}

/// Bidirectional overrides and isolates can make a name read as another; a note keeps its line ends.
fn has_controls(text: &str, line_ends: bool) -> bool {
    text.chars().any(|c| {
        let line_end = line_ends && matches!(c, '\n' | '\r' | '\t');
        let reorders = matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
        (c.is_control() && !line_end) || reorders
    })
}

fn name(text: &str) -> Field<String> {
    let text = text.trim();
    if text.is_empty() {
        Err("Please enter your name.")
    } else if text.chars().count() > Guest::NAME_MAX {
        Err("Please shorten the name to 100 characters.")
    } else if has_controls(text, false) {
        Err("Please remove the invisible characters from the name.")
    } else {
        Ok(text.to_owned())
    }
}

/// Accepts what mail is really sent to: the dot-atom form of RFC 5321, non-ASCII letters allowed
/// (RFC 6531), with a dotted domain. Quoted local parts and address literals are refused.
fn email(text: &str) -> Field<String> {
    let text = text.trim();
    if text.is_empty() {
        return Err("Please enter your e-mail address.");
    }
    if text.len() > Guest::EMAIL_MAX {
        return Err("Please enter an e-mail address of at most 254 characters.");
    }
    let good = text.rsplit_once('@').is_some_and(|(local, domain)| {
        local.len() <= 64 && local.split('.').all(is_atom) && is_domain(domain)
    });
    if good {
        Ok(text.to_owned())
    } else {
        Err("Please enter an e-mail address like name@example.com.")
    }
}

fn is_atom(text: &str) -> bool {
    let allowed = |c: char| {
        c.is_ascii_alphanumeric()
            || "!#$%&'*+-/=?^_`{|}~".contains(c)
            || (!c.is_ascii() && c.is_alphanumeric())
    };
    !text.is_empty() && text.chars().all(allowed)
}

fn is_domain(text: &str) -> bool {
    let label = |label: &str| {
        let allowed = |c: char| c.is_alphanumeric() || c == '-';
        let inside = !label.starts_with('-') && !label.ends_with('-');
        !label.is_empty() && label.len() <= 63 && inside && label.chars().all(allowed)
    };
    let mut labels = text.split('.');
    let top_is_word =
        text.rsplit('.').next().is_some_and(|top| top.chars().any(char::is_alphabetic));
    text.contains('.') && top_is_word && labels.all(label)
}

/// ITU-T E.164 allows 15 digits; 5 is the shortest number seen in national plans.
fn phone(text: Option<&str>) -> Field<Option<String>> {
    let text = text.unwrap_or_default().trim();
    if text.is_empty() {
        return Ok(None);
    }
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let allowed = |c: char| c.is_ascii_digit() || " +-()./".contains(c);
    if text.len() <= Guest::PHONE_MAX && (5..=15).contains(&digits) && text.chars().all(allowed) {
        Ok(Some(text.to_owned()))
    } else {
        Err("Please enter a phone number like +49 30 1234567, or leave it empty.")
    }
}

fn note(text: Option<&str>) -> Field<Option<String>> {
    let text = text.unwrap_or_default().trim();
    if text.chars().count() > Guest::NOTE_MAX {
        Err("Please shorten the note to 500 characters.")
    } else if has_controls(text, true) {
        Err("Please remove the invisible characters from the note.")
    } else {
        Ok((!text.is_empty()).then(|| text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn input(name: &str, email: &str, phone: &str, note: &str) -> GuestInput {
        GuestInput {
            name: name.into(),
            email: email.into(),
            phone: Some(phone.into()),
            note: Some(note.into()),
        }
    }

    #[test]
    fn accepts_people_as_they_are() {
        for (name, email) in [
            ("Ada Lovelace", "ada@example.com"),
            ("  Ó Súilleabháin-Müller  ", "first.last+tag@mail.example.co.uk"),
            ("李小龍", "用户@例え.jp"),
            ("Prince", "o'brien@example.ie"),
        ] {
            let guest = Guest::parse(&input(name, email, "", "")).unwrap();
            assert_eq!(guest.name(), name.trim());
            assert_eq!(guest.phone(), None);
        }
    }

    #[test]
    fn names_every_bad_field_at_once() {
        let errors = Guest::parse(&input(" ", "ada@", "call me", &"x".repeat(501))).unwrap_err();
        let fields: Vec<_> = errors.iter().map(|e| e.field.as_str()).collect();
        assert_eq!(fields, ["guest.name", "guest.email", "guest.phone", "guest.note"]);
    }

    #[test]
    fn refuses_addresses_no_mail_reaches() {
        for bad in [
            "",
            "ada",
            "ada@",
            "@example.com",
            "ada@example",
            "a b@example.com",
            "ada@@example.com",
            "ada.@example.com",
            ".ada@example.com",
            "ada@-example.com",
            "ada@example..com",
            "ada@1.2.3.4",
            "ada@example.com\nBcc: x@example.com",
            "<ada@example.com>",
        ] {
            assert!(email(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn refuses_characters_that_reorder_text() {
        assert!(name("Ada\u{202E}evil").is_err());
        assert!(name("Ada\0").is_err());
        assert!(note(Some("first\nsecond")).is_ok());
    }

    #[test]
    fn debug_shows_no_personal_data() {
        let guest = Guest::parse(&input("Ada", "ada@example.com", "", "")).unwrap();
        assert!(!format!("{guest:?}").contains("ada"));
    }

    proptest! {
        #[test]
        fn parsing_never_panics_and_is_idempotent(name: String, email: String, phone: Option<String>, note: Option<String>) {
            if let Ok(guest) = Guest::parse(&GuestInput { name, email, phone, note }) {
                let again = GuestInput {
                    name: guest.name.clone(),
                    email: guest.email.clone(),
                    phone: guest.phone.clone(),
                    note: guest.note.clone(),
                };
                prop_assert_eq!(Guest::parse(&again), Ok(guest));
            }
        }
    }
}
