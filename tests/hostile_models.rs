//! Model files that are damaged, wrong or malicious: every one is refused with its reason, none panics and
//! none makes the loader allocate what is not there.

#![allow(clippy::unwrap_used)]

mod network_support;

use diagraction::arrays;
use diagraction::network::NetworkError;
use diagraction::network::file::{Fault, load};
use network_support::*;
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
        assert_eq!(names, ["linear.0.weight", "linear.0.bias"]);
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

mod of_low_rank {
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
            for (given, absent, shape) in
                [("chi_out.0", "chi_in.0", [1, 2]), ("chi_in.0", "chi_out.0", [2, 2])]
            {
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
            (
                r#""chi_out": [[[1]]], "chi_in": [[[1, 2]]]"#,
                "`chi_in.0[0]` is a list of 2, expected a list of 1",
            ),
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

mod in_safetensors {
    use super::*;

    fn single(dtype: &str, shape: &str, offsets: &str) -> Vec<u8> {
        let header = format!(
            r#"{{"linear.0.weight":{{"dtype":"{dtype}","shape":{shape},"data_offsets":{offsets}}},
                "linear.0.bias":{{"dtype":"F64","shape":[1],"data_offsets":[8,16]}}}}"#
        );
        safetensors_raw(header.as_bytes(), &[1.0_f64.to_le_bytes(), 0.0_f64.to_le_bytes()].concat())
    }

    #[test]
    fn metadata_are_no_tensor() {
        assert!(load_bytes("safetensors", &single("F64", "[1,1]", "[0,8]")).is_ok());
        let header = br#"{"__metadata__":{"format":"pt"},"linear.0.weight":{"dtype":"F32","shape":[1,1],
            "data_offsets":[4,8]},"linear.0.bias":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#;
        let numbers = [0.5_f32.to_le_bytes(), 3.0_f32.to_le_bytes()].concat();
        assert!(load_bytes("safetensors", &safetensors_raw(header, &numbers)).is_ok());
    }

    #[test]
    fn the_header_may_claim_any_length() {
        for claim in [17, 1 << 20, 1 << 40, u64::MAX] {
            let mut bytes = claim.to_le_bytes().to_vec();
            bytes.extend(b"{\"a\":1}");
            let Fault::Arrays(arrays::Fault::Truncated { expected, found, .. }) =
                fault("safetensors", &bytes)
            else {
                panic!()
            };
            assert_eq!((expected, found), (claim, 7));
        }
    }

    #[test]
    fn types_other_than_floats_are_named() {
        for dtype in ["BF16", "F16", "I64", "U8", "F8_E4M3", "QUBIT"] {
            let text = message("safetensors", &single(dtype, "[1,1]", "[0,8]"));
            assert!(text.contains(&format!("`linear.0.weight` holds numbers of type {dtype}")), "{text}");
            assert!(text.contains(".double()"), "{text}");
        }
    }

    #[test]
    fn shapes_and_offsets_may_claim_anything() {
        let huge = "[4294967296,4294967296]";
        let most = "[18446744073709551615,18446744073709551615,2]";
        for shape in
            [huge, most, "[2,2]", "[-1]", "[0.5]", "[1e3]", "null", "[18446744073709551616]", "[[1]]"]
        {
            let fault = fault("safetensors", &single("F64", shape, "[0,8]"));
            assert!(matches!(fault, Fault::Arrays(arrays::Fault::Malformed { .. })), "{fault}");
        }
        for offsets in
            ["[0,4]", "[8,0]", "[0,16]", "[0]", "[0,8,9]", "[-8,8]", "[0,18446744073709551615]", "{}"]
        {
            assert!(load_bytes("safetensors", &single("F64", "[1,1]", offsets)).is_err(), "{offsets}");
        }
        for header in
            ["[]", "{\"a\":[]}", "{\"a\":{}}", "{\"a\":{\"dtype\":1,\"shape\":[],\"data_offsets\":[0,0]}}"]
        {
            let fault = fault("safetensors", &safetensors_raw(header.as_bytes(), b""));
            assert!(matches!(fault, Fault::Arrays(arrays::Fault::Malformed { .. })), "{fault}");
        }
    }

    #[test]
    fn names_occur_once() {
        let twice = with("linear.1.bias", tensor("linear.0.bias", &[2], &[0.0, 0.0]));
        let Fault::Duplicate { name } = fault("safetensors", &safetensors(&twice)) else { panic!() };
        assert_eq!(name, "linear.0.bias");
    }

    #[test]
    fn names_are_text() {
        let mut bytes = safetensors(&sound());
        let place = bytes.windows(3).position(|window| window == b"chi").unwrap();
        bytes[place] = 0xff;
        assert!(matches!(fault("safetensors", &bytes), Fault::Arrays(arrays::Fault::Malformed { .. })));
    }

    #[test]
    fn deep_nesting_ends_early() {
        for open in ["[", "{\"a\":"] {
            let bytes = safetensors_raw(format!("{{\"a\":{}", open.repeat(200_000)).as_bytes(), b"");
            assert!(matches!(fault("safetensors", &bytes), Fault::Arrays(arrays::Fault::Malformed { .. })));
        }
    }
}

mod in_npz {
    use super::*;

    fn with_weight(content: &[u8]) -> Vec<u8> {
        let bias = npy("{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }", &[0; 8]);
        zip(&[(b"linear.0.weight.npy", content), (b"linear.0.bias.npy", &bias)])
    }

    fn with_header(header: &str) -> Vec<u8> {
        with_weight(&npy(header, &1.0_f64.to_le_bytes()))
    }

    fn header(descr: &str, shape: &str) -> String {
        format!("{{'descr': {descr}, 'fortran_order': False, 'shape': {shape}, }}\n")
    }

    #[test]
    fn the_plain_archive_is_sound() {
        assert!(load_bytes("npz", &with_header(&header("'<f8'", "(1, 1)"))).is_ok());
    }

    #[test]
    fn shapes_may_claim_anything() {
        for shape in ["(1000000, 1000000)", "(9223372036854775807, 9223372036854775807)", "(1, 2)"] {
            let fault = fault("npz", &with_header(&header("'<f8'", shape)));
            assert!(matches!(fault, Fault::Arrays(arrays::Fault::Truncated { found: 8, .. })), "{fault}");
        }
        for shape in
            ["(0, 99999999999999999999999)", "(-1,)", "(1.0, 1)", "1", "(((((", "(1", "[1, 1]", "(0, 1)"]
        {
            let fault = fault("npz", &with_header(&header("'<f8'", shape)));
            assert!(matches!(fault, Fault::Arrays(arrays::Fault::Malformed { .. })), "{fault}");
        }
    }

    #[test]
    fn types_other_than_floats_are_named() {
        for descr in ["'<i8'", "'<f2'", "'|O'", "'<c16'", "'|b1'", "'<f16'", "[('a', '<f8')]"] {
            let text = message("npz", &with_header(&header(descr, "(1, 1)")));
            let shown = descr.trim_matches('\'');
            assert!(text.contains("`linear.0.weight` holds numbers of type"), "{text}");
            assert!(text.contains(&shown.escape_debug().to_string()), "{text}");
        }
    }

    #[test]
    fn headers_may_be_anything() {
        let nested = format!("{{'descr': {}", "(".repeat(60_000));
        for header in
            ["", "{", "}", "{}", "nonsense", "{'descr': '<f8', 'fortran_order': 1, 'shape': (1, 1)}", &nested]
        {
            assert!(matches!(
                fault("npz", &with_header(header)),
                Fault::Arrays(arrays::Fault::Malformed { .. })
            ));
        }
        let long = [&b"\x93NUMPY\x02\x00\xff\xff\xff\xff"[..], b"{'descr'"].concat();
        assert!(matches!(
            fault("npz", &with_weight(&long)),
            Fault::Arrays(arrays::Fault::Truncated { expected: 0xffff_ffff, .. })
        ));
        for start in
            [&b""[..], b"\x93NUMPY", b"\x93NUMPY\x04\x00\x00\x00", b"\x93NUMPX\x01\x00\x00\x00", b"{}"]
        {
            assert!(matches!(
                fault("npz", &with_weight(start)),
                Fault::Arrays(arrays::Fault::Malformed { .. })
            ));
        }
    }

    /// Replaces 4 bytes in every directory record.
    fn forge(mut bytes: Vec<u8>, field: usize, value: u32) -> Vec<u8> {
        let records: Vec<_> =
            (0..bytes.len() - 4).filter(|&at| bytes[at..].starts_with(b"PK\x01\x02")).collect();
        for at in records {
            bytes[at + field..at + field + 4].copy_from_slice(&value.to_le_bytes());
        }
        bytes
    }

    #[test]
    fn sizes_may_claim_anything() {
        const STORED_SIZE: usize = 20;
        const SIZE: usize = 24;
        const START: usize = 42;
        for write in [npz, npz_deflated] {
            let bytes = write(&sound());
            for size in [100 << 20, u32::MAX] {
                assert!(matches!(
                    fault("npz", &forge(bytes.clone(), SIZE, size)),
                    Fault::Arrays(arrays::Fault::Inflated { .. })
                ));
            }
            for size in [0, 1, 100, 10 << 20] {
                assert!(matches!(
                    fault("npz", &forge(bytes.clone(), SIZE, size)),
                    Fault::Arrays(arrays::Fault::Checksum { .. })
                ));
            }
            for field in [STORED_SIZE, START] {
                for value in [1, 1 << 20, u32::MAX] {
                    assert!(load_bytes("npz", &forge(bytes.clone(), field, value)).is_err());
                }
            }
        }
    }

    /// 70 MiB of zeros in 70 kB.
    #[test]
    fn an_honest_zip_bomb_is_refused() {
        let side = 3029;
        let bomb = with("linear.0.weight", tensor("linear.0.weight", &[side, side], &vec![0.0; side * side]));
        let bytes = npz_deflated(&bomb);
        assert!(bytes.len() < 100_000);
        assert!(matches!(fault("npz", &bytes), Fault::Arrays(arrays::Fault::Inflated { .. })));
    }

    #[test]
    fn names_occur_once_and_are_text() {
        let content = npy(&header("'<f8'", "(1, 1)"), &1.0_f64.to_le_bytes());
        let twice = zip(&[(b"linear.0.weight.npy", &content), (b"linear.0.weight", &content)]);
        assert!(matches!(fault("npz", &twice), Fault::Duplicate { .. }));
        let text = message("npz", &zip(&[(b"linear\xff.npy", &content)]));
        assert!(text.contains(r"the name `linear\xff.npy`") && text.contains("not UTF-8"), "{text}");
        let text = message("npz", &zip(&[(b"\x1b[2J\n", &content)]));
        assert!(text.contains(r"`\u{1b}[2J\n`"), "{text}");
    }

    #[test]
    fn other_methods_and_encryption_are_refused() {
        let mut bytes = npz(&sound());
        let record = bytes.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
        bytes[record + 10] = 12;
        assert!(message("npz", &bytes).contains("compression method 12"));
        bytes[record + 8] |= 1;
        assert!(message("npz", &bytes).contains("encrypted"));
    }
}

mod in_json {
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
            (
                "[[\"-1e-999999999\"]]",
                "`linear.0.weight[0][0]` is \"-1e-999999999\", whose exponent is beyond",
            ),
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
