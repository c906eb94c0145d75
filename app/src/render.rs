//! Turns a page into an HTTP response.
//!
//! Everything a page shows is there before it is drawn, so drawing is one synchronous pass over
//! one string: no stream, no task, nothing pending in the HTML.

use crate::pages::Page;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use http::{HeaderValue, StatusCode};
use leptos::prelude::*;
use sha2::{Digest, Sha256};

/// Where the pages' styles and scripts are.
#[derive(Debug, Clone)]
pub struct Site {
    /// What the front end was built as; also tells how to reload pages during development.
    pub options: LeptosOptions,
    /// The path before `/pkg`, without a slash at its end. It should name the build, so that what
    /// is under it never changes.
    pub assets_root: String,
}

/// Starts the islands of a page. This is Leptos's own loader without its wait for an idle browser
/// and without the parts for islands inside islands, of which there are none.
const LOADER: &str = "await berth.default({module_or_path:wasm});berth.hydrate();\
    for(const island of document.querySelectorAll('leptos-island'))berth[island.dataset.component](island)";

/// A ship in its berth, as seen from above the quay.
const ICON: &str = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E\
    %3Crect width='32' height='32' rx='8' fill='%230f4c5c'/%3E\
    %3Cpath d='M7 17h18l-3 7H10zM15 6v9H9zm2 3v6h5z' fill='%23f8f4ec'/%3E%3C/svg%3E";

/// A page as text, which can be sent more than once.
#[derive(Debug)]
pub struct Drawn {
    html: Bytes,
    policy: HeaderValue,
    private: bool,
}

/// Draws a page.
#[must_use]
pub fn draw(site: &Site, page: Page) -> Drawn {
    draw_with(site, page, None)
}

/// Draws a page that runs the module at a path.
#[must_use]
pub fn draw_with(site: &Site, page: Page, module: Option<&'static str>) -> Drawn {
    let reload = cfg!(debug_assertions) && std::env::var_os("LEPTOS_WATCH").is_some();
    let base = [&site.assets_root, "/", &site.options.site_pkg_dir, "/", &site.options.output_name];
    let base = base.concat();
    let start = page.islands.then(|| start(&base));
    let look = page.refresh_seconds.map(|_| LOOK.to_owned());
    let scripts: Vec<&str> = [&start, &look].into_iter().flatten().map(String::as_str).collect();
    let policy = policy(&scripts, module.is_some(), reload);
    let private = page.private;
    let owner = Owner::new_root(None);
    let html = owner.with(|| document(site, page, &base, (start, look), module, reload).to_html());
    owner.unset_with_forced_cleanup();
    Drawn { html: html.into(), policy, private }
}

impl Drawn {
    /// Pages of one booking are kept out of every cache: they say who comes when.
    #[must_use]
    pub fn respond(&self, status: StatusCode) -> Response {
        self.respond_with(status, self.html.clone())
    }

    /// The page's HTML, in UTF-8.
    #[must_use]
    pub fn html(&self) -> &Bytes {
        &self.html
    }

    /// As [`Drawn::respond`], with the HTML in another encoding; the caller says in which.
    #[must_use]
    pub fn respond_with(&self, status: StatusCode, body: Bytes) -> Response {
        let cache = if self.private { "no-store" } else { "no-cache" };
        let headers = [
            (CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
            (CACHE_CONTROL, HeaderValue::from_static(cache)),
            (CONTENT_SECURITY_POLICY, self.policy.clone()),
        ];
        (status, headers, body).into_response()
    }
}

/// Looks every ten seconds whether the page says something else by now: takes over what changed in its
/// status, and loads the page anew where there is none any more. A script and not an island, since the
/// page needs nothing else that is alive.
const LOOK: &str = "setInterval(async()=>{try{\
    const answer=await fetch(location.href,{cache:'no-store'});if(!answer.ok)return;\
    const page=new DOMParser().parseFromString(await answer.text(),'text/html');\
    const[old,now]=[document,page].map(d=>d.querySelector('.place [role=status]'));\
    if(!now)location.reload();\
    else if(old.textContent!==now.textContent)old.textContent=now.textContent\
    }catch{}},10000)";

fn document(
    site: &Site,
    page: Page,
    base: &str,
    (start, look): (Option<String>, Option<String>),
    module: Option<&'static str>,
    reload: bool,
) -> impl IntoView {
    let css = [base, ".css"].concat();
    let scripts = start.map(|start| scripts(base, start));
    let robots = page.private.then(|| view! { <meta name="robots" content="noindex"/> });
    let refresh = page.refresh_seconds.map(|seconds| {
        view! { <noscript><meta http-equiv="refresh" content=seconds.to_string()/></noscript> }
    });
    let look = look.map(|look| view! { <script type="module" inner_html=look></script> });
    let module = module.map(|path| view! { <script type="module" src=path></script> });
    let reload = reload.then(|| view! { <AutoReload options=site.options.clone()/> });
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                {robots}
                {refresh}
                <title>{page.title}</title>
                <link rel="stylesheet" href=css/>
                <link rel="icon" href=ICON/>
                {scripts}
                {look}
                {module}
                {reload}
            </head>
            <body>{(page.body)()}</body>
        </html>
    }
}

fn start(base: &str) -> String {
    ["import*as berth from\"", base, ".js\";const wasm=\"", base, ".wasm\";", LOADER].concat()
}

/// The preloads let script and WASM come side by side instead of one after the other.
fn scripts(base: &str, start: String) -> impl IntoView + use<> {
    let js = [base, ".js"].concat();
    let wasm = [base, ".wasm"].concat();
    view! {
        <link rel="modulepreload" href=js/>
        <link rel="preload" href=wasm r#as="fetch" r#type="application/wasm" crossorigin=""/>
        <script type="module" inner_html=start></script>
    }
}

/// Nothing but our own files, and no inline script but those of the page, which are named by their
/// hash: unlike with a nonce, every response is the same and can be kept compressed.
fn policy(scripts: &[&str], module: bool, reload: bool) -> HeaderValue {
    let hash = |script: &&str| format!(" 'sha256-{}'", STANDARD.encode(Sha256::digest(script)));
    let script = match scripts {
        // Reloading during development brings a script of its own.
        _ if reload => "'self' 'unsafe-inline' 'wasm-unsafe-eval'".to_owned(),
        [] if !module => "'none'".to_owned(),
        scripts => {
            let hashes: String = scripts.iter().map(hash).collect();
            format!("'self'{hashes} 'wasm-unsafe-eval'")
        }
    };
    let connect = if reload { "'self' ws:" } else { "'self'" };
    let policy = format!(
        "default-src 'none'; script-src {script}; style-src 'self'; img-src 'self' data:; \
         connect-src {connect}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    // Base64 is always a valid header.
    HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}
