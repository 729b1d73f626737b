//! The update equations of the layers, as text or drawings.

use std::io::Write;

use crate::diagram::Arena;
use crate::notation::Charset;
use crate::render::{self, Format, equation};
use crate::rewrite::by_layer::{self, UpdateEquation};
use crate::rewrite::{Cutoffs, Expand};

use super::args::ExpandArgs;
use super::header::header;
use crate::cli::shared::{Failure, Output};

/// Without a window of ranks the equations of the ranks that the paper keeps are printed.
const HIGHEST_RANK: usize = 4;

pub(crate) fn run(
    args: &ExpandArgs,
    request: &Expand,
    format: Format,
    charset: Charset,
) -> Result<(), Failure> {
    let mut text_of_stages = Vec::new();
    if format == Format::Text {
        for stage in request.stages().skip(1) {
            text_of_stages.push(text(&request.clone().at(stage), charset)?);
        }
    }
    let mut out = Output::open(args.common.output.as_deref())?;
    match format {
        Format::Text => write!(out, "{}", text_of_stages.join("\n"))?,
        _ => draw(request, format, charset, &mut out)?,
    }
    out.finish()
}

fn ranks(request: &Expand) -> std::ops::RangeInclusive<usize> {
    let Cutoffs { min_rank, max_rank, .. } = *request.wanted();
    min_rank..=max_rank.unwrap_or(HIGHEST_RANK).min(by_layer::degree(request, request.stage()))
}

fn equations(request: &Expand, arena: &mut Arena) -> Result<Vec<UpdateEquation>, Failure> {
    ranks(request).map(|rank| Ok(by_layer::update(request, rank, arena)?)).collect()
}

fn text(request: &Expand, charset: Charset) -> Result<String, Failure> {
    let mut arena = Arena::new();
    let mut lines = vec![format!("# {}", equation::rule(request.stage(), charset))];
    for UpdateEquation { target, rank, terms, constant } in &equations(request, &mut arena)? {
        lines.push(equation::text(&arena, *target, *rank, terms, *constant, charset));
    }
    Ok(lines.join("\n") + "\n")
}

/// The equations of one stage as drawings.
fn draw(request: &Expand, format: Format, charset: Charset, out: &mut dyn Write) -> Result<(), Failure> {
    let mut arena = Arena::new();
    let equations = equations(request, &mut arena)?;
    let mut backend = format.backend(charset);
    render::render(backend.as_mut(), &header(request), out, |sheet| {
        for equation in &equations {
            equation.constant.iter().try_for_each(|constant| sheet.constant(*constant))?;
            equation.terms.iter().try_for_each(|term| sheet.term(&arena, term))?;
        }
        Ok(())
    })
}
