//! Invented people: names put together by chance, numbers from the ranges kept free for fiction.

use crate::rng::Rng;

/// Someone the owner of the phone knows, or who once wrote.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) first: &'static str,
    pub(crate) last: &'static str,
    pub(crate) organisation: Option<&'static str>,
    /// E.164, from ranges that are never assigned.
    pub(crate) phone: String,
    pub(crate) email: String,
}

impl Person {
    pub(crate) fn name(&self) -> String {
        format!("{} {}", self.first, self.last)
    }

    /// The account WhatsApp gives this number.
    pub(crate) fn jid(&self) -> String {
        format!("{}@s.whatsapp.net", self.phone.trim_start_matches('+'))
    }
}

const FIRST: &[&str] = &[
    "Amal", "Beren", "Carla", "Davit", "Elif", "Farida", "Gabor", "Hana", "Ilir", "Jamila", "Kofi", "Leila",
    "Mateo", "Nadia", "Omar", "Paloma", "Qadir", "Rosa", "Selim", "Tamar", "Ulla", "Vasil", "Wanja",
    "Ximena", "Yusuf", "Zofia", "مريم", "Çağla", "Núria", "Đorđe",
];
const LAST: &[&str] = &[
    "Abbate",
    "Benali",
    "Castellano",
    "Demir",
    "Eszes",
    "Figueroa",
    "Gashi",
    "Hadad",
    "Ivanova",
    "Jelić",
    "Karimov",
    "Lund",
    "Moreno",
    "Nkrumah",
    "Ortega",
    "Petrosyan",
    "Quispe",
    "Rahimi",
    "Soto",
    "Tanaka",
    "Uzun",
    "Varga",
    "Wolde",
    "Xhaka",
    "Yilmaz",
    "Zapata",
];
const PLACES: &[&str] =
    &["Harbour Courier", "Lantern Radio", "Open Court Watch", "North Gate Clinic", "Paper Boat Books"];
/// Area codes in front of 555-0100 to 555-0199, which North America keeps for fiction.
const AREAS: &[&str] = &["202", "212", "312", "415", "503", "617", "702", "808"];

/// `count` people, the same for the same seed.
pub(crate) fn invent(count: usize, rng: &mut Rng) -> Vec<Person> {
    (0..count)
        .map(|index| {
            let (first, last) = (rng.pick(FIRST), rng.pick(LAST));
            // Every second person has a number of the British range for drama, +44 7700 900000 to 900999.
            let phone = if index % 2 == 0 {
                format!("+447700900{:03}", (index / 2) % 1000)
            } else {
                let area = AREAS.get((index / 200) % AREAS.len()).copied().unwrap_or("202");
                format!("+1{area}55501{:02}", (index / 2) % 100)
            };
            let organisation = rng.chance(0.3).then(|| rng.pick(PLACES));
            Person { first, last, organisation, phone, email: format!("contact{index}@mail.example") }
        })
        .collect()
}
