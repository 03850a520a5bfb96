//! Numbers that come out of rows, as a table.

use jiff::civil::{Date, date};
use ledger::metrics::{Scope, csv, measured, promises};
use ledger::{Index, Row};

use crate::{read, with_basics};

const NOW: Date = date(2026, 10, 1);

/// A thread of our own, delivered, with one question, and a reply in some.
fn thread(n: u32, reply: Option<&str>, answer: &str) -> String {
    let event = |id: &str, what: &str, at: &str, rest: &str| {
        format!(
            "[[thread_event]]\nid = \"{id}{n}\"\nthread = \"t{n}\"\nevent = \"{what}\"\nat = \"{at}\"\n{rest}\n\
             sources = [\"page\"]\n\n"
        )
    };
    let mut rows = format!(
        "[[thread]]\nid = \"t{n}\"\ninquiry = \"i\"\nrecipient = \"maker\"\norigin = \"own\"\nroute = \"mail\"\n\
         jurisdiction = \"IL\"\nasked_at = \"2026-08-05\"\nsources = [\"page\"]\n\n\
         [[question]]\nid = \"q{n}\"\nthread = \"t{n}\"\nnumber = \"{n}\"\ntext = \"Who?\"\n\
         question_kind = \"factual\"\nasked_at = \"2026-08-05\"\nform = \"explicit\"\ndirected_to = [\"maker\"]\n\
         sources = [\"page\"]\n\n"
    );
    rows += &event("a", "draft_created", "2026-08-03", "by = \"maker\"");
    rows += &event("b", "submitted_for_review", "2026-08-03", "safety_checked = true");
    rows += &event("c", "approved", "2026-08-04", "by = \"lab\"\nadverse = false");
    rows += &event("d", "sent", "2026-08-05", "");
    rows += &event("e", "delivered", "2026-08-05", "");
    if let Some(at) = reply {
        rows += &format!(
            "[[message]]\nid = \"m{n}\"\nthread = \"t{n}\"\ndirection = \"in\"\nmedium = \"email\"\n\
             reply_kind = \"substantive\"\nreceived_at = \"{at}\"\ncaptures = [\"copy\"]\nsources = [\"page\"]\n\n"
        );
        rows += &event("f", "reply_received", at, &format!("message = \"m{n}\""));
    }
    if !answer.is_empty() {
        rows += &format!(
            "[[answer]]\nid = \"an{n}\"\nquestion = \"q{n}\"\nreply = \"m{n}\"\noutcome = \"{answer}\"\n\
             rubric = \"r1\"\nassessors = [\"Ada\", \"Bo\"]\nstate = \"final\"\nanchors = [\"passage\"]\n\n"
        );
    }
    rows
}

fn register() -> ledger::Dossier {
    let rows = [
        "[[policy]]\nid = \"p1\"\nversion = \"=2\"\ntitle = \"Rules\"\nwindow_days = 10\n\n\
         [[rubric]]\nid = \"r1\"\nversion = \"a, b\"\ntitle = \"Rubric\"\n\n\
         [[report]]\nid = \"rep\"\ntitle = \"R\"\nurl = { unspecified = \"unknown_to_us\" }\nsources = [\"page\"]\n\n\
         [[inquiry]]\nid = \"i\"\ntitle = \"I\"\nsenders = [\"lab\"]\npurpose = \"questionnaire\"\n\
         formality = \"formal\"\nbasis = [\"rep\"]\npolicy = \"p1\"\nsources = [\"page\"]\n\n"
            .to_owned(),
        thread(1, Some("2026-08-12"), "answered"),
        thread(2, Some("2026-09-14"), "partly_answered"),
        thread(3, None, ""),
        thread(4, Some("2026-08-15"), ""),
        "[[commitment]]\nid = \"vow1\"\nby = \"maker\"\ntext = \"x\"\nmade_at = \"2026-08-20\"\ndue = \"2026-09-01\"\n\
         sources = [\"page\"]\n\n\
         [[commitment_check]]\nid = \"k1\"\ncommitment = \"vow1\"\nat = \"2026-09-02\"\nresult = \"met\"\n\
         sources = [\"page\"]\n\n\
         [[commitment]]\nid = \"vow2\"\nby = \"maker\"\ntext = \"x\"\nmade_at = \"2026\"\nsources = [\"page\"]\n\n"
            .to_owned(),
    ];
    read(&with_basics(&rows.concat()))
}

#[test]
fn every_line_has_its_n_its_period_and_its_versions() {
    let register = register();
    let index = Index::of(&register.rows.iter().collect::<Vec<&Row>>());
    let (threads, incomplete) = measured(&index, NOW);
    assert_eq!((threads.len(), incomplete), (4, vec![]));
    assert!(threads.iter().all(|it| it.status.refused.is_empty()), "{:?}", threads[0].status.refused);
    let (promises, undated) = promises(&index, NOW);
    assert_eq!((promises.len(), undated.len()), (1, 1));
    let scope =
        Scope { from: date(2026, 1, 1), to: date(2026, 12, 31), policy: "=2".into(), rubric: "a, b".into() };
    let table = csv(&threads, &promises, &scope, NOW);
    let end = "2026-01-01,2026-12-31,'=2,\"a, b\",2026-10-01";
    let lines: Vec<String> = table.lines().map(|it| it.replace(end, "END")).collect();
    assert_eq!(
        lines,
        [
            "metric,value,unit,numerator,n,beside,excluded,from,to,policy,rubric,as_of",
            "reply_rate,75.0,percent,3,4,,undeliverable=0,END",
            // One answered, one partly, one without a reply; the fourth nobody has judged.
            "answer_rate,33.3,percent,1,3,partly_answered=1,undeliverable=0 unassessed=1,END",
            "share_referred,0.0,percent,0,4,,undeliverable=0,END",
            "commitments_met,100.0,percent,1,1,met_late=0 partly_met=0,,END",
            "median_days_to_reply,10,days,3,4,waiting=1,undeliverable=0,END",
        ]
    );
    assert!(table.ends_with("\r\n"));
    assert_eq!(table, csv(&threads, &promises, &scope, NOW));
}
