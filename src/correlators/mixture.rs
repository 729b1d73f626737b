//! Cumulants of a mixture out of those of its components.

use rayon::prelude::*;

use super::Cumulants;
use crate::Scalar;
use crate::action::Indices;
use crate::tensor::{ByLoops, SymmetricTensor, position};

impl<T: Scalar> Cumulants<T> {
    /// Those of Σ_k w_k p_k, by the moments of its components, to their orders. To L loops each
    /// component has its cumulants to L loops, and a term is what these loops add.
    ///
    /// # Formula
    /// m_n = Σ_k w_k m_n^(k) around the mean of the mixture, where moments and cumulants are those of m_I = Σ κ_J m_{I∖J} over all parts J
    /// of the indices I with the first index in them.
    ///
    /// # Panics
    /// When there is no component, or their orders differ; these are 1, 2, .., each with its loops from 0 on.
    ///
    /// # Cost
    /// For each number of loops and component 2^n products for an entry of κ_n.
    ///
    /// ```
    /// use diagraction::correlators::Cumulants;
    /// use diagraction::network::{Latent, Linear, Mixture, Network};
    /// use diagraction::wick::{Wanted, plan};
    /// use ndarray::array;
    ///
    /// // Half of N(-1, 1/4) and half of N(1, 1/4): the fourth cumulant is -2.
    /// let network = Network::new(vec![Linear { weight: array![[1.0]], bias: array![0.0] }], vec![])?;
    /// let at = |mean: f64| Latent::new(array![mean], array![[4.0]]);
    /// let mixture = Mixture::new(network, vec![(0.5, at(-1.0)?), (0.5, at(1.0)?)])?;
    /// let mut parts = Vec::new();
    /// for (k, weight) in mixture.weights().into_iter().enumerate() {
    ///     let component = mixture.component(k)?;
    ///     let plan = plan(&component, &Wanted::orders(1..=4))?;
    ///     parts.push((weight, Cumulants::by_network(&component, &plan, &())?));
    /// }
    /// let found = Cumulants::mixed(&parts);
    /// let values: Vec<f64> = found.orders.iter().map(|order| order.sum().entries()[0]).collect();
    /// assert_eq!(values, [0.0, 1.25, 0.0, -2.0]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn mixed(components: &[(T, Cumulants<T>)]) -> Cumulants<T> {
        let (_, first) = components.first().expect("a component");
        assert!(
            components.iter().all(|(_, one)| one.orders.len() == first.orders.len()),
            "the same orders of all components"
        );
        let last_of = |place: usize| {
            let orders = components.iter().flat_map(|(_, one)| &one.orders[..=place]);
            orders.filter_map(|order| Some(order.terms.last()?.0)).max().unwrap_or(0)
        };
        let mut orders: Vec<ByLoops<T>> = Vec::new();
        let last: Vec<usize> = (0..first.orders.len()).map(last_of).collect();
        for loops in 0..=last.iter().copied().max().unwrap_or(0) {
            // Beyond their last loops orders stay as they are.
            let first_left = last.iter().position(|last| *last >= loops);
            for (place, mut term) in mixed_to(components, loops).into_iter().enumerate() {
                if loops == 0 {
                    orders.push(ByLoops { order: place + 1, terms: Vec::new() });
                }
                if Some(place) >= first_left {
                    let order = &mut orders[place];
                    order.terms.iter().for_each(|(_, below)| term.add(&below.scaled(&-T::one())));
                    order.terms.push((loops, term));
                }
            }
        }
        let (dimension, route) = (first.dimension, first.route);
        let complete = components.iter().all(|(_, one)| one.complete);
        Cumulants {
            dimension,
            route,
            dressed: first.dressed,
            around: None,
            complete,
            orders,
            ln_z: Vec::new(),
        }
    }
}

/// κ_1, κ_2, .. to so many loops of each component.
fn mixed_to<T: Scalar>(components: &[(T, Cumulants<T>)], loops: usize) -> Vec<SymmetricTensor<T>> {
    let to_loops = |order: &ByLoops<T>| {
        let mut sum = order.terms[0].1.clone();
        order.terms[1..].iter().filter(|(own, _)| *own <= loops).for_each(|(_, term)| sum.add(term));
        sum
    };
    let of = |(_, component): &(T, Cumulants<T>)| component.orders.iter().map(to_loops).collect();
    let mut parts: Vec<Vec<SymmetricTensor<T>>> = components.iter().map(of).collect();
    let average = |parts: &[Vec<SymmetricTensor<T>>], place: usize| {
        let mut sum = SymmetricTensor::zero(parts[0][place].dimension(), place + 1);
        let weighted = components.iter().zip(parts).map(|((weight, _), part)| part[place].scaled(weight));
        weighted.for_each(|part| sum.add(&part));
        sum
    };
    let mean = average(&parts, 0);
    parts.iter_mut().for_each(|part| part[0].add(&mean.scaled(&-T::one())));
    let parts: Vec<_> = parts.par_iter().map(|cumulants| moments(cumulants)).collect();
    let moments: Vec<_> = (0..parts[0].len()).map(|place| average(&parts, place)).collect();
    let mut cumulants = cumulants(&moments);
    cumulants[0].add(&mean);
    cumulants
}

fn moments<T: Scalar>(cumulants: &[SymmetricTensor<T>]) -> Vec<SymmetricTensor<T>> {
    let mut moments = Vec::new();
    for cumulant in cumulants {
        let mut moment = cumulant.clone();
        moment.add(&joined(cumulants, &moments, moment.rank()));
        moments.push(moment);
    }
    moments
}

fn cumulants<T: Scalar>(moments: &[SymmetricTensor<T>]) -> Vec<SymmetricTensor<T>> {
    let mut cumulants = Vec::new();
    for moment in moments {
        let mut cumulant = moment.clone();
        cumulant.add(&joined(&cumulants, moments, cumulant.rank()).scaled(&-T::one()));
        cumulants.push(cumulant);
    }
    cumulants
}

/// m_n - κ_n: the sum over all parts of n indices, but the whole, with the first index in them, of κ of the part and m of the rest.
fn joined<T: Scalar>(
    cumulants: &[SymmetricTensor<T>],
    moments: &[SymmetricTensor<T>],
    n: usize,
) -> SymmetricTensor<T> {
    let dimension = moments.first().or(cumulants.first()).map_or(1, SymmetricTensor::dimension);
    let split = |chosen: usize| -> (Vec<usize>, Vec<usize>) {
        (0..n).partition(|&place| place == 0 || chosen >> (place - 1) & 1 == 1)
    };
    let splits: Vec<_> = (0..(1usize << (n - 1)) - 1).map(split).collect();
    let mut sum = SymmetricTensor::zero(dimension, n);
    let mut some = Vec::with_capacity(n);
    let mut of = |tensors: &[SymmetricTensor<T>], index: &[usize], places: &[usize]| {
        some.clear();
        some.extend(places.iter().map(|place| index[*place]));
        tensors[some.len() - 1].entries()[position(dimension, &some)].clone()
    };
    for (index, entry) in Indices::new(dimension, n).zip(sum.entries_mut()) {
        for (part, rest) in &splits {
            *entry += of(cumulants, &index, part) * of(moments, &index, rest);
        }
    }
    sum
}
