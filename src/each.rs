//! One expression for all variants of an enum.

/// `each!(value, Enum::A | Enum::B, held => expression)`, for variants that hold one thing each.
macro_rules! each {
    ($value:expr, $($variant:path)|+, $held:ident => $result:expr) => {
        match $value {
            $($variant($held) => $result,)+
        }
    };
}

pub(crate) use each;
