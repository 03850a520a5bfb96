//! The rules of the register: entities, statements, dates, status, visibility. Pure: values in, values out.

pub mod clock;
pub mod edtf;
pub mod metrics;
pub mod thread;
