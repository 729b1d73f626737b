use super::*;

/// d = 3, L = 1, R = 2, with these factors.
fn model(factors: &[Tensor]) -> Vec<Tensor> {
    let eye = [1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0];
    let mut tensors = vec![
        tensor("linear.0.weight", &[3, 3], &eye),
        tensor("linear.0.bias", &[3], &[0.0; 3]),
        tensor("linear.1.weight", &[3, 3], &eye),
        tensor("linear.1.bias", &[3], &[0.0; 3]),
    ];
    tensors.extend(factors.iter().map(|factor| tensor(factor.name, &factor.shape, &factor.entries)));
    tensors
}

fn ones(name: &'static str, shape: &[usize]) -> Tensor {
    tensor(name, shape, &vec![1.0; shape.iter().product()])
}

#[test]
fn both_factors_make_a_coupling() {
    for (ending, write) in WRITERS {
        let bytes = write(&model(&[ones("chi_out.0", &[1, 2]), ones("chi_in.0", &[2, 2])]));
        let network = load_bytes(ending, &bytes).unwrap().to_f64().unwrap();
        assert_eq!(network.activation(1).coupling(2).unwrap().chi_rank(), Some(2));
    }
}

#[test]
fn a_factor_without_its_partner_is_missing_it() {
    for (ending, write) in WRITERS {
        for (given, absent, shape) in [("chi_out.0", "chi_in.0", [1, 2]), ("chi_in.0", "chi_out.0", [2, 2])] {
            let fault = fault(ending, &write(&model(&[ones(given, &shape)])));
            let Fault::Missing { names, more: false } = fault else { panic!("{fault}") };
            assert_eq!(names, [absent]);
        }
    }
}

#[test]
fn a_layer_has_one_form() {
    let chi = ones("chi.0", &[1, 2, 2]);
    let tensors = model(&[chi, ones("chi_out.0", &[1, 2]), ones("chi_in.0", &[2, 2])]);
    for (ending, write) in WRITERS {
        let text = message(ending, &write(&tensors));
        assert!(text.starts_with("holds `chi.0` and `chi_out.0`, two forms"), "{text}");
    }
}

#[test]
fn shapes_must_fit() {
    for (output, input, at_fault, expected) in [
        (&[1, 2][..], &[2, 3][..], "chi_in.0", "expected (2, 2)"),
        (&[1, 2], &[2], "chi_in.0", "expected (2, 2)"),
        (&[1, 1], &[], "chi_in.0", "expected (1, 2)"),
        (&[2, 2], &[2, 2], "chi_out.0", "expected (1, 2)"),
        (&[1, 3], &[2, 2], "chi_out.0", "expected (1, 2)"),
        (&[2], &[2, 2], "chi_out.0", "expected (1, 2)"),
        (&[1, 0], &[2, 2], "chi_out.0", "and `chi_in.0` the number of terms"),
        (&[1, 0], &[0, 2], "chi_in.0", "has shape (0, 2): a low-rank coupling has at least one term"),
    ] {
        let tensors = model(&[ones("chi_out.0", output), ones("chi_in.0", input)]);
        for (ending, write) in WRITERS {
            let text = message(ending, &write(&tensors));
            assert!(text.starts_with(&format!("`{at_fault}` has shape")), "{text}");
            assert!(text.contains(expected), "{text}");
        }
    }
}

#[test]
fn entries_must_be_finite() {
    let output = tensor("chi_out.0", &[1, 2], &[1.0, f64::NAN]);
    for (ending, write) in WRITERS {
        let tensors =
            model(&[tensor(output.name, &output.shape, &output.entries), ones("chi_in.0", &[2, 2])]);
        let text = message(ending, &write(&tensors));
        assert!(text.starts_with("`chi_out.0` has the entry NaN at [0, 1]"), "{text}");
    }
}

#[test]
fn layers_must_exist() {
    for (ending, write) in WRITERS {
        let tensors = model(&[
            ones("chi_out.0", &[1, 2]),
            ones("chi_in.0", &[2, 2]),
            ones("chi_in.1", &[1, 2]),
            ones("chi_in.00", &[1, 2]),
        ]);
        let Fault::Unknown { names } = fault(ending, &write(&tensors)) else { panic!() };
        assert_eq!(names, ["chi_in.00", "chi_in.1"]);
    }
}

#[test]
fn json_lists_must_fit() {
    let layer = r#"{"weight": [[1, 0], [0, 1]], "bias": [0, 0]}"#;
    for (chi, expected) in [
        (
            r#""chi_out": [[[1, 2]]], "chi_in": [[[1]]]"#,
            "`chi_out.0[0]` is a list of 2, expected a list of 1",
        ),
        (r#""chi_out": [[[1]]], "chi_in": [[[1, 2]]]"#, "`chi_in.0[0]` is a list of 2, expected a list of 1"),
        (
            r#""chi_out": [[[1]]], "chi_in": [7]"#,
            "`chi_in.0` is a number, expected a list with one entry for each",
        ),
        (r#""chi_out": [[[]]], "chi_in": [[]]"#, "`chi_in.0` has shape (0, 1): a low-rank"),
        (r#""chi_out": [[[1]]]"#, "lacks `chi_in.0`"),
        (r#""chi_out": [[[1]]], "chi_in": [null]"#, "lacks `chi_in.0`"),
        (r#""chi_in": [[[1]]]"#, "lacks `chi_out.0`"),
        (r#""chi_out": [[[1]]], "chi_in": 3"#, "`chi_in` is a number, expected a list"),
        (r#""chi": [[[[1]]]], "chi_out": [[[1]]], "chi_in": [[[1]]]"#, "holds `chi.0` and `chi_out.0`"),
    ] {
        let text = message("json", format!(r#"{{"linear": [{layer}, {layer}], {chi}}}"#).as_bytes());
        assert!(text.starts_with(expected), "{text}");
    }
}
