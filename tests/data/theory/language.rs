//! What texts mean, in exact numbers.

use diagraction::theory::{Field, LatticeTheory, load, read};
use diagraction::{Cell, Lattice, Rational};
use num_traits::Zero;

use super::{action, ratio};

#[test]
fn small_theories_are_the_polynomials_written_by_hand() {
    let gaussian = "dimension 2\n r = 1/2\n S = -1/2 * (2*x[0]^2 - 2*r*x[0]*x[1] + 0.75*x[1]^2) + x[1]/3";
    let expected = action(
        2,
        &[(&[0, 0], ratio(-1, 1)), (&[0, 1], ratio(1, 2)), (&[1, 1], ratio(-3, 8)), (&[1], ratio(1, 3))],
    );
    assert_eq!(read(gaussian).unwrap(), expected);

    let wells = "dimension 1 V = 2 S = -V * (x[0]^2 - 1)^2";
    let expected = action(1, &[(&[], ratio(-2, 1)), (&[0, 0], ratio(4, 1)), (&[0; 4], ratio(-2, 1))]);
    assert_eq!(read(wells).unwrap(), expected);

    // (x1 - x0)^3 + (x2 - x1)^3, where -x1^3 + x1^3 cancels.
    let chain = "lattice chain 3 open\nS = sum(i = 0..1) (x[i+1] - x[i])^3";
    let mut expected = action(
        3,
        &[
            (&[0, 0, 0], ratio(-1, 1)),
            (&[0, 0, 1], ratio(3, 1)),
            (&[0, 1, 1], ratio(-3, 1)),
            (&[1, 1, 2], ratio(3, 1)),
            (&[1, 2, 2], ratio(-3, 1)),
            (&[2, 2, 2], ratio(1, 1)),
        ],
    );
    expected.lattice = Some(Lattice::new(Cell::Chain, vec![3], false).unwrap());
    assert_eq!(read(chain).unwrap(), expected);
}

/// The same theory by the language and built in, on every kind of lattice: equal entry by entry.
#[test]
fn the_text_of_eq_33_is_the_built_in_lattice() {
    for (cell, sides, is_periodic) in [
        (Cell::Chain, vec![5], true),
        (Cell::Chain, vec![2], true),
        (Cell::Square, vec![4, 3], true),
        (Cell::Square, vec![3, 2], false),
        (Cell::Cubic, vec![2, 3, 3], true),
        (Cell::Triangular, vec![4, 4], true),
        (Cell::Triangular, vec![3, 4], false),
    ] {
        let lattice = Lattice::new(cell, sides.clone(), is_periodic).unwrap();
        let field: Vec<Rational> = (0..lattice.sites() as i64).map(|i| ratio(i * i - 7, 3 * i + 2)).collect();
        let listed: Vec<String> = field.iter().map(ToString::to_string).collect();
        let sides: Vec<String> = sides.iter().map(ToString::to_string).collect();
        let boundary = if is_periodic { "periodic" } else { "open" };
        let text = format!(
            "lattice {cell} {} {boundary}\nr0 = 0.5 u = 1/10 beta = 3/2\nfield h = [{}]\n
             S = -beta * (1/2 * r0 * sum(i) x[i]^2 + sum(<i,j>) 1/2 * (x[i] - x[j])^2
                          + sum(i) (h[i] * x[i] + u * x[i]^4))",
            sides.join(" "),
            listed.join(", ")
        );
        let (r0, u, beta) = (ratio(1, 2), ratio(1, 10), ratio(3, 2));
        let built_in = LatticeTheory { lattice, r0, u, beta, field: Field::Values(field) };
        assert_eq!(read(&text).unwrap(), built_in.action().unwrap(), "{cell} {sides:?}");
    }
}

/// The value of S by loops, with no polynomial: r0, Laplacian and field as in Eq. (33).
#[test]
fn values_of_the_lattice_theory_are_those_of_the_formula() {
    let action = load("examples/theories/lattice16.action").unwrap();
    let field = |i: usize| action.get(&[i]) * ratio(-1, 1);
    assert_eq!(field(0), "6150766787412871/10000000000000000000".parse().unwrap());
    let (n, sites) = (4usize, 16usize);
    let x: Vec<Rational> = (0..sites as i64).map(|i| ratio(3 * i - 20, i + 4)).collect();
    let neighbours = |i: usize| {
        let (row, column) = (i / n, i % n);
        [((row + 1) % n, column), ((row + 3) % n, column), (row, (column + 1) % n), (row, (column + 3) % n)]
            .map(|(row, column)| row * n + column)
    };
    let mut sum = Rational::zero();
    for i in 0..sites {
        let laplacian = neighbours(i).iter().fold(&x[i] * ratio(-4, 1), |sum, &j| sum + &x[j]);
        let square = &x[i] * &x[i];
        sum += ratio(1, 2) * &x[i] * (ratio(1, 2) * &x[i] - laplacian);
        sum += field(i) * &x[i] + ratio(1, 10) * &square * &square;
    }
    assert_eq!(action.value(&x), -sum);
}

#[test]
fn expressions_have_the_usual_meaning() {
    let constant = |text: &str| read(&format!("dimension 1\nS = {text}")).unwrap().get(&[]);
    for (text, value) in [
        ("1 - 2 - 3", ratio(-4, 1)),
        ("12 / 2 / 3 * 5", ratio(10, 1)),
        ("12 / (2 * 3)", ratio(2, 1)),
        ("-2^2", ratio(-4, 1)),
        ("(-2)^2", ratio(4, 1)),
        ("2 * -3 - -4", ratio(-2, 1)),
        ("6 / -3 * 2", ratio(-4, 1)),
        ("- - 5 + +2", ratio(7, 1)),
        ("1.5e1 · .2 − 3", ratio(0, 1)),
        ("(1/3 + 1/6)^3", ratio(1, 8)),
        ("0^0", ratio(1, 1)),
        ("sum(k = 1..4) k^2", ratio(30, 1)),
        ("sum(k = 1..2) 2 * k + 100", ratio(106, 1)),
        ("2 * sum(k = 1..3) sum(l = 0..k) 10 * l", ratio(200, 1)),
        ("-sum(k = 2..2) k / 4", ratio(-1, 2)),
        ("sum(k = 1..3) - k", ratio(-6, 1)),
    ] {
        assert_eq!(constant(text), value, "{text}");
    }
    assert!(read("dimension 1\nS = 2^3^2").is_err(), "which power comes first is not left to a rule");
}

#[test]
fn indices_step_around_periodic_boundaries() {
    let pairs = |text: &str| -> Vec<Vec<usize>> {
        read(text).unwrap().entries(2).map(|(index, _)| index.to_vec()).collect()
    };
    assert_eq!(pairs("lattice chain 4 S = sum(i) x[i]*x[i+1]"), [[0, 1], [0, 3], [1, 2], [2, 3]]);
    assert_eq!(pairs("lattice chain 5 N = 5 S = sum(i = 2..N-1) x[i-2]*x[i]"), [[0, 2], [1, 3], [2, 4]]);
    let diagonal = "lattice square 2 3 periodic S = sum(a = 0..1) sum(b = 0..2) x[a,b]*x[a+1,b-1]";
    assert_eq!(pairs(diagonal), [[0, 4], [0, 5], [1, 3], [1, 5], [2, 3], [2, 4]]);
    assert_eq!(pairs("lattice square 2 3 open S = x[1,2]*x[0,1]"), [[1, 5]]);
}

#[test]
fn random_fields_are_fixed_by_their_seed() {
    let field = |source: &str| {
        let action = read(&format!("dimension 50\nfield h = {source}\nS = sum(i) h[i]*x[i]")).unwrap();
        (0..50).map(|i| action.get(&[i])).collect::<Vec<_>>()
    };
    let normal = field("normal(1, 1/4) seed 7");
    assert_eq!(normal, field("normal(1, 0.25) seed 7"));
    assert_ne!(normal, field("normal(1, 0.25) seed 8"));
    let same = Field::Normal { mean: 1.0, deviation: 0.25, seed: 7 };
    assert_eq!(normal, same.values(50).unwrap());
    for h in field("uniform(-1, 2) seed 3") {
        assert!(h >= ratio(-1, 1) && h < ratio(2, 1));
    }
    // Each is the exact value of a double.
    assert!(normal.iter().all(|h| {
        let float = diagraction::Scalar::to_f64(h);
        Rational::from_float(float).as_ref() == Some(h)
    }));
}

#[test]
fn fields_are_read_from_files_beside_the_theory() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("h.csv", "0.1, -1/3\n2e-1\n");
    write("h.json", "[0.1, \"-1/3\", 2e-1]");
    write("short.txt", "1 2");
    write("wrong.csv", "1\n2, three\n");
    for name in ["h.csv", "h.json"] {
        write("theory.action", &format!("dimension 3 field h = file \"{name}\" S = sum(i) h[i]*x[i]"));
        let action = load(folder.path().join("theory.action")).unwrap();
        assert_eq!([0, 1, 2].map(|i| action.get(&[i])), [ratio(1, 10), ratio(-1, 3), ratio(1, 5)], "{name}");
    }
    for (name, message) in [
        ("short.txt", "a field of 2 numbers, and there are 3 sites"),
        ("wrong.csv", "line 2 holds \"three\""),
        ("missing.csv", "cannot be read"),
        ("h.xyz", "ending"),
    ] {
        write("h.xyz", "1 2 3");
        write("theory.action", &format!("dimension 3\nfield h = file \"{name}\"\nS = sum(i) h[i]*x[i]"));
        let error = load(folder.path().join("theory.action")).unwrap_err().to_string();
        assert!(error.contains(message) && error.contains("line 2, column 16"), "{error}");
    }
    assert!(read("dimension 1 field h = file \"/etc/hostname\" S = x[0]").is_err());
}

#[test]
fn the_examples_are_read() {
    for entry in std::fs::read_dir("examples/theories").unwrap() {
        let path = entry.unwrap().path();
        let action = load(&path).unwrap_or_else(|error| panic!("{error}"));
        let verdict = action.normalisability();
        let proved = matches!(verdict, diagraction::action::Normalisability::Proved { .. });
        assert!(proved, "{}: {verdict}", path.display());
    }
}

/// The indented theories of the manual.
#[test]
fn the_theories_of_the_manual_are_read() {
    let manual = std::fs::read_to_string("docs/theories.md").unwrap();
    let indented = |line: &str| line.is_empty() || line.starts_with("    ");
    let lines: Vec<&str> = manual.lines().collect();
    let blocks = lines.chunk_by(|a, b| indented(a) == indented(b)).map(|block| block.join("\n"));
    let theories: Vec<String> = blocks.filter(|block| block.contains("    S = ")).collect();
    assert_eq!(theories.len(), 2);
    let [lattice, gaussian] = [&theories[0], &theories[1]].map(|text| read(text).unwrap());
    let field = Field::Normal { mean: 0.0, deviation: 0.3, seed: 7 };
    let sites = Lattice::new(Cell::Square, vec![4, 4], true).unwrap();
    let (r0, u, beta) = (ratio(1, 2), ratio(1, 10), ratio(1, 1));
    assert_eq!(lattice, LatticeTheory { lattice: sites, r0, u, beta, field }.action().unwrap());
    assert_eq!(gaussian, load("examples/theories/gaussian.action").unwrap());
}
