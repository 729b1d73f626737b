//! In which order a diagram is contracted: the cheapest of all, by search over the connected parts.

/// The vertices of a diagram and its lines, as the search sees them.
pub(super) struct Lines {
    /// Pairs of vertices that are joined, with the number of values of all lines between them together.
    pub(super) joined: Vec<(usize, usize, f64)>,
    /// The number of values of the leg of each vertex; vertices of legs come last.
    pub(super) legs: Vec<f64>,
    /// The number of the others.
    pub(super) inner: usize,
    /// The vertices that are held by their independent entries, as bits.
    pub(super) packed: u32,
}

/// The best way to contract every connected part: parts are sets of vertices, as bits.
pub(super) struct Plan {
    /// For each part, one of the two parts that it is joined from; 0 where it is one vertex or not connected.
    split: Vec<u32>,
    /// For each part, the multiplications it takes.
    operations: Vec<f64>,
    /// For each part, the numbers that it has.
    size: Vec<f64>,
}

/// Up to this many vertices, legs among them, every order is tried; beyond, legs are joined to their vertices first.
const FEW: usize = 9;

impl Plan {
    /// # Cost
    /// 3^n steps for n vertices.
    pub(super) fn new(lines: &Lines) -> Plan {
        let n = lines.legs.len();
        let all = 1usize << n;
        let mut plan =
            Plan { split: vec![0; all], operations: vec![f64::INFINITY; all], size: vec![0.0; all] };
        (0..n).for_each(|vertex| plan.hold(1 << vertex, lines, 0.0));
        let groups = plan.groups(n, lines);
        let mut unions = vec![0u32; 1 << groups.len()];
        for set in 1..unions.len() {
            let lowest = set.trailing_zeros() as usize;
            unions[set] = unions[set & (set - 1)] | groups[lowest];
            if !set.is_power_of_two() {
                plan.hold(unions[set], lines, f64::INFINITY);
                plan.join(set, &unions, lines);
            }
        }
        plan
    }

    /// The parts that the search begins with.
    fn groups(&mut self, n: usize, lines: &Lines) -> Vec<u32> {
        if n <= FEW {
            return (0..n).map(|vertex| 1 << vertex).collect();
        }
        let with_legs = |vertex: usize| {
            let mut part = 1u32 << vertex;
            for leg in (lines.inner..n).filter(|&leg| lines.touch(1 << vertex, 1 << leg)) {
                let (one, other) = (part, 1 << leg);
                part |= other;
                self.hold(part, lines, self.product(one, other, lines));
                self.split[part as usize] = one;
            }
            part
        };
        (0..lines.inner).map(with_legs).collect()
    }

    fn hold(&mut self, part: u32, lines: &Lines, operations: f64) {
        self.size[part as usize] = lines.open(part);
        self.operations[part as usize] = operations;
    }

    /// The multiplications that end with the product of two parts.
    fn product(&self, one: u32, other: u32, lines: &Lines) -> f64 {
        let known = self.operations[one as usize] + self.operations[other as usize];
        known + self.size[one as usize] * self.size[other as usize] / lines.between(one, other)
    }

    fn join(&mut self, set: usize, unions: &[u32], lines: &Lines) {
        let (part, lowest) = (unions[set], set & set.wrapping_neg());
        // Every subset that has the lowest group, but the whole.
        let mut rest = set ^ lowest;
        while rest != 0 {
            rest = (rest - 1) & (set ^ lowest);
            let (one, other) = (unions[rest | lowest], unions[set ^ (rest | lowest)]);
            let known = self.operations[one as usize] + self.operations[other as usize];
            if known < self.operations[part as usize] && lines.touch(one, other) {
                let operations = self.product(one, other, lines);
                if operations < self.operations[part as usize] {
                    self.operations[part as usize] = operations;
                    self.split[part as usize] = one;
                }
            }
        }
    }

    /// The two parts that a part is joined from; `None` for a vertex.
    pub(super) fn split(&self, part: u32) -> Option<(u32, u32)> {
        let one = self.split[part as usize];
        (one != 0).then_some((one, part ^ one))
    }

    /// The numbers that a part has.
    pub(super) fn size(&self, part: u32) -> f64 {
        self.size[part as usize]
    }

    /// The multiplications that join a part from two that are known.
    pub(super) fn joining(&self, part: u32) -> f64 {
        let operations = |part: u32| self.operations[part as usize];
        self.split(part).map_or(0.0, |(one, other)| operations(part) - operations(one) - operations(other))
    }
}

impl Lines {
    /// The number of entries of a part: of its legs and of the lines that leave it. Of a packed vertex of rank four
    /// a product with any number of lines reads a fourth of them at most.
    fn open(&self, part: u32) -> f64 {
        let legs = (0..self.legs.len()).filter(|&v| part >> v & 1 == 1).map(|v| self.legs[v]);
        let entries = legs.product::<f64>() * self.between(part, !part);
        if part.is_power_of_two() && part & self.packed != 0 { entries / 4.0 } else { entries }
    }

    fn between(&self, one: u32, other: u32) -> f64 {
        self.crossing(one, other).product()
    }

    fn touch(&self, one: u32, other: u32) -> bool {
        self.crossing(one, other).next().is_some()
    }

    fn crossing(&self, one: u32, other: u32) -> impl Iterator<Item = f64> + '_ {
        let has = |part: u32, v: usize| part >> v & 1 == 1;
        self.joined
            .iter()
            .filter(move |&&(u, v, _)| has(one, u) && has(other, v) || has(one, v) && has(other, u))
            .map(|&(_, _, values)| values)
    }
}
