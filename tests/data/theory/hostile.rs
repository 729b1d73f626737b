//! Texts that are no theories: the place and the reason, in bounded time.

use std::time::Instant;

use diagraction::theory::read;

#[test]
fn errors_point_at_the_character() {
    for (text, line, column, message) in [
        ("", 1, 1, "has no S"),
        ("dimension 2\n", 1, 12, "has no S"),
        ("S = 1", 1, 6, "no variables"),
        ("dimension 2\nS = x[0", 2, 8, "expected"),
        ("dimension 2\nS = 2 x[0]", 2, 7, "expected"),
        ("dimension 2\nu = 1\nS = 2 u", 3, 7, "expected '*'"),
        ("dimension 2\nS = x[0] +", 2, 11, "the text ends"),
        ("dimension 2\nS = x[2]", 2, 7, "out of range"),
        ("dimension 2\nS = x[-1]", 2, 7, "out of range"),
        ("dimension 2\nS = x", 2, 5, "has an index"),
        ("dimension 2\nS = x[0,1]", 2, 5, "2 indices"),
        ("dimension 2\nS = a*x[0]", 2, 5, "unknown name 'a'"),
        ("dimension 2\nS = sum(i) x[j]", 2, 14, "unknown name 'j'"),
        ("dimension 2\nS = x[0]/0", 2, 9, "zero"),
        ("dimension 2\na = 1 - 1\nS = 1/a", 3, 6, "zero"),
        ("dimension 2\nS = 1/x[0]", 2, 6, "division by x"),
        ("dimension 2\nS = 1/sum(i) x[i]", 2, 6, "division by a sum"),
        ("dimension 2\nS = x[0]^17", 2, 5, "degree 17"),
        ("dimension 2\nS = (x[0]^9)*x[1]^9", 2, 13, "degree 18"),
        ("dimension 2\nS = x[0]^x[1]", 2, 10, "exponent"),
        ("dimension 2\nS = x[0]^(1/2)", 2, 11, "whole numbers"),
        ("dimension 2\nS = x[0]^(0-1)", 2, 11, "whole numbers"),
        ("dimension 2\nS = sum(<i,j>) x[i]*x[j]", 2, 9, "neighbours without a lattice"),
        ("dimension 2\nS = sum(i) sum(i) x[i]", 2, 16, "already stands"),
        ("dimension 2\nS = sum(x) 1", 2, 9, "already stands"),
        ("dimension 2\nfield h = [1]\nS = h[0]*x[0]", 2, 11, "a field of 1 numbers, and there are 2"),
        ("dimension 2\nfield h = normal(0, -1) seed 1\nS = 1", 2, 11, "not negative"),
        ("dimension 2\nfield h = normal(0, 1)\nS = 1", 3, 1, "seed"),
        ("dimension 2\nfield S = [1, 2]", 2, 7, "S is the name of the action and cannot be a field"),
        ("field h = [1]\nS = 1", 1, 7, "before the number of sites"),
        ("dimension 2\nS = 1\nS = 2", 3, 1, "given twice"),
        ("dimension 2\ndimension 2\nS = 1", 2, 1, "given twice"),
        ("dimension 0\nS = 1", 1, 11, "0 variables"),
        ("dimension 99999999\nS = 1", 1, 11, "variables"),
        ("dimension 99999999999999999999999\nS = 1", 1, 11, "2^64"),
        ("lattice hexagonal 4 4\nS = 1", 1, 9, "not a lattice"),
        ("lattice square 4\nS = 1", 1, 16, "2 sides"),
        ("lattice square 4 4000000\nS = 1", 1, 9, "variables"),
        ("lattice square 3 3\nS = sum(i) x[i]*x[i+1]", 2, 19, "a step along the numbers"),
        ("lattice chain 3 open\nS = sum(i) x[i]*x[i+1]", 2, 19, "index 3 is out of range"),
        ("x = 3", 1, 1, "stands for the variables"),
        ("sum = 3", 1, 1, "expected"),
        ("dimension 2\nS = 1 $", 2, 7, "found '$'"),
        ("dimension 2\nS = sum(k = 3..2) k", 2, 9, "runs from 3 to 2"),
        ("dimension 2\nS = sum(k = 0..99999999999) k", 2, 9, "runs from 0"),
        ("dimension 2\nö = 2", 2, 1, "found 'ö'"),
    ] {
        let error = read(text).unwrap_err();
        assert_eq!((error.line, error.column), (line, column), "{text}\n{error}");
        assert!(error.to_string().contains(message), "{text}\n{error}");
        let mark = error.to_string().lines().last().unwrap().trim_end().chars().count();
        assert_eq!(mark, column + 2, "the mark is below the character: {error}");
    }
}

#[test]
fn hints_say_what_would_be_right() {
    for (text, hint) in [
        ("dimension 2\nS = 2 x[0]", "products are written with '*'"),
        ("dimension 2\nseed = 2", "word of the language"),
        ("S = -x[0]^2", "begin with a line such as dimension 2"),
        ("dimension 2\nu = 1\nS = v", "known here: u"),
        ("dimension 2\nS = sum(<i,j>) x[i]*x[j]", "lattice chain"),
        ("dimension 2", "S = .., the logarithm of the density"),
    ] {
        let error = read(text).unwrap_err();
        assert!(error.hint.as_ref().is_some_and(|found| found.contains(hint)), "{text}: {error:?}");
    }
}

/// The largest lattices are within the bounds.
#[test]
fn large_lattices_are_read() {
    let couplings = "m = 1/2 u = 1/10 S = -1/2*sum(<i,j>) (x[i] - x[j])^2 - sum(i) (m/2*x[i]^2 + u*x[i]^4)";
    // The first is as large as there are.
    for lattice in ["chain 131072", "square 180 180", "cubic 30 30 30", "triangular 150 150"] {
        let action = read(&format!("lattice {lattice} {couplings}"));
        assert!(action.is_ok(), "{lattice}: {:?}", action.err());
    }
}

/// Texts that ask for more than any theory needs are refused in seconds, with bounded memory.
#[test]
fn hostile_texts_are_refused_soon() {
    let deep = format!("dimension 1\nS = {}1{}", "(".repeat(200), ")".repeat(200));
    let hidden = format!("dimension 1\nfield h = file \"#\" S = {}1", "(".repeat(100_000));
    let signs = format!("dimension 1\nS = {}1", "-".repeat(100_000));
    let sums: String = (0..50_000).map(|k| format!("sum(a{k} = 0..9) ")).collect();
    let wide = (0..30_000).map(|k| format!("+ {k}")).collect::<String>();
    let zeros = "+0".repeat(100_000);
    let ones = "*1".repeat(100_000);
    let name = "a".repeat(1_000_000);
    let rounds = "dimension 1 z = 0 S = sum(a = 0..999999)";
    for (text, accepted) in [
        (format!("{rounds} (0{zeros})"), false),
        (format!("{rounds} 0{ones}"), false),
        (format!("{rounds} (z{})", zeros.replace('0', "z")), false),
        (format!("{rounds} (0*x[0{zeros}])"), false),
        (format!("{rounds} sum(b = 0{zeros}..0) 0"), false),
        (format!("{rounds} (0{})", "+0^65536".repeat(1000)), false),
        (format!("dimension 1 S = sum({name} = 0..999999) 0*{name}"), false),
        (deep, false),
        (hidden, false),
        (signs, true),
        (format!("dimension 1\nS = {sums} 1"), false),
        (format!("dimension 1\nS = 0 {wide}"), true),
        ("dimension 1 a = 9^9999 b = a^9999 c = b^9999 S = c".into(), false),
        ("dimension 1 a = 1e1000 S = a^60000".into(), false),
        ("dimension 1000 S = (sum(i) x[i])^8".into(), false),
        ("dimension 130000 S = sum(i) sum(j) x[i]*x[j]".into(), false),
        ("dimension 1 S = sum(a = 0..9999) sum(b = 0..9999) 0".into(), false),
        ("dimension 1 S = 1e999999999".into(), false),
        ("dimension 1 S = x[99999999999999999999999999]".into(), false),
        ("dimension 1 S = sum(i = 9223372036854775807..9223372036854775807) x[i+1]".into(), false),
        ("dimension 300 a = (sum(i) x[i])^2 S = a*a".into(), false),
    ] {
        let start = Instant::now();
        let result = read(&text);
        let shown: String = text.chars().take(60).collect();
        assert_eq!(result.is_ok(), accepted, "{shown}");
        assert!(start.elapsed().as_secs() < 20, "{shown}");
    }
}
