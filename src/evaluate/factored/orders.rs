//! Which orders in χ are kept apart, and which products of them are cut off.

/// How jets are kept apart by their number of factors of χ.
///
/// Without a cutoff everything is one number of order zero. With the cutoff C there is one number for each
/// order 0 .. C, and products are truncated at C.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Orders {
    number: usize,
    /// What one factor of χ adds to the order.
    chi: usize,
}

impl Orders {
    pub(super) fn new(max_chi: Option<usize>) -> Orders {
        match max_chi {
            None => Orders { number: 1, chi: 0 },
            Some(max) => Orders { number: max + 1, chi: 1 },
        }
    }

    /// The orders that are kept apart.
    pub(super) fn all(self) -> std::ops::Range<usize> {
        0..self.number
    }

    /// Pairs of orders whose product is kept, with the order of the product.
    pub(super) fn products(self) -> impl Iterator<Item = (usize, usize, usize)> {
        self.all().flat_map(move |a| (0..self.number - a).map(move |b| (a, b, a + b)))
    }

    /// As [`products`](Orders::products), with one more factor of χ.
    pub(super) fn coupled(self) -> impl Iterator<Item = (usize, usize, usize)> {
        self.products().filter_map(move |(a, b, sum)| Some((a, b, self.with_chi(sum)?)))
    }

    /// The order after one more factor of χ; `None` where it is cut off.
    pub(super) fn with_chi(self, order: usize) -> Option<usize> {
        Some(order + self.chi).filter(|&order| order < self.number)
    }
}
