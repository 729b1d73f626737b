use super::inflate::Bits;

const LONGEST_CODE: usize = 15;

/// A canonical Huffman code, given by the length of the code of each symbol (RFC 1951, section 3.2.2).
pub(super) struct Huffman {
    /// How many codes have each length.
    counts: [u16; LONGEST_CODE + 1],
    /// The symbols in the order of their codes.
    symbols: Vec<u16>,
}

impl Huffman {
    /// The code with these lengths, 0 for symbols that do not occur. `None` when there are more codes of a
    /// length than bits can tell apart. Codes that are left unused are accepted; meeting one is an error.
    pub(super) fn new(lengths: &[u8]) -> Option<Huffman> {
        let mut counts = [0_u16; LONGEST_CODE + 1];
        for &length in lengths {
            *counts.get_mut(usize::from(length))? += 1;
        }
        counts[0] = 0;
        let free = counts[1..].iter().try_fold(1_u32, |free, &count| (2 * free).checked_sub(count.into()));
        let mut symbols: Vec<u16> = (0..).take(lengths.len()).collect();
        symbols.retain(|&symbol| lengths[usize::from(symbol)] != 0);
        symbols.sort_by_key(|&symbol| lengths[usize::from(symbol)]);
        free.map(|_| Huffman { counts, symbols })
    }

    /// Reads one symbol.
    pub(super) fn decode(&self, bits: &mut Bits<'_>) -> Option<u16> {
        let (mut code, mut first, mut index) = (0_u32, 0_u32, 0_u32);
        for &count in &self.counts[1..] {
            let count = u32::from(count);
            code |= bits.take(1)?;
            if code < first + count {
                return self.symbols.get((index + code - first) as usize).copied();
            }
            index += count;
            first = (first + count) << 1;
            code <<= 1;
        }
        None
    }
}
