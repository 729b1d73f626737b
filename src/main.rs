//! The `diagraction` command.
fn main() {}
