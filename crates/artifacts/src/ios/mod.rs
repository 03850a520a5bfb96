//! The artefacts of iPhones and iPads, one file each.

mod applications;
mod backup_info;
mod calendar;
mod calls;
pub mod configuration_profiles;
mod contacts;
mod datausage;
mod global_preferences;
mod id_status_cache;
mod interaction_c;
mod locationd_clients;
mod manifest;
mod names;
mod os_analytics_ad_daily;
mod profile_events;
pub mod safari_browser_state;
mod safari_cloud_tabs;
mod safari_history;
mod safari_tabs;
mod shortcuts;
mod sms;
mod sms_attachments;
mod tcc;
mod webkit_resource_load_statistics;
mod webkit_session_resource_log;
mod whatsapp;
mod whatsapp_contacts;

use crate::Artifact;

/// Every artefact, sorted by slug.
pub(crate) const ARTIFACTS: &[Artifact] = &[
    applications::ARTIFACT,
    backup_info::ARTIFACT,
    calendar::ARTIFACT,
    calls::ARTIFACT,
    configuration_profiles::ARTIFACT,
    contacts::ARTIFACT,
    datausage::ARTIFACT,
    global_preferences::ARTIFACT,
    id_status_cache::ARTIFACT,
    interaction_c::ARTIFACT,
    locationd_clients::ARTIFACT,
    manifest::ARTIFACT,
    os_analytics_ad_daily::ARTIFACT,
    profile_events::ARTIFACT,
    safari_browser_state::ARTIFACT,
    safari_cloud_tabs::ARTIFACT,
    safari_history::ARTIFACT,
    safari_tabs::ARTIFACT,
    shortcuts::ARTIFACT,
    sms::ARTIFACT,
    sms_attachments::ARTIFACT,
    tcc::ARTIFACT,
    webkit_resource_load_statistics::ARTIFACT,
    webkit_session_resource_log::ARTIFACT,
    whatsapp::ARTIFACT,
    whatsapp_contacts::ARTIFACT,
];
