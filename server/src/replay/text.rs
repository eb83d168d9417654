//! Text: `str`, `repr`, formats, the methods of `str` and of numbers.

use crate::replay::call::Keywords;
use crate::replay::machine::Machine;
use crate::replay::value::{Halt, Kind, R, Value};
use crate::text::Span;

/// Longer texts of containers are not written.
const LONGEST: usize = 4000;

impl<'a> Machine<'a> {
    /// As `str` gives it; `None` where it is not known.
    pub fn str(&mut self, value: &Value) -> R<Option<String>> {
        if let Value::Str(text) = value {
            return Ok(Some(text.to_string()));
        }
        if let Some(method) = self.special(value, "__str__")? {
            let text = self.call_value(&method, Vec::new(), Vec::new(), Span::default())?;
            return Ok(match text {
                Value::Str(text) => Some(text.to_string()),
                Value::Some("str") => None,
                _ => return Err(Halt::Stop),
            });
        }
        if let Some((class, name, _)) = self.member_parts(value) {
            return Ok(Some(format!("{class}.{name}")));
        }
        match self.kind(value) {
            Some(Kind::Exception { class, args }) => Ok(match args.as_slice() {
                [] => Some(String::new()),
                [Value::Str(text)] if &**class != "KeyError" => Some(text.to_string()),
                _ => None,
            }),
            // An exception of the file shows its arguments.
            Some(Kind::Instance { .. }) if self.exception_class(value).is_some() => Ok(None),
            _ => self.repr(value),
        }
    }

    pub fn repr(&mut self, value: &Value) -> R<Option<String>> {
        self.spend_more(1)?;
        if let Some(text) = value.repr() {
            return Ok(Some(text));
        }
        if let Some(method) = self.special(value, "__repr__")? {
            let text = self.call_value(&method, Vec::new(), Vec::new(), Span::default())?;
            return Ok(match text {
                Value::Str(text) => Some(text.to_string()),
                Value::Some("str") => None,
                _ => return Err(Halt::Stop),
            });
        }
        if let Some((class, name, inner)) = self.member_parts(value) {
            return Ok(self.repr(&inner)?.map(|inner| format!("<{class}.{name}: {inner}>")));
        }
        if let Some(text) = self.record_repr(value)? {
            return Ok(text);
        }
        if self.is_tainted(value) {
            return Ok(None);
        }
        let items = match self.kind(value) {
            Some(Kind::List(items) | Kind::Tuple(items)) => items.clone(),
            Some(Kind::Dict(items)) => {
                items.values().flat_map(|(key, value)| [key.clone(), value.clone()]).collect()
            }
            // In which order is not known; but methods of the file may be asked.
            Some(Kind::Set(items)) => {
                let items: Vec<Value> = items.values().cloned().collect();
                return match items.iter().all(|item| item.scalar_type().is_some()) {
                    true => Ok(None),
                    false => Err(Halt::Stop),
                };
            }
            Some(Kind::View { .. } | Kind::Super { .. }) => return Err(Halt::Stop),
            _ => return Ok(None),
        };
        let mut parts = Vec::with_capacity(items.len());
        let mut length = 0;
        for item in &items {
            // One that holds itself is written otherwise.
            if item == value {
                return Ok(None);
            }
            match self.repr(item)? {
                Some(text) if length < LONGEST => {
                    length += text.len();
                    parts.push(text);
                }
                _ => length = usize::MAX / 2,
            }
        }
        if parts.len() < items.len() {
            return Ok(None);
        }
        Ok(match self.kind(value) {
            Some(Kind::List(_)) => Some(format!("[{}]", parts.join(", "))),
            Some(Kind::Tuple(_)) if parts.len() == 1 => Some(format!("({},)", parts[0])),
            Some(Kind::Tuple(_)) => Some(format!("({})", parts.join(", "))),
            Some(Kind::Dict(_)) => {
                let pairs: Vec<String> = parts.chunks(2).map(|pair| pair.join(": ")).collect();
                Some(format!("{{{}}}", pairs.join(", ")))
            }
            _ => None,
        })
    }

    pub fn call_scalar_method(
        &mut self,
        receiver: &Value,
        type_: &str,
        name: &str,
        args: &[Value],
        keywords: &Keywords,
        span: Span,
    ) -> R<Value> {
        let is_known =
            keywords.is_empty() && args.iter().all(|arg| !matches!(arg, Value::Some(_) | Value::Unknown));
        let Value::Str(text) = receiver else {
            return match (type_, name) {
                ("str", "split" | "splitlines" | "partition" | "rsplit") => {
                    self.may_raise()?;
                    Ok(Value::Unknown)
                }
                ("str", _) => {
                    self.may_raise()?;
                    Ok(type_of(name).map_or(Value::Unknown, Value::Some))
                }
                _ => Err(Halt::Stop),
            };
        };
        if !is_known && name != "format" {
            self.may_raise()?;
            return Ok(match name {
                "split" => Value::Unknown,
                "join" => return Err(Halt::Stop),
                _ => type_of(name).map_or(Value::Unknown, Value::Some),
            });
        }
        let text = text.clone();
        let list = |machine: &mut Machine<'a>, parts: Vec<&str>| {
            let items = parts.into_iter().map(Value::text).collect();
            machine.make(Kind::List(items), Some(span))
        };
        let is_ascii = text.is_ascii();
        Ok(match (name, args) {
            ("partition" | "rpartition", [Value::Str(by)]) if !by.is_empty() => {
                let found =
                    if name == "partition" { text.split_once(&**by) } else { text.rsplit_once(&**by) };
                let parts = match (found, name) {
                    (Some((before, after)), _) => [before, &**by, after],
                    (None, "partition") => [&*text, "", ""],
                    (None, _) => ["", "", &*text],
                };
                self.make(Kind::Tuple(parts.into_iter().map(Value::text).collect()), Some(span))
            }
            ("upper", []) if is_ascii => Value::text(text.to_ascii_uppercase()),
            ("lower" | "casefold", []) if is_ascii => Value::text(text.to_ascii_lowercase()),
            ("strip", []) if is_ascii => Value::text(text.trim_matches(is_space)),
            ("lstrip", []) if is_ascii => Value::text(text.trim_start_matches(is_space)),
            ("rstrip", []) if is_ascii => Value::text(text.trim_end_matches(is_space)),
            ("strip", [Value::Str(of)]) => Value::text(text.trim_matches(|c| of.contains(c))),
            ("split", []) if is_ascii => {
                let parts = text.split(is_space).filter(|part| !part.is_empty()).collect();
                list(self, parts)
            }
            ("split", [Value::Str(by)]) if !by.is_empty() => list(self, text.split(&**by).collect()),
            ("splitlines", [])
                if text.chars().all(|c| c == '\n' || c.is_ascii() && !c.is_ascii_control()) =>
            {
                list(self, text.lines().collect())
            }
            ("startswith", [Value::Str(part)]) => Value::Bool(text.starts_with(&**part)),
            ("endswith", [Value::Str(part)]) => Value::Bool(text.ends_with(&**part)),
            ("replace", [Value::Str(old), Value::Str(new)]) if !old.is_empty() => {
                Value::text(text.replace(&**old, new))
            }
            ("count", [Value::Str(part)]) if !part.is_empty() => {
                Value::Int(text.matches(&**part).count() as i64)
            }
            ("find", [Value::Str(part)]) if is_ascii => {
                Value::Int(text.find(&**part).and_then(|at| i64::try_from(at).ok()).unwrap_or(-1))
            }
            ("isdigit" | "isnumeric" | "isdecimal", []) if is_ascii => {
                Value::Bool(!text.is_empty() && text.bytes().all(|c| c.is_ascii_digit()))
            }
            ("isalpha", []) if is_ascii => {
                Value::Bool(!text.is_empty() && text.bytes().all(|c| c.is_ascii_alphabetic()))
            }
            ("isalnum", []) if is_ascii => {
                Value::Bool(!text.is_empty() && text.bytes().all(|c| c.is_ascii_alphanumeric()))
            }
            ("isspace", []) if is_ascii => Value::Bool(!text.is_empty() && text.chars().all(is_space)),
            ("capitalize", []) if is_ascii => {
                let mut letters = text.to_ascii_lowercase();
                if let Some(first) = letters.get_mut(..1) {
                    first.make_ascii_uppercase();
                }
                Value::text(letters)
            }
            ("join", [items]) => {
                let items = match self.members(items) {
                    Some(members) if members.len() > 1 => return Ok(Value::Some("str")),
                    _ => self.collect_sized(items)?,
                };
                let mut parts = Vec::with_capacity(items.len());
                for item in &items {
                    match item {
                        Value::Str(part) => parts.push(&**part),
                        Value::Some("str") => return Ok(Value::Some("str")),
                        _ => return Err(Halt::Stop),
                    }
                }
                let joined = parts.join(&*text);
                self.spend_more(joined.len() / 64)?;
                Value::text(joined)
            }
            ("format", _) => {
                let all = args.iter().chain(keywords.iter().map(|(_, value)| value));
                for value in all {
                    self.str(value)?;
                }
                self.may_raise()?;
                Value::Some("str")
            }
            _ => match type_of(name) {
                Some(type_) => {
                    self.may_raise()?;
                    Value::Some(type_)
                }
                None => return Err(Halt::Stop),
            },
        })
    }
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0b' | '\x0c' | '\x1c'..='\x1f')
}

/// What a method of `str` gives.
fn type_of(name: &str) -> Option<&'static str> {
    Some(match name {
        "upper" | "lower" | "casefold" | "strip" | "lstrip" | "rstrip" | "replace" | "title"
        | "capitalize" | "swapcase" | "center" | "ljust" | "rjust" | "zfill" | "removeprefix"
        | "removesuffix" | "expandtabs" | "translate" | "format" => "str",
        "find" | "rfind" | "index" | "rindex" | "count" => "int",
        "encode" => "bytes",
        _ if name.starts_with("is") || matches!(name, "startswith" | "endswith") => "bool",
        _ => return None,
    })
}

/// A number after a simple format: digits behind the point, a width.
pub fn format(value: &Value, spec: &str) -> Option<String> {
    let (value, places) = (value, spec.strip_prefix('.')?.strip_suffix('f')?.parse::<usize>().ok()?);
    let number = value.float().filter(|number| number.is_finite() && places < 20)?;
    Some(format!("{number:.places$}"))
}

/// The number that a text spells for `int`.
pub fn int(text: &str) -> Option<i64> {
    let text = text.trim_matches(is_space);
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || digits.len() > 18 || !digits.bytes().all(|c| c.is_ascii_digit()) {
        return None;
    }
    text.strip_prefix('+').unwrap_or(text).parse().ok()
}

/// The number that a text spells for `float`.
pub fn float(text: &str) -> Option<f64> {
    let text = text.trim_matches(is_space);
    let plain = text.bytes().all(|c| c.is_ascii_digit() || matches!(c, b'.' | b'-'));
    if plain && text.bytes().any(|c| c.is_ascii_digit()) { text.parse().ok() } else { None }
}
