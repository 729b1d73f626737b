//! Tables of where the product of two packed monomials lies.

use std::collections::HashMap;
use std::rc::Rc;

use ndarray::Array2;

use crate::action::{Indices, position};

/// Where the product of two packed monomials lies: `table[[α, β]]` is the place of α ∪ β.
///
/// Tables are made once for each pair of ranks.
#[derive(Debug)]
pub(super) struct Products {
    dimension: usize,
    tables: HashMap<(usize, usize), Rc<Array2<u32>>>,
}

impl Products {
    pub(super) fn new(dimension: usize) -> Products {
        Products { dimension, tables: HashMap::new() }
    }

    pub(super) fn table(&mut self, first: usize, second: usize) -> Rc<Array2<u32>> {
        let dimension = self.dimension;
        let make = || Rc::new(table(dimension, first, second));
        Rc::clone(self.tables.entry((first, second)).or_insert_with(make))
    }
}

fn table(dimension: usize, first: usize, second: usize) -> Array2<u32> {
    let rows: Vec<Vec<usize>> = Indices::new(dimension, first).collect();
    let columns: Vec<Vec<usize>> = Indices::new(dimension, second).collect();
    let mut joined = vec![0; first + second];
    Array2::from_shape_fn((rows.len(), columns.len()), |(row, column)| {
        joined[..first].copy_from_slice(&rows[row]);
        joined[first..].copy_from_slice(&columns[column]);
        joined.sort_unstable();
        u32::try_from(position(dimension, &joined)).expect("fewer than 2^32 independent entries")
    })
}
