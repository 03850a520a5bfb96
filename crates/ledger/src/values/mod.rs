//! What a field can hold: texts, words for what is not known, numbers, codes, dates, names of other rows.

mod code;
mod currency;
mod date;
mod known;
mod list;
mod number;
mod reference;
mod text;
mod url;

pub use code::{Blake3, Country, Lang, Sha256};
pub use currency::Currency;
pub use known::Known;
pub use list::Many;
pub use number::{Count, Money, Percent, Share};
pub use reference::{
    ActorOrProduct, Any, EventOrMessage, Evidence, InquiryBasis, MessageOrQuestion, MessageOrSource, Ref,
    RowName, Target,
};
pub use text::{Name, Text};
pub use url::Url;
