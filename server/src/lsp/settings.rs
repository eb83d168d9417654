//! The settings a client sends, in whatever shape it sends them.

use std::time::Duration;

use rustc_hash::FxHashMap;
use serde_json::Value;

use crate::ide::{Code, HintKind, HintKinds, Severity};
use crate::options::{Model, Options, Python};

/// Longest debounce taken.
const LONGEST_DELAY: Duration = Duration::from_secs(60);

/// Keys of the same section that are the client's own business.
const CLIENT_KEYS: [&str; 5] = ["server.", "trace.", "clientCommands", "pages", "pictureRefresh"];

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The master switch of the hints.
    pub hints_enabled: bool,
    pub hints: HintKinds,
    pub options: Options,
    pub diagnostics: bool,
    pub lenses: bool,
    /// Colours of names by where their values are.
    pub colours: bool,
    /// Only what differs from the codes' own severities; `None` is off.
    pub severities: FxHashMap<Code, Option<Severity>>,
    /// From the last edit to the diagnostics.
    pub delay: Duration,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            hints_enabled: true,
            hints: HintKinds::default(),
            options: Options::default(),
            diagnostics: true,
            lenses: false,
            colours: false,
            severities: FxHashMap::default(),
            delay: Duration::from_millis(200),
        }
    }
}

impl Settings {
    /// The kinds of hints to show.
    pub fn kinds(&self) -> HintKinds {
        if self.hints_enabled { self.hints } else { HintKinds::NONE }
    }

    /// Lays `value` over these settings: an object, nested or with dotted keys, with or without
    /// the section's name around or before them. `null` and blank strings leave a setting as it
    /// is. Gives a sentence for every key that was not understood.
    pub fn apply(&mut self, value: &Value) -> Vec<String> {
        let mut keys = Vec::new();
        flatten("", value, &mut keys);
        keys.into_iter().filter_map(|(key, value)| self.set(&key, value).err()).collect()
    }

    fn set(&mut self, key: &str, value: &Value) -> Result<(), String> {
        if value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty()) {
            return Ok(());
        }
        if let Some(code) = key.strip_prefix("diagnostics.severity.") {
            return self.set_severity(key, code, value);
        }
        match key {
            "hints.enable" => self.hints_enabled = switch(key, value)?,
            "model" => self.options.model = model(key, value)?,
            "pythonVersion" => self.options.python = python(key, value)?,
            "diagnostics.enable" => self.diagnostics = switch(key, value)?,
            "codeLens.enable" => self.lenses = switch(key, value)?,
            "semanticTokens.enable" => self.colours = switch(key, value)?,
            "diagnostics.delay" => self.delay = delay(key, value)?,
            _ if CLIENT_KEYS.iter().any(|own| key.starts_with(own)) => {}
            _ => {
                let kind = key.strip_prefix("hints.").and_then(named::<HintKind>);
                let kind = kind.ok_or_else(|| format!("unknown setting `memlens.{key}`: ignored"))?;
                self.hints = self.hints.with(kind, switch(key, value)?);
            }
        }
        Ok(())
    }

    fn set_severity(&mut self, key: &str, code: &str, value: &Value) -> Result<(), String> {
        let code: Code = named(code)
            .ok_or_else(|| format!("setting `memlens.{key}`: there is no diagnostic `{code}`: ignored"))?;
        let severity = match value.as_str().map(|text| text.trim().to_ascii_lowercase()).as_deref() {
            Some("off") => None,
            Some(text) => Some(named(text).ok_or_else(|| wanted(key, SEVERITIES, value))?),
            None => return Err(wanted(key, SEVERITIES, value)),
        };
        self.severities.insert(code, severity);
        Ok(())
    }
}

const SEVERITIES: &str = "\"error\", \"warning\", \"information\", \"hint\" or \"off\"";

/// The member of an enumeration that is spelt so.
fn named<T: serde::de::DeserializeOwned>(name: &str) -> Option<T> {
    serde_json::from_value(Value::from(name)).ok()
}

fn wanted(key: &str, what: &str, found: &Value) -> String {
    format!("setting `memlens.{key}` must be {what}, not {found}: ignored")
}

fn switch(key: &str, value: &Value) -> Result<bool, String> {
    value.as_bool().ok_or_else(|| wanted(key, "true or false", value))
}

fn model(key: &str, value: &Value) -> Result<Model, String> {
    let name = value.as_str().map(|text| text.trim().to_ascii_lowercase());
    name.and_then(|name| named(&name)).ok_or_else(|| wanted(key, "\"teaching\" or \"cpython\"", value))
}

fn python(key: &str, value: &Value) -> Result<Python, String> {
    let text = value.as_str().ok_or_else(|| wanted(key, "a string such as \"3.13\"", value))?;
    text.trim().parse().map_err(|reason| format!("setting `memlens.{key}`: {reason}: ignored"))
}

fn delay(key: &str, value: &Value) -> Result<Duration, String> {
    let delay = value.as_u64().map(Duration::from_millis).filter(|delay| *delay <= LONGEST_DELAY);
    let what = "a number of milliseconds from 0 to 60000";
    delay.ok_or_else(|| wanted(key, what, value))
}

/// The leaves of `value` under their dotted keys. The depth is bounded by the JSON parser.
fn flatten<'v>(prefix: &str, value: &'v Value, keys: &mut Vec<(String, &'v Value)>) {
    let Value::Object(members) = value else {
        if !prefix.is_empty() {
            keys.push((prefix.to_owned(), value));
        }
        return;
    };
    for (name, member) in members {
        let key = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
        let key = key.strip_prefix("memlens.").unwrap_or(&key);
        flatten(if key == "memlens" { "" } else { key }, member, keys);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn applied(value: Value) -> (Settings, Vec<String>) {
        let mut settings = Settings::default();
        let complaints = settings.apply(&value);
        (settings, complaints)
    }

    #[test]
    fn every_shape_means_the_same() {
        let nested = json!({ "hints": { "sizes": true, "enable": false }, "model": "cpython" });
        let dotted = json!({ "hints.sizes": true, "hints.enable": false, "model": " CPython " });
        let named =
            json!({ "memlens.hints.sizes": true, "memlens": { "hints.enable": false, "model": "cpython" } });
        let wrapped = json!({ "memlens": nested });
        let (expected, _) = applied(nested);
        assert!(expected.hints.has(HintKind::Sizes) && !expected.hints_enabled);
        assert_eq!(expected.kinds(), HintKinds::NONE);
        assert_eq!(expected.options.model, Model::Cpython);
        for shape in [dotted, named, wrapped] {
            assert_eq!(applied(shape), (expected.clone(), vec![]));
        }
    }

    #[test]
    fn blank_and_null_change_nothing() {
        for value in [json!(null), json!({}), json!([]), json!("x"), json!({ "memlens": null })] {
            assert_eq!(applied(value), (Settings::default(), vec![]));
        }
        let blank = json!({ "pythonVersion": "", "model": "  ", "hints": { "enable": null, "sizes": "" },
            "diagnostics": { "severity": { "unbounded-recursion": " " }, "delay": null } });
        assert_eq!(applied(blank), (Settings::default(), vec![]));
    }

    #[test]
    fn severities_and_numbers() {
        let (settings, complaints) = applied(json!({ "diagnostics": {
            "severity": { "unbounded-recursion": "error", "deep-recursion": "off" }, "delay": 0, "enable": false,
        }, "pythonVersion": "3.9", "server": { "path": "x" }, "trace": { "server": "off" } }));
        assert_eq!(complaints, Vec::<String>::new());
        assert_eq!(settings.severities[&Code::UnboundedRecursion], Some(Severity::Error));
        assert_eq!(settings.severities[&Code::DeepRecursion], None);
        assert_eq!(settings.delay, Duration::ZERO);
        assert_eq!(settings.options.python.minor, 9);
        assert!(!settings.diagnostics);
    }

    #[test]
    fn what_is_wrong_is_named_and_changes_nothing() {
        let wrong = json!({ "hints": { "enable": 1, "colour": true, "bindings": "yes" }, "model": "java",
            "pythonVersion": "2.7", "colour": "red", "diagnostics": { "delay": -1,
            "severity": { "no-such-code": "error", "deep-recursion": "loud", "unbounded-recursion": 3 } } });
        let (settings, complaints) = applied(wrong);
        assert_eq!(settings, Settings::default());
        let keys = [
            "hints.enable",
            "hints.colour",
            "hints.bindings",
            "model",
            "pythonVersion",
            "colour",
            "diagnostics.delay",
            "severity.no-such-code",
            "severity.deep-recursion",
            "severity.unbounded-recursion",
        ];
        assert_eq!(complaints.len(), keys.len(), "{complaints:?}");
        for key in keys {
            assert!(complaints.iter().any(|line| line.contains(&format!("{key}`"))), "{key}: {complaints:?}");
        }
    }
}
