//! Maxima of an action.
