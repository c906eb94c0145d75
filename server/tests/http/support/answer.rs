use reqwest::header::HeaderMap;
use reqwest::{RequestBuilder, Response};
use serde_json::Value;

/// A response that has been read to its end.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    /// An error is a connection that failed or ended early.
    pub async fn to(request: RequestBuilder) -> reqwest::Result<Self> {
        Self::read(request.send().await?).await
    }

    async fn read(response: Response) -> reqwest::Result<Self> {
        Ok(Self {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: response.text().await?,
        })
    }

    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.body);
        self
    }

    /// An answer of the contract: a problem with its word.
    #[track_caller]
    pub fn problem(&self, status: u16, word: &str) -> Value {
        assert_eq!((self.status, self.word().as_str()), (status, word), "{}", self.body);
        assert_eq!(self.header("content-type"), "application/problem+json");
        let json = self.json();
        assert_eq!(json["status"], status);
        assert!(json["title"].as_str().is_some_and(|title| !title.is_empty()));
        json
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.body))
    }

    /// The `type` of a problem.
    pub fn word(&self) -> String {
        let json: Value = serde_json::from_str(&self.body).unwrap_or_default();
        json["type"].as_str().unwrap_or_default().to_owned()
    }

    #[track_caller]
    pub fn text(&self, pointer: &str) -> String {
        let json = self.json();
        let value = json.pointer(pointer).and_then(Value::as_str);
        value.unwrap_or_else(|| panic!("no text at {pointer}: {}", self.body)).to_owned()
    }

    pub fn reference(&self) -> String {
        self.text("/reference")
    }

    pub fn secret(&self) -> String {
        self.text("/secret")
    }

    /// Empty when there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}
