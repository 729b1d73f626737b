//! Decompression of deflated data (RFC 1951), with the size of the result as a limit.

use super::huffman::Huffman;

/// Extra bits and base of the lengths 257 to 285, section 3.2.5.
const LENGTHS: [(u32, usize); 29] = [
    (0, 3),
    (0, 4),
    (0, 5),
    (0, 6),
    (0, 7),
    (0, 8),
    (0, 9),
    (0, 10),
    (1, 11),
    (1, 13),
    (1, 15),
    (1, 17),
    (2, 19),
    (2, 23),
    (2, 27),
    (2, 31),
    (3, 35),
    (3, 43),
    (3, 51),
    (3, 59),
    (4, 67),
    (4, 83),
    (4, 99),
    (4, 115),
    (5, 131),
    (5, 163),
    (5, 195),
    (5, 227),
    (0, 258),
];

/// Extra bits and base of the distances 0 to 29.
const DISTANCES: [(u32, usize); 30] = [
    (0, 1),
    (0, 2),
    (0, 3),
    (0, 4),
    (1, 5),
    (1, 7),
    (2, 9),
    (2, 13),
    (3, 17),
    (3, 25),
    (4, 33),
    (4, 49),
    (5, 65),
    (5, 97),
    (6, 129),
    (6, 193),
    (7, 257),
    (7, 385),
    (8, 513),
    (8, 769),
    (9, 1025),
    (9, 1537),
    (10, 2049),
    (10, 3073),
    (11, 4097),
    (11, 6145),
    (12, 8193),
    (12, 12289),
    (13, 16385),
    (13, 24577),
];

/// The order in which the lengths of the code-length code are stored, section 3.2.7.
const CODE_LENGTH_ORDER: [usize; 19] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/// The decompressed bytes, `None` when the data are damaged or hold more than `size` bytes.
///
/// Memory grows with what is decoded, never beyond `size`.
pub(super) fn inflate(compressed: &[u8], size: usize) -> Option<Vec<u8>> {
    let mut bits = Bits { input: compressed, at: 0, held: 0, count: 0 };
    let mut out = Output { bytes: Vec::new(), size };
    loop {
        let is_last = bits.take(1)? == 1;
        match bits.take(2)? {
            0 => stored_block(&mut bits, &mut out)?,
            1 => coded_block(&mut bits, &mut out, &fixed_literals()?, &Huffman::new(&[5; 30])?)?,
            2 => {
                let (literals, distances) = dynamic_codes(&mut bits)?;
                coded_block(&mut bits, &mut out, &literals, &distances)?;
            }
            _ => return None,
        }
        if is_last {
            return Some(out.bytes);
        }
    }
}

/// The input, bit by bit from the lowest.
pub(super) struct Bits<'a> {
    input: &'a [u8],
    at: usize,
    held: u32,
    count: u32,
}

impl Bits<'_> {
    /// The next bits as a number, at most 16.
    pub(super) fn take(&mut self, count: u32) -> Option<u32> {
        while self.count < count {
            self.held |= u32::from(*self.input.get(self.at)?) << self.count;
            self.at += 1;
            self.count += 8;
        }
        let value = self.held & ((1 << count) - 1);
        self.held >>= count;
        self.count -= count;
        Some(value)
    }

    /// Drops the rest of a byte.
    fn align(&mut self) {
        (self.held, self.count) = (0, 0);
    }
}

struct Output {
    bytes: Vec<u8>,
    size: usize,
}

impl Output {
    fn room(&self, count: usize) -> Option<()> {
        (count <= self.size - self.bytes.len()).then_some(())
    }

    /// Appends `length` bytes from `distance` bytes ago; the two ranges may overlap.
    fn repeat(&mut self, distance: usize, length: usize) -> Option<()> {
        self.room(length)?;
        let start = self.bytes.len().checked_sub(distance)?;
        for at in start..start + length {
            self.bytes.push(self.bytes[at]);
        }
        Some(())
    }
}

fn stored_block(bits: &mut Bits<'_>, out: &mut Output) -> Option<()> {
    bits.align();
    let (length, complement) = (bits.take(16)?, bits.take(16)?);
    let length = (length ^ complement == 0xffff).then_some(length as usize)?;
    let end = bits.at + length;
    out.room(length)?;
    out.bytes.extend_from_slice(bits.input.get(bits.at..end)?);
    bits.at = end;
    Some(())
}

fn coded_block(bits: &mut Bits<'_>, out: &mut Output, literals: &Huffman, distances: &Huffman) -> Option<()> {
    loop {
        match literals.decode(bits)? {
            literal @ 0..256 => {
                out.room(1)?;
                out.bytes.push(literal as u8);
            }
            256 => return Some(()),
            symbol => {
                let length = extended(bits, &LENGTHS, symbol - 257)?;
                let symbol = distances.decode(bits)?;
                let distance = extended(bits, &DISTANCES, symbol)?;
                out.repeat(distance, length)?;
            }
        }
    }
}

fn extended(bits: &mut Bits<'_>, table: &[(u32, usize)], symbol: u16) -> Option<usize> {
    let (extra, base) = *table.get(usize::from(symbol))?;
    Some(base + bits.take(extra)? as usize)
}

fn fixed_literals() -> Option<Huffman> {
    Huffman::new(&[&[8; 144][..], &[9; 112], &[7; 24], &[8; 8]].concat())
}

fn dynamic_codes(bits: &mut Bits<'_>) -> Option<(Huffman, Huffman)> {
    let literals = bits.take(5)? as usize + 257;
    let distances = bits.take(5)? as usize + 1;
    let described = bits.take(4)? as usize + 4;
    let mut lengths = [0; CODE_LENGTH_ORDER.len()];
    for &symbol in &CODE_LENGTH_ORDER[..described] {
        lengths[symbol] = bits.take(3)? as u8;
    }
    let lengths = code_lengths(bits, &Huffman::new(&lengths)?, literals + distances)?;
    let (literal_lengths, distance_lengths) = lengths.split_at(literals);
    Some((Huffman::new(literal_lengths)?, Huffman::new(distance_lengths)?))
}

fn code_lengths(bits: &mut Bits<'_>, code: &Huffman, total: usize) -> Option<Vec<u8>> {
    let mut lengths: Vec<u8> = Vec::with_capacity(total);
    while lengths.len() < total {
        let (length, times) = match code.decode(bits)? {
            16 => (*lengths.last()?, 3 + bits.take(2)?),
            17 => (0, 3 + bits.take(3)?),
            18 => (0, 11 + bits.take(7)?),
            length => (length as u8, 1),
        };
        lengths.extend(std::iter::repeat_n(length, times as usize));
    }
    (lengths.len() == total).then_some(lengths)
}
