//! The table that says how much a published indicator means where it was seen.
//!
//! A visited link, a received lure and a running implant are different things; the observable's type and the
//! role in which it was seen decide which one it is. The rows follow the level table of the design.

use model::{Kind, Level, ObservableType, Role};

/// Level and kind of a published, current indicator of type `observed` seen in `role`.
pub fn of_indicator(observed: ObservableType, role: Role) -> (Level, Kind) {
    let of_a_person_or_place = observed.is_network() || observed.is_account();
    match role {
        // An address in the owner's own contacts says whom they know, not who attacked them.
        Role::Contact => (Level::Context, Kind::Targeting),
        Role::Received => (Level::Match, Kind::Targeting),
        // A file that the owner handed on, or that lies where messages keep what came and went, ran nowhere for that.
        Role::Sent | Role::Cached => (Level::Match, Kind::Exposure),
        // Sent, visited, cached or counted; a network or account name in a setting or a file name was kept by the
        // phone as well, not run by it.
        _ if of_a_person_or_place => (Level::Match, Kind::Exposure),
        // A profile, a process, an executable, a file or an app in the store that names such things.
        _ => (Level::Match, Kind::Infection),
    }
}

/// The one-line English title of a finding by indicator. `campaign` is the pack's name for the family.
pub fn title(kind: Kind, level: Level, observed: ObservableType, campaign: Option<&str>) -> String {
    let noun = match observed {
        ObservableType::Domain | ObservableType::Url | ObservableType::Ip => "address",
        ObservableType::Email | ObservableType::Phone => "account",
        ObservableType::Process => "process name",
        ObservableType::Path | ObservableType::FileName => "file path",
        ObservableType::Md5 | ObservableType::Sha1 | ObservableType::Sha256 => "file digest",
        ObservableType::AppId => "app",
        ObservableType::Certificate => "certificate",
        ObservableType::ProfileId => "configuration profile",
        ObservableType::Property => "property",
    };
    let of = campaign.map(|it| format!(" of {it}")).unwrap_or_default();
    if level == Level::Context {
        return format!("A published {noun}{of} stands here, in a place where it proves nothing by itself");
    }
    match kind {
        Kind::Targeting => format!("Something with a published {noun}{of} was received"),
        Kind::Exposure => format!("A published {noun}{of} was visited, sent or kept by the phone"),
        Kind::Infection => format!("A published {noun}{of} is present on the phone"),
        Kind::Tampering | Kind::Weakness => format!("A published {noun}{of}"),
    }
}

/// The Fluent key that explains a finding by indicator.
pub fn explanation_key(kind: Kind, role: Role, withdrawn: bool) -> &'static str {
    if withdrawn {
        return "finding-indicator-withdrawn";
    }
    match (role, kind) {
        (Role::Contact, _) => "finding-indicator-contact",
        (_, Kind::Targeting) => "finding-indicator-targeting",
        (_, Kind::Exposure) => "finding-indicator-exposure",
        _ => "finding-indicator-infection",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visit_a_lure_and_an_implant_differ() {
        use ObservableType::{AppId, Domain, Email, Path, Process, ProfileId, Sha256, Url};
        let of = of_indicator;
        assert_eq!(of(Url, Role::Received), (Level::Match, Kind::Targeting));
        assert_eq!(of(Email, Role::Received), (Level::Match, Kind::Targeting));
        for role in [Role::Sent, Role::Visited, Role::Cached, Role::Counted] {
            assert_eq!(of(Domain, role), (Level::Match, Kind::Exposure));
        }
        assert_eq!(of(Process, Role::Ran), (Level::Match, Kind::Infection));
        assert_eq!(of(Path, Role::Stored), (Level::Match, Kind::Infection));
        assert_eq!(of(Sha256, Role::Stored), (Level::Match, Kind::Infection));
        assert_eq!(of(ProfileId, Role::Installed), (Level::Match, Kind::Infection));
        assert_eq!(of(AppId, Role::Installed), (Level::Match, Kind::Infection));
        assert_eq!(of(Email, Role::Contact), (Level::Context, Kind::Targeting));
    }
}
