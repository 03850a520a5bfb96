//! What a user of the store would notice, on both engines.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    reason = "helpers of tests may fail, and say which part was left out"
)]

mod asof;
mod broken;
mod corrections;
mod founding;
mod hidden;
mod hostile;
mod imports;
mod kills;
mod laws;
mod place;
mod search;

use jiff::civil::{Date, date};
use ledger::visibility::{Public, View};
use ledger::{Dossier, DossierId, Entity, Id, LocalId};
use store::{ImportError, ImportReport, Store};

pub(crate) use place::{Place, block_on};

/// The day on which tests ask.
pub(crate) const TODAY: Date = date(2026, 11, 24);

/// Declares the promises of the store: each is kept on a file and on a server.
macro_rules! register_suite {
    ($($module:ident { $($test:ident)+ })+) => {
        mod on_sqlite {
            $( mod $module { $(
                #[test]
                fn $test() {
                    let place = crate::Place::file();
                    crate::block_on(crate::$module::$test(&place));
                }
            )+ } )+
        }

        mod on_postgres {
            $( mod $module { $(
                #[test]
                fn $test() {
                    if let Some(place) = crate::Place::server() {
                        crate::block_on(crate::$module::$test(&place));
                    }
                }
            )+ } )+
        }
    };
}

register_suite! {
    imports {
        importing_twice_changes_nothing
        the_same_revision_with_other_bytes_is_refused
        an_older_revision_is_refused
        a_refused_dossier_leaves_nothing
        rows_of_other_dossiers_are_named_only_where_they_exist
        what_was_kept_comes_back_field_by_field
        lists_are_walked_to_the_end
        two_imports_at_once_take_turns
        a_generated_register_is_taken_in_and_its_next_revision_too
    }
    corrections {
        a_changed_row_supersedes_and_its_history_stays
        a_vanished_row_is_refused_unless_it_is_retracted
        a_tombstone_takes_content_out_of_everything
        a_tombstone_of_another_dossier_holds_and_can_be_taken_back
        nothing_that_was_kept_can_be_changed_or_deleted
    }
    hidden {
        what_is_hidden_is_in_no_answer
        an_embargo_ends_on_its_day
        a_redaction_reaches_what_is_there_already
        nothing_sealed_gets_out_of_any_answer
        a_sealed_reply_is_a_reply_and_is_not_named
        a_sealed_word_of_others_does_not_count
    }
    asof {
        owners_on_a_day
        a_row_as_it_stood
        events_come_in_the_order_of_the_book
    }
    founding {
        the_founding_dossier_is_kept_whole
        dates_without_a_year_stay_without_one
        two_countries_name_no_product
        three_questions_are_open_after_the_reply_and_one_could_be_judged
        what_became_of_the_letters_is_according_to_somebody
        a_claim_is_imputed_by_its_critic
        two_states_of_the_deal_stand_side_by_side
        the_owner_is_another_on_two_days
        the_store_says_what_the_rules_say
    }
    search {
        names_are_found_however_they_are_written
        the_best_comes_first
        a_question_is_data
        only_the_asked_entity_is_found
    }
    laws {
        a_status_is_the_same_however_its_events_came
        silence_takes_reminders_and_a_letter_that_arrived
        what_was_judged_came_after_its_question
        nobody_owns_more_than_there_is_on_any_day
        removing_a_row_changes_only_what_named_it
        no_answer_holds_a_hidden_word
    }
    hostile {
        every_text_survives
        long_texts_survive
    }
    kills {
        a_killed_import_leaves_the_old_state_or_the_new
    }
}

/// Reads a dossier and gives it with the digest of its bytes.
pub(crate) fn dossier(id: &str, revision: u32, rows: &str) -> (Dossier, String) {
    let text = format!("schema = \"daylight.dossier/1\"\nid = \"{id}\"\nrevision = {revision}\n{rows}");
    match ledger::dossier::parse(&text, "test.toml") {
        Ok(it) => (it, digest(&text)),
        Err(faults) => panic!("{faults:#?}"),
    }
}

fn digest(text: &str) -> String {
    use sha2::Digest as _;
    sha2::Sha256::digest(text).iter().map(|it| format!("{it:02x}")).collect()
}

/// Imports a dossier, on the day of the tests.
pub(crate) async fn import(
    store: &Store,
    id: &str,
    revision: u32,
    rows: &str,
) -> Result<ImportReport, ImportError> {
    import_on(store, id, revision, rows, TODAY).await
}

pub(crate) async fn import_on(
    store: &Store,
    id: &str,
    revision: u32,
    rows: &str,
    day: Date,
) -> Result<ImportReport, ImportError> {
    let (dossier, sha256) = dossier(id, revision, rows);
    let noon = jiff::tz::TimeZone::UTC.to_timestamp(day.at(12, 0, 0, 0)).unwrap();
    store.import(&dossier, &sha256, noon).await
}

/// Why a dossier was refused.
pub(crate) fn refused(result: Result<ImportReport, ImportError>) -> String {
    match result {
        Err(ImportError::Refused(why)) => why.to_string(),
        other => panic!("expected a refusal, found {other:?}"),
    }
}

pub(crate) fn id(dossier: &str, entity: Entity, local: &str) -> Id {
    Id::of(&DossierId::parse(dossier).unwrap(), entity, &LocalId::parse(local).unwrap())
}

/// A field of a view as text.
pub(crate) fn text(view: &View, field: &str) -> String {
    view.value(field).and_then(|it| it.as_str()).unwrap_or_default().to_owned()
}

/// The names of found rows, in their order.
pub(crate) fn locals(found: &Public<Vec<View>>) -> Vec<String> {
    found.get().iter().map(|it| text(it, "local")).collect()
}

/// The same for views that come one by one.
pub(crate) fn each(found: &[Public<View>]) -> Vec<String> {
    found.iter().map(|it| text(it.get(), "local")).collect()
}

/// A public actor.
pub(crate) fn actor(local: &str, name: &str) -> String {
    format!("[[actor]]\nid = \"{local}\"\nkind = \"vendor\"\nname = {}\n", toml(name))
}

/// A source for rows that need one.
pub(crate) const SOURCE: &str = "[[source]]\nid = \"src\"\nurl = { unspecified = \"unknown_to_us\" }\n\
    publisher = { unspecified = \"unknown_to_us\" }\nsource_kind = \"report\"\n";

/// A text as a string of TOML.
pub(crate) fn toml(text: &str) -> String {
    let mut out = String::from('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            it if it.is_control() || matches!(it, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') => {
                out.push_str(&format!("\\u{:04X}", u32::from(it)));
            }
            it => out.push(it),
        }
    }
    out.push('"');
    out
}
