//! Telephone numbers of electronic business cards (vCard, RFC 6350): text has no mark by which they would be found.

use crate::account::Account;

/// The most numbers taken from one card.
const MAX_NUMBERS: usize = 256;

/// The numbers of every `TEL` line. WhatsApp names the complete number beside the one that is shown (`waid=…`).
pub(crate) fn numbers(card: &str) -> Vec<Account> {
    let mut found: Vec<Account> = Vec::new();
    if !card.contains("TEL") {
        return found;
    }
    for line in card.lines() {
        let Some((head, value)) = line.split_once(':') else { continue };
        // Lines that belong together bear a group's name: `item1.TEL`.
        let mut parts = head.rsplit_once('.').map_or(head, |it| it.1).split(';');
        if !parts.next().is_some_and(|name| name.eq_ignore_ascii_case("TEL")) {
            continue;
        }
        let waid = parts.find_map(|it| it.strip_prefix("waid=")).and_then(Account::whatsapp);
        for account in [waid, Account::new(value.trim())].into_iter().flatten() {
            if found.len() < MAX_NUMBERS && !found.contains(&account) {
                found.push(account);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::numbers;

    #[test]
    fn both_forms_of_a_number_are_read() {
        let card = "BEGIN:VCARD\nFN:X: Y\nTEL;type=CELL;waid=15550000014:+1 555-000-0014\r\n\
                    item1.TEL:(555) 000-0015\nEMAIL:card@mail.example\nEND:VCARD";
        let found: Vec<String> = numbers(card).iter().map(|it| it.value().to_owned()).collect();
        assert_eq!(found, ["+15550000014", "5550000015"]);
        assert!(numbers("image/jpeg").is_empty());
        assert!(numbers("HOTEL:+1 555-000-0014").is_empty());
    }
}
