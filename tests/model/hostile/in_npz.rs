use std::io::Cursor;

use ndarray::ArrayD;
use ndarray_npy::NpzWriter;
use zip::CompressionMethod;
use zip::write::SimpleFileOptions;

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
    for shape in ["(0, 99999999999999999999999)", "(-1,)", "(1.0, 1)", "1", "(((((", "(1", "[1, 1]", "(0, 1)"]
    {
        let fault = fault("npz", &with_header(&header("'<f8'", shape)));
        assert!(matches!(fault, Fault::Arrays(arrays::Fault::Malformed { .. })), "{fault}");
    }
}

#[test]
fn types_other_than_numbers_are_named() {
    for descr in ["'|O'", "'<c16'", "'<U4'", "'<f16'", "'<M8[ns]'", "[('a', '<f8')]"] {
        let text = message("npz", &with_header(&header(descr, "(1, 1)")));
        let shown = descr.trim_matches('\'');
        assert!(text.contains("`linear.0.weight` has the type"), "{text}");
        assert!(text.contains(shown), "{text}");
    }
}

#[test]
fn headers_may_be_anything() {
    let nested = format!("{{'descr': {}", "(".repeat(60_000));
    for header in
        ["", "{", "}", "{}", "nonsense", "{'descr': '<f8', 'fortran_order': 1, 'shape': (1, 1)}", &nested]
    {
        assert!(matches!(fault("npz", &with_header(header)), Fault::Arrays(arrays::Fault::Malformed { .. })));
    }
    let long = [&b"\x93NUMPY\x02\x00\xff\xff\xff\xff"[..], b"{'descr'"].concat();
    assert!(matches!(
        fault("npz", &with_weight(&long)),
        Fault::Arrays(arrays::Fault::Truncated { expected: 0xffff_ffff, .. })
    ));
    for start in [&b""[..], b"\x93NUMPY", b"\x93NUMPY\x04\x00\x00\x00", b"\x93NUMPX\x01\x00\x00\x00", b"{}"] {
        assert!(matches!(fault("npz", &with_weight(start)), Fault::Arrays(arrays::Fault::Malformed { .. })));
    }
}

/// Replaces 4 bytes in every directory record.
fn forge(mut bytes: Vec<u8>, field: usize, value: u32) -> Vec<u8> {
    let records: Vec<_> = (0..bytes.len() - 4).filter(|&at| bytes[at..].starts_with(b"PK\x01\x02")).collect();
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

/// The directory tells where an entry is; the entry itself has the same name.
#[test]
fn names_are_those_of_the_directory() {
    for write in [npz, npz_deflated] {
        let mut bytes = write(&sound());
        let own = bytes.windows(6).position(|window| window == b"linear").unwrap();
        bytes[own + b"linear.".len()] = b'1';
        let text = message("npz", &bytes);
        assert!(text.contains("`linear.0.weight.npy`: its own name is `linear.1.weight.npy`"), "{text}");
    }
}

/// Archives whose sizes have 64 bits, small as they are: in the entries, and at the end.
#[test]
fn sizes_of_64_bits_are_read() {
    let expected = load_bytes("npz", &npz(&sound())).unwrap();
    for method in [CompressionMethod::Stored, CompressionMethod::Deflated] {
        let options = SimpleFileOptions::default().compression_method(method).large_file(true);
        let mut archive = NpzWriter::new_with_options(Cursor::new(Vec::new()), options);
        for Tensor { name, shape, entries } in sound() {
            archive.add_array(name, &ArrayD::from_shape_vec(shape, entries).unwrap()).unwrap();
        }
        let bytes = archive.finish().unwrap().into_inner();
        assert_eq!(load_bytes("npz", &bytes).unwrap(), expected);
        assert_eq!(load_bytes("npz", &with_long_end(&bytes)).unwrap(), expected);
    }
    let bytes = with_long_end(&npz(&sound()));
    assert_eq!(load_bytes("npz", &bytes).unwrap(), expected);
    for length in 0..bytes.len() {
        assert!(load_bytes("npz", &bytes[..length]).is_err(), "cut to {length} bytes");
    }
    assert!(load_bytes("npz", &[&bytes[..], b"0"].concat()).is_err());
}

/// The archive with an end record of 64 bits, its locator, and an end record that says so.
fn with_long_end(bytes: &[u8]) -> Vec<u8> {
    let (body, end) = bytes.split_at(bytes.len() - 22);
    let count = u64::from(end[10]).to_le_bytes();
    let [length, start] =
        [12, 16].map(|at| u64::from(u32::from_le_bytes(end[at..at + 4].try_into().unwrap())));
    let [length, start] = [length, start].map(u64::to_le_bytes);
    let sizes = [&[45, 0, 45, 0][..], &[0; 8], &count, &count, &length, &start].concat();
    let long = [&b"PK\x06\x06"[..], &44_u64.to_le_bytes(), &sizes].concat();
    let locator = [&b"PK\x06\x07"[..], &[0; 4], &(body.len() as u64).to_le_bytes(), &[1, 0, 0, 0]].concat();
    [body, &long, &locator, &b"PK\x05\x06\0\0\0\0"[..], &[0xff; 12], &[0; 2]].concat()
}

/// What other programs pass over: bytes around the archive, an older archive within, a directory that says less.
#[test]
fn nothing_is_passed_over() {
    let bytes = npz(&sound());
    for around in [[b"0123", &bytes[..]].concat(), [&bytes[..], b"0"].concat()] {
        assert!(load_bytes("npz", &around).is_err());
    }
    // The last directory is damaged, and a whole archive stands before it.
    let mut twice = [&bytes[..], &bytes].concat();
    let record = twice.windows(4).rposition(|window| window == b"PK\x01\x02").unwrap();
    twice[record] = 0;
    assert!(load_bytes("npz", &twice).is_err());
    let mut fewer = bytes.clone();
    let end = fewer.len() - 22;
    for count in [8, 10] {
        fewer[end + count] -= 1;
    }
    assert!(message("npz", &fewer).contains("another number of entries"));
    let content = npy(&header("'<f8'", "(1, 1)"), &1.0_f64.to_le_bytes());
    let twice = zip(&[(b"linear.0.weight.npy", &content), (b"linear.0.weight.npy", &content)]);
    assert!(matches!(fault("npz", &twice), Fault::Duplicate { .. }));
}

/// Every record that looks like the end names the same entries, the last of which is none.
#[test]
fn a_search_without_end_ends() {
    let content = npy(&header("'<f8'", "(1, 1)"), &1.0_f64.to_le_bytes());
    let name = b"linear.0.weight.npy";
    let mut bytes = zip(&[(&name[..], &content[..]); 5000]);
    let end = bytes.split_off(bytes.len() - 22);
    let last = bytes.windows(4).rposition(|window| window == b"PK\x01\x02").unwrap();
    bytes[last] = 0;
    for _ in 0..20_000 {
        bytes.extend_from_slice(&end);
    }
    let text = message("npz", &bytes);
    assert!(text.contains("nowhere to be found"), "{text}");
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
