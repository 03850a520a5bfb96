//! `daylight recheck`: old results, new packs, no phone.

use std::time::Instant;

use model::RecordSource as _;
use report::{RecordsMode, Stored};

use crate::cli;
use crate::commands::{packs, shared};
use crate::exit::{Exit, Failure, Outcome};

pub(crate) fn run(args: cli::Recheck) -> Outcome {
    let clock = Instant::now();
    let started = shared::now();
    let words = shared::words(&args.output.lang)?;
    let stored = Stored::open(&args.results, crypto::Sha256::of).map_err(|error| {
        Failure::new(Exit::NotOpened, error.to_string())
            .help("name a results folder that `daylight check -o` wrote")
    })?;
    if stored.artifacts().is_empty() {
        return Err(Failure::new(Exit::NotOpened, words.text("terminal-recheck-no-records"))
            .help("check the evidence again, without --no-records"));
    }
    if let Some(output) = &args.output.output {
        shared::beside(&args.results, output)?;
    }
    let rules = shared::rules()?;
    let loaded = packs::load(&args.packs.packs)?;
    let index = packs::index(&loaded);
    if !args.output.quiet {
        packs::tell(&loaded, rules.len(), &words);
    }
    let results = shared::results(&args.output, RecordsMode::Default, &words)?;
    let outcome = detect::recheck(
        stored.findings(),
        &stored,
        &index,
        results.as_ref().map(|it| &it.0 as &dyn model::RecordSink),
        packs::newest(&loaded),
        packs::builtin_only(&loaded),
        crypto::Sha256::of,
    )
    .map_err(|error| shared::ran(&error))?;
    let document = shared::document(outcome, &loaded, &rules);
    if let Some((results, _guard)) = results {
        let earlier = stored.custody();
        let custody = report::Custody {
            evidence: earlier.evidence.clone(),
            device: earlier.device.clone(),
            members: earlier.members.clone(),
            original: Some(stored.original().clone()),
            ..shared::custody(started, &loaded, &rules)
        };
        results
            .finish(&document, &custody, &shared::sources(&rules), &words)
            .map_err(|error| shared::written(&error))?;
    }
    shared::conclude(&document, &args.output, &words, clock.elapsed().as_secs_f64())
}
