//! What the pages of an expansion say about it.

use crate::render::Header;
use crate::rewrite::Expand;

pub(crate) fn header(request: &Expand) -> Header {
    let cutoffs = request.wanted();
    Header {
        at: request.stage(),
        arities: request.split_arities().to_vec(),
        dressed: request.is_dressed(),
        linear: request.has_linear(),
        max_chi: cutoffs.max_chi,
        max_circles: cutoffs.max_circles,
        min_rank: cutoffs.min_rank,
        max_rank: cutoffs.max_rank,
        ..Header::new(request.depth())
    }
}
