//! The stores of an iPhone: their schemas, generation by generation, and the rows of the sample phone.
//!
//! Schemas name the columns that matter here and the ones beside them that real stores have, in the order of the
//! phone's own. Each `create` may be used alone by a test that wants rows of its own.

pub mod applications;
pub mod calendar;
pub mod calls;
pub mod configuration_profiles;
pub mod contacts;
pub mod datausage;
pub mod global_preferences;
pub mod id_status_cache;
pub mod interaction_c;
pub mod locationd_clients;
pub mod os_analytics_ad_daily;
pub mod safari_browser_state;
pub mod safari_cloud_tabs;
pub mod safari_history;
pub mod safari_tabs;
pub mod shortcuts;
pub mod sms;
pub mod tcc;
pub mod webkit;
pub mod whatsapp;
pub mod whatsapp_contacts;

/// Which schemas a store has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Generation {
    /// iOS 9 and 10: message dates in seconds, tabs with their session beside them.
    Ios10,
    /// iOS 11 to 13: message dates in nanoseconds.
    Ios12,
    /// iOS 14 and 15: the newer access table.
    Ios15,
    /// iOS 16 and later: recently deleted messages, usage without Wi-Fi columns.
    #[default]
    Ios17,
}

impl Generation {
    /// All, oldest first.
    pub const ALL: [Self; 4] = [Self::Ios10, Self::Ios12, Self::Ios15, Self::Ios17];
}
