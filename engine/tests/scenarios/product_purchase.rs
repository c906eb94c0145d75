//! Five units, and buyers who want one, two or three of them.

use crate::house::House;
use crate::venue::{MONDAY, ask, item};
use booking::Refusal;
use engine::Receipt;

const STOCK: u32 = 5;
const BUYERS: usize = 36;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn five_units_are_sold_once_each() {
    sell_out(House::one(|_, _| {}).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn five_units_are_sold_once_each_by_two_engines() {
    sell_out(House::two(|_, _| {}).await).await;
}

async fn sell_out(house: House) {
    for round in 0..6 {
        let bought = buy(&house, round).await;
        house.audit().await;
        // What comes back is for sale again, to the last unit.
        for receipt in bought {
            house.engine(round).cancel(&receipt.reference, &receipt.secret).await.unwrap();
        }
        assert_eq!(house.left("vinyl", MONDAY).await, STOCK);
        house.audit().await;
    }
}

async fn buy(house: &House, round: usize) -> Vec<Receipt> {
    let quantity = move |buyer: usize| 1 + u32::try_from((buyer + round) % 3).unwrap();
    let answers = house
        .crowd(BUYERS, |engine, buyer| async move {
            let wanted = ask(&[item("vinyl", "stock", quantity(buyer))]);
            // Half put it into their basket first.
            if buyer % 4 < 2 {
                engine.book(wanted, None).await
            } else {
                engine.hold(wanted, None).await
            }
        })
        .await;
    let left = house.left("vinyl", MONDAY).await;
    let mut bought = Vec::new();
    for (buyer, answer) in answers.into_iter().enumerate() {
        let wanted = quantity(buyer);
        match answer {
            Ok(receipt) => {
                assert_eq!(receipt.items[0].quantity, wanted);
                bought.push(receipt);
            }
            Err(Refusal::Few { left: told }) => {
                assert!((1..wanted).contains(&told), "wanted {wanted}, told of {told}");
                assert!(left < wanted, "refused {wanted} while {left} were free at the end");
            }
            Err(Refusal::Taken | Refusal::Held { .. }) => {
                assert!(left < wanted, "refused {wanted} while {left} were free at the end");
            }
            Err(other) => panic!("no truth about the stock: {other:?}"),
        }
    }
    let sold: u32 = bought.iter().map(|receipt| receipt.items[0].quantity).sum();
    assert_eq!(sold + left, STOCK);
    bought
}
