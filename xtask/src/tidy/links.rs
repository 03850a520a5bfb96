//! What a document points at is there.

use super::{Complaint, House};
use crate::repo;

pub(super) fn check(house: &House) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for file in house.files.iter().filter(|it| it.has_extension(&["md"])) {
        let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut in_code = false;
        for (at, line) in file.lines() {
            if line.trim_start().starts_with("```") {
                in_code = !in_code;
            }
            if in_code {
                continue;
            }
            for target in targets(line) {
                if !repo::root().join(folder).join(target).exists() {
                    complaints.push(Complaint::new(
                        format!("{}:{at}", file.path),
                        format!("points at {target}, which is not there: make it, or mend the link"),
                    ));
                }
            }
        }
    }
    complaints
}

/// The files of this repository that a line links to: `[words](path)` and `![words](path)`.
fn targets(line: &str) -> impl Iterator<Item = &str> {
    line.split("](").skip(1).filter_map(|it| {
        let target = it.split([')', '#', ' ']).next()?;
        let elsewhere = target.is_empty() || target.contains("://") || target.starts_with("mailto:");
        (!elsewhere).then_some(target)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_to_files_are_found() {
        let line = "See [a](docs/a.md#part), [b](https://b.example/), ![c](images/c.png) and [d](#part).";
        assert_eq!(targets(line).collect::<Vec<_>>(), ["docs/a.md", "images/c.png"]);
    }
}
