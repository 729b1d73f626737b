//! Notes about a training in words, with the options that help.

use diagraction::train::Note;

pub(super) fn words(note: &Note) -> String {
    let help = match note {
        Note::Flat => "--patience ends the training where their loss no longer falls",
        Note::Untested { .. } => "--holdout or --validation give test data",
        Note::LeftOut { samples, batch } => return format!("{note}; {}", better_batch(*samples, *batch)),
        Note::Far { .. } => "--whiten starts there",
        Note::Saddle => "--noise 0.01 leaves it sooner",
        Note::GaveUp => "--whiten, --clip 1 or a lower --learning-rate may",
        Note::NothingLearned { .. } => {
            "more --epochs, a lower --learning-rate or fewer parameters (--low-rank, a smaller --depth) may help"
        }
        Note::AboveGaussian { .. } => "--whiten starts there; more --epochs or a smaller --batch come closer",
        Note::StillFalling { .. } => "more --epochs go on",
        _ => return note.to_string(),
    };
    format!("{note}; {help}")
}

/// The largest batch below that splits the samples into parts of nearly one size.
fn better_batch(samples: usize, batch: usize) -> String {
    let better = samples / samples.div_ceil(batch);
    match samples % better {
        0 => format!("--batch {better} takes all"),
        left => format!("--batch {better} leaves out {left}"),
    }
}
