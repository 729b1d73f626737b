//! What an output format has to do, and the order in which it is asked to.

use std::io::{self, Write};

use crate::diagram::{Arena, Constant, Term};

use super::Header;

/// One output format.
///
/// A backend sees, in this order: `begin`; for every rank that occurs `rank`, then its terms and
/// constants; `end`. [`render`] keeps the order. A backend that must know the size of its output before
/// it can write asks for two [`passes`](Backend::passes) over the same sequence.
pub trait Backend {
    /// How often the whole sequence is to be shown. Only the last pass writes.
    fn passes(&self) -> u32 {
        1
    }

    /// Starts a pass.
    ///
    /// # Errors
    /// When writing fails; so for all methods below.
    fn begin(&mut self, header: &Header, out: &mut dyn Write) -> io::Result<()>;

    /// Starts the coefficient of a rank.
    fn rank(&mut self, _rank: usize, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    /// Adds a diagram to the coefficient.
    fn term(&mut self, arena: &Arena, term: &Term, out: &mut dyn Write) -> io::Result<()>;

    /// Adds a constant to the coefficient, which has rank 0.
    fn constant(&mut self, constant: Constant, out: &mut dyn Write) -> io::Result<()>;

    /// Ends a pass.
    fn end(&mut self, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

/// What the source of an expansion fills, term by term. It tells the backend where a new rank starts.
pub struct Sheet<'a> {
    backend: &'a mut dyn Backend,
    out: &'a mut dyn Write,
    rank: Option<usize>,
}

impl Sheet<'_> {
    /// Adds a term. Terms come ordered by rank.
    ///
    /// # Errors
    /// When writing fails.
    pub fn term(&mut self, arena: &Arena, term: &Term) -> io::Result<()> {
        self.at_rank(term.grade(arena).rank)?;
        self.backend.term(arena, term, self.out)
    }

    /// Adds a constant. Constants come before terms of rank 1 or more.
    ///
    /// # Errors
    /// When writing fails.
    pub fn constant(&mut self, constant: Constant) -> io::Result<()> {
        self.at_rank(0)?;
        self.backend.constant(constant, self.out)
    }

    fn at_rank(&mut self, rank: usize) -> io::Result<()> {
        if self.rank == Some(rank) {
            return Ok(());
        }
        self.rank = Some(rank);
        self.backend.rank(rank, self.out)
    }
}

/// Writes an expansion. `source` fills the sheet, and is called once for each pass that the backend
/// needs; it must give the same sequence each time. It may fail in its own way, for instance when it is
/// cancelled.
///
/// # Errors
/// When `source` or writing fails.
///
/// # Example
/// ```
/// use diagraction::diagram::Constant;
/// use diagraction::notation::Charset;
/// use diagraction::render::{Format, Header, render};
/// use diagraction::rewrite::Expand;
///
/// let expansion = Expand::new(0).generate()?;
/// let mut backend = Format::Text.backend(Charset::Ascii);
/// let mut out = Vec::new();
/// render(backend.as_mut(), &Header::new(0), &mut out, |sheet| {
///     for constant in expansion.constants() {
///         sheet.constant(constant)?;
///     }
///     expansion.terms().try_for_each(|term| sheet.term(expansion.arena(), &term))
/// })?;
/// let lines: Vec<&str> = std::str::from_utf8(&out)?.lines().collect();
/// assert_eq!(lines[..5], ["# depth 0", "# A^(0)", "  Z()", "+ lndet(W1)", "+ Z(b1, b1)"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn render<E: From<io::Error>>(
    backend: &mut dyn Backend,
    header: &Header,
    out: &mut dyn Write,
    mut source: impl FnMut(&mut Sheet<'_>) -> Result<(), E>,
) -> Result<(), E> {
    for _ in 0..backend.passes() {
        backend.begin(header, out)?;
        source(&mut Sheet { backend, out, rank: None })?;
        backend.end(out)?;
    }
    Ok(())
}
