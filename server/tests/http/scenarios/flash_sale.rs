//! Five thousand want one of a hundred, and Redis dies in the middle of it.

use super::{left, sell, served};
use crate::support::{Crowd, Duo, basket, soon};

const BUYERS: usize = 5_000;
const UNITS: usize = 100;

#[tokio::test]
async fn a_hundred_are_sold_although_redis_dies_half_way() {
    let mut duo = Duo::start().await;
    let api = duo.first.api();
    let concert = api.ahead("concert").await.remove(0);
    let slot = concert["slot"].as_str().expect("an id").to_owned();
    sell(&api, "concert", &slot, 400, 10).await;
    assert_eq!(left(&api, "concert", &concert).await, 100);

    let crowd = Crowd::before(&duo.both());
    let wish = basket::book(&[basket::item("concert", &slot, 1)]);
    let mut receiving = crowd.ask(BUYERS, move |_, api| {
        let wish = wish.clone();
        async move { api.try_make(&wish).await }
    });
    let (mut answers, mut sold) = (Vec::with_capacity(BUYERS), 0);
    while let Some((buyer, answer)) = soon("an answer", receiving.recv()).await {
        if answer.status == 201 {
            sold += 1;
            if sold == UNITS / 2 {
                duo.redis.kill().await;
            }
        }
        answers.push((buyer, answer));
    }
    assert_eq!(answers.len(), BUYERS, "every buyer is answered");
    let (sold, refused) = served(answers);
    assert_eq!((sold.len(), refused.len()), (UNITS, BUYERS - UNITS));
    for server in duo.both() {
        assert_eq!(left(&server.api(), "concert", &concert).await, 0);
    }
    let mut ledger = duo.ledger().await;
    assert_eq!(ledger.claimed("concert").await, 500);
    ledger.audit().await;
}
