//! Numbers by group against plain sums over all entries.

use diagraction::action::{
    Action, ActionError, Group, GroupComparison, Side, SparseAction, Truncation, compare_groups,
};
use diagraction::{Cell, Lattice};

use super::{entries, lattice16, learned16, square, theory};

fn find(groups: &[GroupComparison], rank: usize, group: Group) -> &GroupComparison {
    groups.iter().find(|found| found.rank == rank && found.group == group).unwrap()
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-11 * a.abs().max(b.abs()).max(1e-6)
}

/// Whether an entry belongs to a group, by the definitions.
fn belongs(group: Group, index: &[usize], lattice: &Lattice) -> bool {
    let diagonal = index.iter().all(|&entry| entry == index[0]);
    let adjacent = index.len() == 2 && lattice.are_adjacent(index[0], index[1]);
    match group {
        Group::All => true,
        Group::Diagonal => diagonal,
        Group::OffDiagonal => !diagonal,
        Group::Adjacent => adjacent,
        Group::Distant => !diagonal && !adjacent,
    }
}

#[test]
fn every_number_is_the_plain_sum() {
    let (learned, truth) = (learned16(), lattice16());
    let comparison = compare_groups(&learned, &truth, None).unwrap();
    assert_eq!(comparison.groups.len(), 1 + 5 + 3 + 3);
    for found in &comparison.groups {
        let all = entries(&learned, &truth, found.rank);
        let members: Vec<_> =
            all.iter().filter(|(index, ..)| belongs(found.group, index, &square(4))).collect();
        let n = members.len() as f64;
        let sum = |term: &dyn Fn(f64, f64) -> f64| members.iter().map(|(_, s, t)| term(*s, *t)).sum::<f64>();
        let (st, ss, tt) = (sum(&|s, t| s * t), sum(&|s, _| s * s), sum(&|_, t| t * t));
        assert_eq!(found.entries, members.len() as u128);
        assert_eq!(found.cosine.is_some(), tt > 0.0);
        if let (Some(cosine), Some(slope)) = (found.cosine, found.slope) {
            assert!(close(cosine, st.abs() / (ss * tt).sqrt()), "{found:?}");
            assert!(close(found.dissimilarity.unwrap(), 1.0 - cosine));
            assert!(close(slope, st / tt));
        }
        let mean = sum(&|s, _| s) / n;
        let variance = sum(&|s, _| (s - mean).powi(2)) / (n - 1.0);
        assert!(close(found.mean, mean) && close(found.deviation, variance.sqrt()), "{found:?}");
        assert!(close(found.root_mean_square, (sum(&|s, t| (s - t).powi(2)) / n).sqrt()));
        let largest = members.iter().map(|(_, s, t)| (s - t).abs()).fold(0.0, f64::max);
        assert_eq!(found.largest_deviation, largest);
        let (_, s, t) = members.iter().find(|(index, ..)| *index == found.at).unwrap();
        assert_eq!((s - t).abs(), largest);
    }
}

/// The file, read by the grammar of theories, is Eq. (33) written out.
#[test]
fn the_true_action_is_that_of_the_paper() {
    let truth = lattice16();
    let field: Vec<f64> = (0..16).map(|site| -truth.get(&[site])).collect();
    assert!(field.iter().any(|h| *h > 0.6) && field.iter().any(|h| *h < -0.4));
    let written = theory(square(4), 0.5, 0.1, &field);
    let comparison = compare_groups(&truth, &written, None).unwrap();
    assert!(comparison.groups.iter().all(|group| group.largest_deviation <= 1e-15));
}

/// What the paper finds in Fig. 9: field and couplings are right, the self-interactions are not.
#[test]
fn the_model_learned_an_effective_theory() {
    let comparison = compare_groups(&learned16(), &lattice16(), None).unwrap();
    let of = |rank, group| find(&comparison.groups, rank, group);
    let sizes = [Group::Diagonal, Group::Adjacent, Group::Distant].map(|group| of(2, group).entries);
    assert_eq!(sizes, [16, 32, 88]);
    assert!(of(1, Group::All).cosine.unwrap() > 0.99);
    assert!(of(2, Group::OffDiagonal).cosine.unwrap() > 0.99);
    assert_eq!((of(2, Group::Diagonal).truth, of(2, Group::Adjacent).truth), (Some(-2.25), Some(0.5)));
    assert!((of(2, Group::Adjacent).mean - 0.5).abs() < 0.01);
    assert!(of(2, Group::Diagonal).mean < -2.3);
    assert!(of(4, Group::Diagonal).slope.unwrap() < 0.05);
    assert_eq!(of(4, Group::OffDiagonal).truth, Some(0.0));
}

#[test]
fn it_does_not_matter_how_actions_are_held() {
    let (learned, truth) = (learned16(), lattice16());
    let lattice = square(4);
    let (sparse, dense) = (SparseAction::from(&learned), truth.to_dense().unwrap());
    let expected = compare_groups(&learned, &dense, Some(&lattice)).unwrap();
    for other in [
        compare_groups(&learned, &truth, Some(&lattice)).unwrap(),
        compare_groups(&sparse, &dense, Some(&lattice)).unwrap(),
        compare_groups(&sparse, &truth, None).unwrap(),
    ] {
        assert_eq!(other.groups.len(), expected.groups.len());
        for (a, b) in expected.groups.iter().zip(&other.groups) {
            assert_eq!(
                (a.rank, a.group, a.entries, a.truth, &a.at),
                (b.rank, b.group, b.entries, b.truth, &b.at)
            );
            assert_eq!(a.largest_deviation, b.largest_deviation);
            let maybe = |a: Option<f64>, b: Option<f64>| close(a.unwrap_or(9.0), b.unwrap_or(9.0));
            assert!(maybe(a.cosine, b.cosine) && maybe(a.slope, b.slope), "{a:?} {b:?}");
            assert!(close(a.mean, b.mean) && close(a.deviation, b.deviation), "{a:?} {b:?}");
            assert!(close(a.root_mean_square, b.root_mean_square));
        }
    }
}

/// A thousand sites: A^(4) would have 4e10 entries.
#[test]
fn large_lattices_are_compared_by_what_they_hold() {
    let lattice = Lattice::new(Cell::Cubic, vec![10; 3], false).unwrap();
    let field: Vec<f64> = (0..1000).map(|site| f64::from(site % 7) - 3.0).collect();
    let truth = theory(lattice.clone(), 0.5, 0.1, &field);
    let learned = theory(lattice, 0.5, 0.2, &field);
    let comparison = compare_groups(&learned, &truth, None).unwrap();
    let all = find(&comparison.groups, 4, Group::All);
    assert_eq!(all.entries, 1000 * 1001 * 1002 * 1003 / 24);
    assert!((all.cosine.unwrap() - 1.0).abs() < 1e-14 && (all.slope.unwrap() - 2.0).abs() < 1e-14);
    assert!(close(all.root_mean_square, (1000.0 * 0.01 / all.entries as f64).sqrt()));
    assert_eq!(find(&comparison.groups, 2, Group::Adjacent).entries, 3 * 10 * 10 * 9);
    assert_eq!(find(&comparison.groups, 2, Group::All).largest_deviation, 0.0);
    assert_eq!(find(&comparison.groups, 3, Group::All).truth, Some(0.0));
}

#[test]
fn ranks_behind_a_cut_are_named_and_not_compared() {
    let truth = lattice16();
    let mut cut = truth.to_dense().unwrap().up_to(2);
    let complete = compare_groups(&cut, &truth, None).unwrap();
    assert!(complete.only.is_empty(), "without a cut, what is beyond the highest rank is zero");
    assert_eq!(find(&complete.groups, 4, Group::Diagonal).mean, 0.0);
    cut.truncation = Truncation { max_rank: Some(2), max_chi: None };
    let comparison = compare_groups(&cut, &truth, None).unwrap();
    assert_eq!(comparison.only, [(3, Side::True), (4, Side::True)]);
    assert!(comparison.groups.iter().all(|group| group.rank <= 2));
    let swapped = compare_groups(&truth, &cut, None).unwrap();
    assert_eq!(swapped.only, [(3, Side::Learned), (4, Side::Learned)]);
}

#[test]
fn what_cannot_be_compared_is_refused() {
    let truth = lattice16();
    let small = SparseAction::<f64>::zero(3);
    assert_eq!(compare_groups(&small, &truth, None), Err(ActionError::Dimensions(3, 16)));
    let mut moved = truth.clone();
    moved.around = Some(vec![1.0; 16]);
    assert_eq!(compare_groups(&moved, &truth, None), Err(ActionError::Points));
    moved.around = Some(vec![0.0; 16]);
    assert!(compare_groups(&moved, &truth, None).is_ok(), "zero is the origin");
    let mut other = truth.clone();
    other.lattice = Some(Lattice::new(Cell::Triangular, vec![4, 4], true).unwrap());
    assert_eq!(compare_groups(&other, &truth, None), Err(ActionError::Lattices));
    assert!(compare_groups(&other, &truth, Some(&square(4))).is_ok(), "a lattice that is given decides");
    let sites = ActionError::Sites { sites: 9, dimension: 16 };
    assert_eq!(compare_groups(&truth, &truth, Some(&square(3))), Err(sites));
    let mut broken = Action::zero(16, 1, Truncation::none());
    broken.tensor_mut(1).set(&[3], f64::NAN);
    let error = compare_groups(&broken, &truth, None).unwrap_err();
    assert_eq!(error, ActionError::NotFinite { rank: 1, index: vec![3] });
}

#[test]
fn extreme_numbers_do_not_overflow() {
    for scale in [1e-300, 1.0, 1e300] {
        let mut learned = Action::zero(2, 2, Truncation::none());
        let mut truth = learned.clone();
        for (index, s, t) in [([0, 0], 3.0, 4.0), ([0, 1], 0.0, 0.0), ([1, 1], 4.0, 3.0)] {
            learned.tensor_mut(2).set(&index, s * scale);
            truth.tensor_mut(2).set(&index, t * scale);
        }
        let comparison = compare_groups(&learned, &truth, None).unwrap();
        let all = find(&comparison.groups, 2, Group::All);
        assert!((all.cosine.unwrap() - 0.96).abs() < 1e-14 && (all.slope.unwrap() - 0.96).abs() < 1e-14);
        assert!((all.root_mean_square / scale - (2.0f64 / 3.0).sqrt()).abs() < 1e-14);
    }
}

/// Of one variable there are no off-diagonal entries.
#[test]
fn one_variable_has_no_empty_groups() {
    let mut action = SparseAction::<f64>::zero(1);
    action.add_monomial(&[0, 0], -0.5);
    let comparison = compare_groups(&action, &action, None).unwrap();
    let groups: Vec<Group> =
        comparison.groups.iter().filter(|found| found.rank == 2).map(|g| g.group).collect();
    assert_eq!(groups, [Group::All, Group::Diagonal]);
    assert_eq!(find(&comparison.groups, 2, Group::All).deviation, 0.0);
}
