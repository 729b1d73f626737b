//! The action that is shown, around the point that is asked for.

use std::path::Path;

use ndarray::Array1;

use super::args::ShowArgs;
use crate::action::SparseAction;
use crate::cli::shared::{Around, Bar, Failure, around, load_action, load_any_action, load_model, rounded};
use crate::evaluate::{self, Request};
use crate::modes::{Search, search};
use crate::source::{Kind, Loaded};

/// Starts of the search for the highest maximum of an action.
const STARTS: usize = 200;

/// Of coordinates of a maximum.
const ROUNDING: f64 = 1e-12;

pub(super) fn load(args: &ShowArgs, highest: usize, limit: u64) -> Result<Loaded, Failure> {
    let path = &args.action;
    let Some(point) = &args.around else {
        return load_any_action(path, args.component.component, highest, limit, args.common.quiet);
    };
    if Kind::of(path) == Kind::Spins {
        return Failure::usage("spins have no point to expand around; leave --around out");
    }
    if Kind::of(path) == Kind::Model {
        return of_network(args, path, point, highest, limit);
    }
    let action =
        load_action(path, args.component.component, highest, limit, args.common.quiet)?.into_sparse(limit)?;
    let d = action.dimension();
    let point = match point {
        Around::Zero => vec![0.0; d],
        Around::File(file) => around::read(file, d)?,
        Around::Mode => mode(args, path, &action)?,
    };
    let mut moved = action.expanded(&point);
    if args.around == Some(Around::Mode) {
        // S is stationary there; what is left of its slope is rounding.
        let slope: Vec<_> = moved.entries(1).map(|(index, value)| (index.to_vec(), *value)).collect();
        slope.into_iter().for_each(|(index, value)| moved.add(&index, -value));
    }
    Ok(moved.into())
}

/// A network is moved before its action is cut off at a rank.
fn of_network(
    args: &ShowArgs,
    path: &Path,
    point: &Around,
    highest: usize,
    limit: u64,
) -> Result<Loaded, Failure> {
    let network = rounded(path, load_model(path, args.component.component, limit)?)?;
    let point = point.point(&network)?;
    let is_mode = args.around == Some(Around::Mode)
        && point.as_ref().is_some_and(|x| network.is_mode(Array1::from(x.clone()).view()));
    let network = around::shift(network, point.as_ref());
    let request = Request { max_rank: Some(highest), memory: limit, ..Request::default() };
    let plan = evaluate::cheapest(&network, &evaluate::usual(&network, &request))?;
    let mut coefficients = plan.run(&network)?;
    if is_mode {
        coefficients.drop_linear();
    }
    let mut action = coefficients.into_action(limit, &())?;
    action.around = point;
    Ok(action.into())
}

fn mode(args: &ShowArgs, path: &Path, action: &SparseAction<f64>) -> Result<Vec<f64>, Failure> {
    let bar = Bar::new(args.common.quiet, "climbing");
    let options = Search { starts: STARTS, seed: 1, spread: None };
    let found = search(action, &options, &bar).map_err(Failure::new)?;
    let largest = |point: &[f64]| point.iter().fold(1.0_f64, |largest, x| largest.max(x.abs()));
    // Coordinates that vanish but for rounding.
    let clean = |point: Vec<f64>| {
        let bound = ROUNDING * largest(&point);
        point.into_iter().map(|x| if x.abs() < bound { 0.0 } else { x }).collect()
    };
    found.modes.into_iter().next().map(|mode| clean(mode.position)).ok_or_else(|| {
        Failure::with_hint(format!("{}: no maximum of S was found", path.display()), "`modes` tells why")
    })
}
