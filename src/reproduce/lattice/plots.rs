//! The plots of the lattice figures.

use diagraction::action::{Action, SymmetricTensor};
use diagraction::plot::{
    Axis, Curve, Curves, Distribution, Distributions, Figure, Look, Panel, Point, Points, Scatter,
    comparison, couplings,
};

use super::super::cumulants::smoothed;
use super::super::{Fault, History, Plot};
use super::LatticeSettings;
use super::study::{Ground, Learned};

/// The most points of a group that are drawn of cumulants.
const MOST_POINTS: usize = 400;

fn label(depth: usize) -> String {
    format!("L = {depth}")
}

fn plot(name: &str, caption: impl Into<String>, panels: Vec<Panel>) -> Plot {
    let caption = caption.into();
    let figure = Figure { description: caption.clone(), panels, ..Figure::default() };
    Plot::new(name, caption, figure)
}

/// All ranks of the deepest network over the true ones.
pub(super) fn action(ground: &Ground<'_>, learned: &Learned) -> Result<Plot, Fault> {
    let figure = comparison(&learned.action, &ground.theory.value, &learned.comparison)?;
    let caption =
        format!("Learned over true coefficients, and the learned ones by groups, at L = {}.", learned.depth);
    Ok(Plot::new("action", caption, figure))
}

/// A^(1) of all depths over the true one.
pub(super) fn fields(ground: &Ground<'_>, learned: &[Learned]) -> Plot {
    let points = |action: &Action<f64>| -> Vec<Point> {
        let entries = action.tensors()[1].entries().iter().enumerate();
        entries.map(|(site, &entry)| Point::new(ground.theory.value.get(&[site]), entry)).collect()
    };
    let groups = learned
        .iter()
        .map(|learned| Points { label: label(learned.depth), points: points(&learned.action) })
        .collect();
    let scatter = Scatter { x: "true A⁽¹⁾".into(), y: "learned A⁽¹⁾".into(), groups };
    plot("field", "Learned over true first-order coefficients.", vec![Panel::full("", scatter)])
}

/// Fields and couplings on the lattice, true and learned.
pub(super) fn on_lattice(ground: &Ground<'_>, learned: &Learned) -> Result<Plot, Fault> {
    let mut truth = couplings(&ground.theory.value, &ground.lattice)?;
    truth.title = "true".into();
    let mut found = couplings(&learned.action, &ground.lattice)?;
    found.title = format!("learned, {}", label(learned.depth));
    Ok(plot(
        "lattice",
        "Fields on the sites and couplings on the bonds, true and learned.",
        vec![truth, found],
    ))
}

/// Losses over epochs.
pub(super) fn losses(learned: &[Learned]) -> Plot {
    let panel = |title: &str, of: &dyn Fn(&History) -> Vec<Point>| {
        let curve = |learned: &Learned| Curve::new(label(learned.depth), Look::Line, of(&learned.history));
        let series = learned.iter().map(curve).collect();
        Panel::full(title, Curves { x: Axis::log("epoch"), y: Axis::linear("-⟨ln p⟩"), series })
    };
    let at = |epoch: usize, loss: f64| (epoch > 0).then(|| Point::new(epoch as f64, loss));
    let train = panel("training loss", &|history| {
        history.losses.iter().filter_map(|loss| at(loss.epoch, loss.train)).collect()
    });
    let test = panel("test loss", &|history| {
        history.losses.iter().filter_map(|loss| at(loss.epoch, loss.test?)).collect()
    });
    plot("losses", "Training and test loss at the end of each epoch.", vec![train, test])
}

/// A^(4)_iiii by depth.
pub(super) fn quartic(ground: &Ground<'_>, learned: &[Learned]) -> Plot {
    let sites = 0..ground.lattice.sites();
    let targets = vec![ground.theory.value.get(&[0; 4])];
    let groups = learned
        .iter()
        .map(|learned| {
            let values = sites.clone().map(|site| *learned.action.tensors()[4].get(&[site; 4])).collect();
            Distribution { label: label(learned.depth), values, targets: targets.clone() }
        })
        .collect();
    let panel = Panel::full("", Distributions { y: "learned A⁽⁴⁾ᵢᵢᵢᵢ".into(), groups });
    plot("quartic", "Fourth-order self-interactions by depth; crosses mark the true value.", vec![panel])
}

/// 1 - cos of the cumulants over recorded steps, a panel for each order.
pub(super) fn dissimilarity(settings: &LatticeSettings, ground: &Ground<'_>, learned: &[Learned]) -> Plot {
    let panels = settings.orders.iter().enumerate().map(|(place, order)| {
        let mut series: Vec<Curve> =
            learned.iter().filter_map(|learned| recorded(settings, learned, place)).collect();
        let ends = series.iter().flat_map(|curve| &curve.points).map(|point| point.x);
        let range = ends.fold((f64::INFINITY, 0.0f64), |range, x| (range.0.min(x), range.1.max(x)));
        let floor = ground.floor[place].max(f64::MIN_POSITIVE);
        let guide = [range.0, range.1].map(|x| Point::new(x, floor)).to_vec();
        series.push(Curve::new("samples alone", Look::Guide, guide));
        Panel::full(
            format!("order {order}"),
            Curves { x: Axis::log("step"), y: Axis::log("1 - cos"), series },
        )
    });
    let caption = format!(
        "Dissimilarity of the cumulants of theory and network over training steps: means over {} adjacent records, with a band of \
         one standard deviation within them. The dashed line is the dissimilarity of two sets of samples of the theory.",
        settings.smoothing
    );
    plot("cumulants", caption, panels.collect())
}

fn recorded(settings: &LatticeSettings, learned: &Learned, place: usize) -> Option<Curve> {
    let (points, band) = smoothed(&learned.history.records, place, settings.smoothing);
    let is_drawn = |point: &Point| point.y > 0.0;
    let (points, band): (Vec<Point>, Vec<(f64, f64)>) =
        points.into_iter().zip(band).filter(|(point, _)| is_drawn(point)).unzip();
    let label = label(learned.depth);
    (!points.is_empty()).then_some(Curve { label, look: Look::Line, points, band })
}

/// Learned over true cumulants, a panel for each order.
pub(super) fn cumulants(settings: &LatticeSettings, ground: &Ground<'_>, learned: &[Learned]) -> Plot {
    let panels = settings.orders.iter().map(|&order| {
        let groups = learned
            .iter()
            .map(|learned| Points {
                label: label(learned.depth),
                points: pairs(&ground.cumulants[order - 1], &learned.cumulants[order - 1]),
            })
            .collect();
        Panel::half(format!("order {order}"), Scatter { x: "true".into(), y: "learned".into(), groups })
    });
    plot("cumulants", "Learned over true cumulants, estimated from samples.", panels.collect())
}

/// Evenly spaced in packed order where there are many.
fn pairs(truth: &SymmetricTensor<f64>, learned: &SymmetricTensor<f64>) -> Vec<Point> {
    let every = truth.entries().len().div_ceil(MOST_POINTS);
    let all = truth.entries().iter().zip(learned.entries());
    all.step_by(every).map(|(&truth, &learned)| Point::new(truth, learned)).collect()
}
