//! Rules that hold for a field whatever its row says, and what is taken out inside a value.

use serde_json::Value as Json;

use super::Reason;
use crate::Entity;
use crate::anchor::normalise;
use crate::words::RemovalReason;

/// Why a field is never shown.
pub(super) fn never(entity: Entity, field: &str) -> Option<Reason> {
    let hidden = match entity {
        // Who consented, to whom and on which way: all three can lead to the person.
        Entity::Consent => matches!(field, "person" | "via" | "custodian"),
        Entity::Thread | Entity::ThreadEvent => field == "route",
        // What must not be shown would be shown by the rule that says so.
        Entity::RedactionRule => field == "pattern",
        _ => false,
    };
    hidden.then_some(Reason::Restricted)
}

/// Words that are taken out wherever they stand.
#[derive(Clone)]
pub(super) struct Rule {
    pub(super) scope: String,
    pub(super) pattern: String,
    pub(super) reason: RemovalReason,
    pub(super) replacement: Option<String>,
}

impl Rule {
    /// True if the rule looks into a field.
    ///
    /// A scope is an entity or `entity.field`. What names no entity holds everywhere: a mistyped scope must not
    /// open what it was to close.
    pub(super) fn covers(&self, entity: Entity, field: &str) -> bool {
        let (head, tail) = self.scope.split_once('.').unwrap_or((&self.scope, ""));
        match Entity::parse(head) {
            Some(it) => it == entity && (tail.is_empty() || tail == field || !has_field(entity, tail)),
            None => true,
        }
    }

    /// The text without the words, or nothing if they are not in it.
    pub(super) fn applied(&self, text: &str) -> Option<String> {
        let normal = normalise(text);
        let mut places = normal.find(&self.pattern).peekable();
        places.peek()?;
        let gap = self.replacement.as_deref().unwrap_or("[…]");
        let mut out = String::with_capacity(text.len());
        let mut letters = text.chars();
        let mut upto = 0;
        for place in places {
            // Overlapping places make one gap.
            if place.start >= upto {
                out.extend(letters.by_ref().take(place.start.saturating_sub(upto)));
                out.push_str(gap);
                upto = place.start;
            }
            for _ in upto..place.end {
                letters.next();
            }
            upto = upto.max(place.end);
        }
        out.extend(letters);
        Some(out)
    }

    /// True if the words stand anywhere in a value.
    pub(super) fn is_in(&self, value: &Json) -> bool {
        match value {
            Json::String(text) => normalise(text).find(&self.pattern).next().is_some(),
            Json::Array(items) => items.iter().any(|it| self.is_in(it)),
            Json::Object(entries) => entries.iter().any(|it| self.is_in(it.1)),
            _ => false,
        }
    }
}

fn has_field(entity: Entity, name: &str) -> bool {
    crate::common_fields().iter().chain(entity.fields()).any(|it| it.name == name)
}

/// A value without the references that are hidden. A list loses them; whatever else contains one goes as a whole.
pub(super) fn without(value: Json, is_hidden: &impl Fn(&str) -> bool) -> Option<Json> {
    match value {
        Json::String(text) => (!is_hidden(&text)).then_some(Json::String(text)),
        Json::Array(items) => {
            let before = items.len();
            let kept: Vec<Json> = items.into_iter().filter_map(|it| without(it, is_hidden)).collect();
            (before == 0 || !kept.is_empty()).then_some(Json::Array(kept))
        }
        Json::Object(entries) => {
            let before = entries.len();
            let kept: serde_json::Map<String, Json> = entries
                .into_iter()
                .filter_map(|(name, it)| without(it, is_hidden).map(|it| (name, it)))
                .collect();
            (kept.len() == before).then_some(Json::Object(kept))
        }
        other => Some(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(pattern: &str) -> Rule {
        Rule {
            scope: "everything".to_owned(),
            pattern: pattern.to_owned(),
            reason: RemovalReason::Safety,
            replacement: None,
        }
    }

    #[test]
    fn words_are_taken_out_in_whatever_spelling() {
        let taken = |text: &str| rule("Ana’s dog").applied(text);
        assert_eq!(taken("I saw Ana's\u{a0} dog, yes Ana’s dog!").unwrap(), "I saw […], yes […]!");
        assert_eq!(taken("I saw a dog"), None);
        assert_eq!(rule("aa").applied("xaaay").unwrap(), "x[…]y");
        // An empty pattern takes nothing out.
        assert_eq!(rule(" ").applied("x y"), None);
    }

    #[test]
    fn a_scope_that_is_no_scope_holds_everywhere() {
        let scope =
            |text: &str, entity, field| Rule { scope: text.to_owned(), ..rule("x") }.covers(entity, field);
        assert!(scope("message.note", Entity::Message, "note"));
        assert!(!scope("message.note", Entity::Message, "medium"));
        assert!(!scope("message", Entity::Claim, "text"));
        assert!(scope("mesage", Entity::Claim, "text"));
        assert!(scope("claim.txt", Entity::Claim, "text"));
    }
}
