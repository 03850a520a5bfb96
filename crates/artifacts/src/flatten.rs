//! Property-list values as fields of a record.

use std::borrow::Cow;

use model::{Field, FieldValue, Privacy, Record};

use crate::plist::{Dict, Value};

/// The most fields one record takes from a property list.
const MAX_FIELDS: usize = 2_000;

/// A value without dictionaries as a field's value. Dates become RFC 3339 text, references their number.
pub(crate) fn scalar<'a>(value: &'a Value<'_>) -> Option<FieldValue<'a>> {
    Some(match value {
        Value::Bool(it) => FieldValue::Bool(*it),
        Value::Int(it) => FieldValue::Int(*it),
        Value::Real(it) => FieldValue::Real(*it),
        Value::Date(seconds) => match value.utc() {
            Some(utc) => FieldValue::Text(Cow::Owned(utc.to_string())),
            None => FieldValue::Real(*seconds),
        },
        Value::Data(it) => FieldValue::Bytes(Cow::Borrowed(it)),
        Value::Text(it) => FieldValue::Text(Cow::Borrowed(it)),
        Value::Uid(it) => FieldValue::Int(it.cast_signed()),
        Value::Array(items) => FieldValue::List(items.iter().map(scalar).collect::<Option<_>>()?),
        Value::Dict(_) => return None,
    })
}

/// How a key is treated on its way to a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Treat {
    /// A technical field.
    Technical,
    /// A personal field.
    Personal,
    /// Only that it is there: a secret that no result may hold.
    Secret,
    /// Not a field: read elsewhere.
    Skip,
}

/// Adds every value of `dict` as a field. A nested dictionary's fields are named by their key path, joined by
/// `/`; the elements of an array that holds dictionaries by their index. `treat` judges each last key; below a
/// dictionary that is personal, everything is at least personal.
pub(crate) fn fields<'a>(dict: &'a Dict<'_>, treat: &dyn Fn(&str) -> Treat, record: &mut Record<'a>) {
    for (key, value) in dict.iter() {
        let how = treat(key);
        if how != Treat::Skip {
            add(Cow::Borrowed(key), value, how, treat, record);
        }
    }
}

fn add<'a>(
    name: Cow<'a, str>,
    value: &'a Value<'_>,
    how: Treat,
    treat: &dyn Fn(&str) -> Treat,
    record: &mut Record<'a>,
) {
    if record.fields.len() >= MAX_FIELDS {
        return;
    }
    let privacy = if how == Treat::Technical { Privacy::Technical } else { Privacy::Personal };
    if how == Treat::Secret {
        record.fields.push(Field { name, value: FieldValue::Text("(withheld)".into()), privacy });
        return;
    }
    if let Some(value) = scalar(value) {
        record.fields.push(Field { name, value, privacy });
        return;
    }
    match value {
        Value::Dict(dict) => {
            for (key, value) in dict.iter() {
                let inner = match treat(key) {
                    Treat::Technical if how == Treat::Personal => Treat::Personal,
                    inner => inner,
                };
                if inner != Treat::Skip {
                    add(join(&name, key), value, inner, treat, record);
                }
            }
        }
        _ => {
            for (index, value) in value.as_array().iter().enumerate() {
                add(join(&name, &index.to_string()), value, how, treat, record);
            }
        }
    }
}

/// A key path one step longer.
pub(crate) fn join<'a>(path: &str, key: &str) -> Cow<'a, str> {
    let mut out = String::with_capacity(path.len() + key.len() + 1);
    out.push_str(path);
    if !path.is_empty() {
        out.push('/');
    }
    out.push_str(key);
    Cow::Owned(out)
}
