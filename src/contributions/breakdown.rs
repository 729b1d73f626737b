//! A coefficient taken apart, in plain numbers: diagrams, layers and pairs of layers with their shares.

use serde::Serialize;

use super::{Decomposition, Layers, Shares};

/// The diagrams of a coefficient, or of one of its entries, in numbers, the largest first.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Breakdown {
    /// The rank k.
    pub rank: usize,
    /// The entry, or nothing for all of A^(k).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index: Option<Vec<usize>>,
    /// The norm of A^(k), or the value of the entry.
    pub total: f64,
    /// The norms of all diagrams, added up; at an entry the magnitudes.
    pub sum_of_norms: f64,
    /// The root of the sum of the squares of all norms: what the norm of the sum would be if no two diagrams had anything in common.
    pub root_of_squares: f64,
    /// `sum_of_norms` over the magnitude of `total`: one without cancellation. Nothing where the total vanishes.
    pub cancellation: Option<f64>,
    /// The diagrams.
    pub diagrams: Vec<DiagramShare>,
    /// Shares by layer; empty where the total vanishes.
    pub by_layer: Vec<LayerShare>,
    /// Shares by the layers of two splits; empty where the total vanishes.
    pub by_pair: Vec<PairShare>,
}

/// A diagram beside its coefficient.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DiagramShare {
    /// Its place in the [`Decomposition`].
    #[serde(skip)]
    pub place: usize,
    /// The diagram with its factor, in the notation that [`notation::read`](crate::notation::read) reads.
    pub diagram: String,
    /// The layers of its splits.
    pub layers: Vec<u32>,
    /// Its norm, or at an entry its value.
    pub size: f64,
    /// Its share; nothing where the total vanishes.
    pub share: Option<f64>,
}

/// What the splits of one layer made.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct LayerShare {
    /// The layer; nothing for diagrams without a split.
    pub layer: Option<u32>,
    /// The share.
    pub share: f64,
}

/// What pairs of splits made.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PairShare {
    /// The layers of both splits, or of the only one.
    pub layers: Vec<u32>,
    /// The share.
    pub share: f64,
}

impl Breakdown {
    /// Of a whole coefficient, from its [`Decomposition::shares`].
    pub fn of_rank(found: &Decomposition<f64>, shares: &Shares<f64>) -> Breakdown {
        let norms: Vec<f64> = (0..found.contributions().len()).map(|place| shares.norm_of(place)).collect();
        Breakdown::new(found, shares, None, shares.norm(), &norms)
    }

    /// Of one entry.
    ///
    /// # Panics
    /// When the index has another length than the rank or an entry beyond the dimension.
    pub fn of_entry(found: &Decomposition<f64>, index: &[usize]) -> Breakdown {
        let values = found.values_at(index);
        let total = values.iter().sum();
        Breakdown::new(found, &Shares::of_numbers(&values), Some(index.to_vec()), total, &values)
    }

    fn new(
        found: &Decomposition<f64>,
        shares: &Shares<f64>,
        index: Option<Vec<usize>>,
        total: f64,
        sizes: &[f64],
    ) -> Breakdown {
        let diagrams = shares.order().into_iter().map(|place| DiagramShare {
            place,
            diagram: found.text(place),
            layers: found.contributions()[place].layers().to_vec(),
            size: sizes[place],
            share: shares.of(place),
        });
        let layers = Layers::new(found.contributions(), shares);
        let (single, pairs) = layers.map(|layers| (layers.single, layers.pairs)).unwrap_or_default();
        Breakdown {
            rank: found.rank(),
            index,
            total,
            sum_of_norms: shares.sum_of_norms(),
            root_of_squares: shares.root_of_squares(),
            cancellation: shares.cancellation(),
            diagrams: diagrams.collect(),
            by_layer: single.into_iter().map(|(layer, share)| LayerShare { layer, share }).collect(),
            by_pair: pairs.into_iter().map(|(layers, share)| PairShare { layers, share }).collect(),
        }
    }
}
