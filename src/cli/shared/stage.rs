//! A stage of a network from text.

use crate::diagram::Stage;

pub(crate) fn parse(text: &str) -> Result<Stage, String> {
    let complaint = || format!("'{text}' is not a stage such as A1 or B2");
    let layer = text.get(1..).and_then(|digits| digits.parse::<u32>().ok()).ok_or_else(complaint)?;
    match text.as_bytes()[0].to_ascii_uppercase() {
        b'A' => Ok(Stage::A(layer)),
        b'B' => Ok(Stage::B(layer)),
        _ => Err(complaint()),
    }
}
