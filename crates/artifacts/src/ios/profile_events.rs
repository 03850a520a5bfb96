//! When configuration profiles were installed, updated or removed, and by which process.
//!
//! `Library/ConfigurationProfiles/MCProfileEvents.plist`; dates are the list's own. `ProfileEvents` is an array of
//! dictionaries that map a profile identifier to `Operation`, `Process`, `Timestamp`.

use evidence::Source;
use model::{Field, Locator, Observable, ObservableType, Privacy, Record, Role};

use crate::flatten::{join, scalar};
use crate::ios::names;
use crate::{Artifact, Sink, open, when};

pub(crate) const ARTIFACT: Artifact = Artifact {
    id: "profile_events",
    wants: &["**/Library/ConfigurationProfiles/MCProfileEvents.plist"],
    carries: &[ObservableType::ProfileId, ObservableType::Process, ObservableType::Path],
    own_times: &[],
    read,
};

fn read(source: &Source<'_>, sink: &mut dyn Sink) {
    let Some(bytes) = open::bytes(source, sink) else { return };
    let Some(list) = open::list(&bytes, sink) else { return };
    for (index, events) in list.root.dict().array("ProfileEvents").iter().enumerate() {
        let place = join("ProfileEvents", &index.to_string());
        for (profile, event) in events.dict().iter() {
            let at = Locator::key(join(&place, profile));
            let mut record = Record::new(ARTIFACT.id, "profile_operation", source.reference(), at);
            record.field("profile_id", profile);
            record.observables.push(Observable::new(ObservableType::ProfileId, profile, Role::Installed));
            for (key, value) in event.dict().iter() {
                let name = key.to_ascii_lowercase();
                match name.as_str() {
                    "timestamp" => when::value("profile_operation", value, &mut record, sink),
                    "process" => {
                        if let Some(process) = value.as_text() {
                            names::process(process, &mut record.observables);
                        }
                    }
                    _ => {}
                }
                if let Some(value) = scalar(value) {
                    record.fields.push(Field { name: name.into(), value, privacy: Privacy::Technical });
                }
            }
            if sink.record(&record).is_break() {
                return;
            }
        }
    }
}
