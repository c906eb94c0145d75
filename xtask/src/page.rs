//! What a page makes a browser load, read from its HTML.

use std::fmt::{self, Display};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Html,
    Css,
    JavaScript,
    Wasm,
}

impl Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Html => "HTML",
            Self::Css => "CSS",
            Self::JavaScript => "JS",
            Self::Wasm => "WASM",
        })
    }
}

/// Every style sheet, script and WASM module named in quotes anywhere in the page, each once.
///
/// Quotes cover attributes and inline scripts alike, so a script imported by another is counted too.
pub fn references(html: &str) -> Vec<(Kind, String)> {
    let mut found: Vec<(Kind, String)> = html
        .split(['"', '\'', '`'])
        .filter(|text| text.starts_with('/') && !text.starts_with("//"))
        .filter_map(|text| Some((kind(text)?, text.replace("&amp;", "&"))))
        .collect();
    found.sort();
    found.dedup();
    found
}

fn kind(url: &str) -> Option<Kind> {
    let path = url.split(['?', '#']).next()?;
    let is_a_url = !path.contains(|c: char| c.is_whitespace() || "<>{}".contains(c));
    match path.rsplit_once('.')?.1 {
        _ if !is_a_url => None,
        "css" => Some(Kind::Css),
        "js" | "mjs" => Some(Kind::JavaScript),
        "wasm" => Some(Kind::Wasm),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, references};

    #[test]
    fn style_sheets_scripts_and_wasm_are_found_once_each() {
        let html = r#"<!DOCTYPE html><link rel="stylesheet" href="/pkg/berth.css?v=1&amp;w=2">
            <link rel="modulepreload" href="/pkg/berth.js"><link rel='preload' href='/pkg/berth.wasm'>
            <a href="/offers/haircut">Haircut</a><a href="//elsewhere.example/x.js">x</a>
            <script type="module">import("/pkg/berth.js").then(m => m.default({module_or_path: '/pkg/berth.wasm'}))</script>"#;
        let expected = [
            (Kind::Css, "/pkg/berth.css?v=1&w=2".to_owned()),
            (Kind::JavaScript, "/pkg/berth.js".to_owned()),
            (Kind::Wasm, "/pkg/berth.wasm".to_owned()),
        ];
        assert_eq!(references(html), expected);
    }

    #[test]
    fn code_between_quotes_is_no_reference() {
        assert_eq!(
            references(r#"import(`${root}/${name}.js`); "/${pkg}/${name}.wasm" "/ a b.js""#),
            []
        );
    }
}
