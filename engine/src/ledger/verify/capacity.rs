//! No cell that is still to come has more claims than seats, and no claim is on a seat that does not
//! exist. What is over may have had more: a capacity can be lowered down to what is sold from now on.

use super::{Exam, Finding, Outcome};
use futures::TryStreamExt;

/// Seats of single cells are taken from 0 on without a gap, whenever the cell was.
const CELLS: &str = "SELECT cell, count(*), min(seat), max(seat) FROM claim WHERE resource = ?1
   GROUP BY cell HAVING min(seat) < 0 OR (?2 AND max(seat) + 1 <> count(*))
     OR (cell >= ?3 AND (count(*) > ?4 OR max(seat) >= ?4))";

pub(super) async fn check(exam: &mut Exam) -> Outcome {
    let Exam { connection, places, findings, now } = exam;
    for (resource, shape) in &places.resources {
        let first = shape.cells.current(&places.zone, *now).0;
        let (capacity, is_dense) = (shape.capacity, !shape.cells.are_runs());
        let mut rows = sqlx::query_as::<_, (i64, i64, i64, i64)>(CELLS)
            .bind(resource)
            .bind(is_dense)
            .bind(first)
            .bind(capacity)
            .fetch(&mut *connection);
        while let Some((cell, claims, lowest, highest)) = rows.try_next().await? {
            let place = places.place(resource, cell);
            let is_to_come = cell >= first;
            if is_to_come && claims > capacity {
                findings.add(Finding::BeyondCapacity { place: place.clone(), claims, capacity });
            }
            let outside = [Some(lowest).filter(|seat| *seat < 0), Some(highest)];
            let exists = |seat: i64| seat >= 0 && (seat < capacity || !is_to_come);
            if let Some(seat) = outside.into_iter().flatten().find(|seat| !exists(*seat)) {
                findings.add(Finding::SeatOutside { place: place.clone(), seat, capacity });
            }
            if is_dense && highest + 1 != claims {
                findings.add(Finding::SeatsNotDense { place, claims, highest });
            }
        }
    }
    Ok(())
}
