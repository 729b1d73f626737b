//! `feynman`: what it says where it refuses.

use crate::command::{code, run, stderr, stdout};

/// What is said to words with a space between them.
fn refusal(arguments: &str) -> String {
    let output = run(&arguments.split(' ').collect::<Vec<_>>());
    assert_ne!(code(&output), 0, "{arguments}");
    stderr(&output)
}

#[test]
fn drawings_are_counted_first() {
    for format in ["svg", "latex", "dot"] {
        let message = refusal(&format!("feynman --points 4 --loops 0..3 --ranks 3,4 --format {format}"));
        assert!(
            message.starts_with("error: there are 52,368 diagrams, more than the limit of 20,000\n"),
            "{message}"
        );
        for words in ["up to --loops 2 there are few enough;", "text, json and --count go further\n"] {
            assert!(message.contains(words), "{message}");
        }
    }
    // Text is refused as well.
    let message = refusal("feynman --points 4 --loops 6 --ranks 3,4 --format svg");
    assert!(message.ends_with("; --limit raises the bound\n"), "{message}");
    let message = refusal("feynman --points 4 --loops 1 --ranks 3,4 --format svg --limit 98");
    assert!(message.starts_with("error: there are 99 diagrams, more than the limit of 98\n"), "{message}");
}

/// The sum of the factors bounds the number from below, and what is given already would not help.
#[test]
fn hints_name_options_that_are_not_given() {
    for (arguments, expected) in [
        (
            "--points 2 --loops 2 --limit 5",
            "error: there are at least 10 diagrams, more than the limit of 5\n  hint: there are fewer with lower --loops, \
             --ranks, --dressed, --one-particle-irreducible, --self-energy, --no-tadpoles or --unlabelled\n",
        ),
        (
            "--points 2 --loops 0..1 --ranks 3,4 --dressed --self-energy --limit 0",
            "error: there is at least 1 diagram, more than the limit of 0\n  hint: up to --loops 0 there may be few enough; \
             there are fewer with --unlabelled\n",
        ),
        (
            "--points 6 --loops 0 --ranks 3 --limit 100",
            "error: there are at least 105 diagrams, more than the limit of 100\n  hint: there are fewer with \
             --one-particle-irreducible or --unlabelled\n",
        ),
        (
            "--points 6 --loops 0 --ranks 3 --no-tadpoles --unlabelled --limit 0 --count",
            "error: there is at least 1 diagram, more than the limit of 0\n",
        ),
    ] {
        assert_eq!(refusal(&format!("feynman {arguments}")), expected, "{arguments}");
    }
}

#[test]
fn one_diagram_is_no_plural() {
    let one = "expand --depth 1 --rank 4";
    let count = stdout(&run(&format!("{one} --count").split(' ').collect::<Vec<_>>()));
    assert!(count.contains("\n1 diagram\n"), "{count}");
    let message = refusal(&format!("{one} --limit 0"));
    assert!(message.starts_with("error: this expansion has 1 diagram, more"), "{message}");
}

#[test]
fn the_number_of_loops_that_fits_is_named() {
    for (arguments, place, most) in [
        ("--points 2 --loops 9", "at 9 loops and 2 points", Some(8)),
        ("--points 1 --loops 99 --ranks 4,5", "at 99 loops and 1 point,", Some(16)),
        ("--points 2 --loops 18446744073709551615 --ranks 4", "at 18446744073709551615 loops", Some(15)),
        ("--points 32 --loops 1", "at 1 loop and 32 points", None),
    ] {
        let message = refusal(&format!("feynman {arguments}"));
        assert!(message.contains(place), "{message}");
        let most =
            most.map(|most| format!("the most that fits is {most} loops: give --loops {most} or fewer\n"));
        let end = most.as_deref().unwrap_or("at most 31 and 16 are supported\n");
        assert!(message.contains(end), "{message}");
    }
}

#[test]
fn arguments_of_another_kind() {
    for (arguments, words) in [
        ("--points -1 --loops 1", "invalid value '-1' for '--points <N>': give a whole number from 0 to 32"),
        ("--points two --loops 1", "give a whole number from 0 to 32"),
        ("--points 2 --loops -1", "'-1' is not a number of loops; give one, or A..B"),
        (
            "--points 2 --loops 1 --ranks 3..4",
            "invalid value '3..4' for '--ranks <K,..>': give whole numbers from 3 on as a list, such as 3,4",
        ),
        ("--points 2 --loops 1 --ranks -3", "give whole numbers from 3 on as a list, such as 3,4"),
    ] {
        let message = refusal(&format!("feynman {arguments}"));
        assert!(message.contains(words), "{message}");
    }
}

#[test]
fn counts_have_two_endings() {
    for command in ["feynman --points 2 --loops 1", "expand --depth 1"] {
        for ending in ["csv", "svg", "gv"] {
            assert_eq!(
                refusal(&format!("{command} --count -o counts.{ending}")).lines().next().unwrap(),
                format!("error: '.{ending}' names no format of counts; use .txt or .json, or --format")
            );
        }
        let message = refusal(&format!("{command} --count --format dot"));
        assert!(message.starts_with("error: counts are printed as text or json\n"), "{message}");
    }
}
