//! What all stores of the sample share: its owner's people, places, clocks and chatter.

use std::fmt::Write;

use super::{Person, SampleOptions, people};
use crate::{
    backup::Device,
    ios::Generation,
    paths::device_path,
    rng::Rng,
    truth::{Kind, Level, Place, Trace},
};

/// The published address that lures and visits of the sample name: the server tied to Graphite infections
/// (Citizen Lab, 12 June 2025). It is an indicator, long reported; no path beneath it means anything.
pub(crate) const LURE_HOST: &str = "46.183.184.91";

/// When the sample backup was made: 2024-06-10 06:13:20 UTC.
const ACQUIRED: i64 = 1_718_000_000;
/// How far back its ordinary life goes, in seconds: 600 days.
const SPAN: i64 = 600 * 86_400;

/// A trace about to be planted in the store at hand.
pub(crate) struct Planted<'a> {
    pub(crate) what: &'static str,
    pub(crate) artifact: &'static str,
    pub(crate) level: Level,
    pub(crate) kind: Kind,
    pub(crate) observed: (&'static str, &'a str),
    pub(crate) indicator: Option<&'a str>,
    pub(crate) file: (&'a str, &'a str),
    pub(crate) place: Place,
}

/// The phone under construction.
pub(crate) struct Phone {
    pub(crate) rng: Rng,
    pub(crate) generation: Generation,
    pub(crate) clean: bool,
    pub(crate) people: Vec<Person>,
    pub(crate) traces: Vec<Trace>,
    scale: f64,
    hosts: Vec<String>,
}

impl Phone {
    pub(crate) fn new(options: &SampleOptions) -> Self {
        let root = Rng::new(options.seed);
        let mut rng = root.fork("people");
        let scale = if options.scale.is_finite() { options.scale.max(0.0) } else { 0.0 };
        let people = people::invent((1200.0 * scale.sqrt()).clamp(12.0, 1600.0) as usize, &mut rng);
        let hosts = hosts(&mut root.fork("hosts"));
        Self {
            rng: root,
            generation: options.generation,
            clean: options.clean,
            people,
            traces: Vec::new(),
            scale,
            hosts,
        }
    }

    /// Begins a store: chance starts anew, so that one store does not depend on another.
    pub(crate) fn enter(&mut self, seed: u64, store: &str) {
        self.rng = Rng::new(seed).fork(store);
    }

    pub(crate) fn device(&self) -> Device {
        let (os, build, product) = match self.generation {
            Generation::Ios10 => ("10.3.3", "14G60", "iPhone8,1"),
            Generation::Ios12 => ("12.5.7", "16H81", "iPhone8,1"),
            Generation::Ios15 => ("15.7.6", "19H349", "iPhone13,2"),
            Generation::Ios17 => ("17.5.1", "21F90", "iPhone15,2"),
        };
        Device {
            name: "Mira's iPhone".to_owned(),
            os: os.to_owned(),
            build: build.to_owned(),
            product_type: product.to_owned(),
            acquired: ACQUIRED,
            ..Device::default()
        }
    }

    /// How many of something there are when a busy phone has `full`, but at least `least`.
    pub(crate) fn quantity(&self, full: u32, least: u32) -> u32 {
        ((f64::from(full) * self.scale) as u32).max(least)
    }

    /// The end of the phone's time, in Unix seconds.
    pub(crate) fn now(&self) -> f64 {
        ACQUIRED as f64
    }

    /// The moment of the `index`-th of `count` things that happen one after the other, in Unix seconds.
    pub(crate) fn moment(&mut self, index: u32, count: u32) -> f64 {
        let step = SPAN as f64 / f64::from(count.max(1));
        (ACQUIRED - SPAN) as f64 + (f64::from(index) + self.rng.fraction() * 0.9) * step
    }

    /// Any moment of the phone's life, in whole Unix seconds.
    pub(crate) fn sometime(&mut self) -> f64 {
        self.rng.range(ACQUIRED - SPAN, ACQUIRED - 3600) as f64
    }

    pub(crate) fn person(&mut self) -> usize {
        self.rng.below(self.people.len() as u64) as usize
    }

    pub(crate) fn host(&mut self) -> &str {
        let at = self.rng.below(self.hosts.len() as u64) as usize;
        self.hosts.get(at).map_or("news.example", String::as_str)
    }

    pub(crate) fn url(&mut self) -> String {
        let (section, page, id) = (self.rng.pick(SECTIONS), self.rng.pick(NOUNS), self.rng.below(1_000_000));
        format!("https://{}/{section}/{page}-{id}", self.host())
    }

    /// The address of a lure, different for every `slug`. It leads nowhere.
    pub(crate) fn lure(&self, slug: &str) -> String {
        format!("https://{LURE_HOST}/{slug}")
    }

    /// A message, sometimes with an ordinary link.
    pub(crate) fn chatter(&mut self) -> String {
        let mut out = String::with_capacity(96);
        for index in 0..=self.rng.below(3) {
            if index > 0 {
                out.push(' ');
            }
            let (noun, day) = (self.rng.pick(NOUNS), self.rng.pick(DAYS));
            for part in self.rng.pick(SENTENCES).split_inclusive(['#', '@']) {
                out.push_str(part.trim_end_matches(['#', '@']));
                match part.chars().next_back() {
                    Some('#') => out.push_str(noun),
                    Some('@') => out.push_str(day),
                    _ => {}
                }
            }
        }
        if self.rng.chance(0.08) {
            let _ = write!(out, " {}", self.url());
        }
        out
    }

    pub(crate) fn title(&mut self) -> String {
        format!("{} {}", self.rng.pick(SECTIONS), self.rng.pick(NOUNS))
    }

    /// Notes a planted trace.
    pub(crate) fn plant(&mut self, planted: Planted<'_>) {
        self.traces.push(Trace {
            what: planted.what,
            artifact: planted.artifact,
            level: planted.level,
            kind: planted.kind,
            observed_type: planted.observed.0,
            observed: planted.observed.1.to_owned(),
            indicator: planted.indicator.map(str::to_owned),
            path: device_path(planted.file.0, planted.file.1),
            place: planted.place,
        });
    }
}

fn hosts(rng: &mut Rng) -> Vec<String> {
    (0..600)
        .map(|_| {
            let (a, b) = (rng.pick(NOUNS), rng.pick(SECTIONS));
            let zone = if rng.chance(0.7) { "example" } else { "test" };
            let number = rng.below(100);
            match rng.below(3) {
                0 => format!("www.{a}{number}.{zone}"),
                1 => format!("{b}.{a}{number}.{zone}"),
                _ => format!("{a}-{b}{number}.{zone}"),
            }
        })
        .collect()
}

const NOUNS: &[&str] = &[
    "ferry",
    "court",
    "budget",
    "garden",
    "council",
    "bakery",
    "library",
    "market",
    "weather",
    "editor",
    "interview",
    "photo",
    "train",
    "harvest",
    "museum",
    "bridge",
    "ticket",
    "kitchen",
    "radio",
    "school",
    "tender",
    "permit",
    "archive",
    "football",
    "clinic",
    "lawyer",
    "draft",
    "map",
    "notebook",
    "concert",
];
const SECTIONS: &[&str] =
    &["news", "city", "culture", "sport", "opinion", "world", "science", "travel", "food", "letters"];
const DAYS: &[&str] = &["Monday", "Tuesday", "Friday", "tonight", "tomorrow", "next week", "at noon"];
const SENTENCES: &[&str] = &[
    "Can we move the # to @?",
    "I sent you the # this morning, did it arrive?",
    "Thanks!",
    "The # is closed @, let us meet at the # instead.",
    "Running ten minutes late, sorry.",
    "Did you read what they wrote about the #?",
    "Bring the # please.",
    "Yes.",
    "No news from the # yet.",
    "Your mother asks whether you come @.",
    "The # starts @ and I still have no ticket 😅",
    "Who keeps the keys of the #?",
    "¿Puedes llamar a la oficina @?",
    "El # empieza @.",
    "Toplantı @ başlıyor, # hazır mı?",
    "نلتقي غدا عند المكتبة",
    "I will call you @.",
    "Good night.",
    "The lawyer says the # can wait.",
    "What a #!",
];
