//! Pack text to one index to matches.
//!
//! [`Pack::from_stix`] and [`Pack::from_list`] read published indicators from text; [`Index::build`] makes one
//! index of all packs; [`Index::matches`] says what an observed value matches. The crate is pure: it reads no
//! file, no clock, no environment, and computes no digest (the caller gives the function).
//!
//! # What matches what
//! - An *observed* URL, domain or address is taken apart as a browser would (user-info, port, escapes, IDNA,
//!   defanged text, punctuation around it) and compared with domains at label boundaries at any depth, with
//!   addresses and networks exactly, and with URLs (see `web.rs` for when two are the same). URLs inside its
//!   path, query and fragment are decoded up to twice and compared too ([`Fit::Nested`]).
//! - A path is compared component by component after the platform's aliases; an indicator matches what lies
//!   below it. A relative path indicator matches the end of a path. File names match base names. The id of an
//!   app's container matches any id.
//! - A process is compared with process names, whole and as the kernel cuts them; one given as a full path by
//!   its base name, and as a whole with path indicators. Components of paths are never compared with process
//!   names.
//! - E-mail addresses, app ids, profile ids, properties and digests compare without case; telephone numbers
//!   by all their digits.
//! - A domain that is a public suffix, a shortener or a hosting platform is compared as exact URL only
//!   ([`Indicator::restricted`]).

mod conjunction;
mod expression;
mod hosting;
mod index;
mod key;
mod list;
mod lower;
mod ordinary;
mod pack;
mod paths;
pub mod pattern;
mod stix;
mod tables;
mod text;
mod web;

pub use hosting::{is_shortener, shortener_of};
pub use index::{Fit, Hit, HitStatus, Index, IndicatorId};
pub use model::{ObservableType, Utc};
pub use pack::{About, Indicator, Pack, PackBuilder, PackError, Skipped, Span, Version};
pub use paths::Platform;
pub use stix::MAX_BYTES;
pub use tables::Digest;
pub use text::refang;
pub use web::{host_of, registrable_domain};
