//! Lattices: a chain that is solved by transfer matrices, and the theory of Eq. (33) on 4 x 4 sites.

use diagraction::action::SparseAction;
use diagraction::correlators::{Correlators, Legs};
use diagraction::feynman::Family;
use diagraction::theory;

use super::{assert_close, both, norm, terms};

fn ln_z(expansion: &diagraction::correlators::Expansion<f64>, loops: usize) -> Vec<f64> {
    let (classical, gaussian) = expansion.ln_z();
    let vacuum = terms(expansion, 0, loops);
    std::iter::once(0.0)
        .chain(vacuum.into_iter().map(|term| term[0]))
        .scan(classical + gaussian, |sum, term| {
            *sum += term;
            Some(*sum)
        })
        .collect()
}

fn chain() -> SparseAction<f64> {
    let text = "lattice chain 6 periodic  S = -1/4 * sum(i) x[i]^2 - 1/2 * sum(<i,j>) (x[i] - x[j])^2 - 1/10 * sum(i) x[i]^4 + 1/5 * x[0]";
    theory::read(text).unwrap().to_f64().unwrap()
}

#[test]
fn the_chain_dressed() {
    let [_, dressed] = both(&chain());
    let exact = 2.971073268539;
    let sums = ln_z(&dressed, 3);
    for (found, expected) in sums.iter().zip([2.94929839, 2.94976825, 2.97794882]) {
        assert_close(*found, expected, 5e-9);
    }
    assert!(sums[0] < exact, "a lower bound");
    let mut sum = 0.0;
    for (term, expected) in terms(&dressed, 2, 2).iter().zip([0.4402971487, 0.4412579765, 0.4629330224]) {
        sum += term[0];
        assert_close(sum, expected, 5e-11);
    }
}

#[test]
fn lattice16_dressed() {
    let action = theory::load("examples/theories/lattice16.action").unwrap().to_f64().unwrap();
    let [_, dressed] = both(&action);
    for (found, expected) in ln_z(&dressed, 3).iter().zip([3.61540931, 3.61692956, 3.62931763]) {
        assert_close(*found, expected, 6e-9);
    }
    let second = terms(&dressed, 2, 2);
    let sums: Vec<Vec<f64>> = second
        .iter()
        .scan(vec![0.0; second[0].len()], |sum, term| {
            sum.iter_mut().zip(term).for_each(|(sum, term)| *sum += term);
            Some(sum.clone())
        })
        .collect();
    assert_close(norm(1, &terms(&dressed, 1, 0)[0], 16), 0.36279817, 6e-9);
    assert_close(norm(2, &sums[0], 16), 1.4949171, 6e-8);
    assert_close(norm(2, &sums[2], 16), 1.5272754, 6e-8);
    // The last term covers the distance to the reference.
    let (last, reference) = (norm(2, &second[2], 16), 1.5189);
    assert!((norm(2, &sums[2], 16) - reference).abs() <= last);
}

/// A few legs alone are the same entries.
#[test]
fn chosen_sites_are_entries_of_the_whole() {
    let [bare, dressed] = both(&chain());
    for expansion in [bare, dressed] {
        let sites = [0, 2, 5];
        let mut few = Correlators::with(&expansion, Legs::Sites(sites.to_vec()), Family::Connected);
        let mut all = Correlators::new(&expansion);
        for (order, loops) in [(1, 0), (1, 1), (2, 0), (2, 2), (3, 1), (4, 1)] {
            let whole = all.term(order, loops).unwrap();
            for (index, value) in few.term(order, loops).unwrap().iter() {
                let index: Vec<usize> = index.into_iter().map(|place| sites[place]).collect();
                assert_close(*value, *whole.get(&index), 1e-13);
            }
        }
    }
}
