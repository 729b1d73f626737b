//! Every example of `examples/` runs.

#[path = "../../examples/diagrams_by_hand.rs"]
mod diagrams_by_hand;
#[path = "../../examples/exact_agreement.rs"]
mod exact_agreement;
#[path = "../../examples/low_rank.rs"]
mod low_rank;
#[path = "../../examples/random_network.rs"]
mod random_network;
#[path = "../../examples/score_matching_error.rs"]
mod score_matching_error;
#[path = "../../examples/strongest_couplings.rs"]
mod strongest_couplings;

#[test]
fn diagrams_by_hand() {
    diagrams_by_hand::main().unwrap();
}

#[test]
fn exact_agreement() {
    exact_agreement::main().unwrap();
}

#[test]
fn low_rank() {
    low_rank::main().unwrap();
}

#[test]
fn random_network() {
    random_network::main().unwrap();
    let network = random_network::random(5, 2, 1).unwrap();
    assert_eq!((network.dimension(), network.depth()), (5, 2));
    assert_eq!(network, random_network::random(5, 2, 1).unwrap());
}

#[test]
fn score_matching_error() {
    score_matching_error::main().unwrap();
}

#[test]
fn strongest_couplings() {
    strongest_couplings::main().unwrap();
}

/// An example that is not named above would not be run.
#[test]
fn every_example_is_named_here() {
    let own = include_str!("examples.rs");
    for entry in std::fs::read_dir("examples").unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if name.ends_with(".rs") {
            assert!(own.contains(&name), "{name} is not run");
        }
    }
}
