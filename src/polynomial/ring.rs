//! Polynomials in d variables up to a degree, over numbered monomials.

use std::ops::Range;

use crate::Scalar;

/// The monomials in d variables up to a degree, each with a number.
///
/// Monomials are products of variables with non-decreasing indices. They are numbered by degree and within
/// a degree by their place when each monomial of the degree below is extended by every variable that is not
/// smaller than its last one.
///
/// # Cost
/// C(d+degree, degree) monomials, and d successors for each below the highest degree.
#[derive(Clone, Debug)]
pub(crate) struct Ring {
    pub(super) variables: usize,
    pub(super) degree: usize,
    /// The highest power of χ that is kept; `None` does not distinguish powers.
    grades: Option<usize>,
    /// Where the monomials of each degree start; one more entry marks the end.
    starts: Vec<usize>,
    /// `successors[m * d + i]` is the number of monomial m times variable i.
    successors: Vec<u32>,
    /// The largest variable of each monomial, and the monomial without it.
    last: Vec<(u32, u32)>,
}

impl Ring {
    /// Polynomials in `variables` variables, cut above `degree` and above the power `grades` of χ.
    ///
    /// # Panics
    /// When there are 2^32 monomials or more; [`estimate`](super::estimate) tells beforehand.
    pub(crate) fn new(variables: usize, degree: usize, grades: Option<usize>) -> Ring {
        let mut last = vec![(0, 0)];
        let mut starts = vec![0, 1];
        for _ in 0..degree {
            let lower = starts[starts.len() - 2]..starts[starts.len() - 1];
            for parent in lower {
                for variable in last[parent].0 as usize..variables {
                    last.push((number(variable), number(parent)));
                }
            }
            starts.push(last.len());
        }
        let mut ring = Ring { variables, degree, grades, starts, successors: Vec::new(), last };
        ring.successors = ring.all_successors();
        ring
    }

    /// The numbers of the monomials of one degree.
    pub(crate) fn of_degree(&self, degree: usize) -> Range<usize> {
        self.starts[degree]..self.starts[degree + 1]
    }

    /// The variables of a monomial, non-decreasing.
    pub(crate) fn variables_of(&self, monomial: usize) -> Vec<usize> {
        let mut variables = Vec::new();
        let mut rest = monomial;
        while rest > 0 {
            let (variable, parent) = self.last[rest];
            variables.push(variable as usize);
            rest = parent as usize;
        }
        variables.reverse();
        variables
    }

    /// Multiplying a monomial m by variable i: strip the last variable of m if it is larger than i,
    /// multiply the rest by i, and put the last variable back.
    fn all_successors(&self) -> Vec<u32> {
        let below = self.starts[self.degree];
        let mut successors = vec![0u32; below * self.variables];
        // First the extensions that are monomials as numbered, then the others, from low degrees upwards.
        for (monomial, &(variable, parent)) in self.last.iter().enumerate().skip(1) {
            successors[parent as usize * self.variables + variable as usize] = number(monomial);
        }
        for monomial in 1..below {
            let (largest, parent) = self.last[monomial];
            for variable in 0..largest as usize {
                let swapped = successors[parent as usize * self.variables + variable] as usize;
                successors[monomial * self.variables + variable] =
                    successors[swapped * self.variables + largest as usize];
            }
        }
        successors
    }

    fn times_variable(&self, monomial: usize, variable: usize) -> usize {
        self.successors[monomial * self.variables + variable] as usize
    }

    fn degree_of(&self, monomial: usize) -> usize {
        self.starts.partition_point(|&start| start <= monomial) - 1
    }

    fn grade_count(&self) -> usize {
        self.grades.map_or(1, |highest| highest + 1)
    }
}

fn number(value: usize) -> u32 {
    u32::try_from(value).expect("fewer than 2^32 monomials")
}

/// A polynomial over a [`Ring`]: coefficients by power of χ and by monomial.
///
/// Only degrees up to the highest one present are stored.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Polynomial<T> {
    /// One block of coefficients for each power of χ.
    grades: Vec<Vec<T>>,
    degree: usize,
}

impl<T: Scalar> Polynomial<T> {
    /// The zero polynomial.
    pub(crate) fn zero(ring: &Ring) -> Polynomial<T> {
        Polynomial { grades: vec![vec![T::zero()]; ring.grade_count()], degree: 0 }
    }

    /// A variable.
    pub(crate) fn variable(ring: &Ring, variable: usize) -> Polynomial<T> {
        let mut polynomial = Polynomial::zero(ring);
        if ring.degree > 0 {
            polynomial.raise(ring, 1);
            polynomial.grades[0][1 + variable] = T::one();
        }
        polynomial
    }

    /// The coefficient of a monomial, summed over the powers of χ.
    pub(crate) fn coefficient(&self, monomial: usize) -> T {
        let in_grade = |block: &Vec<T>| block.get(monomial).cloned().unwrap_or_else(T::zero);
        self.grades.iter().map(in_grade).fold(T::zero(), |sum, part| sum + part)
    }

    /// Adds a constant.
    pub(crate) fn add_constant(&mut self, constant: &T) {
        self.grades[0][0] += constant.clone();
    }

    /// Adds `factor` times another polynomial.
    pub(crate) fn add_scaled(&mut self, ring: &Ring, factor: &T, other: &Polynomial<T>) {
        if factor.is_zero() {
            return;
        }
        self.raise(ring, other.degree);
        for (block, terms) in self.grades.iter_mut().zip(&other.grades) {
            for (sum, term) in block.iter_mut().zip(terms) {
                *sum += factor.clone() * term.clone();
            }
        }
    }

    /// The product, cut at the degree and the power of χ of the ring.
    pub(crate) fn times(&self, ring: &Ring, other: &Polynomial<T>) -> Polynomial<T> {
        let mut product = Polynomial::zero(ring);
        product.raise(ring, self.degree + other.degree);
        for (grade, terms) in self.grades.iter().enumerate() {
            let partners = &other.grades[..ring.grade_count() - grade];
            for (other_grade, others) in partners.iter().enumerate() {
                multiply(ring, terms, others, &mut product.grades[grade + other_grade]);
            }
        }
        product
    }

    /// The polynomial times one power of χ.
    pub(crate) fn times_chi(mut self, ring: &Ring) -> Polynomial<T> {
        if ring.grades.is_some() {
            let length = self.grades[0].len();
            self.grades.pop();
            self.grades.insert(0, vec![T::zero(); length]);
        }
        self
    }

    fn raise(&mut self, ring: &Ring, degree: usize) {
        let degree = degree.min(ring.degree);
        if degree > self.degree || self.grades[0].is_empty() {
            self.degree = degree;
            let length = ring.starts[degree + 1];
            self.grades.iter_mut().for_each(|block| block.resize(length, T::zero()));
        }
    }
}

/// Adds the product of two blocks of coefficients to `product`.
fn multiply<T: Scalar>(ring: &Ring, terms: &[T], others: &[T], product: &mut [T]) {
    for (monomial, term) in terms.iter().enumerate() {
        if !term.is_zero() {
            let factor = Factor { ring, term, others };
            let room = ring.degree - ring.degree_of(monomial);
            factor.add(0, monomial, room, product);
        }
    }
}

/// One term on its way through all monomials of the other polynomial.
struct Factor<'a, T> {
    ring: &'a Ring,
    term: &'a T,
    others: &'a [T],
}

impl<T: Scalar> Factor<'_, T> {
    /// Visits `monomial` of the other polynomial, whose product with the term is `target`, and then its
    /// extensions by further variables as long as there is room below the degree of the ring.
    fn add(&self, monomial: usize, target: usize, room: usize, product: &mut [T]) {
        let Some(other) = self.others.get(monomial) else { return };
        if !other.is_zero() {
            product[target] += self.term.clone() * other.clone();
        }
        if room == 0 || monomial >= self.ring.starts[self.ring.degree] {
            return;
        }
        for variable in self.ring.last[monomial].0 as usize..self.ring.variables {
            let next = self.ring.times_variable(monomial, variable);
            if next >= self.others.len() {
                return;
            }
            self.add(next, self.ring.times_variable(target, variable), room - 1, product);
        }
    }
}
