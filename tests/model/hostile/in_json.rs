use super::*;

fn weight(weight: &str) -> Vec<u8> {
    format!(r#"{{"linear": [{{"weight": {weight}, "bias": [0]}}]}}"#).into_bytes()
}

#[test]
fn values_must_be_of_the_right_kind() {
    for (value, expected) in [
        ("1", "`linear.0.weight` is a number, expected a list of 1"),
        ("[1]", "`linear.0.weight[0]` is a number, expected a list of 1"),
        ("[[1, 2]]", "`linear.0.weight[0]` is a list of 2, expected a list of 1"),
        ("[[null]]", "`linear.0.weight[0][0]` is null, expected a number"),
        ("[[true]]", "`linear.0.weight[0][0]` is true or false, expected a number"),
        ("[[{}]]", "`linear.0.weight[0][0]` is an object, expected a number"),
        ("[[[1]]]", "`linear.0.weight[0][0]` is a list of 1, expected a number"),
        ("null", "`linear.0.weight` is null, expected a list of 1"),
        ("[[\"one\"]]", "`linear.0.weight[0][0]` is \"one\", which is not a number"),
        ("[[\"NaN\"]]", "`linear.0.weight[0][0]` is \"NaN\", which is not a number"),
        ("[[\"1/0\"]]", "`linear.0.weight[0][0]` is \"1/0\", which divides by zero"),
        ("[[1e999999999]]", "`linear.0.weight[0][0]` is \"1e+999999999\", whose exponent is beyond"),
        ("[[\"-1e-999999999\"]]", "`linear.0.weight[0][0]` is \"-1e-999999999\", whose exponent is beyond"),
    ] {
        let text = message("json", &weight(value));
        assert!(text.starts_with(expected), "{text}");
    }
}

#[test]
fn the_outline_must_be_right() {
    for text in [
        "{",
        "{}",
        "[]",
        "{\"linear\": 3}",
        "{\"linear\": {}}",
        "{\"linear\": []}",
        "{\"linear\": [[]]}",
        "{\"linear\": [{}]}",
        "{\"linear\": [], \"chi\": 1}",
        "{\"linear\": [], \"chi\": [[]]}",
        "{\"linear\": [], \"chi03\": []}",
        "{\"linear\": [{\"weight\": [], \"bias\": []}]}",
        "{\"linear\": [{\"weight\": [[NaN]], \"bias\": [0]}]}",
        "{\"linear\": [{\"weight\": [[1]], \"bias\": [0]}]} x",
        "{\"linear\": [{\"weight\": [[\"\\ud800\"]], \"bias\": [0]}]}",
    ] {
        assert!(load_bytes("json", text.as_bytes()).is_err(), "{text}");
    }
    assert!(load_bytes("json", b"{\"linear\": [{\"weight\": [[\"\xff\"]], \"bias\": [0]}]}").is_err());
}

#[test]
fn keys_occur_once() {
    let layer = r#"{"weight": [[1]], "bias": [0]}"#;
    for text in [
        format!(r#"{{"linear": [{layer}], "linear": [{layer}]}}"#),
        r#"{"linear": [{"weight": [[1]], "weight": [[2]], "bias": [0]}]}"#.to_owned(),
        format!(r#"{{"linear": [{layer}, {layer}], "chi": [[]], "chi": [[]]}}"#),
    ] {
        assert!(matches!(fault("json", text.as_bytes()), Fault::Duplicate { .. }), "{text}");
    }
}

#[test]
fn numbers_have_a_limited_length() {
    let long = message("json", &weight(&format!("[[{}]]", "7".repeat(1_000_000))));
    assert!(long.contains("more than 10000 digits") && long.len() < 300, "{long}");
}

#[test]
fn deep_nesting_ends_early() {
    for open in ["[", "{\"a\":"] {
        let text = format!("{{\"linear\": [{{\"weight\": {}", open.repeat(200_000));
        assert!(matches!(fault("json", text.as_bytes()), Fault::Arrays(arrays::Fault::Malformed { .. })));
    }
}

/// A wide flat list costs what it takes to hold it, and one message.
#[test]
fn a_wide_list_is_refused() {
    let text = message("json", &weight(&format!("[[{}1]]", "1,".repeat(300_000))));
    assert!(text.starts_with("`linear.0.weight[0]` is a list of 300001, expected a list of 1"), "{text}");
}
