//! The founding dossier, as it is kept.

use ledger::Entity;

use crate::{Place, TODAY, text};

const FOUNDING: &str = include_str!("../../../../dossiers/founding.toml");

pub(crate) async fn the_founding_dossier_is_kept_whole(place: &Place) {
    let store = place.open().await;
    let dossier = ledger::dossier::parse(FOUNDING, "founding.toml").unwrap();
    store.import(&dossier, "one", jiff::Timestamp::UNIX_EPOCH).await.unwrap();
    let reader = store.reader(TODAY);
    for (entity, wanted) in [
        (Entity::Actor, 13),
        (Entity::Product, 1),
        (Entity::Relationship, 5),
        (Entity::Deal, 1),
        (Entity::DealStatus, 2),
        (Entity::Report, 4),
        (Entity::Incident, 3),
        (Entity::Harm, 1),
        (Entity::Inquiry, 3),
        (Entity::Thread, 3),
        (Entity::Question, 8),
        (Entity::ReportedAssessment, 1),
        (Entity::Claim, 5),
        (Entity::EvidenceLink, 3),
        (Entity::Demand, 5),
        (Entity::Petition, 1),
        (Entity::SourceNote, 8),
    ] {
        let page = reader.list(entity, None, 1000).await.unwrap();
        let founding = page.items.get().iter().filter(|it| text(it, "layer") != "later");
        assert_eq!(founding.count(), wanted, "{entity}");
    }
    // Everything that was read is kept, whoever may see it, and comes back in the same words.
    let report = store.import(&dossier, "one", jiff::Timestamp::UNIX_EPOCH).await.unwrap();
    assert_eq!(report.unchanged, dossier.rows.len());
    assert_eq!(store.check(TODAY).await.unwrap(), []);
}
