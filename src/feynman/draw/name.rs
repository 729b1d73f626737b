//! What is printed, in words and as the left-hand side of an equation.

use crate::feynman::generate::Generate;
use crate::feynman::properties::Family;
use crate::text::counted;

impl Generate {
    /// One line that says which diagrams these are.
    ///
    /// ```
    /// use diagraction::feynman::Generate;
    ///
    /// let request = Generate::new(4, 0..=2).ranks([3, 4]).unlabelled();
    /// assert_eq!(request.summary(), "4 points, 0 to 2 loops, ranks 3 and 4, legs not told apart");
    /// ```
    pub fn summary(&self) -> String {
        let (first, last) = (*self.loops.start(), *self.loops.end());
        let last_loops = counted(last, "loop", "loops");
        let loops = if first == last { last_loops } else { format!("{first} to {last_loops}") };
        let mut parts = vec![counted(self.points, "point", "points"), loops];
        if let Some((last, others)) = self.ranks.as_deref().and_then(<[usize]>::split_last) {
            let others: Vec<String> = others.iter().map(usize::to_string).collect();
            parts.push(match others.is_empty() {
                true => format!("rank {last}"),
                false => format!("ranks {} and {last}", others.join(", ")),
            });
        }
        parts.extend(match self.family {
            Family::Connected => None,
            family => Some(family.words().to_owned()),
        });
        parts.extend(self.dressed.then(|| "dressed".to_owned()));
        parts.extend((!self.labelled).then(|| "legs not told apart".to_owned()));
        parts.join(", ")
    }
}

/// What the sum of the diagrams is, plain, in Unicode and for TeX. Γ = -S + .. - (1PI diagrams) has their sum with a minus; without
/// tadpoles and with at most one leg only 1PI diagrams are left.
pub(super) fn symbol(request: &Generate) -> [&'static str; 3] {
    match (request.family, request.points) {
        (Family::SelfEnergy, _) => ["Sigma", "Σ", "\\Sigma"],
        (Family::OneParticleIrreducible, _) | (Family::NoTadpoles, 0 | 1) => ["-Gamma", "-Γ", "-\\Gamma"],
        (_, 0) => ["ln Z", "ln Z", "\\ln Z"],
        _ => ["kappa", "κ", "\\kappa"],
    }
}

/// The number of points, where the symbol does not say it.
pub(super) fn index(request: &Generate) -> Option<u32> {
    match (request.family, request.points) {
        (Family::SelfEnergy, _) | (Family::Connected, 0) => None,
        (_, points) => Some(points as u32),
    }
}

/// The head of JSON, up to the list of terms.
pub(super) fn json(request: &Generate) -> String {
    let ranks = request.ranks.as_ref().map_or("null".to_owned(), |ranks| format!("{ranks:?}"));
    let (points, dressed, labelled) = (request.points, request.dressed, request.labelled);
    format!(
        "{{\"format\": \"diagraction-feynman\", \"version\": 1, \"points\": {points}, \"ranks\": {ranks}, \
         \"family\": \"{}\", \"dressed\": {dressed}, \"labelled\": {labelled},\n \"terms\": [",
        request.family.words()
    )
}
