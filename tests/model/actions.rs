//! Action files that claim more than they hold.

use diagraction::action::file::{binary, json};
use diagraction::action::{Action, Kernel, Normalisability, SparseAction, Truncation};
use diagraction::arrays::Container;

use crate::support::*;

fn refusal(container: Container, bytes: &[u8]) -> String {
    binary::read(container, bytes).expect_err("a refusal").to_string()
}

/// A^(0) alone, in any number of variables.
fn constant(container: Container, dimension: u64) -> Vec<u8> {
    match container {
        Container::Safetensors => {
            let header = format!(
                r#"{{"__metadata__":{{"dimension":"{dimension}"}},"A0":{{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}}}"#
            );
            safetensors_raw(header.as_bytes(), &[0; 8])
        }
        Container::Npz => zip(&[
            (
                b"dimension.npy",
                &npy("{'descr': '<i8', 'fortran_order': False, 'shape': (), }", &dimension.to_le_bytes()),
            ),
            (b"A0.npy", &npy("{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }", &[0; 8])),
        ]),
    }
}

#[test]
fn dimensions_are_bounded_by_the_bytes() {
    for container in [Container::Safetensors, Container::Npz] {
        let found = binary::read(container, &constant(container, 1000)).unwrap();
        assert_eq!((found.dimension(), found.max_rank()), (1000, 0));
        for dimension in [0, 200_000_000, 1 << 31, 1 << 32, 1 << 62, u64::MAX] {
            let refusal = refusal(container, &constant(container, dimension));
            assert!(refusal.contains("dimension"), "{refusal}");
        }
    }
    for dimension in ["0", "70000", "16777216", "16777217", "18446744073709551615"] {
        let text = format!(
            r#"{{"format":"diagraction-action","version":1,"dimension":{dimension},"max_rank":null,"max_chi":null,"exact":false,"coefficients":[]}}"#
        );
        let refusal = json::read_sparse(text.as_bytes()).expect_err("a refusal").to_string();
        assert!(
            refusal.starts_with("dimension: it is at least 1 and at most 65536 in a file of"),
            "{refusal}"
        );
    }
}

#[test]
fn arrays_are_there_once_and_of_a_rank_that_is_there() {
    let header = "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }";
    let one = npy(header, &1.0_f64.to_le_bytes());
    let dimension = npy("{'descr': '<i8', 'fortran_order': False, 'shape': (), }", &1_u64.to_le_bytes());
    let sound: Vec<(&[u8], &[u8])> = vec![(b"dimension.npy", &dimension), (b"A0.npy", &one)];
    assert!(binary::read(Container::Npz, &zip(&sound)).is_ok());
    for (name, expected) in [
        (&b"A0.npy"[..], "holds `A0` more than once"),
        (b"dimension", "holds `dimension` more than once"),
        (b"A18446744073709551615.npy", "`A1`: this array is missing"),
        (b"A2.npy", "`A1`: this array is missing"),
    ] {
        let refusal = refusal(Container::Npz, &zip(&[&sound[..], &[(name, &one)]].concat()));
        assert!(refusal.contains(expected), "{refusal}");
    }
}

/// S = -x_0^n and S = -x_0^n - x_0^(n-1) x_1, by every form of an action, on a stack that a walk through all indices would leave.
#[test]
fn high_ranks_take_no_stack() {
    const RANK: usize = 5000;
    let work = || {
        let n = RANK as f64;
        let indices = vec!["0"; RANK].join(",");
        let text = format!(
            r#"{{"format":"diagraction-action","version":1,"dimension":1,"max_rank":null,"max_chi":null,"exact":false,"coefficients":
            [{{"rank":{RANK},"entries":[{{"index":[{indices}],"value":-1}}]}}]}}"#
        );
        let sparse = json::read_sparse(text.as_bytes()).unwrap().into_f64().unwrap();
        let mut dense = Action::<f64>::zero(1, RANK, Truncation::none());
        dense.tensor_mut(RANK).entries_mut()[0] = -1.0;
        for mut kernel in [Kernel::new(&sparse), Kernel::dense(&dense, None)] {
            let mut gradient = [0.0];
            assert_eq!((kernel.value_and_gradient(&[1.0], &mut gradient), gradient), (-1.0, [-n]));
            assert_eq!(kernel.hessian(&[1.0]), ndarray::array![[-n * (n - 1.0)]]);
        }
        let mut two = SparseAction::zero(2);
        two.add_monomial(&[0; RANK], -1.0);
        let mut mixed = [0; RANK];
        mixed[0] = 1;
        two.add_monomial(&mixed, -1.0);
        let (mut kernel, mut gradient) = (Kernel::new(&two), [0.0; 2]);
        let near =
            |found: f64, expected: f64| assert!((found / expected - 1.0).abs() < 1e-9, "{found} {expected}");
        near(kernel.value_and_gradient(&[1.0, 1.0], &mut gradient), -2.0);
        near(gradient[0], -n - (n - 1.0));
        near(gradient[1], -1.0);
        let expected = -n * (n - 1.0) - (n - 1.0) * (n - 2.0);
        let (hessian, other) = (kernel.hessian(&[1.0, 1.0]), two.hessian(&[1.0, 1.0]));
        near(hessian[[0, 0]], expected);
        near(other[[0, 0]], expected);
        near(hessian[[0, 1]], 1.0 - n);
        near(other[[1, 0]], 1.0 - n);
        assert_eq!(hessian[[1, 1]], 0.0);
        assert!(matches!(sparse.normalisability(), Normalisability::Proved { .. }));
    };
    let thread = std::thread::Builder::new().stack_size(256 << 10).spawn(work).unwrap();
    thread.join().unwrap();
}
