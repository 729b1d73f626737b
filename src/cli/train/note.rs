//! Notes about a training in words, with the options that help.

use crate::train::Note;

pub(super) fn words(note: &Note) -> String {
    match help(note) {
        Some(help) => format!("{note}; {help}"),
        None => note.to_string(),
    }
}

fn help(note: &Note) -> Option<String> {
    let help = match note {
        Note::Flat { .. } => "--patience ends the training where their loss no longer falls",
        Note::Untested { .. } => "--holdout or --validation give test data",
        Note::LeftOut { samples, batch } => return Some(better_batch(*samples, *batch)),
        Note::Far { .. } => "--whiten starts there",
        Note::Saddle => "--noise 0.01 leaves it sooner",
        Note::GaveUp => "--whiten, --clip 1 or a lower --learning-rate may",
        Note::NothingLearned { .. } => {
            "a lower --learning-rate may help, or fewer parameters: --low-rank, a smaller --depth"
        }
        Note::AboveGaussian { whitened: true, .. } => "a lower --learning-rate may help",
        Note::AboveGaussian { .. } => "--whiten starts there; more --epochs or a smaller --batch come closer",
        Note::StillFalling { .. } => "more --epochs go on",
        _ => return None,
    };
    Some(help.to_string())
}

/// The largest batch below that splits the samples into parts of nearly one size.
fn better_batch(samples: usize, batch: usize) -> String {
    let better = samples / samples.div_ceil(batch);
    match samples % better {
        0 => format!("--batch {better} takes all"),
        left => format!("--batch {better} leaves out {left}"),
    }
}

#[cfg(test)]
mod tests {
    use super::better_batch;

    #[test]
    fn batches_that_take_more_are_told() {
        assert_eq!(better_batch(426, 256), "--batch 213 takes all");
        assert_eq!(better_batch(398, 256), "--batch 199 takes all");
        assert_eq!(better_batch(401, 200), "--batch 133 leaves out 2");
    }
}
