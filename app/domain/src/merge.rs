//! Two people edit one record: what only one of them changed merges by itself, what both changed is shown to the second.

use crate::id::UserId;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A record as its form shows it: field name → text. The common ground of history, audit and merging.
pub type Fields = BTreeMap<String, String>;

/// A field that both changed, to different values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clash {
    /// The field's name.
    pub field: String,
    /// What it was when the second person opened the form.
    pub base: String,
    /// What the first person saved.
    pub theirs: String,
    /// What the second person typed.
    pub mine: String,
}

/// The second person's answer to a conflict: for each field that was asked, whose text stays. Nothing is chosen for anybody.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Choice {
    /// The version that the person had opened, from which the same question is found again.
    pub seen: i32,
    /// By field, what the other one saved.
    pub theirs: Fields,
    /// By field, "mine" or "theirs".
    pub pick: Fields,
}

impl Choice {
    /// The person's fields with the other's where those were chosen; `None` while a field waits for an answer.
    #[must_use]
    pub fn settle(&self, mine: &Fields) -> Option<Fields> {
        let mut settled = mine.clone();
        for (field, theirs) in &self.theirs {
            match self.pick.get(field).map(String::as_str) {
                Some("mine") => {}
                Some("theirs") => drop(settled.insert(field.clone(), theirs.clone())),
                _ => return None,
            }
        }
        Some(settled)
    }
}

/// What the second person is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    /// The fields to choose.
    pub clashes: Vec<Clash>,
    /// The form with everything that merged by itself; clashing fields hold the second person's text.
    pub merged: Fields,
    /// The version that the next try builds on.
    pub version: i32,
    /// Who saved meanwhile.
    pub by: UserId,
    /// That person's name.
    pub by_name: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// Merges by field. `Ok` holds the merged fields, `Err` the clashes together with the merged rest.
///
/// A field missing from a side counts as empty there.
///
/// # Errors
/// At least one field was changed by both, to different values.
pub fn three_way(base: &Fields, theirs: &Fields, mine: &Fields) -> Result<Fields, (Vec<Clash>, Fields)> {
    let mut merged = Fields::new();
    let mut clashes = Vec::new();
    let keys: std::collections::BTreeSet<&String> = base.keys().chain(theirs.keys()).chain(mine.keys()).collect();
    for key in keys {
        let text = |side: &Fields| side.get(key).cloned().unwrap_or_default();
        let (b, t, m) = (text(base), text(theirs), text(mine));
        let value = if m == b || m == t {
            t
        } else {
            if t != b {
                clashes.push(Clash { field: key.clone(), base: b, theirs: t, mine: m.clone() });
            }
            m
        };
        merged.insert(key.clone(), value);
    }
    if clashes.is_empty() { Ok(merged) } else { Err((clashes, merged)) }
}

/// The fields whose value differs: (field, before, after).
#[must_use]
pub fn differences(before: &Fields, after: &Fields) -> Vec<(String, String, String)> {
    let keys: std::collections::BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    keys.into_iter()
        .filter_map(|key| {
            let text = |side: &Fields| side.get(key).cloned().unwrap_or_default();
            let (b, a) = (text(before), text(after));
            (b != a).then(|| (key.clone(), b, a))
        })
        .collect()
}

/// A form struct of texts as fields; lists are joined with commas, other things are left out.
#[must_use]
pub fn to_fields<T: Serialize>(form: &T) -> Fields {
    let Ok(serde_json::Value::Object(object)) = serde_json::to_value(form) else {
        return Fields::new();
    };
    object
        .into_iter()
        .filter_map(|(key, value)| match value {
            serde_json::Value::String(text) => Some((key, text)),
            serde_json::Value::Bool(flag) => Some((key, flag.to_string())),
            serde_json::Value::Array(items) => {
                let texts: Vec<&str> = items.iter().filter_map(serde_json::Value::as_str).collect();
                Some((key, texts.join(",")))
            }
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
    }

    #[test]
    fn nothing_is_chosen_before_every_field_has_an_answer() {
        let fields = |pairs: &[(&str, &str)]| pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect::<Fields>();
        let mine = fields(&[("content", "私の文"), ("response", "私の対応"), ("minutes", "5")]);
        let theirs = fields(&[("content", "相手の文"), ("response", "")]);
        let settle = |pick: &[(&str, &str)]| Choice { seen: 1, theirs: theirs.clone(), pick: fields(pick) }.settle(&mine);
        assert_eq!(settle(&[]), None);
        assert_eq!(settle(&[("content", "mine")]), None);
        assert_eq!(settle(&[("content", "mine"), ("response", "everything")]), None);
        assert_eq!(settle(&[("content", "mine"), ("response", "theirs")]), Some(fields(&[("content", "私の文"), ("response", ""), ("minutes", "5")])));
        assert_eq!(Choice::default().settle(&mine), Some(mine.clone()));
    }

    #[test]
    fn fields_that_only_one_person_changed_merge_by_themselves() {
        let base = fields(&[("name", "佐藤"), ("note", "a")]);
        let theirs = fields(&[("name", "佐藤"), ("note", "b")]);
        let mine = fields(&[("name", "佐東"), ("note", "a")]);
        assert_eq!(three_way(&base, &theirs, &mine), Ok(fields(&[("name", "佐東"), ("note", "b")])));
    }

    #[test]
    fn a_field_changed_by_both_is_shown_with_all_three_values() {
        let base = fields(&[("note", "a"), ("minutes", "5")]);
        let theirs = fields(&[("note", "b"), ("minutes", "6")]);
        let mine = fields(&[("note", "c"), ("minutes", "5")]);
        let (clashes, merged) = three_way(&base, &theirs, &mine).unwrap_err();
        assert_eq!(clashes, vec![Clash { field: "note".into(), base: "a".into(), theirs: "b".into(), mine: "c".into() }]);
        assert_eq!(merged, fields(&[("note", "c"), ("minutes", "6")]));
    }

    fn any_fields() -> impl Strategy<Value = Fields> {
        proptest::collection::btree_map("[a-e]", "[xyz]?", 0..5)
    }

    proptest! {
        #[test]
        fn no_change_of_one_side_is_ever_lost(base in any_fields(), theirs in any_fields(), mine in any_fields()) {
            let (merged, clashing): (Fields, Vec<String>) = match three_way(&base, &theirs, &mine) {
                Ok(m) => (m, vec![]),
                Err((c, m)) => (m, c.into_iter().map(|c| c.field).collect()),
            };
            let get = |f: &Fields, k: &str| f.get(k).cloned().unwrap_or_default();
            for key in ["a", "b", "c", "d", "e"] {
                let (b, t, m) = (get(&base, key), get(&theirs, key), get(&mine, key));
                let out = get(&merged, key);
                if t != b && !clashing.iter().any(|c| c == key) {
                    prop_assert_eq!(&out, &t);
                }
                if m != b {
                    prop_assert_eq!(&out, &m);
                }
            }
        }

        #[test]
        fn merging_with_an_unchanged_record_is_saving(base in any_fields(), mine in any_fields()) {
            let merged = three_way(&base, &base, &mine).unwrap();
            prop_assert!(differences(&merged, &mine).is_empty());
        }
    }
}
