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
        let Fault::Arrays(arrays::Fault::Truncated { expected, found, .. }) = fault("safetensors", &bytes)
        else {
            panic!()
        };
        assert_eq!((expected, found), (claim, 7));
    }
}

#[test]
fn types_other_than_numbers_are_named() {
    for dtype in ["F8_E4M3", "C64", "QUBIT"] {
        let text = message("safetensors", &single(dtype, "[1,1]", "[0,8]"));
        assert!(text.contains(&format!("`linear.0.weight` has the type {dtype}")), "{text}");
        assert!(text.contains(".double()"), "{text}");
    }
}

#[test]
fn shapes_and_offsets_may_claim_anything() {
    let huge = "[4294967296,4294967296]";
    let most = "[18446744073709551615,18446744073709551615,2]";
    for shape in [huge, most, "[2,2]", "[-1]", "[0.5]", "[1e3]", "null", "[18446744073709551616]", "[[1]]"] {
        let fault = fault("safetensors", &single("F64", shape, "[0,8]"));
        assert!(matches!(fault, Fault::Arrays(arrays::Fault::Malformed { .. })), "{fault}");
    }
    for offsets in ["[0,4]", "[8,0]", "[0,16]", "[0]", "[0,8,9]", "[-8,8]", "[0,18446744073709551615]", "{}"]
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
