//! The derivatives of all monomials that score matching takes averages of.

use super::Monomials;
use super::features::Features;
use super::monomials::sort;
use crate::action::without;

/// The derivatives of all monomials, in terms of features.
///
/// ∂_i m_α = α_i x^(α-e_i) and ∂_i² m_α = α_i (α_i - 1) x^(α-2e_i): everything that score matching asks of the data
/// are averages of these features and of their products, among features of the same site only.
#[derive(Debug)]
pub(super) struct Basis {
    pub(super) unknowns: usize,
    pub(super) groups: Vec<Group>,
    /// Where each unknown has first derivatives.
    pub(super) uses: Vec<Vec<Use>>,
}

/// Sites that share a list of features.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) features: Features,
    pub(super) sites: Vec<Site>,
}

/// The derivatives by one coordinate, by growing unknowns.
#[derive(Debug, Default)]
pub(super) struct Site {
    pub(super) site: usize,
    pub(super) first: Vec<Derivative>,
    pub(super) second: Vec<Derivative>,
}

/// A derivative of a monomial: `factor` times a feature.
#[derive(Clone, Copy, Debug)]
pub(super) struct Derivative {
    pub(super) unknown: usize,
    pub(super) feature: usize,
    pub(super) factor: usize,
}

/// `groups[group].sites[site].first[place]`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Use {
    pub(super) group: usize,
    pub(super) site: usize,
    pub(super) place: usize,
}

/// Which sites share their features.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Grouping {
    /// All of them: for dense supports.
    Together,
    /// None: for sparse ones.
    BySite,
}

/// Derivatives by one coordinate whose features have no numbers yet.
#[derive(Default)]
struct Lowered {
    site: usize,
    first: Vec<(usize, Vec<usize>, usize)>,
    second: Vec<(usize, Vec<usize>, usize)>,
}

impl Basis {
    pub(super) fn new(monomials: &Monomials, grouping: Grouping) -> Basis {
        let lowered = lower(monomials);
        let groups: Vec<Group> = match grouping {
            Grouping::Together => vec![group(&lowered)],
            Grouping::BySite => lowered.chunks(1).map(group).collect(),
        };
        let mut uses = vec![Vec::new(); monomials.len()];
        for (group, members) in groups.iter().enumerate() {
            for (site, derivatives) in members.sites.iter().enumerate() {
                for (place, derivative) in derivatives.first.iter().enumerate() {
                    uses[derivative.unknown].push(Use { group, site, place });
                }
            }
        }
        Basis { unknowns: monomials.len(), groups, uses }
    }
}

/// The derivatives, by site. Sites in no monomial are left out.
fn lower(monomials: &Monomials) -> Vec<Lowered> {
    let mut sites: Vec<Lowered> =
        (0..monomials.dimension()).map(|site| Lowered { site, ..Lowered::default() }).collect();
    for (unknown, index) in monomials.indices().iter().enumerate() {
        let mut place = 0;
        for class in index.chunk_by(|a, b| a == b) {
            let power = class.len();
            let once = without(index, place);
            if power > 1 {
                sites[class[0]].second.push((unknown, without(&once, place), power * (power - 1)));
            }
            sites[class[0]].first.push((unknown, once, power));
            place += power;
        }
    }
    sites.retain(|site| !site.first.is_empty());
    sites
}

fn group(lowered: &[Lowered]) -> Group {
    let all = lowered.iter().flat_map(|site| site.first.iter().chain(&site.second));
    let mut indices: Vec<Vec<usize>> = all.map(|(_, index, _)| index.clone()).collect();
    sort(&mut indices);
    let features = Features::new(indices);
    let number = |list: &[(usize, Vec<usize>, usize)]| {
        let numbered = list.iter().filter_map(|(unknown, index, factor)| {
            let feature = features.position(index)?;
            Some(Derivative { unknown: *unknown, feature, factor: *factor })
        });
        numbered.collect()
    };
    let sites = lowered.iter().map(|site| Site {
        site: site.site,
        first: number(&site.first),
        second: number(&site.second),
    });
    let sites = sites.collect();
    Group { features, sites }
}
