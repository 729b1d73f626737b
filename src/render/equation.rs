//! Update equations in tensor notation, as the paper writes Eqs. (15) and (26).

use std::collections::BTreeMap;

use num_traits::One;

use crate::diagram::{Arena, Constant, Node, Stage, Term, Vertex};
use crate::notation::Charset;

/// Which rule leads to a stage, in words.
pub fn rule(target: Stage, charset: Charset) -> String {
    let symbols = Symbols { charset };
    match target {
        Stage::A(layer) => {
            format!(
                "linear map of layer {layer}, Eq. (15): from {} to {}",
                symbols.stage(Stage::B(layer)),
                symbols.stage(target)
            )
        }
        Stage::B(layer) => format!(
            "activation of layer {layer}, Eq. (26), symmetrised: from {} to {}",
            symbols.stage(Stage::A(layer + 1)),
            symbols.stage(target)
        ),
    }
}

/// One update equation, such as `A_2^(1) = B_2^(1).W_2 + 2 B_2^(2).b_2.W_2`.
pub fn text(
    arena: &Arena,
    target: Stage,
    rank: usize,
    terms: &[Term],
    constant: Option<Constant>,
    charset: Charset,
) -> String {
    let symbols = Symbols { charset };
    let mut parts: Vec<String> = terms.iter().map(|term| symbols.term(arena, term)).collect();
    if let Some(Constant::LnDet(layer)) = constant {
        parts.push(format!("ln|det {}|", symbols.indexed("W", layer)));
    }
    if parts.is_empty() {
        parts.push("0".to_string());
    }
    format!("{} = {}", symbols.coefficient(target, rank), parts.join(" + "))
}

/// What a leg of the coefficient is contracted with: its place in the order in which factors are written, its layer, its arity
/// where it is a split, and its letter.
type Contracted = (u8, u32, usize, &'static str);

struct Symbols {
    charset: Charset,
}

impl Symbols {
    fn term(&self, arena: &Arena, term: &Term) -> String {
        let mut factors = BTreeMap::<Contracted, usize>::new();
        for &leg in term.diagram.legs() {
            let contracted = match arena.node(leg) {
                Node::Circle { layer } => (0, *layer, 0, "b"),
                Node::DressedCircle { layer } => (1, *layer, 0, "C"),
                Node::DressedLine { layer, .. } => (2, *layer, 0, "D"),
                Node::Line { layer, .. } => (3, *layer, 0, "W"),
                Node::InverseLine { layer, .. } => (3, *layer, 0, "U"),
                Node::Split { layer, legs } => (4, *layer, legs.len(), self.chi()),
                Node::Open(_) => continue,
            };
            *factors.entry(contracted).or_default() += 1;
        }
        let factor = if term.factor.is_one() { String::new() } else { format!("{} ", term.factor) };
        let tensor = match term.diagram.vertex() {
            Vertex::Coefficient(stage) => self.coefficient(stage, term.diagram.legs().len()),
            Vertex::Latent => "Z".to_string(),
        };
        let contractions: String =
            factors.iter().map(|(contracted, power)| self.contraction(*contracted, *power)).collect();
        format!("{factor}{tensor}{contractions}")
    }

    fn contraction(&self, (_, layer, arity, letter): Contracted, power: usize) -> String {
        let mut letter = letter.to_string();
        if arity > 2 {
            self.charset.push_power(arity, &mut letter);
        }
        let symbol = self.indexed(&letter, layer);
        let dot = if self.charset == Charset::Unicode { "·" } else { "." };
        match (power, self.charset) {
            (1, _) => format!("{dot}{symbol}"),
            (_, Charset::Ascii) => format!("{dot}{symbol}^{power}"),
            (_, Charset::Unicode) => format!("{dot}({symbol})^⊗{power}"),
        }
    }

    fn chi(&self) -> &'static str {
        if self.charset == Charset::Unicode { "χ" } else { "chi" }
    }

    fn coefficient(&self, stage: Stage, rank: usize) -> String {
        match self.charset {
            Charset::Ascii => format!("{}^({rank})", self.stage(stage)),
            Charset::Unicode => {
                let mut text = self.stage(stage);
                text.push('⁽');
                self.charset.push_power(rank, &mut text);
                text.push('⁾');
                text
            }
        }
    }

    fn stage(&self, stage: Stage) -> String {
        self.indexed(if matches!(stage, Stage::A(_)) { "A" } else { "B" }, stage.layer())
    }

    fn indexed(&self, symbol: &str, layer: u32) -> String {
        let mut text = symbol.to_string();
        if self.charset == Charset::Ascii {
            text.push('_');
        }
        self.charset.push_index(layer, &mut text);
        text
    }
}
