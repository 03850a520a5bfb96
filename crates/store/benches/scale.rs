//! How the store fares with large registers: `cargo xtask scale` runs it on both engines.
//!
//! Arguments: the place of an empty register, the number of rows, rows of one dossier. Prints lines of a table.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a program for measuring may fail, and speaks on its standard output"
)]

use std::time::{Duration, Instant};

use jiff::civil::{Date, date};
use ledger::{DossierId, Entity, Id, LocalId};
use sha2::Digest as _;
use store::{Reader, Store};
use testkit::register::{GeneratedDossier, RegisterOptions, register};

const TODAY: Date = date(2026, 1, 1);
/// How often a question is asked, of rows spread over the register.
const ASKED: usize = 200;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|it| it != "--bench").collect();
    let [place, rows, piece] = &arguments[..] else {
        println!("scale PLACE ROWS ROWS-OF-ONE-DOSSIER");
        return;
    };
    let (rows, piece): (usize, usize) = (rows.parse().unwrap(), piece.parse().unwrap());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(measure(place, rows, piece));
}

async fn measure(place: &str, rows: usize, piece: usize) {
    let store = Store::open(place).await.unwrap();
    let mut dossiers = Vec::new();
    let (mut kept, mut parsing, mut importing) = (0, Duration::ZERO, Duration::ZERO);
    let (mut first, mut last) = (Duration::ZERO, Duration::ZERO);
    while kept < rows {
        let wanted = piece.min(rows - kept);
        let dossier =
            register(RegisterOptions { seed: dossiers.len() as u64 + 1, rows: wanted, revision: 1 });
        let (parsed, took) = import(&store, &dossier).await;
        parsing += parsed;
        importing += took;
        if dossiers.is_empty() {
            first = took;
        }
        last = took;
        kept += dossier.rows;
        dossiers.push(dossier);
    }
    let seconds = importing.as_secs_f64();
    let speed = kept as f64 / seconds.max(1e-9);
    row("rows, dossiers", &format!("{kept}, {}", dossiers.len()));
    row("reading the dossiers", &format!("{:.2} s", parsing.as_secs_f64()));
    row(
        "import",
        &format!(
            "{seconds:.2} s, {speed:.0} rows/s; the first dossier {} ms, the last {} ms",
            first.as_millis(),
            last.as_millis()
        ),
    );
    row("size on disk", &size(place));

    let changed = register(RegisterOptions { seed: 1, rows: piece.min(rows), revision: 2 });
    let (_, took) = import(&store, &changed).await;
    row("import of a changed revision of one", &format!("{} ms", took.as_millis()));
    let again = Instant::now();
    let (_, took) = import(&store, &changed).await;
    row(
        "import of the same again",
        &format!("{} ms ({} ms with reading)", took.as_millis(), again.elapsed().as_millis()),
    );
    store.close().await;

    let store = Store::open(place).await.unwrap();
    let reader = store.reader(TODAY);
    let cold = Instant::now();
    reader.get(id(&dossiers[0], Entity::Actor, "maker-0"), None).await.unwrap().unwrap();
    row("first question after opening", &format!("{} ms", cold.elapsed().as_millis()));
    questions(&reader, &dossiers).await;
    store.close().await;
}

async fn import(store: &Store, it: &GeneratedDossier) -> (Duration, Duration) {
    let start = Instant::now();
    let dossier = ledger::dossier::parse(&it.text, "sample.toml").unwrap();
    let parsing = start.elapsed();
    let sha256: String = sha2::Sha256::digest(&it.text).iter().map(|it| format!("{it:02x}")).collect();
    let start = Instant::now();
    store.import(&dossier, &sha256, jiff::Timestamp::UNIX_EPOCH).await.unwrap();
    (parsing, start.elapsed())
}

async fn questions(reader: &Reader<'_>, dossiers: &[GeneratedDossier]) {
    let spread: Vec<(&GeneratedDossier, usize)> = (0..ASKED)
        .map(|at| (&dossiers[at % dossiers.len()], at * 7919))
        .map(|(dossier, at)| (dossier, at % dossier.cases))
        .collect();
    let mut times = Vec::new();
    for (dossier, case) in &spread {
        let thread = id(dossier, Entity::Thread, &format!("t-maker-{case}"));
        let start = Instant::now();
        let status = reader.status(thread, TODAY).await.unwrap().unwrap();
        times.push(start.elapsed());
        assert!(!status.get().steps.is_empty(), "{status:?}");
    }
    told("status of a thread", &mut times);
    for (dossier, case) in &spread {
        let maker = id(dossier, Entity::Actor, &format!("maker-{case}"));
        let start = Instant::now();
        let owners = reader.holdings(maker, TODAY).await.unwrap();
        times.push(start.elapsed());
        assert_eq!(owners.certain.len(), 1);
    }
    told("owners as of a day", &mut times);
    for (dossier, case) in &spread {
        let maker = id(dossier, Entity::Actor, &format!("maker-{case}"));
        let start = Instant::now();
        reader.get(maker, None).await.unwrap().unwrap();
        times.push(start.elapsed());
    }
    told("a row with its standing", &mut times);
    for (name, word) in
        [("search for a name that few have", "maker"), ("search for a word that very many have", "network")]
    {
        for (_, case) in spread.iter().take(20) {
            let question = if word == "maker" { format!("شركة {case}") } else { word.to_owned() };
            let start = Instant::now();
            reader.search(&question, None, 0, 20).await.unwrap();
            times.push(start.elapsed());
        }
        told(name, &mut times);
    }
}

fn told(what: &str, times: &mut Vec<Duration>) {
    times.sort();
    let at = |share: usize| times[(times.len() - 1) * share / 100].as_secs_f64() * 1e3;
    row(what, &format!("{:.2} ms, slowest of twenty {:.2} ms", at(50), at(95)));
    times.clear();
}

fn row(what: &str, found: &str) {
    println!("| {what} | {found} |");
}

fn id(dossier: &GeneratedDossier, entity: Entity, local: &str) -> Id {
    Id::of(&DossierId::parse(&dossier.id).unwrap(), entity, &LocalId::parse(local).unwrap())
}

/// The size of a file with its log; a server's is asked of the server.
fn size(place: &str) -> String {
    let bytes: u64 = ["", "-wal"]
        .iter()
        .filter_map(|it| std::fs::metadata(format!("{place}{it}")).ok())
        .map(|it| it.len())
        .sum();
    if bytes == 0 { "(on a server)".to_owned() } else { format!("{:.1} MB", bytes as f64 / 1e6) }
}
