//! Currencies, ISO 4217.

use serde_json::Value as Json;

use crate::field::{Shape, Value};
use crate::nearest::shown;
use crate::node::Node;
use crate::reader::Reader;

/// The codes in use, and those that older deals were made in.
const CODES: &str = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN \
    BWP BYN BZD CAD CDF CHF CLF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS \
    GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD \
    KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD \
    OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STN SVC \
    SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER \
    ZAR ZMW ZWG ZWL";
const WITHOUT_MINOR: &str = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF";
const THREE_DIGITS: &str = "BHD IQD JOD KWD LYD OMR TND";

/// A currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency(&'static str);

impl Currency {
    /// Reads a code of three capitals.
    pub fn parse(code: &str) -> Option<Self> {
        CODES.split_whitespace().find(|it| *it == code).map(Self)
    }

    /// The code.
    pub fn as_str(&self) -> &'static str {
        self.0
    }

    /// How many digits of an amount are minor units.
    pub fn digits(&self) -> usize {
        let has = |codes: &str| codes.split_whitespace().any(|it| it == self.0);
        match self.0 {
            "CLF" => 4,
            _ if has(WITHOUT_MINOR) => 0,
            _ if has(THREE_DIGITS) => 3,
            _ => 2,
        }
    }
}

impl Value for Currency {
    fn shape() -> Shape {
        Shape::Text { limit: 3, name: true }
    }

    fn read(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let text = reader.text(node, "a currency, as \"USD\"")?;
        match Self::parse(text) {
            Some(it) => Some(it),
            None => reader.refuse(
                node.at,
                format!("expected a currency of ISO 4217, as \"USD\", found {}", shown(text)),
            ),
        }
    }

    fn write(&self) -> Json {
        self.0.into()
    }
}
