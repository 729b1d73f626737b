//! ASCII or Unicode for symbols, subscripts and powers.

pub(super) const SUPERSCRIPTS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];

/// Appends the name of a line: a, b, .. without x, which is a leg; then aa, ab, ..
pub(crate) fn push_letter(line: usize, text: &mut String) {
    const SINGLE: &[u8; 25] = b"abcdefghijklmnopqrstuvwyz";
    match line.checked_sub(SINGLE.len()) {
        None => text.push(char::from(SINGLE[line])),
        Some(pair) => {
            text.push(char::from(b'a' + (pair / 26) as u8));
            text.push(char::from(b'a' + (pair % 26) as u8));
        }
    }
}

/// Which characters the text formats may use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Charset {
    /// Plain ASCII: `2 * Z(b2, W2.chi1(W1.x, W1.x))`.
    #[default]
    Ascii,
    /// Subscripts, χ and dots: `2 · Z(b₂, W₂·χ₁(W₁·x, W₁·x))`.
    Unicode,
}

impl Charset {
    /// Appends `number` as an index of a symbol: `12` or `₁₂`.
    ///
    /// ```
    /// use diagraction::notation::Charset;
    ///
    /// let mut text = String::from("W");
    /// Charset::Unicode.push_index(12, &mut text);
    /// assert_eq!(text, "W₁₂");
    /// ```
    pub fn push_index(self, number: u32, text: &mut String) {
        const SUBSCRIPTS: [char; 10] = ['₀', '₁', '₂', '₃', '₄', '₅', '₆', '₇', '₈', '₉'];
        self.push_digits(number as usize, SUBSCRIPTS, text);
    }

    /// Appends `number` as a superscript, where the charset has them: `12` or `¹²`.
    pub fn push_power(self, number: usize, text: &mut String) {
        self.push_digits(number, SUPERSCRIPTS, text);
    }

    /// Appends the symbol of a coupling: `chi1` and `chi3_1`, or `χ₁` and `χ³₁`.
    pub(crate) fn push_coupling(self, layer: u32, arity: usize, text: &mut String) {
        let (symbol, between) = if self == Charset::Ascii { ("chi", "_") } else { ("χ", "") };
        text.push_str(symbol);
        if arity != 2 {
            self.push_power(arity, text);
            text.push_str(between);
        }
        self.push_index(layer, text);
    }

    fn push_digits(self, number: usize, dressed: [char; 10], text: &mut String) {
        text.extend(number.to_string().bytes().map(|digit| match self {
            Charset::Ascii => char::from(digit),
            Charset::Unicode => dressed[usize::from(digit - b'0')],
        }));
    }
}
