//! The phone of an invented journalist: ordinary stores at believable quantities, and traces at known places.

mod files;
mod people;
mod world;

use std::{io, path::Path};

pub(crate) use people::Person;
pub(crate) use world::{LURE_HOST, Phone, Planted};

use crate::{
    backup::{Backup, Written},
    ios::{self, Generation},
};

/// What phone to build.
#[derive(Clone, Debug, PartialEq)]
pub struct SampleOptions {
    /// How busy it is: 1.0 has 100,000 messages, 200,000 WhatsApp messages, 50,000 page visits and 200,000 files.
    pub scale: f64,
    /// Decides everything that is left to chance: the same seed gives the same bytes.
    pub seed: u64,
    /// Plants nothing.
    pub clean: bool,
    /// Encrypts the backup with this password. The key derivation is far cheaper than that of a real phone, so
    /// that samples are quick; it protects nothing, for nothing in a sample is secret.
    pub password: Option<String>,
    /// Which schemas the stores have.
    pub generation: Generation,
}

impl Default for SampleOptions {
    fn default() -> Self {
        Self { scale: 0.02, seed: 7, clean: false, password: None, generation: Generation::Ios17 }
    }
}

/// How far the building has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The store that is being built, by its slug.
    pub store: &'static str,
    /// How many stores are done.
    pub done: usize,
    /// How many there are.
    pub of: usize,
}

type Store = (&'static str, fn(&mut Phone, &mut Backup));

/// The stores, in the order in which they are laid down.
const STORES: &[Store] = &[
    ("sms", ios::sms::fill),
    ("whatsapp", ios::whatsapp::fill),
    ("whatsapp_contacts", ios::whatsapp_contacts::fill),
    ("safari_history", ios::safari_history::fill),
    ("safari_browser_state", ios::safari_browser_state::fill),
    ("safari_tabs", ios::safari_tabs::fill),
    ("safari_cloud_tabs", ios::safari_cloud_tabs::fill),
    ("datausage", ios::datausage::fill),
    ("os_analytics_ad_daily", ios::os_analytics_ad_daily::fill),
    ("tcc", ios::tcc::fill),
    ("interaction_c", ios::interaction_c::fill),
    ("calls", ios::calls::fill),
    ("contacts", ios::contacts::fill),
    ("calendar", ios::calendar::fill),
    ("id_status_cache", ios::id_status_cache::fill),
    ("configuration_profiles", ios::configuration_profiles::fill),
    ("applications", ios::applications::fill),
    ("global_preferences", ios::global_preferences::fill),
    ("webkit", ios::webkit::fill),
    ("shortcuts", ios::shortcuts::fill),
    ("locationd_clients", ios::locationd_clients::fill),
    ("files", files::fill),
];

/// Builds the phone in memory, for callers that want to add to it or to write it as an archive.
pub fn ios(options: &SampleOptions, progress: &mut dyn FnMut(Step)) -> Backup {
    let mut phone = Phone::new(options);
    let mut backup = Backup::new();
    backup.device(phone.device()).seed(options.seed).parents().truth_file();
    if let Some(password) = &options.password {
        backup.password(password, 10_000);
    }
    for (done, (store, fill)) in STORES.iter().enumerate() {
        progress(Step { store, done, of: STORES.len() });
        phone.enter(options.seed, store);
        fill(&mut phone, &mut backup);
    }
    for trace in phone.traces.drain(..) {
        backup.plant(trace);
    }
    backup
}

/// Writes the phone as a backup into `dir`, which is made if need be and must be empty. `truth.json` lies beside
/// the manifest and lists every planted trace.
///
/// # Errors
/// A folder that is not empty, and whatever the disk says.
pub fn ios_backup(
    dir: &Path,
    options: &SampleOptions,
    progress: &mut dyn FnMut(Step),
) -> io::Result<Written> {
    ios(options, progress).write(dir)
}
