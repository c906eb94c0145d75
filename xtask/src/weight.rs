//! What a guest's first visit to the booking page costs over the wire, against the budget.

use std::fmt::{self, Display};
use std::net::SocketAddr;
use std::path::Path;

use crate::demo_server::DemoServer;
use crate::failure::{Failure, Outcome};
use crate::http;
use crate::page::{self, Kind};
use crate::site::Site;
use crate::workspace::Workspace;

const PAGE: &str = "/offers/haircut";

/// Bytes, Brotli: the page is live within two seconds on a slow phone line.
const WHOLE_BUDGET: usize = 130_000;

/// Bytes, Brotli: all a guest needs to book without WASM.
const USABLE_BUDGET: usize = 20_000;

/// Serves the binary's own demo, weighs its booking page, and fails above the budget.
pub fn check(workspace: &Workspace, binary: &Path) -> Outcome {
    println!("→ weighing {PAGE} as {} serves it", binary.display());
    let site = Site::read(&workspace.site())?;
    let server = DemoServer::start(binary)?;
    let weight = weigh(server.address(), &site)?;
    println!("{weight}");
    weight.within_budget()
}

struct Part {
    kind: Kind,
    url: String,
    bytes: usize,
}

struct Weight(Vec<Part>);

fn weigh(server: SocketAddr, site: &Site) -> Outcome<Weight> {
    let html = http::get(server, PAGE, "identity")?;
    let references = page::references(&String::from_utf8_lossy(&html.body));
    for kind in [Kind::Css, Kind::JavaScript, Kind::Wasm] {
        if !references.iter().any(|(found, _)| *found == kind) {
            return Err(Failure::new(format!("{PAGE} references no {kind}")));
        }
    }
    let mut parts = vec![part(server, Kind::Html, PAGE.to_owned())?.0];
    for (kind, url) in references {
        let (part, body) = part(server, kind, url)?;
        if !site.holds(&body) {
            return Err(Failure::new(format!(
                "{} is not what the front end's build left: the binary is stale",
                part.url
            )));
        }
        parts.push(part);
    }
    Ok(Weight(parts))
}

fn part(server: SocketAddr, kind: Kind, url: String) -> Outcome<(Part, Vec<u8>)> {
    let answer = http::get(server, &url, "br")?;
    if answer.status != 200 {
        return Err(Failure::new(format!("{url} answers {}", answer.status)));
    }
    if answer.header("content-encoding") != Some("br") {
        return Err(Failure::new(format!("{url} is not served as Brotli")));
    }
    let bytes = answer.body.len();
    Ok((Part { kind, url, bytes }, answer.body))
}

impl Weight {
    fn whole(&self) -> usize {
        self.0.iter().map(|part| part.bytes).sum()
    }

    fn usable(&self) -> usize {
        self.0
            .iter()
            .filter(|part| matches!(part.kind, Kind::Html | Kind::Css))
            .map(|part| part.bytes)
            .sum()
    }

    fn within_budget(&self) -> Outcome {
        for (what, bytes, budget) in [
            ("the HTML and CSS", self.usable(), USABLE_BUDGET),
            ("the whole page", self.whole(), WHOLE_BUDGET),
        ] {
            if bytes > budget {
                return Err(Failure::new(format!(
                    "{what} of {PAGE}: {bytes} bytes as Brotli, above the budget of {budget}"
                )));
            }
        }
        Ok(())
    }
}

impl Display for Weight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "  part        kB (Brotli)   budget")?;
        for part in &self.0 {
            writeln!(
                f,
                "  {:<10} {:>12}            {}",
                part.kind,
                kilobytes(part.bytes),
                part.url
            )?;
        }
        for (what, bytes, budget) in
            [("HTML + CSS", self.usable(), USABLE_BUDGET), ("total", self.whole(), WHOLE_BUDGET)]
        {
            writeln!(f, "  {what:<10} {:>12} {:>8}", kilobytes(bytes), kilobytes(budget))?;
        }
        Ok(())
    }
}

/// 1 kB is 1000 bytes.
fn kilobytes(bytes: usize) -> String {
    format!("{}.{:02}", bytes / 1000, bytes % 1000 / 10)
}

#[cfg(test)]
mod tests {
    use super::{Part, Weight};
    use crate::page::Kind;

    fn weight(html: usize, css: usize, wasm: usize) -> Weight {
        let part = |kind, bytes| Part { kind, url: "/x".to_owned(), bytes };
        Weight(vec![part(Kind::Html, html), part(Kind::Css, css), part(Kind::Wasm, wasm)])
    }

    #[test]
    fn a_page_at_its_budget_passes() {
        assert_eq!(weight(10_000, 10_000, 110_000).within_budget(), Ok(()));
    }

    #[test]
    fn one_byte_above_either_budget_fails() {
        for heavy in [weight(10_001, 10_000, 0), weight(10_000, 10_000, 110_001)] {
            assert!(heavy.within_budget().is_err());
        }
    }
}
