//! One line an epoch and one a record, where there is no terminal.

use std::io::Write;
use std::thread::sleep;

use crate::run::{Plan, State, Trained};

use super::args::WatchArgs;
use super::header;
use super::read::Look;
use super::table::{Epoch, Record};
use crate::cli::shared::{Failure, print, ratio, short};

/// Prints what is new until the run has ended.
pub(super) fn follow(args: &WatchArgs) -> Result<(), Failure> {
    let mut told = Told::default();
    let mut out = print::results();
    loop {
        let look = Look::new(&args.run)?;
        for line in told.news(&look) {
            writeln!(out, "{line}")?;
        }
        out.flush()?;
        if look.has_ended() {
            return Ok(());
        }
        sleep(args.interval);
    }
}

/// What was already printed. A run that is taken up again cuts its tables and fills them with the same lines, which are not
/// told twice.
#[derive(Default)]
struct Told {
    plan: Option<Plan>,
    epoch: Option<u64>,
    record: Option<u64>,
}

impl Told {
    fn news(&mut self, look: &Look) -> Vec<String> {
        let mut lines = Vec::new();
        if self.plan.as_ref() != Some(&look.plan) {
            *self = Told { plan: Some(look.plan.clone()), ..Told::default() };
            let plan = &look.plan;
            let steps = match plan.network {
                Trained::Spins(_) => format!("at most {} steps", plan.epochs),
                Trained::Depth(_) => format!("{} epochs, {} steps", plan.epochs, plan.steps()),
            };
            lines.push(format!("{}; {steps}", header::data(look)));
        }
        let epochs = look.epochs.iter().filter(|epoch| Some(epoch.step) > self.epoch);
        let records = look.records.iter().filter(|record| Some(record.step) > self.record);
        let mut news: Vec<(u64, String)> = epochs.map(|epoch| (epoch.step, of_epoch(epoch))).collect();
        news.extend(records.map(|record| (record.step, of_record(record))));
        // Stable: of one step the epoch comes first.
        news.sort_by_key(|(step, _)| *step);
        lines.extend(news.into_iter().map(|(_, text)| text));
        self.epoch = self.epoch.max(look.epochs.last().map(|epoch| epoch.step));
        self.record = self.record.max(look.records.last().map(|record| record.step));
        lines.extend(end(look));
        lines
    }
}

fn of_epoch(epoch: &Epoch) -> String {
    let test = epoch.test.map_or(String::new(), |test| format!(", test {}", short(test)));
    format!("step {}, epoch {}, train {}{test}", epoch.step, epoch.number, short(epoch.train))
}

fn of_record(record: &Record) -> String {
    let list = |values: &[Option<f64>; 4], text: fn(f64) -> String| {
        values.map(|value| value.map_or("-".to_string(), text)).join(" ")
    };
    let [dissimilarity, norms] = [list(&record.dissimilarity, ratio), list(&record.norms, short)];
    format!("step {}, 1 - cosine {dissimilarity}, norms {norms}", record.step)
}

/// How the run ended.
pub(super) fn end(look: &Look) -> Option<String> {
    let at_most = if matches!(look.plan.network, Trained::Spins(_)) { "at most " } else { "" };
    let place = format!("step {} of {at_most}{}", look.step(), look.plan.steps());
    let again = format!("diagraction train --resume {} goes on", look.name);
    match look.state {
        State::Training => None,
        State::Finished => {
            let best =
                look.best().map_or(String::new(), |(epoch, _)| format!(", best epoch {}", epoch.number));
            Some(format!("finished at {place}{best}"))
        }
        State::Interrupted => Some(format!("interrupted at {place}; {again}")),
        State::Killed => Some(format!("killed after {place}, no process trains it; {again}")),
    }
}

#[cfg(test)]
mod tests {
    use super::Told;
    use crate::cli::watch::read::Look;
    use crate::cli::watch::table::{Epoch, Record};
    use crate::run::{Plan, State, Trained};

    fn look(epochs: &[u64], records: &[u64], state: State) -> Look {
        let epoch = |&number: &u64| Epoch { number, step: 10 * number, train: 2.5, test: Some(2.75) };
        let record = |&step: &u64| Record {
            step,
            dissimilarity: [Some(0.5), Some(0.25), Some(0.001), None],
            norms: [Some(1.0), Some(0.0), None, None],
        };
        Look {
            name: "run1".to_string(),
            plan: Plan {
                data: "x.npy".to_string(),
                dimension: 4,
                training: 90,
                test: 10,
                network: Trained::Depth(2),
                epochs: 3,
                batch: 9,
            },
            state,
            pace: None,
            epochs: epochs.iter().map(epoch).collect(),
            records: records.iter().map(record).collect(),
        }
    }

    #[test]
    fn each_line_is_told_once() {
        let mut told = Told::default();
        let lines = told.news(&look(&[0, 1], &[0, 5], State::Training));
        let record = "1 - cosine 0.5000 0.2500 1.00e-3 -, norms 1.00000 0 - -";
        assert_eq!(
            lines,
            [
                "x.npy: 90 + 10 test, d = 4, depth 2; 3 epochs, 30 steps".to_string(),
                "step 0, epoch 0, train 2.50000, test 2.75000".to_string(),
                format!("step 0, {record}"),
                format!("step 5, {record}"),
                "step 10, epoch 1, train 2.50000, test 2.75000".to_string(),
            ]
        );
        let cut = told.news(&look(&[0], &[0], State::Training));
        assert!(cut.is_empty(), "{cut:?}");
        let filled = told.news(&look(&[0, 1, 2], &[0, 5], State::Interrupted));
        assert_eq!(
            filled,
            [
                "step 20, epoch 2, train 2.50000, test 2.75000",
                "interrupted at step 20 of 30; diagraction train --resume run1 goes on"
            ]
        );
    }

    #[test]
    fn another_run_in_the_folder_is_told_from_its_start() {
        let mut told = Told::default();
        told.news(&look(&[0, 1], &[], State::Training));
        let mut other = look(&[0], &[], State::Finished);
        other.plan.network = Trained::Depth(3);
        let lines = told.news(&other);
        assert_eq!(lines.len(), 3, "{lines:?}");
        assert_eq!(lines[2], "finished at step 0 of 30, best epoch 0");
    }
}
