//! Model files that are damaged, wrong or malicious: every one is refused with its reason, none panics and
//! none makes the loader allocate what is not there.

mod in_json;
mod in_npz;
mod in_safetensors;
mod of_low_rank;

use crate::support::*;
use diagraction::arrays;
use diagraction::network::NetworkError;
use diagraction::network::file::{Fault, load};
use proptest::prelude::*;

type Writer = fn(&[Tensor]) -> Vec<u8>;

const WRITERS: [(&str, Writer); 3] = [("safetensors", safetensors), ("npz", npz), ("npz", npz_deflated)];

fn sound_files() -> Vec<(&'static str, Vec<u8>)> {
    let mut files: Vec<_> = WRITERS.iter().map(|(ending, write)| (*ending, write(&sound()))).collect();
    files.push(("json", SOUND_JSON.into()));
    files
}

#[test]
fn the_sound_files_are_sound() {
    let networks: Vec<_> = sound_files()
        .iter()
        .map(|(ending, bytes)| load_bytes(ending, bytes).unwrap().to_f64().unwrap())
        .collect();
    assert!(networks.windows(2).all(|pair| pair[0] == pair[1]));
}

#[test]
fn a_file_cut_anywhere_is_refused() {
    for (ending, bytes) in sound_files() {
        for length in 0..bytes.len() {
            assert!(load_bytes(ending, &bytes[..length]).is_err(), "{ending} cut to {length} bytes");
        }
    }
}

#[test]
fn bytes_behind_the_end_are_refused() {
    for (ending, mut bytes) in sound_files() {
        bytes.extend(b"0123456789");
        assert!(load_bytes(ending, &bytes).is_err(), "{ending}");
    }
}

#[test]
fn tensors_must_be_all_there() {
    for (ending, write) in WRITERS {
        for name in ["linear.0.weight", "linear.0.bias", "linear.1.weight", "linear.1.bias", "chi.0"] {
            let Fault::Missing { names, more } = fault(ending, &write(&without(name))) else { panic!() };
            assert_eq!((names, more), (vec![name.to_owned()], false));
        }
        let Fault::Missing { names, .. } = fault(ending, &write(&[])) else { panic!() };
        assert_eq!(names, ["linear.0.weight"]);
    }
}

#[test]
fn a_key_may_claim_any_number_of_layers() {
    for name in ["linear.4000000000.bias", "linear.18446744073709551614.weight"] {
        let tensors = with("linear.1.bias", tensor(name, &[2], &[0.0, 0.0]));
        for (ending, write) in WRITERS {
            let Fault::Missing { names, more: true } = fault(ending, &write(&tensors)) else { panic!() };
            assert_eq!(names[..2], ["linear.1.bias", "linear.2.weight"]);
        }
    }
}

#[test]
fn unknown_tensors_are_all_named() {
    let names = ["embedding.weight", "chi.1", "chi2.0", "linear.00.bias", "linear.18446744073709551615.bias"];
    let mut tensors = sound();
    tensors.extend(names.map(|name| tensor(name, &[1], &[0.0])));
    for (ending, write) in WRITERS {
        let text = message(ending, &write(&tensors));
        assert!(names.iter().all(|name| text.contains(&format!("`{name}`"))), "{text}");
    }
    let text = message("json", SOUND_JSON.replace("\"bias\"", "\"offset\"").as_bytes());
    assert!(text.contains("`linear.0.offset`, `linear.1.offset`"), "{text}");
    let text = message("json", SOUND_JSON.replace("\"chi\"", "\"linear.7.bias\"").as_bytes());
    assert!(text.contains("a tensor that no network has: `linear.7.bias`"), "{text}");
}

#[test]
fn an_arity_beyond_reason_is_refused() {
    for (name, arity) in [("chi33.0", 33), ("chi18446744073709551615.0", usize::MAX)] {
        let tensors = with("chi.0", tensor(name, &[1, 1], &[1.0]));
        for (ending, write) in WRITERS {
            let fault = fault(ending, &write(&tensors));
            assert!(
                matches!(fault, Fault::Network(NetworkError::Arity { arity: found, .. }) if found == arity)
            );
        }
    }
}

#[test]
fn shapes_must_fit() {
    for (ending, write) in WRITERS {
        for (name, shape, count) in [
            ("linear.0.weight", &[2, 3][..], 6),
            ("linear.0.weight", &[4], 4),
            ("linear.1.weight", &[3, 3], 9),
            ("linear.1.weight", &[1, 2, 2], 4),
            ("linear.0.bias", &[], 1),
            ("linear.0.bias", &[2, 1], 2),
            ("chi.0", &[2, 1, 1], 2),
            ("chi.0", &[1, 1], 1),
            ("chi.0", &[0, 1, 1], 0),
        ] {
            let fault = fault(ending, &write(&with(name, tensor(name, shape, &vec![1.0; count]))));
            let Fault::Network(NetworkError::Shape { tensor, found, .. }) = fault else { panic!("{fault}") };
            assert_eq!((tensor.to_string().as_str(), &found[..]), (name, shape));
        }
        let empty = [tensor("linear.0.weight", &[0, 0], &[]), tensor("linear.0.bias", &[0], &[])];
        let fault = fault(ending, &write(&empty));
        assert!(matches!(fault, Fault::Network(NetworkError::ZeroDimension { .. })), "{fault}");
    }
}

#[test]
fn entries_must_be_finite() {
    for (ending, write) in WRITERS {
        for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let weight = tensor("linear.1.weight", &[2, 2], &[1.0, 0.0, value, 1.0]);
            let text = message(ending, &write(&with("linear.1.weight", weight)));
            assert!(text.contains(&format!("`linear.1.weight` has the entry {value} at [1, 0]")), "{text}");
        }
    }
}

#[test]
fn weights_must_be_regular() {
    let expected = "`linear.1.weight` (W_2) is singular";
    for (ending, write) in WRITERS {
        let weight = tensor("linear.1.weight", &[2, 2], &[1.0, 2.0, 2.0, 4.0]);
        let text = message(ending, &write(&with("linear.1.weight", weight)));
        assert!(text.starts_with(expected), "{text}");
    }
    let text = message("json", SOUND_JSON.replace("\"2/1\"", "0").as_bytes());
    assert!(text.starts_with(expected), "{text}");
}

#[test]
fn d_1_and_l_0_are_networks() {
    let affine = [tensor("linear.0.weight", &[1, 1], &[2.0]), tensor("linear.0.bias", &[1], &[0.0])];
    let linear = |l| [tensor(["linear.0.weight", "linear.1.weight"][l], &[1, 1], &[2.0])];
    let bias = |l| [tensor(["linear.0.bias", "linear.1.bias"][l], &[1], &[2.0])];
    let deep: Vec<_> = [linear(0), bias(0), linear(1), bias(1), [tensor("chi.0", &[0, 1, 1], &[])]]
        .into_iter()
        .flatten()
        .collect();
    for (ending, write) in WRITERS {
        assert_eq!(load_bytes(ending, &write(&affine)).unwrap().depth(), 0);
        assert_eq!(load_bytes(ending, &write(&deep)).unwrap().depth(), 1);
    }
    let text =
        r#"{"linear": [{"weight": [[2]], "bias": [0]}, {"weight": [["1/2"]], "bias": [0]}], "chi": [[]]}"#;
    assert_eq!(load_bytes("json", text.as_bytes()).unwrap().depth(), 1);
    let text = r#"{"linear": [{"weight": [[2]], "bias": [0]}]}"#;
    assert_eq!(load_bytes("json", text.as_bytes()).unwrap().depth(), 0);
}

#[test]
fn what_is_no_model_file() {
    let folder = tempfile::tempdir().unwrap();
    let absent = load(folder.path().join("absent.npz")).unwrap_err();
    assert!(matches!(*absent.fault, Fault::Unreadable(_)), "{absent}");
    assert!(matches!(*load(folder.path()).unwrap_err().fault, Fault::NotAFile));
    assert!(matches!(fault("txt", b"hello"), Fault::UnknownFormat));
    assert!(matches!(fault("bin", b""), Fault::UnknownFormat));
    for ending in ["safetensors", "npz", "json"] {
        for bytes in [&b""[..], b"hello, world, this is text", &[0xff; 100], &[0; 100]] {
            assert!(load_bytes(ending, bytes).is_err(), "{ending} {bytes:?}");
        }
    }
    let torch = zip(&[(b"archive/data.pkl", b"\x80\x02}q\0.")]);
    for ending in ["pt", "npz", "safetensors"] {
        assert!(matches!(fault(ending, &torch), Fault::Pickle));
    }
    assert!(matches!(fault("pt", b"\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19."), Fault::Pickle));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    /// Whatever a few changed bytes do, they do not make the loader panic.
    #[test]
    fn changed_bytes_never_panic(
        file in 0..4_usize,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let (ending, mut bytes) = sound_files().swap_remove(file);
        for (place, byte) in changes {
            let at = place.index(bytes.len());
            bytes[at] = byte;
        }
        let _ = load_bytes(ending, &bytes);
    }

    #[test]
    fn changed_deflated_bytes_are_noticed(place in any::<prop::sample::Index>(), flip in 1..=255_u8) {
        let zeros_and_more: Vec<f64> = (0..400).map(|i| if i % 21 == 0 { 2.0 } else { f64::from(i % 7) }).collect();
        let tensors = [
            tensor("linear.0.weight", &[20, 20], &zeros_and_more),
            tensor("linear.0.bias", &[20], &[0.0; 20]),
        ];
        let mut bytes = npz_deflated(&tensors);
        let data = b"PK\x03\x04".len() + 26 + "linear.0.weight.npy".len();
        let end = bytes.windows(4).skip(4).position(|window| window == b"PK\x03\x04").unwrap() + 4;
        let at = data + place.index(end - data);
        bytes[at] ^= flip;
        // The last bits of the last byte mean nothing.
        if let Ok(model) = load_bytes("npz", &bytes) {
            prop_assert_eq!(model, load_bytes("npz", &npz_deflated(&tensors)).unwrap());
        }
    }
}
