//! Tables with at most one value for each leg.

use crate::diagram::Leg;

/// A table with at most one value per leg of an arena.
#[derive(Clone, Debug)]
pub(super) struct PerLeg<T> {
    values: Vec<Option<T>>,
}

impl<T> PerLeg<T> {
    pub(super) fn new() -> PerLeg<T> {
        PerLeg { values: Vec::new() }
    }

    pub(super) fn get(&self, leg: Leg) -> Option<&T> {
        self.values.get(leg.index())?.as_ref()
    }

    pub(super) fn insert(&mut self, leg: Leg, value: T) {
        if self.values.len() <= leg.index() {
            self.values.resize_with(leg.index() + 1, || None);
        }
        self.values[leg.index()] = Some(value);
    }
}
