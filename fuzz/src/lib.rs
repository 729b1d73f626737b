//! The bodies of the fuzz targets. Each takes any bytes and panics where a promise does not hold: what is damaged is refused,
//! and what is read is the same however it is read, and when it is written and read again.
//!
//! A body gives fingerprints of what it read, none where everything was refused. Where a format has checksums no damage may make
//! others.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use diagraction::action::file::{self, ActionFile, SparseFile, json};
use diagraction::action::{Action, Kernel, SparseAction, compare, independent_entries};
use diagraction::arrays::{self, NpyWriter};
use diagraction::data::Samples;
use diagraction::diagram::Arena;
use diagraction::ensemble::{Ensemble, Field, closed};
use diagraction::feynman::{self, push_graph};
use diagraction::fit::Monomials;
use diagraction::modes::{Search, search};
use diagraction::notation::{self, Charset, Printer};
use diagraction::sample::{Settings, nuts};
use diagraction::{Rational, joined, network, spins, theory};
use ndarray::{Array2, Axis, concatenate};

/// A body, which gives fingerprints of what was read.
pub type Body = fn(&[u8]) -> Vec<u64>;

/// All targets, and whether their formats have checksums.
pub const TARGETS: [(&str, Body, bool); 14] = [
    ("notation", |bytes| Vec::from_iter(notation(bytes)), false),
    ("feynman", |bytes| Vec::from_iter(feynman(bytes)), false),
    ("joined", |bytes| Vec::from_iter(joined(bytes)), false),
    ("theories", |bytes| Vec::from_iter(theories(bytes)), false),
    ("ensembles", |bytes| Vec::from_iter(ensembles(bytes)), false),
    ("model_files", |bytes| Vec::from_iter(model_files(bytes)), false),
    ("spin_files", |bytes| Vec::from_iter(spin_files(bytes)), false),
    ("action_files", |bytes| Vec::from_iter(action_files(bytes)), false),
    ("npy", |bytes| Vec::from_iter(npy(bytes)), false),
    ("npz", npz, true),
    ("csv", |bytes| Vec::from_iter(csv(bytes)), false),
    ("fields", |bytes| Vec::from_iter(fields(bytes)), false),
    ("supports", |bytes| Vec::from_iter(supports(bytes)), false),
    ("actions", |bytes| Vec::from_iter(actions(bytes)), false),
];

/// A file with these bytes.
fn file(name: &str, bytes: &[u8]) -> PathBuf {
    static FOLDER: OnceLock<tempfile::TempDir> = OnceLock::new();
    let folder = FOLDER.get_or_init(|| tempfile::tempdir().expect("a folder"));
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).expect("a file");
    path
}

/// The first byte chooses the ending.
fn chosen<'a>(bytes: &'a [u8], endings: &[&str], name: &str) -> Option<(PathBuf, &'a [u8])> {
    let (choice, content) = bytes.split_first()?;
    let ending = endings[usize::from(*choice) % endings.len()];
    Some((file(&format!("{name}.{ending}"), content), content))
}

fn fingerprint(content: impl Hash) -> Option<u64> {
    let mut hasher = DefaultHasher::new();
    content.hash(&mut hasher);
    Some(hasher.finish())
}

/// What is printed of a text that is read can be read, and is the same diagram.
pub fn notation(bytes: &[u8]) -> Option<u64> {
    let mut arena = Arena::new();
    let sum = notation::read(std::str::from_utf8(bytes).ok()?, &mut arena).ok()?;
    for charset in [Charset::Ascii, Charset::Unicode] {
        let mut printer = Printer::new(charset);
        for term in &sum.terms {
            let printed = printer.diagram(&arena, &term.diagram);
            let again = notation::read(&printed, &mut arena).expect("what is printed can be read");
            assert_eq!(again.terms[0].diagram, term.diagram);
        }
    }
    fingerprint(sum.terms.len())
}

/// What is printed of a Feynman diagram that is read can be read, and is the same diagram with the same symmetry.
pub fn feynman(bytes: &[u8]) -> Option<u64> {
    let sum = feynman::read(std::str::from_utf8(bytes).ok()?).ok()?;
    for (_, graph) in &sum {
        for charset in [Charset::Ascii, Charset::Unicode] {
            let mut printed = String::new();
            push_graph(graph, charset, &mut printed);
            let again = feynman::read(&printed).expect("what is printed can be read");
            assert_eq!(again[0].1, *graph);
            assert_eq!(again[0].1.automorphisms(), graph.automorphisms());
        }
        assert_eq!(graph.unlabelled().automorphisms() % graph.automorphisms(), 0);
    }
    fingerprint(sum)
}

/// What is printed of joined trees that are read can be read, and is the same diagram.
pub fn joined(bytes: &[u8]) -> Option<u64> {
    let mut arena = Arena::new();
    let sum = joined::read(std::str::from_utf8(bytes).ok()?, &mut arena).ok()?;
    for term in &sum {
        for charset in [Charset::Ascii, Charset::Unicode] {
            let mut printed = String::new();
            term.trees.push(&arena, charset, &mut printed);
            let again = joined::read(&printed, &mut arena).expect("what is printed can be read");
            assert_eq!(again[0].trees, term.trees);
        }
    }
    fingerprint(sum.len())
}

/// A theory that is read is written as JSON and read back the same, and its normalisability is decided.
pub fn theories(bytes: &[u8]) -> Option<u64> {
    let action = theory::read(std::str::from_utf8(bytes).ok()?).ok()?;
    let mut written = Vec::new();
    json::write_sparse_exact(&action, &mut written).expect("memory can be written");
    if let Ok(SparseFile::Exact(again)) = json::read_sparse(&written) {
        assert_eq!(again, action);
    }
    if action.dimension() <= 64 {
        let _ = action.normalisability();
    }
    fingerprint(written)
}

/// An ensemble that is read has numbers at two points, or is refused.
pub fn ensembles(bytes: &[u8]) -> Option<u64> {
    let ensemble = Ensemble::read(std::str::from_utf8(bytes).ok()?, None, 2).ok()?;
    if ensemble.inputs <= 3 {
        let points =
            Array2::from_shape_fn((2, ensemble.inputs), |(i, k)| 0.3 + 0.9 * i as f64 + 0.1 * k as f64);
        if let Ok(found) = closed(&ensemble, &points, 4, 1 << 28) {
            let _ = Field::new(&ensemble, found, 1, 1 << 28);
        }
    }
    fingerprint(format!("{ensemble:?}"))
}

/// A network of few spins has the same couplings by the integral, where it has one, as by all its states.
pub fn spin_files(bytes: &[u8]) -> Option<u64> {
    let (path, _) = chosen(bytes, &["safetensors", "npz"], "spins")?;
    let network = spins::load(&path).ok()?;
    let n = network.spins();
    if n <= 6
        && let Ok(read) = spins::read_couplings(&network, &[], 1 << 28, &())
    {
        let all = spins::as_action(&spins::couplings(network.values().ok()?), 2);
        let size = 1.0 + network.values().ok()?.iter().fold(0.0, |size: f64, s| size.max(s.abs()));
        for i in (0..n).filter(|_| size < 1e100) {
            assert!((read.action.get(&[i]) - all.get(&[i])).abs() < 1e-9 * size, "{network:?}");
        }
    }
    fingerprint(format!("{network:?}"))
}

/// A model or a refusal with words.
pub fn model_files(bytes: &[u8]) -> Option<u64> {
    let (path, _) = chosen(bytes, &["safetensors", "npz", "json", "bin"], "model")?;
    match network::file::load(path) {
        Ok(model) => fingerprint(format!("{:?}", model.to_f64().ok()?)),
        Err(error) => {
            assert!(!error.to_string().is_empty());
            None
        }
    }
}

/// An action that is read is written as JSON and read back.
pub fn action_files(bytes: &[u8]) -> Option<u64> {
    let (path, _) = chosen(bytes, &["json", "npz", "safetensors"], "action")?;
    small(&file::load_sparse(&path).ok()?.into_f64().ok()?)?;
    let action = file::load(&path).ok()?;
    let mut text = Vec::new();
    match &action {
        ActionFile::Float(action) => json::write(action, &mut text),
        ActionFile::Exact(action) => json::write_exact(action, &mut text),
    }
    .expect("memory can be written");
    json::read(&text).expect("what is written can be read");
    fingerprint(text)
}

pub fn npy(bytes: &[u8]) -> Option<u64> {
    samples(&file("a.npy", bytes), None)
}

/// The chains or the only array, and every array by its name.
pub fn npz(bytes: &[u8]) -> Vec<u64> {
    let path = file("a.npz", bytes);
    let names = arrays::npz_names(std::fs::File::open(&path).expect("a file")).unwrap_or_default();
    let by_name = names.iter().map(|name| samples(&path, Some(name)));
    std::iter::once(samples(&path, None)).chain(by_name).flatten().collect()
}

pub fn csv(bytes: &[u8]) -> Option<u64> {
    samples(&file("a.csv", bytes), None)
}

/// Samples are the same however they are read, and when they are written and read again.
fn samples(path: &Path, key: Option<&str>) -> Option<u64> {
    let chains = Samples::open_chains(path, key);
    let opened = Samples::open(path, key);
    let of_file = match (&opened, &chains) {
        (Ok(samples), _) | (Err(_), Ok(samples)) => samples,
        _ => return None,
    };
    let found = match of_file.range(0, usize::MAX) {
        Ok(found) => found,
        Err(_) => {
            assert!(of_file.chunks(1).any(|piece| piece.is_err()), "a refusal by one way of reading alone");
            return None;
        }
    };
    assert_eq!(found.dim(), (of_file.rows(), of_file.dimension()));
    assert_eq!(of_file.chains().iter().sum::<usize>(), of_file.rows());
    assert!(found.iter().all(|number| number.is_finite()));
    let size = found.len() * 8;
    assert!(
        size as u64 <= (64 << 20).max(64 * std::fs::metadata(path).expect("a file").len()),
        "{size} bytes"
    );
    for rows in [1, 3] {
        let pieces: Vec<Array2<f64>> =
            of_file.chunks(rows).collect::<Result<_, _>>().expect("the same pieces");
        let views: Vec<_> = pieces.iter().map(|piece| piece.view()).collect();
        assert_eq!(concatenate(Axis(0), &views).expect("pieces"), found);
    }
    if let (Ok(samples), Ok(chains)) = (&opened, &chains)
        && samples.dimension() == chains.dimension()
    {
        assert_eq!(chains.range(0, usize::MAX).ok().as_ref(), Some(&found));
    }
    let mut written = std::io::Cursor::new(Vec::new());
    let mut writer = NpyWriter::new(&mut written, found.ncols()).expect("memory");
    writer.write(found.view()).expect("memory");
    writer.finish().expect("memory");
    let again =
        Samples::open(file("again.npy", written.get_ref()), None).expect("what is written can be read");
    assert_eq!(again.range(0, usize::MAX).expect("samples"), found);
    fingerprint((written.into_inner(), of_file.chains()))
}

/// The numbers of a field are those that it has when it is written as exact numbers.
pub fn fields(bytes: &[u8]) -> Option<u64> {
    let (path, content) = chosen(bytes, &["npy", "json", "csv"], "field")?;
    let values: Vec<Rational> = theory::load_field(&path).ok()?;
    assert!(values.len() <= content.len(), "a number takes a byte at least");
    let exact: Vec<String> = values.iter().map(Rational::to_string).collect();
    let digits = exact.iter().map(String::len).max().unwrap_or_default();
    if digits < 10_000 {
        let written = serde_json::to_vec(&exact).expect("text");
        assert_eq!(
            theory::load_field(file("again.json", &written)).expect("what is written can be read"),
            values
        );
    }
    fingerprint(exact)
}

/// The monomials of a support are in range, in order, and the same when they are written and read again.
pub fn supports(bytes: &[u8]) -> Option<u64> {
    const DIMENSION: usize = 4;
    let found = Monomials::read(DIMENSION, std::str::from_utf8(bytes).ok()?).ok()?;
    assert!(found.indices().iter().all(|index| index.is_sorted() && index.iter().all(|&i| i < DIMENSION)));
    let line = |index: &Vec<usize>| index.iter().map(usize::to_string).collect::<Vec<_>>().join(" ") + "\n";
    let text: String = found.indices().iter().map(line).collect();
    assert_eq!(Monomials::read(DIMENSION, &text).expect("what is written can be read"), found);
    let _ = found.is_closed();
    fingerprint(text)
}

/// The longest work of one action.
const MAX_DIMENSION: usize = 12;
const MAX_ENTRIES: usize = 2000;

/// Nothing where packed tensors would be large, as they may be of a small file.
fn small(action: &SparseAction<f64>) -> Option<()> {
    let count = |rank| independent_entries(action.dimension(), rank);
    let all = (0..=action.max_rank()).try_fold(0usize, |sum, rank| sum.checked_add(count(rank)?))?;
    (all <= 1 << 20).then_some(())
}

/// An action is the same packed, sparse and as a kernel, and can be searched for maxima, sampled and compared.
pub fn actions(bytes: &[u8]) -> Option<u64> {
    let (path, _) = chosen(bytes, &["npz", "safetensors", "json"], "kernel")?;
    let Ok(sparse) = file::load_sparse(&path) else {
        assert!(file::load(&path).is_err() && file::load_kernel(&path).is_err(), "read by one way alone");
        return None;
    };
    let sparse: SparseAction<f64> = sparse.into_f64().ok()?;
    small(&sparse)?;
    let (dense, mut kernel): (_, Kernel) = (file::load(&path), file::load_kernel(&path).ok()?);
    if sparse.dimension() > MAX_DIMENSION || sparse.number_of_entries() > MAX_ENTRIES {
        return None;
    }
    let dense: Option<Action<f64>> = dense.ok().and_then(|action| action.into_f64().ok());
    let (x, mut gradient) = (vec![0.5; sparse.dimension()], vec![0.0; sparse.dimension()]);
    let scale = magnitude(&sparse, &x);
    if scale.is_finite() && scale < 1e100 {
        let value = kernel.value_and_gradient(&x, &mut gradient);
        assert!((value - sparse.value(&x)).abs() <= 1e-9 * scale, "{value} {} {scale}", sparse.value(&x));
        if let Some(dense) = &dense {
            let packed = dense.value(&x);
            assert!((value - packed).abs() <= 1e-9 * scale, "{value} {packed} {scale}");
        }
    }
    let _ = sparse.normalisability();
    if let Some(dense) = &dense {
        let same = compare(dense, dense).expect("an action beside itself");
        assert!(same.iter().all(|rank| rank.cosine.is_none_or(|cosine| (cosine - 1.0).abs() < 1e-9)));
    }
    let _ = search(&sparse, &Search { starts: 8, ..Search::default() }, &());
    let settings = Settings { draws: 8, chains: 2, tune: 8, max_depth: 4, threads: 1, ..Settings::default() };
    let _ = nuts(&kernel, &settings, &());
    let mut text = Vec::new();
    json::write_sparse(&sparse, &mut text).expect("memory");
    fingerprint(text)
}

/// The sum of the absolute values of all terms.
fn magnitude(action: &SparseAction<f64>, x: &[f64]) -> f64 {
    let mut absolute = SparseAction::zero(action.dimension());
    for rank in 0..=action.max_rank() {
        action.entries(rank).for_each(|(index, value)| absolute.add(index, value.abs()));
    }
    let around = action.around.as_deref().unwrap_or_default();
    let shifted = x.iter().enumerate().map(|(i, x)| (x - around.get(i).unwrap_or(&0.0)).abs());
    absolute.value(&shifted.collect::<Vec<_>>()).max(f64::MIN_POSITIVE)
}
