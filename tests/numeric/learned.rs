//! Spins that are drawn and what is learned from them, beside all states.

use diagraction::data::Samples;
use diagraction::sample::{Settings, Transfer};
use diagraction::spins::{
    Density, Flips, Moves, Network, Seen, Target, Thermodynamics, as_action, chains, couplings, learn, values,
};
use diagraction::{action::SparseAction, network::Linear, theory};
use ndarray::{Array1, Array2, ArrayView2, array};

fn action(text: &str) -> SparseAction<f64> {
    theory::read(text).unwrap().to_f64().unwrap()
}

fn ising(side: usize, beta: f64) -> SparseAction<f64> {
    action(&format!("lattice square {side} {side}  spins  S = {beta} * sum(<i,j>) s[i] * s[j]"))
}

fn settings(draws: usize) -> Settings {
    Settings { draws, tune: 300, ..Settings::default() }
}

fn within(found: f64, expected: f64, error: f64) {
    assert!((found - expected).abs() <= 4.5 * error, "{found} +- {error} instead of {expected}");
}

/// Means by chains beside those by all states.
fn compare(drawn: &diagraction::sample::Drawn, all: &[f64], beta: f64) {
    let exact = Thermodynamics::of(all, beta);
    let states = drawn.draws.range(0, drawn.draws.rows()).unwrap();
    let s = drawn.chains.iter().flat_map(|chain| chain.values.clone()).collect();
    let found = Seen::new(s, states.view(), drawn.draws.chains().to_vec()).at(beta, beta, false);
    within(found.found.energy, exact.energy, found.errors.energy);
    within(found.found.heat, exact.heat, found.errors.heat);
    within(found.found.magnetisation, exact.magnetisation, found.errors.magnetisation);
    within(found.found.binder, exact.binder, found.errors.binder);
}

/// A state for each 1/rows of its probability, as good as rounding lets.
fn ideal(all: &[f64], rows: f64) -> Array2<f64> {
    let n = all.len().ilog2() as usize;
    let ln_z = Thermodynamics::of(all, 1.0).ln_z;
    let repeated = all.iter().enumerate().flat_map(|(place, s)| {
        let state: Vec<f64> = (0..n).map(|spin| if place >> spin & 1 == 1 { -1.0 } else { 1.0 }).collect();
        std::iter::repeat_n(state, ((s - ln_z).exp() * rows).round() as usize)
    });
    let flat: Vec<Vec<f64>> = repeated.collect();
    Array2::from_shape_vec((flat.len(), n), flat.concat()).unwrap()
}

#[test]
fn chains_have_the_means_of_all_states() {
    let cases = [
        (
            "lattice square 4 4  spins  S = 0.44 * sum(<i,j>) s[i] * s[j]",
            1.0,
            vec![Moves::HeatBath, Moves::Clusters],
        ),
        (
            "lattice chain 8  spins  S = 1/2 * sum(<i,j>) s[i] * s[j] + 0.2 * sum(i) s[i]",
            0.7,
            vec![Moves::HeatBath, Moves::Clusters],
        ),
        // Clusters of one spin each, of an odd number of spins.
        ("dimension 3  spins  S = 0.3 * s[0] * s[1]", 1e-6, vec![Moves::Clusters]),
        (
            "lattice chain 8  spins  S = -0.6 * sum(<i,j>) s[i] * s[j]",
            1.0,
            vec![Moves::HeatBath, Moves::Clusters],
        ),
        // Frustrated, with terms of three spins.
        (
            "dimension 5  spins  S = -s[0]*s[1] + s[1]*s[2] + s[2]*s[0] + 0.4*s[1]*s[3]*s[4] - 0.3*s[4]",
            1.0,
            vec![Moves::HeatBath],
        ),
    ];
    for (text, beta, moves) in cases {
        let action = action(text);
        for moves in moves {
            let drawn = chains(Target::Action(&action, beta, moves), &settings(40_000), &()).unwrap();
            compare(&drawn, &values(&action).unwrap(), beta);
        }
    }
}

#[test]
fn clusters_are_chosen_where_nothing_is_frustrated() {
    assert_eq!(Moves::usual(&ising(4, 0.4), 1.0), Moves::Clusters);
    // Antiferromagnets have two sublattices on even sides and not on triangles, and no field on both of them.
    assert_eq!(Moves::usual(&ising(4, 0.4), -1.0), Moves::Clusters);
    assert_eq!(Moves::usual(&ising(3, 0.4), -1.0), Moves::HeatBath);
    let field = "lattice chain 4  spins  S = -sum(<i,j>) s[i] * s[j] + 0.1 * sum(i) s[i]";
    assert_eq!(Moves::usual(&action(field), 1.0), Moves::HeatBath);
    let staggered = "dimension 2  spins  S = -s[0] * s[1] + 0.3 * s[0] - 0.2 * s[1]";
    assert_eq!(Moves::usual(&action(staggered), 1.0), Moves::Clusters);
    assert_eq!(Moves::usual(&action(staggered), -1.0), Moves::HeatBath);
    assert_eq!(Moves::usual(&action("dimension 3  spins  S = s[0]*s[1]*s[2]"), 1.0), Moves::HeatBath);
}

#[test]
fn machines_are_drawn_with_their_hidden_units() {
    let hidden =
        Linear { weight: array![[0.8, -0.5, 0.3, 0.6], [0.2, 0.9, -0.7, 0.1]], bias: array![0.3, -0.4] };
    let machine = Network::Rbm { constant: 0.0, visible: array![0.1, 0.0, -0.2, 0.3], hidden };
    let drawn = chains(Target::Machine(&machine), &settings(40_000), &()).unwrap();
    compare(&drawn, &machine.values().unwrap(), 1.0);
}

/// Onsager's energy for each site.
fn onsager(beta: f64) -> f64 {
    let (mut a, mut b) =
        (1.0f64, (1.0 - (2.0 * (2.0 * beta).sinh() / (2.0 * beta).cosh().powi(2)).powi(2)).sqrt());
    while (a - b).abs() > 1e-15 {
        (a, b) = ((a + b) / 2.0, (a * b).sqrt());
    }
    let elliptic = std::f64::consts::FRAC_PI_2 / a;
    let tanh = (2.0 * beta).tanh();
    -(1.0 + 2.0 / std::f64::consts::PI * (2.0 * tanh * tanh - 1.0) * elliptic) / tanh
}

#[test]
fn the_energy_of_a_large_lattice_is_that_of_onsager() {
    assert!((onsager(0.44) + 1.402226960031).abs() < 1e-11);
    for beta in [0.3, 0.52] {
        let action = ising(16, beta);
        let drawn = chains(Target::Action(&action, 1.0, Moves::Clusters), &settings(8000), &()).unwrap();
        let s = drawn.chains.iter().flat_map(|chain| chain.values.clone()).collect();
        let states = drawn.draws.range(0, 8000).unwrap();
        let found = Seen::new(s, states.view(), drawn.draws.chains().to_vec()).at(1.0, 1.0, false);
        within(found.found.energy / beta / 256.0, onsager(beta), found.errors.energy / beta / 256.0);
    }
}

fn logistic(states: ArrayView2<'_, f64>) -> Network {
    learn::autoregressive(states, None, &learn::Hidden::default(), &()).unwrap()
}

#[test]
fn logistic_units_learn_the_ring_of_four() {
    let all = values(&action("lattice chain 4  spins  S = 0.44 * sum(<i,j>) s[i] * s[j]")).unwrap();
    assert!((Thermodynamics::of(&all, 1.0).ln_z - 3.176759848366).abs() < 1e-11);
    let Network::Logistic(units) = logistic(ideal(&all, 4e5).view()) else { panic!() };
    for (i, q) in [0.5, 0.735320659209, 0.773048033082, 0.853209660199].into_iter().enumerate() {
        let u = units.bias[i] + units.weight.row(i).sum();
        assert!(((1.0 + (-2.0 * u).exp()).recip() - q).abs() < 1e-5, "{i}");
    }
}

/// KL(p|q) by all states.
fn divergence(all: &[f64], network: &Network) -> f64 {
    let ln_z = Thermodynamics::of(all, 1.0).ln_z;
    let own = network.values().unwrap();
    assert!(Thermodynamics::of(&own, 1.0).ln_z.abs() < 1e-9, "it is normalised");
    all.iter().zip(own).map(|(s, q)| (s - ln_z).exp() * (s - ln_z - q)).sum()
}

#[test]
fn networks_come_close_to_the_entropy() {
    let theory = ising(4, 0.44);
    let all = values(&theory).unwrap();
    let drawn = chains(Target::Action(&theory, 1.0, Moves::Clusters), &settings(10_000), &()).unwrap();
    let states = drawn.draws.range(0, 10_000).unwrap();
    let logistic = logistic(states.view());
    // 136 numbers over twice the rows.
    let found = divergence(&all, &logistic);
    assert!((0.002..0.013).contains(&found), "{found}");
    let hidden = learn::Hidden { widths: vec![24], seed: 1 };
    let (test, training) = states.view().split_at(ndarray::Axis(0), 1000);
    let masked = learn::autoregressive(training, Some(test), &hidden, &()).unwrap();
    let found = divergence(&all, &masked);
    assert!((0.001..0.05).contains(&found), "{found}");
    // Draws of a network are its own.
    let own = masked.draw(20_000, 3).unwrap();
    let seen = Seen::new(masked.actions(own.view()), own.view(), vec![20_000]).at(1.0, 1.0, true);
    let exact = Thermodynamics::of(&masked.values().unwrap(), 1.0);
    within(seen.found.energy, exact.energy, seen.errors.energy);
    within(seen.found.magnetisation, exact.magnetisation, seen.errors.magnetisation);
    // And weights take them to another temperature.
    let (seen, exact) = (
        Seen::new(masked.actions(own.view()), own.view(), vec![20_000]).at(0.9, 1.0, true),
        Thermodynamics::of(&masked.values().unwrap(), 0.9),
    );
    within(seen.found.ln_z, exact.ln_z, seen.errors.ln_z);
    within(seen.found.energy, exact.energy, seen.errors.energy);
    assert!((0.1..0.99).contains(&seen.share));
}

#[test]
fn pairs_are_found_by_pseudo_likelihood() {
    let theory =
        action("dimension 5  spins  S = 0.5*s[0]*s[1] - 0.3*s[1]*s[2] + 0.2*s[2]*s[4] + 0.1*s[3] - 0.2*s[0]");
    let states = ideal(&values(&theory).unwrap(), 4e5);
    let found = learn::pseudo_likelihood(states.view(), None, &()).unwrap();
    for i in 0..5 {
        assert!((found.get(&[i]) - theory.get(&[i])).abs() < 1e-4);
        for j in i + 1..5 {
            assert!((found.get(&[i, j]) - theory.get(&[i, j])).abs() < 1e-4, "{i} {j}");
        }
    }
    let some = learn::pseudo_likelihood(states.view(), Some(&[(0, 1), (2, 1)]), &()).unwrap();
    assert_eq!(some.entries(2).count(), 2);
    assert!(learn::pseudo_likelihood(states.view(), Some(&[(1, 1)]), &()).is_err());
    // Weak couplings are right to their square.
    let weak = action("dimension 3  spins  S = 0.05*s[0]*s[1] - 0.03*s[1]*s[2]");
    let found = learn::mean_field(ideal(&values(&weak).unwrap(), 4e5).view()).unwrap();
    assert!((2.0 * found.get(&[0, 1]) - 0.05).abs() < 2e-4 && (2.0 * found.get(&[0, 2])).abs() < 2e-4);
    assert!(learn::mean_field(Array2::ones((10, 2)).view()).is_err());
}

#[test]
fn flips_at_all_states_average_to_the_couplings() {
    let weight =
        Array2::from_shape_fn(
            (6, 6),
            |(i, j)| if j < i { 0.2 + 0.1 * ((i + 2 * j) % 5) as f64 } else { 0.0 },
        );
    let network = Network::Logistic(Linear { weight, bias: Array1::linspace(-0.3, 0.2, 6) });
    let exact = couplings(network.values().unwrap());
    let density = Density::Network(network);
    let states =
        Array2::from_shape_fn((64, 6), |(place, spin)| if place >> spin & 1 == 1 { -1.0 } else { 1.0 });
    let flips = Flips::new(&density, &states);
    for subset in [vec![2], vec![0, 1], vec![1, 4], vec![0, 2, 3], vec![1, 2, 3, 5]] {
        let place: usize = subset.iter().map(|spin| 1 << spin).sum();
        assert!((flips.effective(&subset).mean - exact[place]).abs() < 1e-14, "{subset:?}");
    }
    // Nothing of a higher rank, no spread.
    let pairs = Density::Action(as_action(&exact, 2));
    let found = Flips::new(&pairs, &states).effective(&[1, 4]);
    assert!(found.spread < 1e-14 && (found.mean - exact[0b10010]).abs() < 1e-14);
}

#[test]
fn rings_are_drawn_by_their_transfer_matrix() {
    let ring = action("lattice chain 5  S = sum(i) (-x[i]^2 + 0.3 * x[i]) + 1/3 * sum(<i,j>) x[i] * x[j]");
    let transfer = Transfer::new(&ring, u64::MAX).unwrap();
    let draws = transfer.draw(100_000, 7);
    assert_eq!(draws, transfer.draw(100_000, 7));
    // The mean m of a site: -2 m + .3 + 2/3 m = 0; the variance that of 2 - (shifts)/3.
    let mean = 0.3 / (2.0 - 2.0 / 3.0);
    let angle = |k: usize| std::f64::consts::TAU * k as f64 / 5.0;
    let green = |r: usize| {
        (0..5).map(|k| (angle(k) * r as f64).cos() / (2.0 - 2.0 / 3.0 * angle(k).cos())).sum::<f64>() / 5.0
    };
    let shifted = &draws - mean;
    for r in 0..3 {
        let products = &shifted.column(1) * &shifted.column(1 + r);
        let (found, error) = (products.mean().unwrap(), products.std(0.0) / 100_000f64.sqrt());
        within(found, green(r), error);
    }
    assert!(Transfer::new(&action("lattice chain 5  S = -sum(i) x[i]^2 + x[0] * x[2]"), u64::MAX).is_err());
    assert!(Transfer::new(&action("lattice chain 3  S = sum(i) x[i]^2"), u64::MAX).is_err());
    assert!(
        Transfer::new(&action("lattice chain 3  S = sum(i) (-x[i]^2 + x[i]^4 / 1000)"), u64::MAX).is_err()
    );
    // Wells far out, wide Gaussians, and S of thousands.
    let gauss = |width: f64| (std::f64::consts::TAU).ln() + 2.0 * width.ln();
    for (text, exact) in [
        ("dimension 2  S = -1/2 * (x[0]^2 + x[1]^2) / 400", gauss(20.0)),
        ("dimension 2  S = -1/2 * (x[0]^2 + x[1]^2) * 10000", gauss(0.01)),
        ("dimension 2  S = -1/2 * ((x[0] - 30)^2 + (x[1] - 30)^2)", gauss(1.0)),
        ("dimension 2  S = 5000 - 1/2 * (x[0]^2 + x[1]^2)", 5000.0 + gauss(1.0)),
    ] {
        let found = Transfer::new(&action(text), u64::MAX).unwrap().ln_z;
        assert!((found - exact).abs() < 1e-8 * (1.0 + exact.abs()), "{text}: {found} {exact}");
    }
    // Two wells, of which one is four away.
    let wells = Transfer::new(
        &action("dimension 2  S = -(x[0] * (x[0] - 4))^2 - 2 * (x[1] * (x[1] - 4))^2"),
        u64::MAX,
    )
    .unwrap();
    let right = wells.draw(4000, 1).column(0).iter().filter(|x| **x > 2.0).count() as f64;
    within(right / 4000.0, 0.5, (0.25f64 / 4000.0).sqrt());
    let samples = Samples::from_array(draws);
    assert_eq!(samples.dimension(), 5);
}
