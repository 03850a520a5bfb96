//! The built-in pack, so that the program is of use before any download.

use indicators::{About, ObservableType, Pack, PackBuilder, Utc};
use serde::Deserialize;

use crate::{LoadError, Sha256Hex};

/// The label of the built-in pack in results.
pub const BUILT_IN: &str = "built-in";

const TEXT: &str = include_str!("../builtin/daylight.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: String,
    source: Vec<Source>,
    family: Vec<Family>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Source {
    id: String,
    publisher: String,
    title: String,
    date: Option<String>,
    url: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Family {
    campaign: String,
    sources: Vec<String>,
    #[serde(default)]
    process: Vec<String>,
    #[serde(default)]
    path: Vec<String>,
    #[serde(default)]
    file_name: Vec<String>,
    #[serde(default)]
    profile_id: Vec<String>,
    #[serde(default)]
    ip: Vec<String>,
}

/// Reads the built-in pack.
pub(crate) fn read(sha256: Sha256Hex) -> Result<Pack, LoadError> {
    let wrong = |why: String| LoadError::BuiltIn(why);
    let file: File = toml::from_str(TEXT).map_err(|it| wrong(it.message().to_owned()))?;
    let mut builder = PackBuilder::new(&file.name, BUILT_IN, &sha256(TEXT.as_bytes()));
    for family in &file.family {
        let mut references = Vec::new();
        let mut published: Option<Utc> = None;
        for id in &family.sources {
            let source = file.source.iter().find(|it| it.id == *id);
            let source = source.ok_or_else(|| wrong(format!("no source is called {id}")))?;
            references.push(source.reference());
            let date = source.date.as_deref().map(|it| Utc::parse(&format!("{it}T00:00:00Z")));
            // Families with several sources are as old as the first of them.
            let date =
                date.map(|it| it.ok_or_else(|| wrong(format!("{id} has no proper date")))).transpose()?;
            published = published.into_iter().chain(date).min();
        }
        let about = About {
            campaign: Some(family.campaign.clone()),
            references: references.into(),
            confidence: Some(90),
            valid_from: published,
            ..About::default()
        };
        for (kind, values) in [
            (ObservableType::Process, &family.process),
            (ObservableType::Path, &family.path),
            (ObservableType::FileName, &family.file_name),
            (ObservableType::ProfileId, &family.profile_id),
            (ObservableType::Ip, &family.ip),
        ] {
            for value in values {
                builder.push(kind, value, &about).map_err(|why| wrong(format!("{kind} {value}: {why}")))?;
            }
        }
    }
    builder.finish(TEXT.len()).map_err(|it| wrong(it.to_string()))
}

impl Source {
    /// Its address or, where we are not sure of one, what finds it.
    fn reference(&self) -> String {
        self.url.clone().unwrap_or_else(|| {
            let date = self.date.as_deref().map(|it| format!(", {it}")).unwrap_or_default();
            format!("{}: {}{date}", self.publisher, self.title)
        })
    }
}
