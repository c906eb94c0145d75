//! What a race tells of itself while it runs.

use crate::redis::Redis;
use engine::{Moment, Race, RaceEvent, Strategy};
use std::time::Duration;

const CONTENDERS: u32 = 20;

async fn run(strategy: Strategy, redis: Option<&Redis>) -> Vec<RaceEvent> {
    let race = Race {
        strategy,
        contenders: CONTENDERS,
        places: 3,
        hold: Duration::from_millis(5),
        redis_url: redis.map(Redis::url),
    };
    let (sender, mut events) = race.channel();
    let report = race.run(sender).await.unwrap();
    let mut told = Vec::new();
    while let Some(event) = events.recv().await {
        told.push(event);
    }
    let sold = told.iter().filter(|event| event.moment == Moment::Sold).count();
    assert_eq!(sold, usize::try_from(report.sold).unwrap());
    told
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn everyone_arrives_and_is_answered_once() {
    for strategy in Strategy::ALL {
        let told = run(strategy, None).await;
        for contender in 0..CONTENDERS {
            let theirs = told.iter().filter(|event| event.contender == Some(contender));
            let moments: Vec<_> = theirs.map(|event| event.moment).collect();
            let is_answer = |moment: &Moment| matches!(moment, Moment::Sold | Moment::Refused(_));
            assert_eq!(moments.first(), Some(&Moment::Arrived), "{strategy:?}");
            assert!(moments.last().is_some_and(is_answer), "{strategy:?}: {moments:?}");
            assert_eq!(moments.iter().filter(|moment| is_answer(moment)).count(), 1);
        }
        let has_turns = told.iter().any(|event| event.moment == Moment::Locked);
        assert_eq!(has_turns, strategy.locks(), "{strategy:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nobody_has_the_lock_while_another_has_it() {
    let redis = Redis::start();
    for strategy in [Strategy::Lock, Strategy::Both] {
        for redis in [None, Some(&redis)] {
            let mut holder = None;
            for RaceEvent { contender, moment, .. } in run(strategy, redis).await {
                match moment {
                    Moment::Locked => assert_eq!(holder.replace(contender), None, "{strategy:?}"),
                    Moment::Unlocked => assert_eq!(holder.take(), Some(contender), "{strategy:?}"),
                    _ => {}
                }
            }
            assert_eq!(holder, None);
        }
    }
}
