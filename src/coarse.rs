//! Block variables of samples on a lattice.

use ndarray::{Array2, ArrayView2};
use thiserror::Error;

use crate::{Lattice, LatticeError};

/// Blocks of sites that move over a periodic lattice, or lie side by side.
#[derive(Clone, Debug)]
pub struct Blocks {
    sites: Vec<Vec<usize>>,
    /// The lattice of the blocks.
    pub lattice: Lattice,
}

/// Blocks that do not fit a lattice.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum BlocksError {
    #[error(
        "a block of {sides:?} does not fit a {lattice} lattice; give a length for each side, of at most that side"
    )]
    Block { sides: Vec<usize>, lattice: Lattice },
    #[error("steps of {stride} do not divide a side of {side}; take steps that do")]
    Stride { stride: usize, side: usize },
    #[error(transparent)]
    Lattice(#[from] LatticeError),
}

impl Blocks {
    /// Blocks of these sides whose corners are `strides` sites apart along each side. On an open lattice they lie within.
    ///
    /// # Errors
    /// When blocks do not fit, or their steps do not divide a periodic side.
    ///
    /// ```
    /// use diagraction::{Lattice, coarse::Blocks};
    /// use ndarray::Array2;
    ///
    /// let lattice: Lattice = "square:4x4".parse()?;
    /// let blocks = Blocks::new(&lattice, &[2, 2], &[2, 2])?;
    /// let rows = Array2::from_shape_fn((1, 16), |(_, site)| site as f64);
    /// assert_eq!(blocks.sums(rows.view()).row(0).to_vec(), [10.0, 18.0, 42.0, 50.0]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn new(lattice: &Lattice, sides: &[usize], strides: &[usize]) -> Result<Blocks, BlocksError> {
        let whole = lattice.sides();
        let fits = [sides.len(), strides.len()] == [whole.len(); 2]
            && sides.iter().zip(whole).all(|(block, side)| (1..=*side).contains(block));
        if !fits {
            return Err(BlocksError::Block { sides: sides.to_vec(), lattice: lattice.clone() });
        }
        let steps = |((&side, &block), &stride): ((&usize, &usize), &usize)| match lattice.is_periodic() {
            _ if stride == 0 => Err(BlocksError::Stride { stride, side }),
            true if side % stride != 0 => Err(BlocksError::Stride { stride, side }),
            true => Ok(side / stride),
            false => Ok((side - block) / stride + 1),
        };
        let coarse: Vec<usize> = whole.iter().zip(sides).zip(strides).map(steps).collect::<Result<_, _>>()?;
        let coarse = Lattice::new(lattice.cell(), coarse, lattice.is_periodic())?;
        let within = Lattice::new(lattice.cell(), sides.to_vec(), false)?;
        let site = |corner: &[usize], inner: &[usize]| {
            let places = corner.iter().zip(inner).zip(whole.iter().zip(strides));
            places.fold(0, |site, ((corner, inner), (side, stride))| {
                site * side + (corner * stride + inner) % side
            })
        };
        let of_block = |block: usize| {
            let corner = coarse.coordinates(block);
            (0..within.sites()).map(|inner| site(&corner, &within.coordinates(inner))).collect()
        };
        Ok(Blocks { sites: (0..coarse.sites()).map(of_block).collect(), lattice: coarse })
    }

    /// The number of sites of a block.
    pub fn size(&self) -> usize {
        self.sites.first().map_or(0, Vec::len)
    }

    /// The sums over the blocks of each row.
    ///
    /// # Panics
    /// When the rows have another number of sites than the lattice.
    pub fn sums(&self, rows: ArrayView2<'_, f64>) -> Array2<f64> {
        let sum =
            |(row, block): (usize, usize)| self.sites[block].iter().map(|&site| rows[[row, site]]).sum();
        Array2::from_shape_fn((rows.nrows(), self.sites.len()), sum)
    }
}
