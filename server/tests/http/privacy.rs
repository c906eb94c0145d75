//! The log says what happened, never to whom.

use crate::support::{Answer, Folder, Redis, Server};
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn no_guest_is_in_the_log() {
    let (folder, mut redis) = (Folder::new(), Redis::start().await);
    // More than anyone runs with, as far as it is ours to say what is written.
    let filter = "debug,berth=trace,server=trace,engine=trace,app=trace,booking=trace";
    let setup = Server::on(&folder.ledger()).redis(&redis).log(filter);
    let mut server = setup.start().await;
    let api = server.api();
    let calendar = api.calendar().await;
    let day = calendar.day();
    let who = json!({
        "name": "Zacharias Quirin", "email": "quirin@example.com", "phone": "+49 30 7654321",
        "note": "Peanutallergy",
    });
    let items = |clock| json!([{ "offer": "haircut", "slot": day.slot("ana", clock) }]);
    let body = json!({ "items": items("09:00"), "guest": who });
    let request =
        api.request(Method::POST, "/api/v1/bookings").header("idempotency-key", "keykeykey");
    let booked = Answer::to(request.json(&body)).await.unwrap().expect(201);
    api.find(&booked.reference(), &booked.secret()).await.expect(200);
    let page = format!("/bookings/{}/{}", booked.reference(), booked.secret());
    api.get(&page).await.expect(200);
    api.get(&format!("{page}x")).await.expect(404);
    let held = api.hold(day.slot("ana", "12:00")).await.expect(201);
    let fields = [("name", "Zacharias Quirin"), ("email", "quirin@"), ("phone", "+49 30 7654321")];
    let form = format!("/bookings/{}/{}/confirm", held.reference(), held.secret());
    api.form(&form, &fields).await.expect(422);
    redis.kill().await;
    api.form(&form, &[fields[0], ("email", "quirin@example.com")]).await.expect(303);
    api.cancel(&held).await.expect(200);
    api.post("/api/v1/bookings", &json!({ "items": items("09:00"), "guest": who }))
        .await
        .expect(409);
    server.terminate().await;
    server.ended().await;

    let log = server.log();
    assert!(
        log.contains("/bookings/{reference}/{secret}"),
        "requests are logged by their route: {log}"
    );
    let (booked, held) = ((booked.reference(), booked.secret()), (held.reference(), held.secret()));
    for private in [
        "Zacharias",
        "quirin",
        "7654321",
        "Peanut",
        "keykeykey",
        &booked.0,
        &booked.1,
        &held.0,
        &held.1,
        &booked.0.replace('-', ""),
        &held.0.replace('-', ""),
    ] {
        let line = log.lines().find(|line| line.contains(private));
        assert_eq!(line, None, "{private:?} is in the log");
    }
}
