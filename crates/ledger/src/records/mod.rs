//! The types of the register, each declared once with the meaning of every field.

mod claims;
mod control;
mod correspondence;
mod evidence;
mod harm;
mod outcome;
mod structure;

pub use claims::*;
pub use control::*;
pub use correspondence::*;
pub use evidence::*;
pub use harm::*;
pub use outcome::*;
pub use structure::*;
