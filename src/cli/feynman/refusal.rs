//! Why `feynman` makes no diagrams, with what would help.

use crate::feynman::{DEFAULT_LIMIT, Family, GenerateError};
use crate::render::Format;
use crate::text::joined;

use super::args::FeynmanArgs;
use crate::cli::shared::{Failure, alternatives, is_drawn};

pub(super) fn refused(args: &FeynmanArgs, format: Format, error: &GenerateError) -> Failure {
    match error {
        GenerateError::TooMany { diagrams, is_exact, suggestion, .. } => {
            let few = suggestion.map(|loops| {
                let are = if *is_exact { "are" } else { "may be" };
                format!("up to --loops {loops} there {are} few enough")
            });
            let options = fewer(args, few.is_none());
            let fewer =
                (!options.is_empty()).then(|| format!("there are fewer with {}", alternatives(options)));
            let is_less = is_drawn(format) && *diagrams <= DEFAULT_LIMIT.into();
            let more = args.diagrams.limit.is_none().then(|| match is_less {
                true => "--limit raises the bound; text, json and --count go further".to_owned(),
                false => "--limit raises the bound".to_owned(),
            });
            let hints: Vec<String> = [few, fewer, more].into_iter().flatten().collect();
            let hint = (!hints.is_empty()).then(|| joined(hints, "; "));
            Failure::Work { message: error.to_string(), hint }
        }
        GenerateError::TooLarge { most: Some(loops), .. } => {
            Failure::Usage(format!("{error}: give --loops {loops} or fewer"))
        }
        _ => Failure::Usage(error.to_string()),
    }
}

/// The options not given yet that leave diagrams out.
fn fewer(args: &FeynmanArgs, lower_loops: bool) -> Vec<&'static str> {
    let is_any_family = args.family() == Family::Connected;
    // Trees have no self-loops and no tadpoles.
    let has_loops = args.loops.max > 0;
    let options = [
        ("lower --loops", has_loops && lower_loops),
        ("--ranks", args.ranks.is_none()),
        ("--dressed", has_loops && !args.dressed),
        ("--one-particle-irreducible", is_any_family),
        ("--self-energy", is_any_family && args.points == 2),
        ("--no-tadpoles", has_loops && is_any_family),
        ("--unlabelled", args.points > 1 && !args.unlabelled),
    ];
    options.into_iter().filter(|(_, helps)| *helps).map(|(option, _)| option).collect()
}
