//! The rules, the walk and the counts.

use diagraction::Rational;
use diagraction::diagram::{Arena, Stage, Term};
use diagraction::rewrite::{
    Activation, Cutoffs, DEFAULT_LIMIT, Expand, ExpandError, Expansion, Linear, apply, by_layer,
};
use num_bigint::BigUint;

fn expand(depth: u32) -> Expansion {
    Expand::new(depth).generate().expect("small")
}

fn sum_of_factors(expansion: &Expansion) -> Rational {
    expansion.terms().map(|term| term.factor).sum()
}

#[test]
fn numbers_of_diagrams_and_sums_of_factors() {
    for (depth, diagrams, factors) in [(0, 3, 4), (1, 21, 49), (2, 406, 3249), (3, 94_830, 10_936_249)] {
        let expansion = expand(depth);
        assert_eq!(expansion.terms().count(), diagrams);
        assert_eq!(sum_of_factors(&expansion), Rational::from_integer(factors.into()));
        assert_eq!(Expand::new(depth).count().unwrap().total().to_f64(), diagrams as f64);
    }
}

#[test]
fn counts_by_rank() {
    let by_rank = |expand: Expand| -> Vec<u64> {
        let counts = expand.count().unwrap();
        counts.by_rank().unwrap().values().map(|number| u64::try_from(number).unwrap()).collect()
    };
    assert_eq!(by_rank(Expand::new(2)), [55, 80, 106, 76, 54, 22, 10, 2, 1]);
    let two = Cutoffs { max_chi: Some(2), ..Cutoffs::none() };
    assert_eq!(by_rank(Expand::new(3).cutoffs(two)), [161, 176, 134, 45, 9]);
    for (depth, total) in [(1, 21u32), (2, 127), (3, 525)] {
        let counts = Expand::new(depth).cutoffs(two).count().unwrap();
        assert_eq!(counts.total().exact(), Some(&BigUint::from(total)));
    }
}

/// Every cutoff, at every stage: what is generated is what is counted, grade by grade, and equals the
/// full expansion filtered.
#[test]
fn cutoffs_while_generating_equal_filtering_afterwards() {
    let cutoffs = [
        Cutoffs { max_chi: Some(2), ..Cutoffs::none() },
        Cutoffs { max_circles: Some(1), ..Cutoffs::none() },
        Cutoffs { max_circles: Some(0), ..Cutoffs::none() },
        Cutoffs { max_rank: Some(2), ..Cutoffs::none() },
        Cutoffs { min_rank: 3, max_rank: Some(5), max_chi: Some(4), max_circles: Some(2) },
        Cutoffs { min_rank: 8, ..Cutoffs::none() },
    ];
    for arities in [vec![2], vec![3], vec![2, 3]] {
        for layer in 1..=3 {
            for stage in [Stage::A(layer), Stage::B(layer)] {
                let request = Expand::new(2).arities(arities.clone()).at(stage);
                let full = request.clone().generate().unwrap();
                for cut in cutoffs {
                    let request = request.clone().cutoffs(cut);
                    let expansion = request.generate().unwrap();
                    let kept: Vec<Term> =
                        full.terms().filter(|term| cut.keep(term.grade(full.arena()))).collect();
                    assert_eq!(expansion.terms().count(), kept.len(), "{request:?}");
                    let factors: Rational = kept.iter().map(|term| term.factor.clone()).sum();
                    assert_eq!(sum_of_factors(&expansion), factors);
                    let counts = request.count().unwrap();
                    assert_eq!(counts.total().to_f64(), kept.len() as f64, "{request:?}");
                }
            }
        }
    }
}

/// The walk composes the rules leg by leg; here they act on whole diagrams, one after the other.
#[test]
fn walk_equals_rules_on_whole_diagrams() {
    let request = Expand::new(2).arities([2, 3]).cutoffs(Cutoffs { max_chi: Some(3), ..Cutoffs::none() });
    let expansion = request.generate().unwrap();
    let mut arena = expansion.arena().clone();
    let open = arena.open(Stage::B(3));
    let mut terms = vec![Term::unit(diagraction::diagram::Diagram::latent(&arena, open, open))];
    for stage in request.stages().skip(1) {
        terms = terms
            .iter()
            .flat_map(|term| match stage {
                Stage::A(layer) => apply(&Linear { layer }, &mut arena, term, request.wanted()),
                Stage::B(layer) => {
                    let rule = Activation { layer, arities: vec![2, 3] };
                    apply(&rule, &mut arena, term, request.wanted())
                }
            })
            .collect();
    }
    let mut walked: Vec<Term> = expansion.terms().collect();
    let key = |term: &Term| -> Vec<usize> { term.diagram.legs().iter().map(|leg| leg.index()).collect() };
    walked.sort_by_key(key);
    terms.sort_by_key(key);
    assert_eq!(walked, terms);
}

/// The second proof of the factors: arity factorials over the order of the automorphism group.
#[test]
fn factors_are_arity_factorials_over_automorphisms() {
    for request in [Expand::new(3), Expand::new(2).arities([3]), Expand::new(2).arities([2, 3])] {
        let expansion = request.generate().unwrap();
        for term in expansion.terms() {
            assert_eq!(term.factor, expansion.arena().symmetry_factor(&term.diagram));
        }
    }
}

#[test]
fn deep_expansions_are_counted_not_generated() {
    let total = |expand: Expand| expand.count().unwrap().total().to_string();
    let two = Cutoffs { max_chi: Some(2), ..Cutoffs::none() };
    assert_eq!(total(Expand::new(34).cutoffs(two)), "97,964,679");
    assert_eq!(total(Expand::new(4)), "4,537,853,011");
    // The magnitude follows the doubling of ln N from depth to depth.
    assert_eq!(total(Expand::new(20)), "about 10^613144");
    assert_eq!(total(Expand::new(400)), "about 10^(1.510e120)");
}

#[test]
fn what_is_too_large_is_refused_with_what_would_help() {
    match Expand::new(4).generate().unwrap_err() {
        ExpandError::TooMany { size, suggestions, .. } => {
            assert_eq!(size.to_string(), "4,537,853,011");
            assert!(!suggestions.is_empty());
            for suggestion in suggestions {
                assert!(suggestion.size.at_most(DEFAULT_LIMIT), "{suggestion:?}");
            }
        }
        other => panic!("{other}"),
    }
    let error = Expand::new(3).memory(1000).generate().unwrap_err();
    assert!(matches!(error, ExpandError::Memory { .. }), "{error}");
    assert!(matches!(Expand::new(1001).count(), Err(ExpandError::TooDeep { .. })));
    assert!(matches!(Expand::new(1).at(Stage::A(3)).count(), Err(ExpandError::NoStage { .. })));
    assert!(matches!(Expand::new(1).arities([1]).count(), Err(ExpandError::BadArity(_))));
}

/// Eq. (15) and Eq. (26), factor by factor.
#[test]
fn update_equations_have_the_binomials_of_the_paper() {
    let mut arena = Arena::new();
    let request = Expand::new(2);
    let mut factors = |stage, rank| -> Vec<Rational> {
        let equation = by_layer::update(&request.clone().at(stage), rank, &mut arena).unwrap();
        equation.terms.into_iter().map(|term| term.factor).collect()
    };
    let binomial = |n: usize, k: usize| {
        (0..k)
            .fold(Rational::from_integer(1.into()), |b, i| b * Rational::new((n - i).into(), (i + 1).into()))
    };
    for rank in 0..=8 {
        // K_1 = 8, so k' runs from 0 to 8 - k.
        let linear: Vec<Rational> = (0..=8 - rank).map(|bias| binomial(rank + bias, bias)).collect();
        assert_eq!(factors(Stage::A(1), rank), linear);
        // K_2 = 4, so the source rank k - k' is at most 4 and at least k'.
        let mut splits: Vec<Rational> = (0..=rank / 2)
            .filter(|split| rank - split <= 4)
            .map(|split| binomial(rank - split, split))
            .collect();
        splits.reverse();
        assert_eq!(factors(Stage::B(1), rank), splits);
    }
}
