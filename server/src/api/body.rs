//! Request bodies: JSON whose mistakes are told by field, in our words.

use axum::body::Bytes;
use booking::{FieldError, Refusal};
use serde::de::DeserializeOwned;

/// # Errors
/// [`Refusal::Invalid`] with the path of the first value that does not fit.
pub(crate) fn parse<T: DeserializeOwned>(body: &Bytes) -> Result<T, Refusal> {
    let mut json = serde_json::Deserializer::from_slice(body);
    let parsed = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        // The error's own text names types of ours; its path names the client's fields.
        let path = error.path().to_string();
        let inner = error.into_inner();
        if inner.is_data() && path != "." {
            FieldError::new(&path.replace(['[', ']'], "."), "Is missing or has the wrong form.")
        } else if inner.is_data() {
            FieldError::new("body", "A field is missing or has the wrong form.")
        } else {
            FieldError::new("body", "Must be JSON.")
        }
    });
    match parsed.and_then(|value| {
        json.end().map(|()| value).map_err(|_| FieldError::new("body", "Must be one JSON value."))
    }) {
        Ok(value) => Ok(value),
        Err(mut error) => {
            error.field = error.field.replace("..", ".").trim_matches('.').to_owned();
            Err(Refusal::Invalid { errors: vec![error] })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    struct Outer {
        #[expect(dead_code, reason = "only its form matters")]
        items: Vec<Inner>,
    }

    #[derive(Debug, Deserialize)]
    struct Inner {
        #[expect(dead_code, reason = "only its form matters")]
        quantity: u32,
    }

    fn field(body: &'static str) -> String {
        match parse::<Outer>(&Bytes::from_static(body.as_bytes())).unwrap_err() {
            Refusal::Invalid { errors } => errors[0].field.clone(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn names_the_field_and_not_our_types() {
        assert_eq!(field(r#"{"items":[{"quantity":-1}]}"#), "items.0.quantity");
        assert_eq!(field(r#"{"items":[{"quantity":1},{}]}"#), "items.1");
        assert_eq!(field("{}"), "body");
        assert_eq!(field("not json"), "body");
        assert_eq!(field(r#"{"items":[]} trailing"#), "body");
        assert_eq!(field(""), "body");
    }
}
