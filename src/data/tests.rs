//! Samples from every format, whole and in pieces, and what is refused.

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
    // One that is missing, another array beside them, and names that are no numbers of chains.
    for (names, expected) in [
        (&["chain.0", "chain.1", "chain.3"][..], "`chain.2` is not among them"),
        (&["chain.1", "chain.2"], "`chain.0` is not among them"),
        (&["chain.0", "data"], "holds the arrays chain.0, data, and only one of them"),
        (&["chain.0", "chain.00"], "holds the arrays chain.0, chain.00"),
        (&["chain.0", "\u{1b}[2J"], "holds the arrays chain.0, \\u{1b}[2J"),
    ] {
        let mut archive = NpzWriter::new(fs::File::create(&path).expect("a file"));
        names.iter().for_each(|name| archive.add_array(*name, &samples(3)).expect("an array"));
        archive.finish().expect("a file");
        let refusal = message(Samples::open(&path, None));
        assert!(refusal.contains(expected), "{refusal}");
        assert_eq!(Samples::open(&path, Some(names[0])).expect("samples").rows(), 3);
    }
}

/// Arrays of more than two axes: lattices where the sides are equal, chains where they are asked for, and nothing else.
#[test]
fn axes_are_sites_or_chains() {
    let folder = tempfile::tempdir().expect("a folder");
    let shaped = |name: &str, shape: &[usize]| {
        let path = folder.path().join(name);
        let count = shape.iter().product::<usize>();
        let numbers = (0..count).map(|number| number as f64).collect();
        let array = ArrayD::from_shape_vec(shape, numbers).expect("its shape");
        write_npy(&path, &array).expect("a file");
        let mut archive = NpzWriter::new(fs::File::create(path.with_extension("npz")).expect("a file"));
        archive.add_array("x", &array).expect("an array");
        archive.finish().expect("a file");
        [path.clone(), path.with_extension("npz")]
    };
    for path in shaped("chains.npy", &[4, 5, 2]) {
        let refusal = message(Samples::open(&path, None));
        assert!(refusal.contains("shape [4, 5, 2]") && refusal.contains("x.reshape(-1, 2)"), "{refusal}");
        assert!(refusal.contains("chain.0, chain.1") && refusal.contains("x.reshape(4, -1)"), "{refusal}");
        let found = Samples::open_chains(&path, None).expect("chains");
        assert_eq!((found.rows(), found.dimension(), found.chains()), (20, 2, &[5; 4][..]));
        let pieces: Vec<_> = found.chunks(7).map(|piece| piece.expect("a piece")).collect();
        assert_eq!(
            pieces[2],
            array![[28.0, 29.0], [30.0, 31.0], [32.0, 33.0], [34.0, 35.0], [36.0, 37.0], [38.0, 39.0]]
        );
        assert_eq!(found.range(5, 1).expect("a row"), array![[10.0, 11.0]]);
        assert_eq!(found.part(3, 9).chains(), [2, 5, 2]);
    }
    for path in shaped("lattice.npy", &[4, 3, 3]) {
        assert_eq!(Samples::open(&path, None).expect("samples").dimension(), 9);
        let chains = Samples::open_chains(&path, None).expect("chains");
        assert_eq!((chains.dimension(), chains.chains()), (3, &[3; 4][..]));
    }
    for path in shaped("lattices.npy", &[2, 4, 3, 3]) {
        assert!(message(Samples::open(&path, None)).contains("x.reshape(-1, 9)"));
        let chains = Samples::open_chains(&path, None).expect("chains");
        assert_eq!((chains.dimension(), chains.chains()), (9, &[4; 2][..]));
    }
    for path in shaped("cubes.npy", &[5, 2, 2, 2]) {
        assert_eq!(Samples::open(&path, None).expect("samples").dimension(), 8);
    }
    for path in shaped("matrix.npy", &[5, 2]) {
        assert!(message(Samples::open_chains(&path, None)).contains("(chains, draws, d)"));
    }
    for path in shaped("empty.npy", &[4, 0, 2]) {
        assert!(message(Samples::open_chains(&path, None)).contains("no samples"));
    }
    let csv = folder.path().join("a.csv");
    fs::write(&csv, "1,2\n").expect("a file");
    assert!(message(Samples::open_chains(&csv, None)).contains("shape [1, 2]; chains are an array"));
    // So many chains without a draw are not counted one by one.
    let path = folder.path().join("many.npy");
    let header = "{'descr': '<f8', 'fortran_order': False, 'shape': (1152921504606846976, 0, 2), }";
    let length = u16::try_from(header.len()).expect("a short header").to_le_bytes();
    fs::write(&path, [b"\x93NUMPY\x01\0", &length[..], header.as_bytes()].concat()).expect("a file");
    assert!(message(Samples::open_chains(&path, None)).contains("no samples"));
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
    assert!(refused("b.csv", "1,5;2,5\n3,5;4,5\n").contains("line 1 has both commas and semicolons"));
    assert!(refused("b.csv", "a;b\n1;2\n1,5;2\n").contains("line 3 has both commas and semicolons"));
    assert!(
        refused("b.csv", "<html>\nerror page\n1 2\n").contains("line 2, field 1: \"error\" is not a number")
    );
    assert!(refused("b.csv", "a,b\nN/A,N/A\n1,2\n").contains("line 2, field 1: \"N/A\" is not a number"));
    assert!(refused("b.csv", "1,2\na,b\n").contains("line 2, field 1"));
    assert!(refused("b.csv", "1,2\n\u{feff}3,4\n").contains("line 2, field 1"));
    assert!(refused("b.csv", "<p>not found</p>\n1\n").contains("line 2"));
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

#[test]
fn marks_comments_and_names_come_before_samples() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.csv");
    for text in [
        "\u{feff}1;2\n3;4\n",
        "\u{feff}\u{feff}1;2\n3;4\n",
        "\u{feff}# made here\n\na;b\n# of names\n1;2\n\n3;4\n",
        "\u{feff}a b\r\n1 2\r\n3 4\r\n",
    ] {
        fs::write(&path, text).expect("a file");
        let found = Samples::open(&path, None).expect("samples");
        assert_eq!(found.range(0, 9).expect("samples"), array![[1.0, 2.0], [3.0, 4.0]], "{text}");
        assert!(!found.may_be_cut(), "{text}");
        fs::write(&path, text.trim_end()).expect("a file");
        let cut = Samples::open(&path, None).expect("samples");
        assert!(cut.may_be_cut() && cut.part(0, 1).may_be_cut(), "{text}");
        assert_eq!(cut.rows(), 2, "{text}");
    }
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
