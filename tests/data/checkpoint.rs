//! The state of a training as bytes: it goes on bit for bit, and nothing else is taken up.

use diagraction::data::Samples;
use diagraction::train::{Couplings, Optimizer, Options, Precision, Start, TrainError, Training};
use ndarray::Array2;
use safetensors::SafeTensors;
use sha2::{Digest, Sha256};

fn data() -> Samples {
    let number = |i: usize| (((i + 1) * 7919) as f64 * 0.618_033_988_75).fract() * 4.0 - 2.0;
    Samples::from_array(Array2::from_shape_fn((300, 3), |(n, i)| number(3 * n + i) + number(n).powi(2)))
}

fn options() -> Options {
    Options { epochs: 12, batch: 30, learning_rate: 0.02, ..Options::new(2) }
}

fn variants() -> [Options; 3] {
    let sgd = Optimizer::Sgd { momentum: 0.9 };
    [
        Options { patience: Some(3), clip: Some(1.0), ..options() },
        Options {
            precision: Precision::F64,
            couplings: Couplings::LowRank(2),
            start: Start::Whitened,
            ..options()
        },
        // Large steps, so that there are steps back.
        Options { optimizer: sgd, learning_rate: 2.0, noise: 0.1, weight_decay: 0.01, ..options() },
    ]
}

fn end(training: &mut Training) -> Vec<u8> {
    while training.advance(u64::MAX, &mut ()).unwrap() {}
    training.checkpoint("")
}

#[test]
fn an_interrupted_training_ends_bit_for_bit_as_one_that_was_not() {
    let (data, test) = (data(), Samples::from_array(data().range(0, 50).unwrap()));
    for options in variants() {
        let new = || Training::new(&data, Some(&test), &options).unwrap();
        let mut whole = new();
        let expected = end(&mut whole);
        for step in [0, 1, 9, 10, 57, 100, 101, 119] {
            let mut first = new();
            first.advance(step, &mut ()).unwrap();
            let checkpoint = first.checkpoint("of \"others\"\n");
            let mut second = new();
            let attached = second.restore(&checkpoint).unwrap();
            assert_eq!(second.checkpoint(&attached), checkpoint);
            assert_eq!(end(&mut second), expected, "{options:?} at step {step}");
            assert_eq!(
                second.trained().unwrap().network,
                whole.trained().unwrap().network,
                "{options:?} at step {step}"
            );
        }
    }
    let mut exploded = Training::new(&data, Some(&test), &variants()[2]).unwrap();
    end(&mut exploded);
    assert!(exploded.steps_back() > 0, "the third variant covers steps back");
}

#[test]
fn a_state_of_another_training_is_refused() {
    let data = data();
    let mut training = Training::new(&data, None, &options()).unwrap();
    let own = training.checkpoint("");
    let mut refused = |bytes: &[u8]| match training.restore(bytes) {
        Err(TrainError::State(reason)) => reason,
        other => panic!("{other:?}"),
    };
    let of = |options: Options| Training::new(&data, None, &options).unwrap().checkpoint("");
    assert!(refused(b"nothing").contains("it is no checkpoint"));
    assert!(refused(&own[..own.len() - 1]).contains("damaged"));
    assert!(refused(&of(Options { depth: 1, ..options() })).contains("shape"));
    assert!(refused(&of(Options { precision: Precision::F64, ..options() })).contains("F64 and not F32"));
    let sgd = Optimizer::Sgd { momentum: 0.0 };
    assert!(refused(&of(Options { optimizer: sgd, ..options() })).contains("second_moments"));
    let mut longer = Training::new(&data, None, &Options { epochs: 24, ..options() }).unwrap();
    assert!(refused(&end(&mut longer)).contains("another training"));
    let tested = Training::new(&data, Some(&data), &options()).unwrap().checkpoint("");
    assert!(refused(&tested).contains("another training"));
    assert_eq!(training.checkpoint(""), own);
}

/// A checkpoint with a checksum for what it now holds.
pub(super) fn signed(mut file: Vec<u8>) -> Vec<u8> {
    let mark = br#"\"checksum\":\""#;
    let start = file.windows(mark.len()).position(|window| window == mark);
    let Some(start) = start.map(|start| start + mark.len()).filter(|start| start + 64 <= file.len()) else {
        return file;
    };
    file[start..start + 64].fill(b'0');
    let checksum: String = Sha256::digest(&file).iter().map(|byte| format!("{byte:02x}")).collect();
    file[start..start + 64].copy_from_slice(checksum.as_bytes());
    file
}

#[test]
fn any_flipped_bit_is_refused() {
    let data = data();
    let mut training = Training::new(&data, None, &options()).unwrap();
    training.advance(15, &mut ()).unwrap();
    let own = training.checkpoint("step,records\n1,2\n");
    for bit in 0..8 * own.len() {
        let mut flipped = own.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        assert!(matches!(training.restore(&flipped), Err(TrainError::State(_))), "bit {bit}");
    }
    assert_eq!(signed(own.clone()), own);
}

#[test]
fn what_no_training_writes_is_refused() {
    let data = data();
    let mut training = Training::new(&data, None, &options()).unwrap();
    training.advance(15, &mut ()).unwrap();
    let own = training.checkpoint("");
    let mut refused = |file: Vec<u8>| match training.restore(&signed(file)) {
        Err(TrainError::State(reason)) => reason,
        other => panic!("{other:?}"),
    };
    for (from, to) in [(r#"step\":15"#, r#"step\":95"#), (r#"best_epoch\":1"#, r#"best_epoch\":2"#)] {
        let mut file = own.clone();
        let at = own.windows(from.len()).position(|window| window == from.as_bytes()).unwrap();
        file[at..at + to.len()].copy_from_slice(to.as_bytes());
        let reason = refused(file);
        assert!(reason.contains("another training"), "{to}: {reason}");
    }
    let tensors = SafeTensors::deserialize(&own).unwrap();
    for name in ["best", "good.parameters"] {
        let first = tensors.tensor(name).unwrap().data().as_ptr() as usize - own.as_ptr() as usize;
        let mut bad = own.clone();
        bad[first..first + 4].copy_from_slice(&f32::NAN.to_le_bytes());
        let reason = refused(bad);
        assert!(reason.contains(name) && reason.contains("not finite"), "{reason}");
    }
}
