//! What the paper says of random actions, and what is found.

use crate::action::{Comparison, Group, GroupComparison};
use crate::statistics::OrderComparison;

use super::orders::{MAX_ORDER, dissimilarities};
use super::theory::{Theory, is_peak};
use crate::reproduce::Claim;
use crate::reproduce::phrases::{maybe, short};

/// Entries of a coefficient above this cosine have approximately the right values.
const RIGHT: f64 = 0.9;

/// Cumulants above this cosine agree.
const AGREE: f64 = 0.95;

/// An order of cumulants is learned once the dissimilarity stays below this.
pub(super) const LEARNED: f64 = 0.1;

/// Fig. 4 (b-d): diagonal entries are off, others about right.
pub(super) fn coefficients(comparison: &Comparison) -> Vec<Claim> {
    let of = |rank, group| comparison.groups.iter().find(|one| one.rank == rank && one.group == group);
    let mut claims = Vec::new();
    if let (Some(diagonal), Some(others)) = (of(2, Group::Diagonal), of(2, Group::OffDiagonal)) {
        claims.push(off_diagonal(others));
        claims.push(diagonal_is_off(diagonal, others, of(4, Group::Diagonal)));
    }
    claims
}

fn off_diagonal(others: &GroupComparison) -> Claim {
    Claim::new(
        "Many entries with at least two different indices, as the off-diagonal ones of A^(2), are approximately right.",
        format!(
            "Off-diagonal A^(2): cosine {} and slope {} of learned over true; the cosine should exceed {RIGHT}.",
            maybe(others.cosine),
            maybe(others.slope)
        ),
        others.cosine.is_some_and(|cosine| cosine > RIGHT),
    )
}

fn diagonal_is_off(
    diagonal: &GroupComparison,
    others: &GroupComparison,
    regulator: Option<&GroupComparison>,
) -> Claim {
    let quartic = regulator.map_or(String::new(), |group| {
        format!(
            " The diagonal of A^(4) is {} on average, and {} in truth.",
            short(group.mean),
            maybe(group.truth)
        )
    });
    Claim::new(
        "The largest deviations from the true coefficients occur in the diagonal entries.",
        format!(
            "Root mean square deviation in A^(2): {} on the diagonal and {} off it; the first should be larger.{quartic}",
            short(diagonal.root_mean_square),
            short(others.root_mean_square)
        ),
        diagonal.root_mean_square > others.root_mean_square,
    )
}

/// Fig. 4 (e-g). `floor` is what two sets of draws of the truth differ by.
pub(super) fn cumulants(learned: &[OrderComparison], floor: &[OrderComparison]) -> Claim {
    let words = |(own, floor): (&OrderComparison, &OrderComparison)| {
        format!(
            "order {}: cosine {}, slope {} (two sets of true draws: {}), largest deviation {:.1} standard errors",
            own.order,
            maybe(own.cosine),
            maybe(own.slope),
            maybe(floor.cosine),
            own.largest
        )
    };
    let all: Vec<String> = learned.iter().zip(floor).map(words).collect();
    Claim::new(
        "The cumulants of the learned distribution agree with the true ones up to third order. In a Gaussian model the third \
         would vanish.",
        format!("{}. All cosines should exceed {AGREE}.", all.join("; ")),
        learned.len() == MAX_ORDER
            && dissimilarities(learned).iter().all(|dissimilarity| 1.0 - dissimilarity > AGREE),
    )
}

/// Fig. 4 (h).
pub(super) fn order_of_learning(learned: &[Option<u64>]) -> Claim {
    let words = |(order, step): (usize, &Option<u64>)| {
        let step = step.map_or("never".to_string(), |step| format!("from step {step} on"));
        format!("order {} {step}", order + 1)
    };
    let all: Vec<String> = learned.iter().enumerate().map(words).collect();
    let late = |step: &Option<u64>| step.unwrap_or(u64::MAX);
    let holds = learned.split_last().is_some_and(|(highest, lower)| {
        !lower.is_empty() && lower.iter().all(|step| late(step) < late(highest))
    });
    Claim::new(
        "Cumulants of higher order are learned later in training.",
        format!(
            "The dissimilarity stays below {LEARNED}: {}. The third order should come after both others; the second can be low at \
             the start already, as that is a unit covariance.",
            all.join(", ")
        ),
        holds,
    )
}

/// Fig. 4 (a).
pub(super) fn one_maximum(truth: usize, learned: usize, divergence: f64) -> Claim {
    Claim::new(
        "A volume-preserving network learns a density with a single maximum where the true one has several.",
        format!(
            "On the grid in two dimensions the true density has {truth} maxima and the learned one {learned}; the \
             Kullback-Leibler divergence of the learned density is {} nats.",
            short(divergence)
        ),
        truth > 1 && learned == 1,
    )
}

/// Fig. 8.
pub(super) fn maxima(theory: &Theory) -> Vec<Claim> {
    let modes = &theory.found.modes;
    let values: Vec<String> = modes.iter().map(|mode| short(mode.value)).collect();
    let several = Claim::new(
        "The action has at least two local maxima.",
        format!("{} distinct maxima, with S = {}.", modes.len(), values.join(", ")),
        modes.len() > 1,
    );
    let highest =
        modes.iter().flat_map(|mode| mode.eigenvalues.last()).copied().fold(f64::NEG_INFINITY, f64::max);
    let curved = Claim::new(
        "At the maxima all eigenvalues of the Hessian are negative.",
        format!("The largest of all eigenvalues at all maxima is {}.", short(highest)),
        !modes.is_empty() && modes.iter().all(is_peak),
    );
    let barrier = theory.barrier().unwrap_or(f64::NAN);
    let lower = Claim::new(
        "Between the two maxima S is lower.",
        format!(
            "Along the straight line between the two highest, S falls {} below the lower of them.",
            short(barrier)
        ),
        barrier > 0.0,
    );
    vec![several, curved, lower]
}

#[cfg(test)]
mod tests {
    use super::{coefficients, one_maximum, order_of_learning};
    use crate::action::{SparseAction, compare_groups};

    fn action(diagonal: f64, other: f64, quartic: f64) -> SparseAction<f64> {
        let mut action = SparseAction::zero(3);
        for (i, sign) in [(0, 1.0), (1, -0.5), (2, 0.3)] {
            action.add(&[i, i], diagonal);
            action.add(&[i, (i + 1) % 3], sign * other);
            action.add(&[i; 4], quartic);
        }
        action
    }

    #[test]
    fn coefficients_are_judged_by_group() {
        let truth = action(-0.5, 0.2, -0.1);
        let verdicts = |learned: &SparseAction<f64>| -> Vec<bool> {
            let comparison = compare_groups(learned, &truth, None).expect("one dimension");
            coefficients(&comparison).iter().map(|claim| claim.holds).collect()
        };
        assert_eq!(verdicts(&action(-0.8, 0.21, -0.01)), [true, true]);
        assert_eq!(verdicts(&action(-0.5, 0.4, -0.01)), [true, false]);
        let mut wrong = action(-0.8, 0.2, -0.01);
        wrong.add(&[0, 1], -0.4);
        assert_eq!(verdicts(&wrong), [false, true]);
    }

    #[test]
    fn orders_are_learned_one_after_the_other() {
        let holds = |steps: [Option<u64>; 3]| order_of_learning(&steps).holds;
        assert!(holds([Some(1), Some(20), Some(100)]));
        assert!(holds([Some(1), Some(20), None]));
        assert!(!holds([Some(5), Some(5), Some(5)]));
        assert!(holds([Some(100), Some(20), Some(200)]));
        assert!(!holds([Some(100), Some(20), Some(50)]));
        assert!(!holds([None, Some(20), None]));
        assert!(
            one_maximum(2, 1, 0.1).holds && !one_maximum(2, 2, 0.1).holds && !one_maximum(1, 1, 0.1).holds
        );
    }
}
