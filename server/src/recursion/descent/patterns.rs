//! `match`: what holds where a pattern fits, and what its names are bound to.

use rustpython_ast::{Expr, Pattern};

use super::state::{Fact, State, Ways, join};
use super::value::{Atom, Place, Value};
use super::walk::Walk;

impl<'a> Walk<'_, '_, 'a> {
    pub(super) fn pattern(&mut self, subject: &Value, pattern: &'a Pattern, mut state: State) -> Ways {
        match pattern {
            Pattern::MatchAs(capture) => {
                let (mut yes, no) = match &capture.pattern {
                    Some(inner) => self.pattern(subject, inner, state),
                    None => (Some(state), None),
                };
                if let (Some(state), Some(name)) = (&mut yes, &capture.name)
                    && let Some(home) = self.home(name)
                {
                    state.set(home, subject.clone());
                }
                (yes, no)
            }
            Pattern::MatchOr(or) => {
                let mut yes = None;
                let mut no = Some(state);
                for pattern in &or.patterns {
                    let Some(state) = no else { break };
                    let (matched, unmatched) = self.pattern(subject, pattern, state);
                    yes = join(yes, matched);
                    no = unmatched;
                }
                (yes, no)
            }
            Pattern::MatchValue(value) => {
                let right = self.eval(&value.value, &mut state);
                self.equal(subject, &right, &value.value, state)
            }
            _ => {
                let mut yes = state.clone();
                if let Pattern::MatchSequence(sequence) = pattern
                    && let Value::Entry(index) = subject
                    && let Ok(count) =
                        i64::try_from(sequence.patterns.iter().filter(|p| !p.is_match_star()).count())
                {
                    yes.learn(Fact::AtLeast { a: Atom::Length(*index), b: Atom::Zero, least: count });
                }
                self.captures(subject, pattern, &mut yes);
                (Some(yes), Some(state))
            }
        }
    }

    /// What stands inside a pattern is a part of the subject: a sequence pattern takes no text.
    fn captures(&mut self, subject: &Value, pattern: &'a Pattern, state: &mut State) {
        let part = subject.root().map_or(Value::Unknown, |of| Value::object(of, Place::Part));
        let mut bind = |walk: &Self, name: &Option<rustpython_ast::Identifier>, value: Value| {
            if let Some(home) = name.as_ref().and_then(|name| walk.home(name)) {
                state.set(home, value);
            }
        };
        let inner: Vec<&Pattern> = match pattern {
            Pattern::MatchSequence(sequence) => {
                let others = sequence.patterns.iter().filter(|p| !p.is_match_star()).count();
                for pattern in &sequence.patterns {
                    if let (Pattern::MatchStar(star), Some(of)) = (pattern, subject.root()) {
                        let whole = matches!(subject, Value::Entry(_));
                        let shorter = i64::try_from(others).ok().filter(|_| whole);
                        bind(self, &star.name, Value::Object { of, place: Place::Level, shorter });
                    }
                }
                sequence.patterns.iter().filter(|p| !p.is_match_star()).collect()
            }
            Pattern::MatchMapping(mapping) => {
                bind(self, &mapping.rest, Value::Unknown);
                mapping.patterns.iter().collect()
            }
            // `str(text)` takes the subject itself.
            Pattern::MatchClass(class) if matches!(&*class.cls, Expr::Name(name) if self.is_builtin(name)) => {
                for inner in &class.arguments.patterns {
                    self.captures(&Value::Unknown, inner, state);
                }
                class.arguments.keywords.iter().map(|keyword| &keyword.pattern).collect()
            }
            Pattern::MatchClass(class) => {
                let keywords = class.arguments.keywords.iter().map(|keyword| &keyword.pattern);
                class.arguments.patterns.iter().chain(keywords).collect()
            }
            Pattern::MatchAs(capture) => {
                bind(self, &capture.name, part.clone());
                capture.pattern.iter().map(AsRef::as_ref).collect()
            }
            Pattern::MatchOr(or) => or.patterns.iter().collect(),
            _ => Vec::new(),
        };
        for inner in inner {
            self.captures(&part, inner, state);
        }
    }
}
