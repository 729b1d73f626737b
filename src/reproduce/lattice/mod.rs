//! The lattice of Eq. (33), Figs. 5, 9 and 10.

mod claims;
mod plots;
mod settings;
mod study;

pub(crate) use settings::{LatticeSettings, Thresholds};

use claims::Evidence;
use study::{Ground, Learned};

use super::phrases::{long, short};
use super::{Fault, Figure, Page, Step, Table, Training, Workshop};

/// Fig. 5: the lattice in a field, d = 100.
pub(super) fn large(workshop: &Workshop<'_>, settings: &LatticeSettings) -> Result<Page, Fault> {
    let (ground, learned) = all(workshop, settings)?;
    let deepest = learned.last().ok_or("no depths are given")?;
    let evidence = Evidence { settings, ground: &ground, learned: &learned };
    let mut page = page(Figure::Fig5, "the lattice in a field, d = 100", settings, &learned)?;
    page.differences.push(overfitting(settings));
    Ok(Page {
        claims: vec![
            evidence.field()?,
            evidence.couplings()?,
            evidence.low_diagonal()?,
            evidence.high_quartic()?,
            evidence.growing_quartic()?,
            evidence.losses()?,
            evidence.cumulants()?,
            evidence.beyond_gaussian()?,
        ],
        plots: vec![
            plots::on_lattice(&ground, deepest)?,
            plots::action(&ground, deepest)?,
            plots::losses(&learned),
            plots::quartic(&ground, &learned),
            plots::cumulants(settings, &ground, &learned),
        ],
        ..page
    })
}

/// Fig. 9: the lattice in a field, d = 16.
pub(super) fn small(workshop: &Workshop<'_>, settings: &LatticeSettings) -> Result<Page, Fault> {
    let (ground, learned) = all(workshop, settings)?;
    let deepest = learned.last().ok_or("no depths are given")?;
    let evidence = Evidence { settings, ground: &ground, learned: &learned };
    Ok(Page {
        claims: vec![
            evidence.field()?,
            evidence.couplings()?,
            evidence.low_diagonal()?,
            evidence.shallow_quartic()?,
            evidence.growing_quartic()?,
            evidence.losses()?,
            evidence.speed()?,
            evidence.cumulants()?,
        ],
        plots: vec![
            plots::fields(&ground, &learned),
            plots::action(&ground, deepest)?,
            plots::losses(&learned),
            plots::quartic(&ground, &learned),
            plots::dissimilarity(settings, &ground, &learned),
        ],
        ..page(Figure::Fig9, "the lattice in a field, d = 16", settings, &learned)?
    })
}

/// Fig. 10: the lattice without a field, d = 9.
pub(super) fn symmetric(workshop: &Workshop<'_>, settings: &LatticeSettings) -> Result<Page, Fault> {
    let (ground, learned) = all(workshop, settings)?;
    let deepest = learned.last().ok_or("no depths are given")?;
    let evidence = Evidence { settings, ground: &ground, learned: &learned };
    let mut page = page(Figure::Fig10, "the lattice without a field, d = 9", settings, &learned)?;
    page.claims = vec![
        evidence.no_field()?,
        evidence.couplings()?,
        evidence.low_diagonal()?,
        evidence.high_quartic()?,
        evidence.growing_quartic()?,
        evidence.cumulants()?,
    ];
    page.plots = vec![
        plots::action(&ground, deepest)?,
        plots::quartic(&ground, &learned),
        plots::losses(&learned),
        plots::dissimilarity(settings, &ground, &learned),
    ];
    Ok(page)
}

/// The networks of a study, by depth.
pub(super) fn trainings(
    workshop: &Workshop<'_>,
    settings: &LatticeSettings,
) -> Result<Vec<(usize, Step<Training>)>, Fault> {
    let ground = Ground::new(workshop, settings)?;
    settings.depths.iter().map(|&depth| Ok((depth, ground.training(workshop, depth)?))).collect()
}

fn all<'s>(
    workshop: &Workshop<'_>,
    settings: &'s LatticeSettings,
) -> Result<(Ground<'s>, Vec<Learned>), Fault> {
    let ground = Ground::new(workshop, settings)?;
    let learned = settings.depths.iter().map(|&depth| ground.learned(workshop, depth));
    let learned = learned.collect::<Result<_, _>>()?;
    Ok((ground, learned))
}

/// What all pages of the lattice say.
fn page(figure: Figure, title: &str, settings: &LatticeSettings, learned: &[Learned]) -> Result<Page, Fault> {
    let page = Page::new(figure, title, vec![done(settings)], differences(settings));
    Ok(Page { tables: vec![table(settings, learned)?], ..page })
}

fn done(settings: &LatticeSettings) -> String {
    let [r0, u, beta] = &settings.couplings;
    let field = match settings.field {
        0.0 => "no external field".to_string(),
        deviation => format!("an external field of normal draws of standard deviation {}", short(deviation)),
    };
    let options = &settings.options;
    format!(
        "The theory is Eq. (33) on a square, periodic lattice of side {}, with r0 = {r0}, u = {u}, β = {beta} and {field}. Networks of \
         depth {:?} start at the identity{} and are trained on D = {} samples of a no-U-turn sampler, {} epochs in batches of {} by Adam at a learning rate of {} that falls to zero, and \
         tested on {} others. Their actions are extracted to rank 4, in all orders of χ. Cumulants of orders {:?}{} are those of {} \
         samples of theory and network, drawn for this alone.",
        settings.side,
        settings.depths,
        if options.noise > 0.0 { " with a little noise in χ" } else { "" },
        settings.draws,
        options.epochs,
        options.batch,
        short(options.learning_rate),
        settings.test_draws,
        settings.orders,
        settings.cumulant_sites.map(|sites| format!(" of {sites} random sites")).unwrap_or_default(),
        settings.cumulant_draws,
    )
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
        "The paper does not state r0, u, β and the field of its lattices. Those taken here keep the lattice in its disordered \
         phase, where chains agree, and make the quartic term matter."
            .to_string(),
        "The paper drops diagrams of more than two χ; here nothing is dropped up to rank 4.".to_string(),
    ];
    if settings.options.noise > 0.0 {
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

fn table(settings: &LatticeSettings, learned: &[Learned]) -> Result<Table, Fault> {
    use diagraction::action::Group::{Adjacent, All, Diagonal};
    let mut header: Vec<String> =
        ["L", "test loss", "rms error A⁽¹⁾", "A⁽²⁾ neighbours", "A⁽²⁾ᵢᵢ", "A⁽⁴⁾ᵢᵢᵢᵢ"]
            .map(String::from)
            .to_vec();
    header.extend(settings.orders.iter().map(|order| format!("1 - cos, order {order}")));
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
