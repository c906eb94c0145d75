//! The whole way to a booking and back by links and forms alone.

use crate::support::{Answer, Api, Folder, Ledger, Server};

async fn demo(folder: &Folder) -> (Server, Api) {
    let server = Server::on(&folder.ledger()).start().await;
    let api = server.api();
    (server, api)
}

/// The page as someone without scripts has it.
fn without_scripts(page: &Answer) -> String {
    let mut text = page.body.as_str();
    let mut kept = String::new();
    while let Some((before, rest)) = text.split_once("<script") {
        kept.push_str(before);
        text = rest.split_once("</script>").map_or("", |(_, after)| after);
    }
    kept.push_str(text);
    kept
}

/// The tag that holds a text, from `<` to `>`.
#[track_caller]
fn tag<'a>(html: &'a str, text: &str) -> &'a str {
    let at = html.find(text).unwrap_or_else(|| panic!("{text} is not in {html}"));
    let start = html[..at].rfind('<').expect("a tag");
    let end = at + html[at..].find('>').expect("its end");
    &html[start..=end]
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    rest.split_once('"').map(|(value, _)| value)
}

/// Where a form that ends in this leads.
fn action<'a>(html: &'a str, end: &str) -> &'a str {
    let form = tag(html, &format!("{end}\""));
    assert!(form.starts_with("<form ") && form.contains("method=\"post\""), "{form}");
    attribute(form, "action").expect("an action")
}

fn location(answer: &Answer) -> String {
    assert_eq!(answer.status, 303, "{}", answer.body);
    answer.header("location").to_owned()
}

async fn hold(api: &Api, slot: &str) -> String {
    location(&api.form("/offers/haircut", &[("slot", slot)]).await)
}

#[tokio::test]
async fn a_guest_books_and_cancels_without_a_script() {
    let folder = Folder::new();
    let (server, api) = demo(&folder).await;
    let calendar = api.calendar().await;
    let (day, nine) = (calendar.day(), calendar.day().slot("ana", "09:00"));

    let home = without_scripts(&api.get("/").await.expect(200));
    assert!(home.contains("Haircut") && home.contains("Next free: "));
    let link = tag(&home, "href=\"/offers/haircut\"");
    let offer = api.get(attribute(link, "href").unwrap()).await.expect(200);
    assert!(without_scripts(&offer).contains("name=\"slot\""), "it opens where there is room");

    // Another day, by a link of the calendar.
    let month = &day.date[..7];
    let offer = api.get(&format!("/offers/haircut?month={month}")).await.expect(200);
    let html = without_scripts(&offer);
    let link = attribute(tag(&html, &format!("date={}", day.date)), "href").unwrap();
    let path = format!("/offers/haircut{}", link.replace("&amp;", "&"));
    let html = without_scripts(&api.get(path.split('#').next().unwrap()).await.expect(200));
    let button = tag(&html, &format!("value=\"{nine}\""));
    assert!(button.starts_with("<button ") && button.contains("type=\"submit\""), "{button}");
    assert_eq!(attribute(button, "name"), Some("slot"));
    assert_eq!(action(&html, "/offers/haircut"), "/offers/haircut");

    let page = hold(&api, nine).await;
    assert!(page.starts_with("/bookings/"), "{page}");
    let html = without_scripts(&api.get(&page).await.expect(200));
    assert!(html.contains("Confirm booking"));
    let confirm = action(&html, "/confirm").to_owned();
    let fields =
        [("name", "Ada Lovelace"), ("email", "ada@example.com"), ("phone", ""), ("note", "")];
    let after = location(&api.form(&confirm, &fields).await);
    let html = without_scripts(&api.get(&after).await.expect(200));
    let reference = page.split('/').nth(2).unwrap();
    assert!(html.contains("Your booking is confirmed") && html.contains(reference));
    assert!(html.contains(&format!("{}{after}", server.url)), "the link to keep");
    Ledger::open(&folder.ledger()).await.sold_once(nine).await;

    let cancel = action(&html, "/cancel").to_owned();
    let after = location(&api.form(&cancel, &[]).await);
    let html = without_scripts(&api.get(&after).await.expect(200));
    assert!(html.contains("Your booking is cancelled"));
    assert_eq!(api.left(&day.date, nine).await, 1);
    Ledger::open(&folder.ledger()).await.audit().await;
}

#[tokio::test]
async fn what_was_typed_comes_back_with_what_is_wrong_in_it() {
    let folder = Folder::new();
    let (_server, api) = demo(&folder).await;
    let page = hold(&api, api.calendar().await.day().slot("ana", "09:00")).await;
    let confirm = format!("{page}/confirm");
    let typed = [
        ("name", "Ada \"the <b>Countess</b>\" & Co"),
        ("email", "ada@@example"),
        ("phone", "+49 30 1234567"),
        ("note", "</textarea><script>alert(1)</script>"),
    ];
    let answer = api.form(&confirm, &typed).await.expect(422);
    assert!(!answer.body.contains("<script>alert"), "what was typed became markup");
    assert!(!answer.body.contains("<b>Countess"), "what was typed became markup");
    let html = without_scripts(&answer);
    let value = |name: &str| attribute(tag(&html, &format!("id=\"{name}\"")), "value");
    assert_eq!(value("name"), Some("Ada &quot;the &lt;b&gt;Countess&lt;/b&gt;&quot; &amp; Co"));
    assert_eq!(value("email"), Some("ada@@example"));
    assert_eq!(value("phone"), Some("+49 30 1234567"));
    assert!(html.contains("&lt;/textarea"));
    assert!(html.contains("Please enter an e-mail address like name@example.com."));
    assert!(tag(&html, "id=\"email\"").contains("aria-invalid=\"true\""));
    assert!(!tag(&html, "id=\"name\"").contains("aria-invalid"));
    // The hold is still there to be confirmed.
    let better = [
        ("name", typed[0].1),
        ("email", "ada@example.com"),
        ("phone", typed[2].1),
        ("note", typed[3].1),
    ];
    let after = location(&api.form(&confirm, &better).await);
    let html = api.get(&after).await.expect(200);
    assert!(html.body.contains("confirmed") && !html.body.contains("<script>alert"));
    // A form that is sent once more, as by going back, leads to the same page.
    assert_eq!(location(&api.form(&confirm, &better).await), after);
}

#[tokio::test]
async fn fields_that_a_form_leaves_out_are_empty() {
    let folder = Folder::new();
    let (_server, api) = demo(&folder).await;
    let page = hold(&api, api.calendar().await.day().slot("ana", "09:00")).await;
    let confirm = format!("{page}/confirm");
    let answer = api.form(&confirm, &[("name", "Ada")]).await.expect(422);
    assert!(answer.body.contains("value=\"Ada\""));
    let answer = api.form(&confirm, &[("name", "Ada\0"), ("email", "ada@example.com")]).await;
    answer.expect(422);
    location(&api.form(&confirm, &[("name", "Ada"), ("email", "ada@example.com")]).await);
}

#[tokio::test]
async fn who_comes_too_late_is_shown_what_is_near() {
    let folder = Folder::new();
    let (_server, api) = demo(&folder).await;
    let calendar = api.calendar().await;
    let day = calendar.day();
    let nine = day.slot("ana", "11:00");
    api.book(nine).await.expect(201);
    let answer = api.form("/offers/haircut", &[("slot", nine)]).await.expect(409);
    let html = without_scripts(&answer);
    assert!(html.contains("has just been taken by someone else."));
    let near = tag(&html, &format!("value=\"{}\"", day.slot("ben", "11:00")));
    assert_eq!(attribute(near, "name"), Some("slot"));
    // By then it may be gone as well, and so on.
    let page = hold(&api, day.slot("ben", "11:00")).await;
    let again =
        api.form("/offers/haircut", &[("slot", day.slot("ben", "11:00"))]).await.expect(409);
    assert!(again.body.contains("Someone else is booking this"));
    // Going back from the form gives the time back.
    location(&api.form(&format!("{page}/cancel"), &[]).await);
    assert_eq!(api.left(&day.date, day.slot("ben", "11:00")).await, 1);
}

#[tokio::test]
async fn pages_are_whole_when_they_arrive() {
    let folder = Folder::new();
    let (_server, api) = demo(&folder).await;
    for path in ["/", "/offers/haircut", "/nothing"] {
        let page = api.get(path).await;
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
        assert!(
            page.body.starts_with("<!DOCTYPE html>") && page.body.contains("<html lang=\"en\"")
        );
        let html = page.body.trim_end();
        assert!(html.ends_with("</html>"), "{path} ends in {}", &html[html.len() - 30..]);
        assert!(!page.body.contains("__RESOLVED_RESOURCES") && !page.body.contains("loading"));
    }
}

#[tokio::test]
async fn a_page_shows_what_has_just_happened() {
    let folder = Folder::new();
    let first = Server::on(&folder.ledger()).start().await;
    let second = Server::on(&folder.ledger()).start().await;
    let calendar = first.api().calendar().await;
    let (day, nine) = (calendar.day(), calendar.day().slot("ana", "09:00"));
    let path = format!("/offers/haircut?month={}&date={}", &day.date[..7], day.date);
    let offers = async |server: &Server| {
        let page = server.api().get(&path).await.expect(200);
        let html = without_scripts(&page);
        tag(&html, &format!("value=\"{nine}\"")).contains("type=\"submit\"")
    };
    // Each has been asked before, and again: pages that are kept must not outlive what they show.
    for _ in 0..3 {
        for (booker, other) in [(&first, &second), (&second, &first)] {
            assert!(offers(booker).await && offers(other).await);
            let held = booker.api().hold(nine).await.expect(201);
            assert!(!offers(booker).await && !offers(other).await);
            assert_eq!(other.api().left(&day.date, nine).await, 0);
            other.api().cancel(&held).await.expect(200);
        }
    }
}
