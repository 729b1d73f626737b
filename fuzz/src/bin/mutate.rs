//! Runs a target on damaged seeds, without a nightly toolchain: `mutate TARGET SECONDS [SEED]`.
//!
//! An input at which a promise does not hold stays in the folder for temporary files as `TARGET.input`, where every input is written
//! before it runs. One that takes more than ten seconds or more than 1 GiB ends the run as well.

use std::alloc::{GlobalAlloc, Layout, System};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use diagraction_fuzz::TARGETS;

/// The longest time and the most memory of one input.
const LONGEST: Duration = Duration::from_secs(10);
const MOST_BYTES: usize = 1 << 30;

/// Inputs do not grow beyond this.
const LARGEST: usize = 1 << 16;

struct Counted;

static HELD: AtomicUsize = AtomicUsize::new(0);

#[global_allocator]
static ALLOCATOR: Counted = Counted;

unsafe impl GlobalAlloc for Counted {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let held = HELD.fetch_add(layout.size(), Ordering::Relaxed) + layout.size();
        if held > MOST_BYTES {
            HELD.store(0, Ordering::Relaxed);
            panic!("an input takes more than {MOST_BYTES} bytes");
        }
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), Ordering::Relaxed);
        unsafe { System.dealloc(pointer, layout) }
    }
}

/// SplitMix64.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }
}

/// What numbers in a file may claim.
const CLAIMS: [u64; 12] =
    [0, 1, 7, 0xff, 0x7fff, 0xffff, 1 << 31, 0xffff_ffff, 1 << 32, 1 << 62, i64::MAX as u64, u64::MAX];

/// The same as text.
const WORDS: [&str; 18] = [
    "0",
    "-1",
    "9",
    "99999999999999999999",
    "4611686018427387904",
    "2147483648",
    "1e308",
    "1e999",
    "nan",
    "inf",
    "\u{feff}",
    ",",
    ";",
    "\n",
    "#",
    "(",
    "[",
    "\"",
];

fn mutate(bytes: &mut Vec<u8>, random: &mut Random) {
    for _ in 0..=random.below(4) {
        let (at, length) = (random.below(bytes.len()), 1 + random.below(16));
        let end = (at + length).min(bytes.len());
        match random.below(9) {
            0 | 1 if !bytes.is_empty() => bytes[at] ^= 1 << random.below(8),
            2 if !bytes.is_empty() => bytes[at] = random.next() as u8,
            3 => drop(bytes.drain(at..end)),
            4 => {
                let copied = bytes[at..end].to_vec();
                let to = random.below(bytes.len() + 1);
                bytes.splice(to..to, copied);
            }
            5 => bytes.truncate(at),
            6 => {
                let claim = CLAIMS[random.below(CLAIMS.len())].to_le_bytes();
                let width = [1, 2, 4, 8][random.below(4)];
                let end = (at + width).min(bytes.len());
                bytes.splice(at..end, claim[..width].iter().copied());
            }
            7 => {
                let word = WORDS[random.below(WORDS.len())].bytes();
                let end = if random.below(2) == 0 { at } else { end };
                bytes.splice(at..end, word);
            }
            _ => {
                let repeated = bytes[at..end].repeat(1 + random.below(40));
                bytes.splice(at..at, repeated);
            }
        }
    }
    bytes.truncate(LARGEST);
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |place: usize| arguments.get(place).and_then(|text| text.parse::<u64>().ok());
    let target = TARGETS.iter().find(|(name, ..)| arguments.first().is_some_and(|given| given == name));
    let (Some((name, body, has_checksums)), Some(seconds)) = (target, number(1)) else {
        let names: Vec<&str> = TARGETS.iter().map(|(name, ..)| *name).collect();
        eprintln!("mutate TARGET SECONDS [SEED], TARGET one of {}", names.join(", "));
        std::process::exit(2);
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths: Vec<_> = std::fs::read_dir(root.join("seeds").join(name))
        .expect("seeds")
        .map(|entry| entry.expect("a seed").path())
        .collect();
    paths.sort();
    let seeds: Vec<Vec<u8>> = paths.iter().map(|path| std::fs::read(path).expect("a seed")).collect();
    let read: Vec<Vec<u64>> = seeds.iter().map(|seed| body(seed)).collect();
    let input = std::env::temp_dir().join(format!("{name}.input"));
    let mut random = Random(number(2).unwrap_or(1));
    let (begun, mut runs, mut accepted, mut slowest) = (Instant::now(), 0u64, 0u64, Duration::ZERO);
    while begun.elapsed() < Duration::from_secs(seconds) {
        let place = random.below(seeds.len());
        let mut bytes = seeds[place].clone();
        mutate(&mut bytes, &mut random);
        std::fs::write(&input, &bytes).expect("a file");
        let start = Instant::now();
        let found = body(&bytes);
        slowest = slowest.max(start.elapsed());
        assert!(start.elapsed() < LONGEST, "an input takes {:?}", start.elapsed());
        let is_same = found.iter().all(|part| read[place].contains(part));
        assert!(!has_checksums || is_same, "damage of {} is read", paths[place].display());
        runs += 1;
        accepted += u64::from(!found.is_empty());
    }
    let _ = std::fs::remove_file(&input);
    println!("{name}: {runs} inputs, {accepted} of them read, the slowest in {slowest:?}; all promises hold");
}
