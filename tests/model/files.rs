//! Model files: round trips, and files that other programs wrote.

use std::fs;
use std::io::{self, Cursor, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use diagraction::Rational;
use diagraction::arrays::{self, Container};
use diagraction::network::file::{LoadError, Model, SaveFault, load, save, save_exact};
use diagraction::network::{Activation, Coupling, Linear, Network};
use ndarray::{Array2, ArrayD, CowArray, array};
use safetensors::tensor::{Dtype, TensorView};

const ENDINGS: [&str; 3] = ["safetensors", "npz", "json"];

/// A network with entries of every size; `arities` per activation.
fn network(d: usize, arities: &[&[usize]]) -> Network<f64> {
    let mut state = 1_u64;
    let mut entry = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let mantissa = (state >> 11) as f64 / (1_u64 << 53) as f64 - 0.5;
        mantissa * 2.0_f64.powi((state % 40) as i32 - 20)
    };
    let mut linear = Vec::new();
    let mut activations = Vec::new();
    for _ in 0..=arities.len() {
        let weight = Array2::from_shape_simple_fn((d, d), &mut entry) + 1e3 * Array2::<f64>::eye(d);
        linear.push(Linear { weight, bias: (0..d).map(|_| entry()).collect() });
    }
    for arities in arities {
        let mut couplings = Vec::new();
        for &arity in *arities {
            let shape: Vec<_> =
                std::iter::once(d / 2).chain(std::iter::repeat_n(d.div_ceil(2), arity)).collect();
            couplings.push(Coupling::new(ArrayD::from_shape_simple_fn(shape, &mut entry)).unwrap());
        }
        activations.push(Activation::new(couplings).unwrap());
    }
    Network::new(linear, activations).unwrap()
}

fn networks() -> Vec<Network<f64>> {
    let extremes = Linear {
        weight: array![[f64::MAX, 5e-324], [-f64::MIN_POSITIVE, 0.1]],
        bias: array![1.0 / 3.0, -1e-300],
    };
    vec![
        network(1, &[]),
        network(1, &[&[2], &[2, 3]]),
        network(2, &[]),
        network(5, &[&[2], &[2]]),
        network(4, &[&[2], &[3], &[2, 4]]),
        Network::new(vec![extremes], vec![]).unwrap(),
        low_rank(1),
        low_rank(5),
    ]
}

/// Layers with low-rank, dense, cubic and both kinds of coupling.
fn low_rank(d: usize) -> Network<f64> {
    let plain = network(d, &[&[2], &[2], &[3], &[3]]);
    let linear = (1..=5).map(|layer| plain.linear(layer).clone()).collect();
    let factors = |terms: usize| {
        let entry = |(i, j): (usize, usize)| 0.1 + i as f64 / 3.0 - j as f64 * 1e-5;
        let output = Array2::from_shape_fn((d / 2, terms), entry);
        Coupling::low_rank(output, Array2::from_shape_fn((terms, d.div_ceil(2)), entry)).unwrap()
    };
    let mut activations: Vec<_> = (1..=4).map(|layer| plain.activation(layer).clone()).collect();
    activations[0] = Activation::new(vec![factors(3)]).unwrap();
    activations[3] = Activation::new(vec![factors(1), activations[3].coupling(3).unwrap().clone()]).unwrap();
    Network::new(linear, activations).unwrap()
}

fn bits(network: &Network<f64>) -> Vec<u64> {
    let linear = (1..=network.depth() + 1).flat_map(|l| {
        let linear = network.linear(l);
        linear.weight.iter().chain(&linear.bias)
    });
    let couplings = (1..=network.depth()).flat_map(|l| network.activation(l).couplings());
    let mut bits: Vec<_> = linear.map(|entry| entry.to_bits()).collect();
    bits.extend(
        couplings.flat_map(|chi| chi.tensor().iter().map(|entry| entry.to_bits()).collect::<Vec<_>>()),
    );
    bits
}

#[test]
fn every_format_keeps_every_bit() {
    let folder = tempfile::tempdir().unwrap();
    for ending in ENDINGS {
        for network in networks() {
            let path = folder.path().join("model").with_extension(ending);
            save(&path, &network).unwrap();
            let model = load(&path).unwrap();
            assert_eq!((model.dimension(), model.depth()), (network.dimension(), network.depth()));
            assert_eq!(model.arities(), network.arities());
            assert_eq!(bits(&model.to_f64().unwrap()), bits(&network), "{ending}");
            assert_eq!(model.to_f64().unwrap(), network, "{ending}");
            let first = fs::read(&path).unwrap();
            save(&path, &network).unwrap();
            assert_eq!(fs::read(&path).unwrap(), first, "{ending} files are the same each time");
        }
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), ENDINGS.len(), "nothing is left aside");
}

#[test]
fn exact_networks_survive_json() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.json");
    for network in networks() {
        let exact = network.to_exact();
        save_exact(&path, &exact).unwrap();
        assert_eq!(load(&path).unwrap(), Model::Exact(exact));
    }
}

#[test]
fn refused_writes_leave_the_old_file() {
    let folder = tempfile::tempdir().unwrap();
    let network = network(2, &[&[2]]);
    let path = folder.path().join("model.json");
    save(&path, &network).unwrap();
    let before = fs::read(&path).unwrap();

    let long = num_traits::pow(Rational::from_integer(10.into()), 10_000);
    let long = network.to_exact().map(|entry| entry * &long).unwrap();
    assert!(matches!(*save_exact(&path, &long).unwrap_err().fault, SaveFault::Digits { .. }));
    assert_eq!(fs::read(&path).unwrap(), before);

    let exact = network.to_exact();
    let fault = |path: &str| *save_exact(folder.path().join(path), &exact).unwrap_err().fault;
    assert!(matches!(fault("model.npz"), SaveFault::Inexact));
    assert!(matches!(fault("model.txt"), SaveFault::Ending));
    assert!(matches!(*save(folder.path().join("model"), &network).unwrap_err().fault, SaveFault::Ending));
    let nowhere = save(folder.path().join("no/such/folder.npz"), &network).unwrap_err();
    assert!(nowhere.to_string().contains("cannot be written"), "{nowhere}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[cfg(unix)]
#[test]
fn others_may_read_a_model_file() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let plain = folder.path().join("plain");
    fs::write(&plain, "").unwrap();
    let path = folder.path().join("model.npz");
    save(&path, &network(1, &[])).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&path), mode(&plain));
}

fn load_text(text: &str) -> Result<Model, LoadError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.json");
    fs::write(&path, text).unwrap();
    load(path)
}

#[test]
fn json_numbers_are_exact() {
    let text = r#"{"chi": [[[["-1/3"]]]], "linear": [
        {"weight": [[0.1, "3/4"], ["-2", 1e-3]], "bias": ["0.25", -7]},
        {"bias": [0, 0], "weight": [[1, 0], [0, 1]]}]}"#;
    let Model::Exact(network) = load_text(text).unwrap() else { panic!("JSON is exact") };
    let ratio = |p: i64, q: i64| Rational::new(p.into(), q.into());
    let first = network.linear(1);
    assert_eq!(first.weight, array![[ratio(1, 10), ratio(3, 4)], [ratio(-2, 1), ratio(1, 1000)]]);
    assert_eq!(first.bias, array![ratio(1, 4), ratio(-7, 1)]);
    assert_eq!(network.activation(1).coupling(2).unwrap().tensor()[[0, 0, 0]], ratio(-1, 3));
}

#[test]
fn json_couplings_of_any_degree() {
    let layer = r#"{"weight": [[1, 0], [0, 1]], "bias": [0, 0]}"#;
    let with = |chi: &str| load_text(&format!(r#"{{"linear": [{layer}, {layer}, {layer}]{chi}}}"#));
    let model = with(r#", "chi": [[[[2]]], null], "chi3": [[[[[3]]]], [[[[4]]]]]"#).unwrap();
    let network = model.to_exact();
    assert_eq!(network.activation(1).arities(), [2, 3]);
    assert_eq!(network.activation(2).arities(), [3]);
    assert!(with(r#", "chi3": [[[[[3]]]], [[[[4]]]]]"#).is_ok());
    let lacking = with(r#", "chi3": [[[[[3]]]]]"#).unwrap_err().to_string();
    assert!(lacking.contains("lacks `chi.1`"), "{lacking}");
}

#[test]
fn json_couplings_of_low_rank() {
    let layer = r#"{"weight": [[1, 0], [0, 1]], "bias": [0, 0]}"#;
    let with = |chi: &str| load_text(&format!(r#"{{"linear": [{layer}, {layer}, {layer}]{chi}}}"#));
    let model =
        with(r#", "chi": [null, [[[2]]]], "chi_out": [[["1/3", 2]], null], "chi_in": [[[1], [-4]], null]"#);
    let network = model.unwrap().to_exact();
    let coupling = network.activation(1).coupling(2).unwrap();
    assert_eq!(coupling.chi_rank(), Some(2));
    assert_eq!(coupling.tensor()[[0, 0, 0]], Rational::new(97.into(), 3.into()));
    assert_eq!(network.activation(2).coupling(2).unwrap().chi_rank(), None);
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/models").join(name)
}

/// Written by PyTorch and NumPy, see `write_foreign.py` beside the files.
#[test]
fn files_of_other_programs() {
    let reference = load(fixture("foreign.json")).unwrap().to_f64().unwrap();
    for name in ["foreign-f64.safetensors", "foreign-f32.safetensors", "foreign-stored.npz"] {
        assert_eq!(load(fixture(name)).unwrap(), Model::Float(reference.clone()), "{name}");
    }
    for name in ["foreign-deflated-f32.npz", "foreign-fortran.npz", "foreign-big-endian.npz"] {
        assert_eq!(load(fixture(name)).unwrap(), Model::Float(reference.clone()), "{name}");
    }
}

#[test]
fn content_tells_the_format_where_the_ending_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let network = network(2, &[&[2]]);
    for ending in ENDINGS {
        let path = folder.path().join(format!("model.{ending}"));
        save(&path, &network).unwrap();
        for other in ["model", "model.bin"] {
            let copy = folder.path().join(other);
            fs::copy(&path, &copy).unwrap();
            assert_eq!(load(copy).unwrap().to_f64().unwrap(), network, "{ending}");
        }
    }
}

/// A file in memory that knows the most bytes it was given at once.
#[derive(Default)]
struct Watched {
    file: Cursor<Vec<u8>>,
    most: usize,
}

impl Write for Watched {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.most = self.most.max(bytes.len());
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Seek for Watched {
    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        self.file.seek(position)
    }
}

/// The bytes are those that the crate `safetensors` makes as a whole.
#[test]
fn tensors_are_written_in_pieces() {
    let small = array![[1.0, -2.5], [f64::MAX, 0.0]];
    let large = Array2::from_shape_fn((300, 200), |(i, j)| (i * 7 + j) as f64 / 3.0);
    let arrays = [("b", small.t().into_dyn()), ("a", large.view().into_dyn())];
    let bytes = arrays
        .each_ref()
        .map(|(_, array)| array.iter().flat_map(|entry| entry.to_le_bytes()).collect::<Vec<u8>>());
    let views = arrays.iter().zip(&bytes).map(|((name, array), bytes)| {
        (*name, TensorView::new(Dtype::F64, array.shape().to_vec(), bytes).unwrap())
    });
    let metadata = std::collections::HashMap::from([("dimension".to_string(), "16".to_string())]);
    let expected = safetensors::serialize(views, Some(metadata)).unwrap();
    let mut written = Watched::default();
    let named = arrays.map(|(name, array)| (name.to_string(), CowArray::from(array)));
    arrays::write(Container::Safetensors, named, &[("dimension", 16)], &mut written).unwrap();
    assert!(written.file.into_inner() == expected);
    assert!(written.most <= 1 << 15, "{} bytes at once", written.most);
}
