//! Which orders and which loops: what is asked for, what is usual, and what is refused.

use std::ops::RangeInclusive;

use crate::action::Truncation;
use crate::correlators::is_complete;

use super::args::{CorrelatorsArgs, Loops};
use crate::cli::shared::{Failure, Window};

/// The highest rank of effective couplings.
pub(super) const EFFECTIVE_RANK: usize = 4;

/// The loops unless others are asked for.
pub(super) const USUAL_LOOPS: usize = 2;

pub(super) struct Windows {
    pub(super) orders: Window,
    pub(super) loops: Window,
}

impl Windows {
    /// What was asked for of a file, with the loops that are usual where none are. `truncation` is `None` of a model, which is extracted to
    /// its usual rank, or further where this is needed; `last` is the number of loops at which the series of a network ends.
    pub(super) fn new(
        args: &CorrelatorsArgs,
        truncation: Option<Truncation>,
        usual_rank: Option<usize>,
        last: Option<usize>,
    ) -> Result<Windows, Failure> {
        let orders = match args.entry.len() {
            0 if args.effective.is_some() => alone(EFFECTIVE_RANK),
            0 if args.momentum => alone(2),
            _ => orders(args)?,
        };
        let usual_rank = usual_rank.map(|rank| rank.max(orders.max));
        let cut = truncation.unwrap_or(Truncation { max_rank: usual_rank, max_chi: None });
        let usual =
            || (0..=USUAL_LOOPS).rev().find(|&loops| is_complete(orders.max, loops, cut)).unwrap_or(0);
        let loops = match args.loops {
            Some(Loops::Window(loops)) => loops,
            None => Window { min: 0, max: usual() },
            Some(Loops::All) => match last {
                Some(max) => Window { min: 0, max },
                None => {
                    return Failure::usage(
                        "the loops of an action do not end, as those of a network do; --loops L takes some",
                    );
                }
            },
        };
        let windows = Windows { orders, loops };
        match truncation {
            Some(truncation) if !args.incomplete => windows.check(args, truncation)?,
            _ => {}
        }
        Ok(windows)
    }

    /// The highest rank of a vertex.
    pub(super) fn rank(&self) -> usize {
        self.orders.max.saturating_add(self.loops.max.saturating_mul(2))
    }

    pub(super) fn orders(&self) -> RangeInclusive<usize> {
        self.orders.min..=self.orders.max
    }

    pub(super) fn loops(&self) -> RangeInclusive<usize> {
        self.loops.min..=self.loops.max
    }

    fn check(&self, args: &CorrelatorsArgs, truncation: Truncation) -> Result<(), Failure> {
        let file = args.action.display();
        let Some(rank) = truncation.max_rank.or(truncation.max_chi) else { return Ok(()) };
        let message = if truncation.max_chi.is_some() {
            format!("{file} was cut at {rank} factors of chi, so none of its vertices is complete")
        } else if args.dressed {
            format!(
                "{file} was cut at rank {rank}, and every dressed vertex has self-loops of all higher ranks in it"
            )
        } else if !is_complete(self.orders.max, self.loops.max, truncation) {
            format!(
                "{file} was cut at rank {rank}, and kappa_{} at {} has vertices of rank {}",
                self.orders.max,
                counted(self.loops.max),
                self.rank()
            )
        } else {
            return Ok(());
        };
        let fitting =
            (0..self.loops.max).rev().find(|&loops| is_complete(self.orders.max, loops, truncation));
        let fewer = fitting
            .filter(|_| !args.dressed)
            .map_or(String::new(), |loops| format!("--loops {loops} is complete; "));
        Err(Failure::with_hint(
            message,
            format!("{fewer}the model itself has all ranks; --incomplete sums up what there is"),
        ))
    }
}

fn alone(order: usize) -> Window {
    Window { min: order, max: order }
}

/// The orders that are asked for.
pub(super) fn orders(args: &CorrelatorsArgs) -> Result<Window, Failure> {
    let orders = match args.entry.len() {
        0 => args.order.unwrap_or(Window { min: 1, max: 2 }),
        order => alone(order),
    };
    match orders.min {
        0 => Failure::usage("cumulants have order 1 or more; ln Z is always there"),
        _ => Ok(orders),
    }
}

/// Loops and their number.
pub(super) fn counted(loops: usize) -> String {
    match loops {
        0 => "tree level".to_owned(),
        1 => "1 loop".to_owned(),
        loops => format!("{loops} loops"),
    }
}
