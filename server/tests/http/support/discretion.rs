//! A refusal speaks the contract's words and says nothing about how the server is made.

use super::Answer;
use serde_json::Value;

const WORDS: [&str; 5] = ["closed", "invalid", "unknown", "key-reused", "too-many"];

/// A refusal that is the client's to mend, told without a word about the server's insides.
#[track_caller]
pub fn refused(answer: &Answer) -> Value {
    assert!((400..500).contains(&answer.status), "{}: {}", answer.status, answer.body);
    assert!(WORDS.contains(&answer.word().as_str()), "{}", answer.body);
    discreet(answer);
    answer.problem(answer.status, &answer.word())
}

#[track_caller]
pub fn discreet(answer: &Answer) {
    assert_eq!(insides(answer), None, "in {}", answer.body);
}

/// What an answer gives away of how the server is made.
pub fn insides(answer: &Answer) -> Option<&'static str> {
    const INSIDES: [&str; 21] = [
        "serde",
        "sqlx",
        "sqlite",
        "axum",
        "hyper",
        "tokio",
        "leptos_",
        "struct",
        "select ",
        "insert ",
        "deserializ",
        "missing field",
        "expected",
        "utf-8 in",
        "at line",
        "column",
        ".rs",
        "/tmp",
        "b.db",
        "panic",
        "newbooking",
    ];
    let body = answer.body.to_lowercase();
    INSIDES.into_iter().find(|inside| body.contains(inside))
}
