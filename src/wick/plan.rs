//! What a sum of cumulants takes, before it is made.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use super::graph::{Graph, graphs};
use super::product::pairs;
use super::{Grade, WickError, Window, contract, last_loop};
use crate::Scalar;
use crate::network::Network;
use crate::tensor::estimated_entries;

/// Multiplications a second in matrix products of one thread.
pub(super) const MULTIPLICATIONS: f64 = 4e9;

/// Products of monomials a second, which find their place in memory.
pub(super) const MONOMIALS: f64 = 2e7;

/// The highest order of a cumulant.
pub const MAX_ORDER: usize = 6;

/// Higher powers of z are refused: the pairs of their grades alone would take long.
const MAX_DEGREE: usize = 256;

/// More graphs with names than this are refused, and ten times as many steps of their search.
const MOST_GRAPHS: usize = 200_000;

/// The numbers that the blocks of a sum fill.
const BLOCK: f64 = (1 << 24) as f64;

/// Which cumulants of a network are wanted.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The orders n.
    pub orders: RangeInclusive<usize>,
    /// The numbers of loops; `None` for all that there are.
    pub loops: Option<RangeInclusive<usize>>,
    /// The components of x, to which indices of results refer; `None` for all.
    pub sites: Option<Vec<usize>>,
    /// The bytes that may be taken.
    pub memory: u64,
}

impl Wanted {
    /// All loops of some orders, of all components, in any memory.
    pub fn orders(orders: RangeInclusive<usize>) -> Wanted {
        Wanted { orders, loops: None, sites: None, memory: u64::MAX }
    }
}

/// What cumulants of a network need: which powers of z, which graphs, how much time and memory.
#[derive(Clone, Debug)]
pub struct Plan {
    pub(super) sites: Option<Vec<usize>>,
    pub(super) window: Window,
    /// The orders with their loops.
    pub(super) orders: Vec<Order>,
    multiplications: f64,
    monomials: f64,
    bytes: u64,
    degree: usize,
    is_whole: bool,
}

/// The terms of κ_n.
#[derive(Clone, Debug)]
pub(super) struct Order {
    pub(super) order: usize,
    pub(super) terms: Vec<Term>,
}

/// A term of κ_n: its graphs, and for how many values of the first root they are made at once.
#[derive(Clone, Debug)]
pub(super) struct Term {
    pub(super) loops: usize,
    pub(super) graphs: Vec<(Graph, usize)>,
    pub(super) block: usize,
}

/// What cumulants take.
///
/// # Errors
/// When there are too many graphs, or they take more than so many bytes.
///
/// # Example
/// ```
/// use diagraction::network::file;
/// use diagraction::wick::{Wanted, plan};
///
/// let network = file::load("examples/models/lattice16.safetensors")?.into_f64()?;
/// let all = plan(&network, &Wanted::orders(1..=2))?;
/// let one_loop = plan(&network, &Wanted { loops: Some(0..=1), ..Wanted::orders(1..=2) })?;
/// assert!(one_loop.bytes() < all.bytes() / 100);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn plan<T: Scalar>(network: &Network<T>, wanted: &Wanted) -> Result<Plan, WickError> {
    let (d, depth) = (network.dimension(), network.depth());
    let highest = wanted.loops.as_ref().map(|loops| *loops.end());
    let window = Window::new(*wanted.orders.end(), highest);
    let degree = power_of_two(depth);
    let (multiplications, monomials, numbers) = of_powers(d, depth, window)?;
    let powers = Plan {
        sites: wanted.sites.clone(),
        window,
        orders: Vec::new(),
        multiplications,
        monomials,
        bytes: (numbers * size_of::<T>() as f64) as u64,
        degree,
        is_whole: wanted
            .orders
            .clone()
            .all(|order| highest.is_none_or(|highest| last_loop(order, degree) <= highest)),
    };
    powers.joined(d, wanted, size_of::<T>())
}

impl Plan {
    /// What a polynomial of this degree takes that is there already, all of its loops in its coefficients.
    pub(super) fn of_polynomial(dimension: usize, degree: usize, wanted: &Wanted) -> Result<Plan, WickError> {
        let bytes = 0;
        let window = Window::legs(degree);
        let sites = wanted.sites.clone();
        let plan = Plan {
            sites,
            window,
            orders: Vec::new(),
            multiplications: 0.0,
            monomials: 0.0,
            bytes,
            degree,
            is_whole: true,
        };
        plan.joined(dimension, wanted, size_of::<f64>())
    }

    /// With the graphs, and what these take.
    fn joined(mut self, d: usize, wanted: &Wanted, size: usize) -> Result<Plan, WickError> {
        let Wanted { orders, loops, memory, .. } = wanted;
        let values = self.sites.as_ref().map_or(d, Vec::len);
        let (degree, window) = (self.degree, self.window);
        let held = |grade: Grade| grade.legs + 2 * grade.loops <= degree && window.holds(grade);
        let cost = |graph: &Graph| contract::cost(graph, d, values);
        if *orders.end() > MAX_ORDER {
            return Err(WickError::Order { order: *orders.end(), highest: MAX_ORDER });
        }
        let mut most = 0.0f64;
        for order in orders.clone() {
            let last = last_loop(order, degree);
            let mut terms = Vec::new();
            for loops in loops.clone().unwrap_or(0..=last) {
                let found = match loops > last {
                    true => Vec::new(),
                    false => {
                        graphs(order, order - 1 + loops, degree, held, |graph| cost(graph).0, MOST_GRAPHS)
                            .ok_or(WickError::Graphs { order, loops, limit: MOST_GRAPHS })?
                    }
                };
                let costs: Vec<(f64, f64)> = found.iter().map(|(graph, _)| cost(graph)).collect();
                self.multiplications += costs.iter().map(|(work, _)| work).sum::<f64>();
                let widest = costs.iter().map(|(_, held)| *held).fold(1.0, f64::max);
                let block = (BLOCK / widest).clamp(1.0, values as f64);
                most = most.max(widest * block);
                terms.push(Term { loops, graphs: found, block: block as usize });
            }
            most += terms.len() as f64 * estimated_entries(values, order);
            self.orders.push(Order { order, terms });
        }
        self.bytes = self.bytes.saturating_add((most * size as f64) as u64);
        // Numbers without end do not fit even where there is no bound.
        match self.bytes > *memory || self.bytes == u64::MAX {
            true => Err(WickError::Memory { needed: self.bytes, available: *memory }),
            false => Ok(self),
        }
    }
}

/// 2^n, or a number beyond any that is counted with.
fn power_of_two(n: usize) -> usize {
    u32::try_from(n).ok().filter(|&n| n < usize::BITS - 3).map_or(usize::MAX >> 3, |n| 1 << n)
}

/// The multiplications, the products of monomials and the numbers that the powers of z take.
fn of_powers(dimension: usize, depth: usize, window: Window) -> Result<(f64, f64, f64), WickError> {
    let degree = power_of_two(depth);
    let (mut multiplications, mut monomials) = (0.0, 0.0);
    let numbers = |grades: &[Grade]| -> f64 {
        grades.iter().map(|grade| estimated_entries(dimension, grade.legs)).sum::<f64>() * dimension as f64
    };
    if window.highest(degree) > MAX_DEGREE {
        return Err(WickError::Degree { degree: window.highest(degree), highest: MAX_DEGREE });
    }
    for layer in 0..depth {
        let grades = window.grades(power_of_two(layer));
        let made: BTreeSet<Grade> = window.grades(power_of_two(layer + 1)).into_iter().collect();
        for pair in pairs(&grades).filter(|pair| made.contains(&pair.grade())) {
            let (work, found) = pair.cost(dimension);
            multiplications += work;
            monomials += found;
        }
        multiplications += numbers(&made.into_iter().collect::<Vec<_>>()) * dimension as f64;
    }
    // The powers, half of them again as products, and all of them again behind a linear map.
    Ok((multiplications, monomials, 2.5 * numbers(&window.grades(degree))))
}

impl Plan {
    /// About the seconds that it takes on one thread, in floats.
    pub fn seconds(&self) -> f64 {
        self.multiplications / MULTIPLICATIONS + self.monomials / MONOMIALS
    }

    /// About the bytes that it takes.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The highest power of z.
    pub fn degree(&self) -> usize {
        self.window.highest(self.degree)
    }

    /// Whether the sums are the whole cumulants, since every loop is in them.
    pub fn is_whole(&self) -> bool {
        self.is_whole
    }
}
