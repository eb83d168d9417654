//! `match`: which case fits, and what it binds. As in CPython, names are bound once the whole pattern fits, before the guard.
//!
//! Where a pattern asks for more than is known of the subject, the run is not followed.

use rustpython_ast::{self as ast, CmpOp, Identifier, Pattern, Singleton};

use crate::replay::machine::{Context, Machine};
use crate::replay::value::{Halt, Id, Kind, R, Value};

/// Classes of Python whose only positional pattern is the subject itself.
const OWN_SUBJECT: [&str; 8] = ["bool", "bytes", "dict", "float", "int", "list", "str", "tuple"];

type Captures<'a> = Vec<(&'a Identifier, Value)>;

impl<'a> Machine<'a> {
    pub fn exec_match(&mut self, f: &mut Context<'_, 'a>, s: &'a ast::StmtMatch) -> R<()> {
        let subject = self.eval(f, &s.subject)?;
        for case in &s.cases {
            let mut captures = Captures::new();
            if !self.fits(f, &case.pattern, &subject, &mut captures)? {
                continue;
            }
            for (name, value) in captures {
                self.store(f, name, Some(value))?;
            }
            if let Some(guard) = &case.guard
                && !self.test(f, guard)?
            {
                continue;
            }
            let head = f.shift.span(case).start;
            return self.block(f, &case.body, Some(head));
        }
        Ok(())
    }

    fn fits(
        &mut self,
        f: &mut Context<'_, 'a>,
        pattern: &'a Pattern,
        subject: &Value,
        captures: &mut Captures<'a>,
    ) -> R<bool> {
        self.spend(f)?;
        f.nested += 1;
        let result = self.pattern(f, pattern, subject, captures);
        f.nested -= 1;
        result
    }

    fn pattern(
        &mut self,
        f: &mut Context<'_, 'a>,
        pattern: &'a Pattern,
        subject: &Value,
        captures: &mut Captures<'a>,
    ) -> R<bool> {
        match pattern {
            Pattern::MatchValue(p) => {
                let value = self.eval(f, &p.value)?;
                let equal = self.compare(CmpOp::Eq, subject, &value)?;
                self.truth(&equal)?.ok_or(Halt::Stop)
            }
            Pattern::MatchSingleton(p) => {
                let value = match p.value {
                    Singleton::None => Value::None,
                    Singleton::True => Value::Bool(true),
                    Singleton::False => Value::Bool(false),
                };
                let same = self.compare(CmpOp::Is, subject, &value)?;
                self.truth(&same)?.ok_or(Halt::Stop)
            }
            Pattern::MatchSequence(p) => match self.sequence(subject)? {
                Some(items) => self.items_fit(f, &p.patterns, items, captures),
                None => Ok(false),
            },
            Pattern::MatchMapping(p) => self.mapping_fits(f, p, subject, captures),
            Pattern::MatchClass(p) => self.class_fits(f, p, subject, captures),
            Pattern::MatchAs(p) => {
                if let Some(inner) = &p.pattern
                    && !self.fits(f, inner, subject, captures)?
                {
                    return Ok(false);
                }
                captures.extend(p.name.as_ref().map(|name| (name, subject.clone())));
                Ok(true)
            }
            Pattern::MatchOr(p) => {
                for inner in &p.patterns {
                    let before = captures.len();
                    if self.fits(f, inner, subject, captures)? {
                        return Ok(true);
                    }
                    captures.truncate(before);
                }
                Ok(false)
            }
            Pattern::MatchStar(_) => Err(Halt::Stop),
        }
    }

    /// The items of what counts as a sequence; `None` of anything else.
    fn sequence(&mut self, subject: &Value) -> R<Option<Vec<Value>>> {
        if self.is_tainted(subject) {
            return Err(Halt::Stop);
        }
        match self.kind(subject) {
            Some(Kind::List(_) | Kind::Tuple(_) | Kind::Range(..)) => self.collect(subject).map(Some),
            Some(Kind::Closed(_)) => Err(Halt::Stop),
            Some(_) => Ok(None),
            None if subject.scalar_type().is_some() => Ok(None),
            None => Err(Halt::Stop),
        }
    }

    fn items_fit(
        &mut self,
        f: &mut Context<'_, 'a>,
        patterns: &'a [Pattern],
        items: Vec<Value>,
        captures: &mut Captures<'a>,
    ) -> R<bool> {
        let star = patterns.iter().position(|pattern| matches!(pattern, Pattern::MatchStar(_)));
        let fits =
            if star.is_some() { items.len() + 1 >= patterns.len() } else { items.len() == patterns.len() };
        if !fits {
            return Ok(false);
        }
        let taken = (items.len() + 1).saturating_sub(patterns.len());
        let mut items = items.into_iter();
        for pattern in patterns {
            if let Pattern::MatchStar(star) = pattern {
                let rest = items.by_ref().take(taken).collect();
                if let Some(name) = &star.name {
                    let span = f.shift.span(star);
                    captures.push((name, self.make(Kind::List(rest), Some(span))));
                }
                continue;
            }
            let item = items.next().ok_or(Halt::Stop)?;
            if !self.fits(f, pattern, &item, captures)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn mapping_fits(
        &mut self,
        f: &mut Context<'_, 'a>,
        p: &'a ast::PatternMatchMapping,
        subject: &Value,
        captures: &mut Captures<'a>,
    ) -> R<bool> {
        if self.is_tainted(subject) {
            return Err(Halt::Stop);
        }
        let mut rest = match self.kind(subject) {
            Some(Kind::Dict(items)) => items.clone(),
            Some(Kind::Closed(_)) => return Err(Halt::Stop),
            Some(_) => return Ok(false),
            None if subject.scalar_type().is_some() => return Ok(false),
            None => return Err(Halt::Stop),
        };
        if rest.len() < p.keys.len() {
            return Ok(false);
        }
        let mut found = Vec::new();
        for key in &p.keys {
            let key = self.eval(f, key)?;
            match rest.shift_remove(&self.key(&key)?) {
                Some((_, value)) => found.push(value),
                None => return Ok(false),
            }
        }
        for (pattern, value) in p.patterns.iter().zip(&found) {
            if !self.fits(f, pattern, value, captures)? {
                return Ok(false);
            }
        }
        if let Some(name) = &p.rest {
            let span = f.shift.range(name.range);
            captures.push((name, self.make(Kind::Dict(rest), Some(span))));
        }
        Ok(true)
    }

    fn class_fits(
        &mut self,
        f: &mut Context<'_, 'a>,
        p: &'a ast::PatternMatchClass,
        subject: &Value,
        captures: &mut Captures<'a>,
    ) -> R<bool> {
        let class = self.eval(f, &p.cls)?;
        if !self.is_instance(subject, &class)? {
            return Ok(false);
        }
        let positional = p.arguments.patterns.as_slice();
        match &class {
            Value::Outside(path) if OWN_SUBJECT.contains(&&**path) => {
                let ([] | [_], []) = (positional, p.arguments.keywords.as_slice()) else {
                    return Err(Halt::Stop);
                };
                positional.iter().try_fold(true, |_, inner| self.fits(f, inner, subject, captures))
            }
            Value::Outside(_) if positional.is_empty() && p.arguments.keywords.is_empty() => Ok(true),
            Value::Object(class) => {
                let names = if positional.is_empty() { Vec::new() } else { self.match_args(*class)? };
                if names.len() < positional.len() {
                    return Err(Halt::Stop);
                }
                let named = p.arguments.keywords.iter();
                let named = named.map(|keyword| (keyword.attr.id.clone(), &keyword.pattern));
                for (name, inner) in names.into_iter().zip(positional).chain(named) {
                    let depth = self.frames.len();
                    let value = match self.get_attribute(subject, &name) {
                        Ok(value) => value,
                        Err(Halt::Raise(error)) if self.is_attribute_error(&error) => {
                            self.frames.truncate(depth);
                            return Ok(false);
                        }
                        Err(halt) => return Err(halt),
                    };
                    if !self.fits(f, inner, &value, captures)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            _ => Err(Halt::Stop),
        }
    }

    fn is_attribute_error(&self, error: &Value) -> bool {
        self.exception_class(error).is_some_and(|class| &*class == "AttributeError")
    }

    /// Names of the attributes that positional patterns ask for.
    fn match_args(&self, class: Id) -> R<Vec<ast::name::Name>> {
        if let Some(record) = self.record_with(class, "__match_args__", |_| true) {
            let fields = record.fields.iter().filter(|field| field.init);
            return Ok(fields.map(|field| field.name.clone()).collect());
        }
        let found = self.look_up(class, None, "__match_args__").ok_or(Halt::Stop)?;
        let Some(Kind::Tuple(names)) = self.kind(&found) else { return Err(Halt::Stop) };
        let name = |value: &Value| match value {
            Value::Str(name) => Ok(ast::name::Name::new(&**name)),
            _ => Err(Halt::Stop),
        };
        names.iter().map(name).collect()
    }
}
