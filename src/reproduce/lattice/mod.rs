//! The lattice of Eq. (33), Figs. 5, 9 and 10.

mod claims;
mod plots;
mod settings;
mod study;

pub(crate) use settings::{LatticeSettings, Varied};

use claims::{Evidence, Found};
use plots::Drawn;
use study::{Ground, Learned};

use super::phrases::{long, maybe, short};
use super::{Fault, Figure, Page, Step, Table, Training, Workshop};
use crate::train::{Options, Start};

/// Fig. 5: the lattice in a field, d = 100.
pub(super) fn large(workshop: &Workshop<'_>, settings: &LatticeSettings) -> Result<Page, Fault> {
    let mut page =
        Page::new(Figure::Fig5, "the lattice in a field, d = 100", done(settings), differences(settings));
    if settings.options.epochs > 0 {
        page.differences.push(overfitting(settings));
    }
    filled(
        page,
        &Evidence::new(workshop, settings)?,
        &[
            Evidence::field,
            Evidence::couplings,
            Evidence::low_diagonal,
            Evidence::high_quartic,
            Evidence::growing_quartic,
            Evidence::losses,
            Evidence::cumulants,
            Evidence::beyond_gaussian,
        ],
        &[plots::on_lattice, plots::action, plots::losses, plots::quartic, plots::cumulants],
    )
}

/// Fig. 9: the lattice in a field, d = 16.
pub(super) fn small<'s>(workshop: &Workshop<'_>, settings: &'s LatticeSettings) -> Result<Page, Fault> {
    let mut claims: Vec<fn(&Evidence<'s>) -> Found> = vec![
        Evidence::field,
        Evidence::couplings,
        Evidence::low_diagonal,
        Evidence::shallow_quartic,
        Evidence::growing_quartic,
        Evidence::losses,
        Evidence::cumulants,
    ];
    // Without gradients there is no course of a training.
    if settings.options.epochs > 0 {
        claims.push(Evidence::speed);
    }
    filled(
        Page::new(Figure::Fig9, "the lattice in a field, d = 16", done(settings), differences(settings)),
        &Evidence::new(workshop, settings)?,
        &claims,
        &[plots::fields, plots::action, plots::losses, plots::quartic, plots::dissimilarity],
    )
}

/// Fig. 10: the lattice without a field, d = 9.
pub(super) fn symmetric(workshop: &Workshop<'_>, settings: &LatticeSettings) -> Result<Page, Fault> {
    filled(
        Page::new(Figure::Fig10, "the lattice without a field, d = 9", done(settings), differences(settings)),
        &Evidence::new(workshop, settings)?,
        &[
            Evidence::no_field,
            Evidence::couplings,
            Evidence::low_diagonal,
            Evidence::high_quartic,
            Evidence::growing_quartic,
            Evidence::cumulants,
        ],
        &[plots::action, plots::quartic, plots::losses, plots::dissimilarity],
    )
}

/// The networks of a study, by depth.
pub(super) fn trainings(
    workshop: &Workshop<'_>,
    settings: &LatticeSettings,
) -> Result<Vec<(usize, Step<Training>)>, Fault> {
    let ground = Ground::new(workshop, settings)?;
    settings.depths.iter().map(|&depth| Ok((depth, ground.training(workshop, depth)?))).collect()
}

/// A page with its claims, plots and numbers.
fn filled<'a>(
    page: Page,
    evidence: &Evidence<'a>,
    claims: &[fn(&Evidence<'a>) -> Found],
    plots: &[fn(&Evidence<'_>) -> Drawn],
) -> Result<Page, Fault> {
    Ok(Page {
        claims: claims.iter().map(|claim| claim(evidence)).collect::<Result<_, _>>()?,
        plots: plots.iter().map(|plot| plot(evidence)).collect::<Result<_, _>>()?,
        tables: tables(evidence)?,
        ..page
    })
}

/// What was done, in words.
fn done(settings: &LatticeSettings) -> Vec<String> {
    let [r0, u, beta] = &settings.couplings;
    let field = match settings.field {
        0.0 => "no external field".to_string(),
        deviation => format!("an external field of normal draws of standard deviation {}", short(deviation)),
    };
    vec![format!(
        "The theory is Eq. (33) on a square, periodic lattice of side {}, with r0 = {r0}, u = {u}, β = {beta} and {field}. Networks of \
         depth {:?} are fitted to D = {} samples of a no-U-turn sampler and tested on {} others: {}. Their actions are extracted to rank 4, \
         in all orders of χ. Cumulants of orders {:?}{} are those of {} samples of theory and network, drawn for this alone.",
        settings.side,
        settings.depths,
        settings.draws,
        settings.test_draws,
        training(&settings.options),
        settings.orders,
        settings.cumulant_sites.map(|sites| format!(" of {sites} random sites")).unwrap_or_default(),
        settings.cumulant_draws,
    )]
}

/// How networks are trained, in words.
fn training(options: &Options) -> String {
    let start = match options.start {
        Start::Cumulants => {
            "layers are found one after the other from cumulants, as long as test samples gain"
        }
        Start::Whitened => "they start at the Gaussian with the mean and covariance of the samples",
        Start::Identity => "they start at the identity",
    };
    let noise = if options.noise > 0.0 { " with a little noise in χ" } else { "" };
    match options.epochs {
        0 => format!("{start}{noise}, without gradients"),
        epochs => format!(
            "{start}{noise}, {epochs} epochs in batches of {} by Adam at a learning rate of {} that falls to zero",
            options.batch,
            short(options.learning_rate)
        ),
    }
}

/// What the number of samples does to deep networks.
fn overfitting(settings: &LatticeSettings) -> String {
    let d = settings.side * settings.side;
    let (d1, d2) = (d.div_ceil(2), d / 2);
    let parameters = |depth: usize| (depth + 1) * d * (d + 1) + depth * d2 * d1 * (d1 + 1) / 2;
    let excess = |depth: usize| short(parameters(depth) as f64 / (2.0 * settings.draws as f64));
    let ends = settings.depths.first().zip(settings.depths.last());
    let ends = ends.map(|(&first, &last)| [first, last]).unwrap_or_default();
    format!(
        "n parameters fitted to D samples raise the test loss by about n/(2D): {} nats at L = {} and {} at L = {}, if training is run to \
         its end. Test losses of deep networks that are not lower are due to this, and the more so the fewer samples there are.",
        excess(ends[0]),
        ends[0],
        excess(ends[1]),
        ends[1]
    )
}

fn differences(settings: &LatticeSettings) -> Vec<String> {
    let mut found = vec![
        "The paper does not state r0, u, β and the field of its lattices. Those taken here are named above; --u and --field take \
         others."
            .to_string(),
        "The paper drops diagrams of more than two χ; here nothing is dropped up to rank 4.".to_string(),
    ];
    match settings.options.start {
        Start::Cumulants => found.push(
            "The paper starts at the identity and follows gradients. Here layers follow from third and fourth cumulants in closed \
             form, and entries of χ within four standard errors of zero are zero. Layers that test samples do not gain by are left \
             out, so a deeper network may be the same as a shallower one."
                .to_string(),
        ),
        Start::Whitened => found.push("The paper starts at the identity, this run at the Gaussian of the samples.".to_string()),
        Start::Identity => {}
    }
    if settings.options.noise > 0.0 && settings.options.start == Start::Identity {
        found.push(format!(
            "The paper starts at the identity. There the gradient of χ is a third moment of the data, small or, without a field, \
             zero, so χ starts with Gaussian noise of standard deviation {} here.",
            short(settings.options.noise)
        ));
    }
    if settings.side == 10 && settings.draws < 1_000_000 {
        found.push(format!(
            "The paper trains on D = 10^6 samples, this run on {}; --full takes as many.",
            settings.draws
        ));
    }
    found
}

fn tables(evidence: &Evidence<'_>) -> Result<Vec<Table>, Fault> {
    let settings = evidence.ground.settings;
    let mut tables = vec![table(&settings.orders, &evidence.learned)?];
    // Without a field the mean is zero.
    if settings.field != 0.0 {
        tables.push(table_around_mean(&evidence.learned)?);
    }
    Ok(tables)
}

/// Learned over true coefficients where the samples are. Those around zero are extrapolated from there, the further the stronger the
/// field is.
fn table_around_mean(learned: &[Learned]) -> Result<Table, Fault> {
    use crate::action::Group::{Adjacent, Diagonal, Distant};
    let header = [
        "L",
        "A⁽²⁾ neighbours",
        "rms of other A⁽²⁾ᵢⱼ",
        "A⁽²⁾ᵢᵢ over true",
        "A⁽³⁾ᵢᵢᵢ over true",
        "cos of A⁽³⁾ᵢᵢᵢ",
        "A⁽⁴⁾ᵢᵢᵢᵢ over true",
    ];
    let row = |learned: &Learned| -> Result<Vec<String>, Fault> {
        let slope = |rank| Ok::<_, Fault>(maybe(learned.group_around_mean(rank, Diagonal)?.slope));
        Ok(vec![
            learned.depth.to_string(),
            short(learned.group_around_mean(2, Adjacent)?.mean),
            short(learned.group_around_mean(2, Distant)?.root_mean_square),
            slope(2)?,
            slope(3)?,
            maybe(learned.group_around_mean(3, Diagonal)?.cosine),
            slope(4)?,
        ])
    };
    let rows = learned.iter().map(row).collect::<Result<Vec<_>, _>>()?;
    Ok(Table::new("Around the mean of the samples (slopes of learned over true)", header, rows))
}

fn table(orders: &[usize], learned: &[Learned]) -> Result<Table, Fault> {
    use crate::action::Group::{Adjacent, All, Diagonal};
    let header =
        ["L", "test loss", "rms error A⁽¹⁾", "A⁽²⁾ neighbours", "A⁽²⁾ᵢᵢ", "A⁽⁴⁾ᵢᵢᵢᵢ"].map(String::from);
    let header = header.into_iter().chain(orders.iter().map(|order| format!("1 - cos, order {order}")));
    let row = |learned: &Learned| -> Result<Vec<String>, Fault> {
        let spread = |rank, group| -> Result<String, Fault> {
            let found = learned.group(rank, group)?;
            Ok(format!("{} ± {}", short(found.mean), short(found.deviation)))
        };
        let mut row = vec![
            learned.depth.to_string(),
            learned.history.final_loss().map_or_else(String::new, long),
            short(learned.group(1, All)?.root_mean_square),
            spread(2, Adjacent)?,
            spread(2, Diagonal)?,
            spread(4, Diagonal)?,
        ];
        row.extend(learned.dissimilarity.iter().map(|value| short(*value)));
        Ok(row)
    };
    let rows = learned.iter().map(row).collect::<Result<Vec<_>, _>>()?;
    Ok(Table::new("By depth (mean ± standard deviation over entries)", header, rows))
}
