//! What a comparison of two statistics says.

use super::{OrderComparison, Statistics};

/// Fewer blocks than this make errors rough themselves, by more than a fifth, and are no ground for a verdict.
#[doc(hidden)]
pub const FEW_BLOCKS: usize = 16;

/// Samples of one distribution are said to differ in so many cases,
const RARE: f64 = 0.01;

/// and to agree hardly in about so many.
const DOUBTFUL: f64 = 0.05;

/// The answer of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// All numbers are the same.
    Same,
    /// Deviations are as chance makes them.
    Agree,
    /// Chance makes such deviations in few cases, but not rarely enough for a certain answer.
    Doubtful,
    /// Deviations are larger than chance makes them.
    Differ,
    /// There are too few blocks: the smaller of their numbers.
    FewBlocks(usize),
    /// Deviations are large, but blocks are short against the autocorrelation, so that errors are too small.
    ShortBlocks,
    /// One side is known to be wrong.
    Unusable,
    /// There is nothing to compare.
    Nothing,
}

/// What a comparison of two statistics says, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// The answer.
    pub answer: Answer,
    /// The answer in a sentence.
    pub words: String,
}

impl Verdict {
    /// Judges a comparison of two statistics; `is_usable` says that nothing speaks against the samples of either.
    pub fn new(found: &[OrderComparison], sides: [&Statistics; 2], is_usable: bool) -> Verdict {
        let blocks = sides.map(|side| side.blocks.count()).into_iter().min().unwrap_or(0);
        let is_long = sides.into_iter().all(|side| side.long_enough);
        let chance = found.iter().map(OrderComparison::chance).fold(1.0, f64::min);
        // Of all orders one has a chance as small as this more often than each.
        let chance = 1.0 - (1.0 - chance).powi(i32::try_from(found.len()).unwrap_or(1));
        let answer = match chance {
            _ if found.is_empty() => Answer::Nothing,
            _ if !is_usable => Answer::Unusable,
            _ if found.iter().all(|order| order.largest == 0.0) => Answer::Same,
            // Numbers without errors differ whatever the blocks.
            _ if found.iter().any(|order| order.largest.is_infinite()) => Answer::Differ,
            _ if blocks < FEW_BLOCKS => Answer::FewBlocks(blocks),
            chance if chance >= DOUBTFUL => Answer::Agree,
            _ if !is_long => Answer::ShortBlocks,
            chance if chance >= RARE => Answer::Doubtful,
            _ => Answer::Differ,
        };
        Verdict { answer, words: words(answer, found) }
    }

    /// The orders that do not agree, where there are so many in all.
    pub fn differing(found: &[OrderComparison]) -> impl Iterator<Item = usize> {
        let rare = 1.0 - (1.0 - RARE).powf(1.0 / found.len().max(1) as f64);
        found.iter().filter(move |order| order.chance() < rare).map(|order| order.order)
    }

    /// Whether the two agree; `None` where it cannot be told.
    pub fn agrees(&self) -> Option<bool> {
        match self.answer {
            Answer::Same | Answer::Agree | Answer::Doubtful => Some(true),
            Answer::Differ => Some(false),
            _ => None,
        }
    }
}

fn words(answer: Answer, found: &[OrderComparison]) -> String {
    let rarest = found.iter().min_by(|a, b| a.chance().total_cmp(&b.chance()));
    let why = rarest.map_or_else(String::new, reason);
    match answer {
        Answer::Same => "agree: all numbers are the same, as if these were the same samples".into(),
        Answer::Agree => format!("agree within errors: {why}"),
        Answer::Doubtful => format!("agree within errors, but hardly: {why}; more samples would tell"),
        Answer::Differ => {
            let orders: Vec<String> = Verdict::differing(found).map(|order| order.to_string()).collect();
            format!("DO NOT AGREE in order {}: {why}", orders.join(", "))
        }
        Answer::FewBlocks(count) => format!("CANNOT BE TOLD: {count} blocks are too few to judge by"),
        Answer::ShortBlocks => format!(
            "CANNOT BE TOLD: blocks are short against the autocorrelation; more or longer chains are needed, although {why}"
        ),
        Answer::Unusable => "CANNOT BE TOLD: the draws that the data are compared with are not usable".into(),
        Answer::Nothing => "CANNOT BE TOLD: nothing was compared".into(),
    }
}

/// The rarest deviation: of one entry, or of an order as a whole.
fn reason(order: &OrderComparison) -> String {
    let OrderComparison { order: k, entries, largest, expected, mean_square, effective, .. } = order;
    let share = cases(order.chance());
    if order.chance_of_largest <= order.chance_of_all {
        return format!(
            "the largest deviation, {largest:.1} sigma among {entries} entries of order {k} (expected about {expected:.1}), \
             is as large by chance in {share}"
        );
    }
    let independent = if *effective < 0.95 * *entries as f64 {
        format!("{entries} entries that vary like {effective:.1} independent ones")
    } else {
        format!("{entries} entries")
    };
    format!(
        "the mean square of the deviations of order {k}, {mean_square:.2} over {independent}, is as large by chance in {share}"
    )
}

/// A probability in words.
fn cases(chance: f64) -> String {
    match chance {
        chance if chance >= 0.1 => format!("{:.0} of 100 cases", 100.0 * chance),
        chance if chance >= 1e-4 => format!("{:.2} of 100 cases", 100.0 * chance),
        chance if chance > 0.0 => format!("{chance:.0e} of all cases"),
        _ => "no case that floats can count".into(),
    }
}
