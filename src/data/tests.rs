use std::fs;

use ndarray::{Array2, Array3, array};
use ndarray_npy::{NpzWriter, write_npy};

use super::*;

fn samples(rows: usize) -> Array2<f64> {
    Array2::from_shape_fn((rows, 4), |(row, column)| row as f64 + 0.25 * column as f64)
}

fn message(result: Result<Samples, DataError>) -> String {
    result.map(|samples| samples.rows()).expect_err("a file that is refused").to_string()
}

#[test]
fn every_format_and_piece_gives_the_same_samples() {
    let folder = tempfile::tempdir().expect("a folder");
    let expected = samples(11);
    let npy = folder.path().join("a.npy");
    write_npy(&npy, &expected).expect("a file");
    let image = folder.path().join("image.npy");
    let squares: Array3<f64> = expected.clone().into_shape_with_order((11, 2, 2)).expect("its shape");
    write_npy(&image, &squares).expect("a file");
    let single = folder.path().join("single.npy");
    write_npy(&single, &expected.mapv(|value| value as f32)).expect("a file");
    let csv = folder.path().join("a.csv");
    let lines: Vec<String> = expected
        .outer_iter()
        .map(|row| row.iter().map(f64::to_string).collect::<Vec<_>>().join(", "))
        .collect();
    fs::write(&csv, format!("# made here\na,b,c,d\n{}\n\n", lines.join("\n"))).expect("a file");
    let text = folder.path().join("a.txt");
    fs::write(&text, lines.join("\r\n").replace(", ", "  ")).expect("a file");
    let checksum = Samples::from_array(expected.clone()).checksum().expect("a checksum");
    for path in [npy, image, single, csv, text] {
        let found = Samples::open(&path, None).expect("samples");
        assert_eq!((found.rows(), found.dimension(), found.chains()), (11, 4, &[11][..]));
        for rows in [1, 3, 11, 100] {
            let pieces: Vec<_> = found.chunks(rows).map(|piece| piece.expect("a piece")).collect();
            assert_eq!(pieces.len(), 11_usize.div_ceil(rows));
            let views: Vec<_> = pieces.iter().map(|part| part.view()).collect();
            assert_eq!(concatenate(Axis(0), &views).expect("pieces"), expected, "{}", path.display());
        }
        assert_eq!(found.range(9, 5).expect("a part"), expected.slice(s![9.., ..]));
        assert_eq!(found.checksum().expect("a checksum"), checksum);
        let part = found.part(2, 7).part(1, 100);
        assert_eq!((part.rows(), part.chains()), (6, &[6][..]));
        let pieces: Vec<_> = part.chunks(4).map(|piece| piece.expect("a piece")).collect();
        assert_eq!(pieces[1], expected.slice(s![7..9, ..]));
        assert_eq!(part.range(5, 5).expect("a part"), expected.slice(s![8..9, ..]));
    }
}

#[test]
fn archives_hold_arrays_by_name_or_chains() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.npz");
    let mut archive = NpzWriter::new(fs::File::create(&path).expect("a file"));
    archive.add_array("chain.0", &samples(3)).expect("an array");
    archive.add_array("chain.1", &samples(5)).expect("an array");
    archive.finish().expect("a file");
    let found = Samples::open(&path, None).expect("samples");
    assert_eq!((found.rows(), found.chains()), (8, &[3, 5][..]));
    assert_eq!(found.part(2, 4).chains(), [1, 3]);
    assert_eq!(Samples::open(&path, Some("chain.1")).expect("samples").rows(), 5);
    assert!(message(Samples::open(&path, Some("x"))).contains("no array `x`; it holds chain.0, chain.1"));
}

#[test]
fn refusals_say_where() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).expect("a file");
        path
    };
    let refused = |name, text| message(Samples::open(file(name, text), None));
    assert!(refused("a.csv", "1,2\n3\n").contains("line 2 has 1 numbers, and the first sample has 2"));
    assert!(refused("b.csv", "1,2\n3,x\n").contains("line 2, field 2: \"x\" is not a number"));
    assert!(refused("c.csv", "\n# nothing\n").contains("no samples"));
    assert!(refused("d.dat", "").contains(".npy, .npz or .csv"));
    assert!(refused("e.npy", "").contains("does not begin as an npy file"));

    let path = folder.path().join("f.npy");
    let header = "{'descr': '<f8', 'fortran_order': False, 'shape': (0, 1099511627776, 1099511627776), }";
    let length = u16::try_from(header.len()).expect("a short header").to_le_bytes();
    fs::write(&path, [b"\x93NUMPY\x01\0", &length[..], header.as_bytes()].concat()).expect("a file");
    assert!(message(Samples::open(&path, None)).contains("shape [0, 1099511627776, 1099511627776]"));
    write_npy(&path, &array![1.0, 2.0]).expect("a file");
    assert!(message(Samples::open(&path, None)).contains("shape [2]"));
    write_npy(&path, &array![[1.0, 2.0], [3.0, f64::NAN]]).expect("a file");
    let found = Samples::open(&path, None).expect("samples");
    let refusal = found.chunks(1).last().expect("a piece").expect_err("a number that is not finite");
    assert!(refusal.to_string().contains("row 1, column 1 (counted from 0) is NaN"), "{refusal}");
    let bytes = fs::read(&path).expect("a file");
    fs::write(&path, &bytes[..bytes.len() - 1]).expect("a file");
    assert!(message(Samples::open(&path, None)).contains("cut short"));
}

/// Another file in the place of one that was opened.
#[test]
fn files_that_change_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let (npy, csv) = (folder.path().join("a.npy"), folder.path().join("a.csv"));
    write_npy(&npy, &samples(5)).expect("a file");
    fs::write(&csv, "1,2\n3,4\n5,6\n").expect("a file");
    let opened = [&npy, &csv].map(|path| Samples::open(path, None).expect("samples"));
    write_npy(&npy, &samples(4)).expect("a file");
    fs::write(&csv, "1,2\n").expect("a file");
    for samples in opened {
        let refusal = samples.chunks(2).find_map(Result::err).expect("a refusal").to_string();
        assert!(refusal.contains("was changed while it was read"), "{refusal}");
    }
}

#[test]
fn an_array_cut_short_while_it_is_open_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.npy");
    write_npy(&path, &samples(5)).expect("a file");
    let mut file = NpyFile::open(&path).expect("an array");
    let bytes = fs::metadata(&path).expect("a file").len();
    fs::OpenOptions::new().write(true).open(&path).and_then(|file| file.set_len(bytes - 8)).expect("a cut");
    assert_eq!(file.rows(0, 4).expect("rows that are there").len(), 16);
    assert!(file.rows(4, 1).expect_err("a row that is not there").to_string().contains("is cut short"));
    assert!(file.rows(5, 1).expect_err("a row beyond the shape").to_string().contains("is cut short"));
}
