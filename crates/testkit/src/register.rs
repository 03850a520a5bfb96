//! Large registers of invented cases, as dossiers.
//!
//! Each case has a maker and its owners one after the other, a deal, a report with incidents, an inquiry to three
//! recipients with its letters, reminders, replies and questions, claims, evidence and demands. Names are invented,
//! addresses stand under `.example`. The text of a dossier follows from its seed and size alone, and a later
//! revision of it differs from the one before in a few rows.

use std::fmt::Write as _;

use crate::rng::Rng;

/// How large a dossier shall be, and which.
#[derive(Clone, Copy, Debug)]
pub struct RegisterOptions {
    /// Decides every byte.
    pub seed: u64,
    /// Rows to be written: at least so many, and less than one case more.
    pub rows: usize,
    /// From 1. A later revision changes some descriptions and nothing else.
    pub revision: u32,
}

/// A dossier that was generated.
#[derive(Clone, Debug)]
pub struct GeneratedDossier {
    /// Its name: `sample-SEED`.
    pub id: String,
    /// Its text, TOML.
    pub text: String,
    /// How many rows it has.
    pub rows: usize,
    /// The cases: the local ids of their rows end in `-N` with N from 0 to here.
    pub cases: usize,
}

/// Writes a dossier.
#[must_use]
pub fn register(options: RegisterOptions) -> GeneratedDossier {
    let id = format!("sample-{}", options.seed);
    let mut out = Writer { text: String::new(), rows: 0 };
    // Writing into a String cannot fail, here and below.
    let _ = write!(
        out.text,
        "schema = \"daylight.dossier/1\"\nid = \"{id}\"\nrevision = {}\n\n",
        options.revision
    );
    out.row("policy", "rules", "version = \"1\"\ntitle = \"Rules of the sample\"\nwindow_days = 10");
    out.row("rubric", "rubric", "version = \"1\"\ntitle = \"Rubric of the sample\"");
    let world = Rng::new(options.seed);
    let mut cases = 0;
    while out.rows < options.rows {
        let mut case = Case { number: cases, rng: world.fork(&cases.to_string()), out: &mut out };
        case.write(options.revision);
        cases += 1;
    }
    GeneratedDossier { id, text: out.text, rows: out.rows, cases }
}

struct Writer {
    text: String,
    rows: usize,
}

impl Writer {
    fn row(&mut self, entity: &str, local: &str, fields: &str) {
        self.rows += 1;
        let _ = write!(self.text, "[[{entity}]]\nid = \"{local}\"\n{fields}\n\n");
    }
}

/// Syllables of names that nobody bears.
const SYLLABLES: [&str; 24] = [
    "bal", "cor", "dén", "el", "fur", "gan", "hal", "ix", "jor", "kem", "lun", "mör", "nav", "or", "pel",
    "qua", "ruš", "sol", "ter", "ulm", "ver", "wex", "yor", "zan",
];
/// Words of descriptions.
const WORDS: [&str; 32] = [
    "network",
    "device",
    "state",
    "customer",
    "licence",
    "export",
    "target",
    "message",
    "journalist",
    "report",
    "board",
    "investor",
    "share",
    "answer",
    "letter",
    "policy",
    "review",
    "court",
    "ministry",
    "agency",
    "analyst",
    "forensic",
    "trace",
    "record",
    "public",
    "statement",
    "claim",
    "evidence",
    "contract",
    "system",
    "support",
    "audit",
];
/// Invented names in another script.
const OTHER_SCRIPT: [&str; 6] =
    ["شركة المثال", "مجموعة النجم", "حلول الأفق", "Пример Системы", "Ночной Дозор", "מעבדת דוגמה"];
const COUNTRIES: [&str; 6] = ["IL", "DE", "FR", "GB", "US", "ES"];

struct Case<'a> {
    number: usize,
    rng: Rng,
    out: &'a mut Writer,
}

impl Case<'_> {
    fn name(&mut self) -> String {
        let mut name = String::new();
        for _ in 0..3 {
            name += self.rng.pick(&SYLLABLES);
        }
        let mut letters = name.chars();
        letters.next().map_or_else(String::new, |it| it.to_uppercase().chain(letters).collect())
    }

    fn words(&mut self, count: usize) -> String {
        (0..count).map(|_| self.rng.pick(&WORDS)).collect::<Vec<_>>().join(" ")
    }

    fn row(&mut self, entity: &str, local: &str, fields: &str) {
        self.out.row(entity, &format!("{local}-{}", self.number), fields);
    }

    fn write(&mut self, revision: u32) {
        let n = self.number;
        let year = 2012 + self.rng.below(10);
        self.actors(revision);
        self.row(
            "source",
            "page",
            &format!("url = \"https://news.example/{n}\"\npublisher = \"lab-{n}\"\ntitle = \"Report {n}\"\npublished = \"{}-06-01\"\nsource_kind = \"article\"", year + 3),
        );
        let digest = |of: &str| {
            format!(
                "{:0>64}",
                format!("{of}{n}").bytes().fold(String::new(), |text, it| format!("{text}{it:02x}"))
            )
        };
        self.row(
            "capture",
            "copy",
            &format!("source = \"page-{n}\"\ncaptured_at = \"{}-06-02\"\nmedia = \"text/plain\"\nsize = 9000\nsha256 = \"{}\"\nholding = \"held_not_republished\"", year + 3, digest("c")),
        );
        for (place, anchor) in ["p1", "p2", "p3", "p4"].into_iter().enumerate() {
            let start = place * 400;
            self.row(
                "anchor",
                anchor,
                &format!(
                    "capture = \"copy-{n}\"\nstart = {start}\nend = {}\nsha256 = \"{}\"",
                    start + 90,
                    digest(anchor)
                ),
            );
        }
        self.holdings(year);
        self.report();
        for recipient in ["maker", "fund1", "fund2"] {
            self.letter(recipient, year + 3);
        }
        self.claims();
    }

    fn actors(&mut self, revision: u32) {
        let n = self.number;
        let country = self.rng.pick(&COUNTRIES);
        for (local, kind) in [
            ("maker", "vendor"),
            ("fund1", "investor_fund"),
            ("fund2", "investor_fund"),
            ("lab", "research_lab"),
            ("desk", "civil_society"),
        ] {
            let name = self.name();
            // Every seventh description changes with every revision.
            let changed = if n.is_multiple_of(7) { format!(", revision {revision}") } else { String::new() };
            let description = self.words(14);
            self.row(
                "actor",
                local,
                &format!("kind = \"{kind}\"\nname = \"{name} {n}\"\njurisdiction = \"{country}\"\ndescription = \"{description}{changed}\""),
            );
        }
        let other = self.rng.pick(&OTHER_SCRIPT);
        self.row(
            "actor_name",
            "other",
            &format!("actor = \"maker-{n}\"\ntext = \"{other} {n}\"\nname_kind = \"alias\""),
        );
        let product = self.name();
        self.row(
            "product",
            "product",
            &format!("name = \"{product} {n}\"\nclass = \"mobile_spyware\"\nsources = [\"page-{n}\"]"),
        );
        self.row(
            "relationship",
            "sells",
            &format!("relation = \"sells\"\nsubject = \"maker-{n}\"\nobject = \"product-{n}\"\nstate = \"active\"\nanchors = [\"p1-{n}\"]"),
        );
    }

    fn holdings(&mut self, year: u64) {
        let n = self.number;
        let change = year + 2;
        for (local, fund, rest) in [
            (
                "owns1",
                "fund1",
                format!(
                    "from = \"{year}-03\"\nto = \"{change}-08-10\"\nstate = \"ended\"\nshare = {{ exact = \"60\" }}"
                ),
            ),
            (
                "owns2",
                "fund2",
                format!(
                    "from = \"{change}-08-15\"\nstate = \"active\"\nshare = {{ min = \"50\", max = \"70\" }}"
                ),
            ),
        ] {
            self.row(
                "relationship",
                local,
                &format!("relation = \"owns\"\nsubject = \"{fund}-{n}\"\nobject = \"maker-{n}\"\n{rest}\nanchors = [\"p2-{n}\"]\nasserted_by = \"lab-{n}\""),
            );
        }
        self.row(
            "statement",
            "price",
            &format!("subject = \"owns2-{n}\"\nproperty = \"price\"\nvalue = \"12000000000 USD\"\nvalue_type = \"money\"\nsources = [\"page-{n}\"]\nasserted_by = \"lab-{n}\""),
        );
        self.row(
            "deal",
            "deal",
            &format!("target = \"maker-{n}\"\nparties = [{{ actor = \"fund2-{n}\", role = \"buyer\" }}]\nanchors = [\"p2-{n}\"]"),
        );
        for (local, state, at) in [
            ("talks", "in_talks", format!("{change}-07-20")),
            ("done", "completed", format!("{change}-08-15")),
        ] {
            self.row(
                "deal_status",
                local,
                &format!("deal = \"deal-{n}\"\nstate = \"{state}\"\nat = \"{at}\"\nanchors = [\"p2-{n}\"]"),
            );
        }
    }

    fn report(&mut self) {
        let n = self.number;
        self.row(
            "report",
            "report",
            &format!("title = \"Report {n}\"\nurl = \"https://lab.example/{n}\"\nanchors = [\"p1-{n}\"]"),
        );
        for at in 0..3 {
            self.row(
                "incident",
                &format!("incident{at}"),
                &format!("report = \"report-{n}\"\nwhat = \"infection_reported\"\ncountry_of_target = \"MX\"\nproduct = \"product-{n}\"\nanchors = [\"p1-{n}\"]\nconfidence = \"reported_by_unnamed\""),
            );
            self.row(
                "target_group",
                &format!("people{at}"),
                &format!("incident = \"incident{at}-{n}\"\ncategory = \"journalist\"\ncount = {{ unspecified = \"not_stated\" }}\ncountry = \"MX\"\nanchors = [\"p1-{n}\"]"),
            );
        }
        self.row(
            "inquiry",
            "inquiry",
            &format!("title = \"Questions {n}\"\nsenders = [\"desk-{n}\"]\npurpose = \"request_for_response\"\nformality = \"formal\"\nbasis = [\"report-{n}\"]\npolicy = \"rules\"\nsources = [\"page-{n}\"]"),
        );
    }

    /// One letter of ours, with what came of it.
    fn letter(&mut self, recipient: &str, year: u64) {
        let n = self.number;
        let event = |case: &mut Self, name: &str, what: &str, at: &str, rest: &str| {
            let fields = format!(
                "thread = \"t-{recipient}-{n}\"\nevent = \"{what}\"\nat = \"{year}-{at}\"\n{rest}\nsources = [\"page-{n}\"]"
            );
            case.row("thread_event", &format!("e-{recipient}-{name}"), &fields);
        };
        self.row(
            "thread",
            &format!("t-{recipient}"),
            &format!("inquiry = \"inquiry-{n}\"\nrecipient = \"{recipient}-{n}\"\norigin = \"own\"\nroute = \"press\"\nasked_at = \"{year}-06-10\"\nsources = [\"page-{n}\"]"),
        );
        for number in 1..=4 {
            let text = self.words(8);
            self.row(
                "question",
                &format!("q-{recipient}-{number}"),
                &format!("thread = \"t-{recipient}-{n}\"\nnumber = \"{number}\"\ntext = \"Which {text}?\"\nquestion_kind = \"factual\"\nasked_at = \"{year}-06-10\"\nform = \"explicit\"\ndirected_to = [\"{recipient}-{n}\"]\nsources = [\"page-{n}\"]"),
            );
        }
        event(self, "1", "draft_created", "06-08", &format!("by = \"desk-{n}\""));
        event(
            self,
            "2",
            "submitted_for_review",
            "06-08",
            &format!("by = \"desk-{n}\"\nsafety_checked = true"),
        );
        event(self, "3", "approved", "06-09", &format!("by = \"lab-{n}\"\nadverse = false"));
        event(self, "4", "sent", "06-10", &format!("by = \"desk-{n}\""));
        event(self, "5", "delivered", "06-10", "");
        if self.rng.chance(0.5) {
            let text = self.words(20);
            self.row(
                "message",
                &format!("m-{recipient}"),
                &format!("thread = \"t-{recipient}-{n}\"\ndirection = \"in\"\nmedium = \"email\"\nreply_kind = \"substantive\"\nfrom = \"{recipient}-{n}\"\nreceived_at = \"{year}-06-18\"\ncaptures = [\"copy-{n}\"]\nsources = [\"page-{n}\"]\nnote = \"{text}\""),
            );
            event(self, "6", "reply_received", "06-18", &format!("message = \"m-{recipient}-{n}\""));
            self.row(
                "answer",
                &format!("a-{recipient}"),
                &format!("question = \"q-{recipient}-1-{n}\"\nreply = \"m-{recipient}-{n}\"\noutcome = \"partly_answered\"\nrubric = \"rubric\"\nassessors = [\"First\", \"Second\"]\nstate = \"final\"\nanchors = [\"p3-{n}\"]"),
            );
        }
    }

    fn claims(&mut self) {
        let n = self.number;
        for at in 0..4 {
            let text = self.words(9);
            self.row(
                "claim",
                &format!("claim{at}"),
                &format!("by = \"maker-{n}\"\ntext = \"We say that {text}.\"\nclaim_kind = \"paraphrase\"\nmade_in = \"page-{n}\"\nanchors = [\"p3-{n}\"]"),
            );
        }
        self.row("evidence_link", "shows", &format!("claims = [\"claim0-{n}\", \"claim1-{n}\"]\nrelation = \"contradicts\"\nanchors = [\"p4-{n}\"]"));
        self.row(
            "demand",
            "demand",
            &format!("by = \"desk-{n}\"\non = \"maker-{n}\"\ntext = \"Publish the review.\"\naction_type = \"disclose\"\nmade_at = \"2020-01-01\"\nanchors = [\"p4-{n}\"]"),
        );
    }
}
