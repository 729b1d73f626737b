//! The plots of the lattice figures.

use crate::action::SymmetricTensor;
use crate::plot::{
    Axis, Curve, Curves, Distribution, Distributions, Look, Panel, Point, Points, Scatter, comparison,
    couplings,
};

use super::super::cumulants::smoothed;
use super::super::{Fault, Loss, Plot};
use super::claims::Evidence;
use super::study::Learned;

/// The most points of a group that are drawn of cumulants.
const MOST_POINTS: usize = 400;

pub(super) type Drawn = Result<Plot, Fault>;

fn label(learned: &Learned) -> String {
    format!("L = {}", learned.depth)
}

/// All ranks of the deepest network over the true ones.
pub(super) fn action(evidence: &Evidence<'_>) -> Drawn {
    let (_, learned) = evidence.ends()?;
    let figure = comparison(&learned.action, &evidence.ground.theory.value, &learned.comparison)?;
    let caption = format!(
        "Learned over true coefficients, and by how much they differ by groups, at L = {}.",
        learned.depth
    );
    Ok(Plot::new("action", caption, figure))
}

/// A^(1) of all depths over the true one.
pub(super) fn fields(evidence: &Evidence<'_>) -> Drawn {
    let truth = &evidence.ground.theory.value;
    let groups = evidence.learned.iter().map(|learned| {
        let entries = learned.action.tensors()[1].entries().iter().enumerate();
        let points = entries.map(|(site, &entry)| Point::new(truth.get(&[site]), entry)).collect();
        Points { label: label(learned), points }
    });
    let scatter =
        Scatter { x: "true A⁽¹⁾".into(), y: "learned A⁽¹⁾".into(), groups: groups.collect() };
    let panels = vec![Panel::full("", scatter)];
    Ok(Plot::of_panels("field", "Learned over true first-order coefficients.", panels))
}

/// Fields and couplings on the lattice, true and learned by the deepest network.
pub(super) fn on_lattice(evidence: &Evidence<'_>) -> Drawn {
    let (ground, (_, learned)) = (&evidence.ground, evidence.ends()?);
    let mut truth = couplings(&ground.theory.value, &ground.lattice)?;
    truth.title = "true".into();
    let mut found = couplings(&learned.action, &ground.lattice)?;
    found.title = format!("learned, {}", label(learned));
    let caption = "Fields on the sites and couplings on the bonds, true and learned.";
    Ok(Plot::of_panels("lattice", caption, vec![truth, found]))
}

/// Losses over epochs, or over depth where no gradients were followed.
pub(super) fn losses(evidence: &Evidence<'_>) -> Drawn {
    match evidence.ground.settings.options.epochs {
        0 => Ok(losses_by_depth(evidence)),
        _ => Ok(losses_by_epoch(evidence)),
    }
}

fn losses_by_epoch(evidence: &Evidence<'_>) -> Plot {
    let panel = |title: &str, of: fn(&Loss) -> Option<f64>| {
        let point = |loss: &Loss| Some(Point::new(loss.epoch as f64, of(loss)?));
        let series = evidence.learned.iter().map(|learned| {
            let losses = learned.history.losses.iter().filter(|loss| loss.epoch > 0);
            Curve::new(label(learned), Look::Line, losses.filter_map(point).collect())
        });
        let (x, y) = (Axis::log("epoch"), Axis::linear("-⟨ln p⟩"));
        Panel::full(title, Curves { x, y, series: series.collect() })
    };
    let panels = vec![panel("training loss", |loss| Some(loss.train)), panel("test loss", |loss| loss.test)];
    Plot::of_panels("losses", "Training and test loss at the end of each epoch.", panels)
}

fn losses_by_depth(evidence: &Evidence<'_>) -> Plot {
    let curve = |label: &str, of: fn(&Loss) -> Option<f64>| {
        let points = evidence.learned.iter().filter_map(|learned| {
            Some(Point::new(learned.depth as f64, of(learned.history.losses.last()?)?))
        });
        Curve::new(label, Look::Line, points.collect())
    };
    let depths = evidence.ground.settings.depths.iter();
    let gaussian = depths.map(|&depth| Point::new(depth as f64, evidence.ground.gaussian)).collect();
    let series = vec![
        curve("training loss", |loss| Some(loss.train)),
        curve("test loss", |loss| loss.test),
        Curve::new("Gaussian, test loss", Look::Guide, gaussian),
    ];
    let curves = Curves { x: Axis::linear("depth L"), y: Axis::linear("-⟨ln p⟩"), series };
    Plot::of_panels("losses", "Training and test loss by depth.", vec![Panel::full("", curves)])
}

/// A^(4)_iiii by depth.
pub(super) fn quartic(evidence: &Evidence<'_>) -> Drawn {
    let ground = &evidence.ground;
    let groups = evidence.learned.iter().map(|learned| {
        let tensor = &learned.action.tensors()[4];
        let values = (0..ground.lattice.sites()).map(|site| *tensor.get(&[site; 4])).collect();
        Distribution { label: label(learned), values, targets: vec![ground.theory.value.get(&[0; 4])] }
    });
    let content = Distributions { y: "learned A⁽⁴⁾ᵢᵢᵢᵢ".into(), groups: groups.collect() };
    let caption = "Fourth-order self-interactions by depth; crosses mark the true value.";
    Ok(Plot::of_panels("quartic", caption, vec![Panel::full("", content)]))
}

/// 1 - cos of the cumulants over recorded steps, a panel for each order; without such steps, learned over true cumulants.
pub(super) fn dissimilarity(evidence: &Evidence<'_>) -> Drawn {
    let settings = evidence.ground.settings;
    if settings.options.records == 0 {
        return cumulants(evidence);
    }
    let panels = settings.orders.iter().enumerate().map(|(place, order)| {
        let curves = evidence.learned.iter().map(|learned| {
            let (points, band) = smoothed(&learned.history.records, place, settings.smoothing);
            Curve { label: label(learned), look: Look::Line, points, band }
        });
        let mut series: Vec<Curve> = curves.filter(|curve| !curve.points.is_empty()).collect();
        let ends = series.iter().flat_map(|curve| &curve.points).map(|point| point.x);
        let range = ends.fold((f64::INFINITY, 0.0f64), |range, x| (range.0.min(x), range.1.max(x)));
        let floor = evidence.ground.floor[place].max(f64::MIN_POSITIVE);
        let guide = [range.0, range.1].map(|x| Point::new(x, floor)).to_vec();
        series.push(Curve::new("samples alone", Look::Guide, guide));
        let curves = Curves { x: Axis::log("step"), y: Axis::log("1 - cos"), series };
        Panel::full(format!("order {order}"), curves)
    });
    let caption = format!(
        "Dissimilarity of the cumulants of theory and network over training steps: means over {} adjacent records, with a band of \
         one standard deviation within them. The dashed line is the dissimilarity of two sets of samples of the theory.",
        settings.smoothing
    );
    Ok(Plot::of_panels("cumulants", caption, panels.collect()))
}

/// Learned over true cumulants, a panel for each order.
pub(super) fn cumulants(evidence: &Evidence<'_>) -> Drawn {
    let panels = evidence.ground.settings.orders.iter().map(|&order| {
        let truth = &evidence.ground.cumulants[order - 1];
        let groups = evidence.learned.iter().map(|learned| Points {
            label: label(learned),
            points: pairs(truth, &learned.cumulants[order - 1]),
        });
        let scatter = Scatter { x: "true".into(), y: "learned".into(), groups: groups.collect() };
        Panel::half(format!("order {order}"), scatter)
    });
    let caption = "Learned over true cumulants, estimated from samples.";
    Ok(Plot::of_panels("cumulants", caption, panels.collect()))
}

/// Evenly spaced in packed order where there are many.
fn pairs(truth: &SymmetricTensor<f64>, learned: &SymmetricTensor<f64>) -> Vec<Point> {
    let every = truth.entries().len().div_ceil(MOST_POINTS);
    let all = truth.entries().iter().zip(learned.entries());
    all.step_by(every).map(|(&truth, &learned)| Point::new(truth, learned)).collect()
}
