//! One statement after the other.

use rustpython_ast::{self as ast, ExceptHandler, Expr, Stmt};
use rustpython_text_size::Ranged;

use crate::memory::moment::When;
use crate::replay::machine::{Context, Machine};
use crate::replay::value::{Code, Halt, Kind, R, Value};

impl<'a> Machine<'a> {
    /// A block; `head` is where a cursor stands to see it entered.
    pub fn block(&mut self, f: &mut Context<'_, 'a>, body: &'a [Stmt], head: Option<u32>) -> R<()> {
        f.nested += 1;
        let result = self.statements(f, body, head);
        f.nested -= 1;
        result
    }

    fn statements(&mut self, f: &mut Context<'_, 'a>, body: &'a [Stmt], head: Option<u32>) -> R<()> {
        if let (Some(place), Some(first)) = (head, body.first()) {
            let span = f.shift.span(first);
            self.step(span.start, When::Entered, place, span.end)?;
        }
        for statement in body {
            self.exec(f, statement)?;
        }
        Ok(())
    }

    pub fn exec(&mut self, f: &mut Context<'_, 'a>, statement: &'a Stmt) -> R<()> {
        self.spend(f)?;
        let span = f.shift.span(statement);
        let outer = std::mem::replace(&mut self.at, span);
        let result = self.perform(f, statement);
        self.at = outer;
        let has_run = matches!(&result, Ok(()) | Err(Halt::Return(_) | Halt::Break | Halt::Continue));
        let is_block = matches!(
            statement,
            Stmt::If(_) | Stmt::For(_) | Stmt::While(_) | Stmt::With(_) | Stmt::Try(_) | Stmt::Match(_)
        );
        // A block is a step of its own only where it stands on one line.
        if has_run && (!is_block || !self.text[span.range()].contains('\n')) {
            self.step(span.start, When::After, span.start, span.end)?;
        }
        result
    }

    fn perform(&mut self, f: &mut Context<'_, 'a>, statement: &'a Stmt) -> R<()> {
        match statement {
            Stmt::Expr(s) => match &*s.value {
                Expr::StringLiteral(_) => Ok(()),
                value => self.eval(f, value).map(drop),
            },
            Stmt::Assign(s) => {
                let value = self.eval(f, &s.value)?;
                s.targets.iter().try_for_each(|target| self.assign(f, target, value.clone()))
            }
            Stmt::AnnAssign(s) => match &s.value {
                Some(value) => {
                    let value = self.eval(f, value)?;
                    self.assign(f, &s.target, value)
                }
                None => Ok(()),
            },
            Stmt::AugAssign(s) => self.augment(f, s),
            Stmt::Return(s) => {
                let value = s.value.as_ref().map_or(Ok(Value::None), |value| self.eval(f, value))?;
                Err(Halt::Return(value))
            }
            Stmt::If(s) => self.exec_if(f, s),
            Stmt::For(s) if !s.is_async => self.exec_for(f, s),
            Stmt::While(s) => self.exec_while(f, s),
            Stmt::FunctionDef(s) => self.define_function(f, s),
            Stmt::ClassDef(s) => self.define_class(f, s),
            Stmt::Pass(_) | Stmt::Global(_) | Stmt::Nonlocal(_) => Ok(()),
            Stmt::Break(_) => Err(Halt::Break),
            Stmt::Continue(_) => Err(Halt::Continue),
            Stmt::Delete(s) => s.targets.iter().try_for_each(|target| self.delete(f, target)),
            Stmt::Assert(s) => {
                match self.asserted(f, &s.test)? {
                    Some(true) => Ok(()),
                    Some(false) => {
                        let made = Kind::Exception { class: "AssertionError".into(), args: Vec::new() };
                        if s.msg.is_some() {
                            return Err(Halt::Stop);
                        }
                        Err(Halt::Raise(self.make(made, None)))
                    }
                    // Where it fails, nothing behind it runs.
                    None => self.may_raise(),
                }
            }
            Stmt::Import(s) => self.import(f, s),
            Stmt::ImportFrom(s) => self.import_from(f, s),
            Stmt::Raise(s) => self.exec_raise(f, s),
            Stmt::Try(s) if !s.is_star => self.exec_try(f, s),
            Stmt::With(s) if !s.is_async => self.exec_with(f, s, &s.items),
            Stmt::Match(s) => self.exec_match(f, s),
            _ => Err(Halt::Stop),
        }
    }

    /// Whether what is asserted holds; after a part that is not known the next one is only reached if it does.
    fn asserted(&mut self, f: &mut Context<'_, 'a>, test: &'a Expr) -> R<Option<bool>> {
        let parts = match test {
            Expr::BoolOp(all) if all.op == ast::BoolOp::And => all.values.as_slice(),
            test => std::slice::from_ref(test),
        };
        let mut is_sure = true;
        for part in parts {
            let value = self.eval(f, part)?;
            match self.truth(&value)? {
                Some(true) => {}
                Some(false) if is_sure => return Ok(Some(false)),
                Some(false) => return Err(Halt::Stop),
                None => {
                    self.may_raise()?;
                    is_sure = false;
                }
            }
        }
        Ok(is_sure.then_some(true))
    }

    fn exec_if(&mut self, f: &mut Context<'_, 'a>, s: &'a ast::StmtIf) -> R<()> {
        if self.test(f, &s.test)? {
            let head = f.shift.span(s).start;
            return self.block(f, &s.body, Some(head));
        }
        for clause in &s.elif_else_clauses {
            if clause.test.as_ref().map_or(Ok(true), |test| self.test(f, test))? {
                let head = f.shift.span(clause).start;
                return self.block(f, &clause.body, Some(head));
            }
        }
        Ok(())
    }

    /// A condition; stops where it is not known.
    pub fn test(&mut self, f: &mut Context<'_, 'a>, test: &'a Expr) -> R<bool> {
        let value = self.eval(f, test)?;
        self.truth(&value)?.ok_or(Halt::Stop)
    }

    fn exec_while(&mut self, f: &mut Context<'_, 'a>, s: &'a ast::StmtWhile) -> R<()> {
        let head = f.shift.span(s).start;
        while self.test(f, &s.test)? {
            self.spend(f)?;
            match self.block(f, &s.body, Some(head)) {
                Ok(()) | Err(Halt::Continue) => {}
                Err(Halt::Break) => return Ok(()),
                Err(halt) => return Err(halt),
            }
        }
        self.otherwise(f, &s.orelse)
    }

    /// The `else` of a loop or of a `try`.
    fn otherwise(&mut self, f: &mut Context<'_, 'a>, body: &'a [Stmt]) -> R<()> {
        let head = body.first().map(|first| f.shift.span(first).start);
        self.block(f, body, head)
    }

    fn exec_for(&mut self, f: &mut Context<'_, 'a>, s: &'a ast::StmtFor) -> R<()> {
        let iterable = self.eval(f, &s.iter)?;
        let head = f.shift.span(s).start;
        let mut each = |machine: &mut Machine<'a>, item: Value| {
            machine.assign(f, &s.target, item)?;
            match machine.block(f, &s.body, Some(head)) {
                Err(Halt::Continue) => Ok(()),
                result => result,
            }
        };
        match self.each(&iterable, &mut each) {
            Ok(()) => self.otherwise(f, &s.orelse),
            Err(Halt::Break) => Ok(()),
            Err(halt) => Err(halt),
        }
    }

    fn exec_raise(&mut self, f: &mut Context<'_, 'a>, s: &'a ast::StmtRaise) -> R<()> {
        let Some(exc) = &s.exc else {
            return match f.handled.clone() {
                Some(handled) => Err(Halt::Raise(handled)),
                None => Err(Halt::Stop),
            };
        };
        let value = self.eval(f, exc)?;
        let span = f.shift.span(&**exc);
        if let Some(cause) = &s.cause {
            self.eval(f, cause)?;
        }
        let is_class =
            matches!(&value, Value::Outside(_)) || matches!(self.kind(&value), Some(Kind::Class(_)));
        let raised = if is_class { self.call_value(&value, Vec::new(), Vec::new(), span)? } else { value };
        if self.exception_class(&raised).is_none() {
            return Err(Halt::Stop);
        }
        Err(Halt::Raise(raised))
    }

    fn exec_try(&mut self, f: &mut Context<'_, 'a>, s: &'a ast::StmtTry) -> R<()> {
        let catches = u32::from(!s.handlers.is_empty());
        self.tries += catches;
        let depth = self.frames.len();
        let head = f.shift.span(s).start;
        let mut result = self.block(f, &s.body, Some(head));
        self.tries -= catches;
        // A generator that is left alone at a `yield` in here ends with an error of its own.
        if matches!(result, Err(Halt::Through(_))) && self.sees_the_end(f, s)? {
            return Err(Halt::Stop);
        }
        if let Err(Halt::Raise(exception)) = result {
            self.frames.truncate(depth);
            result = self.handle(f, s, exception);
        } else if result.is_ok() {
            result = self.otherwise(f, &s.orelse);
        }
        if s.finalbody.is_empty() || matches!(result, Err(Halt::Stop | Halt::Reached)) {
            return result;
        }
        if matches!(result, Err(Halt::Through(_))) {
            return Err(Halt::Stop);
        }
        self.otherwise(f, &s.finalbody)?;
        result
    }

    /// Whether any of it runs where a generator is closed at a `yield` inside.
    fn sees_the_end(&mut self, f: &mut Context<'_, 'a>, s: &'a ast::StmtTry) -> R<bool> {
        if !s.finalbody.is_empty() {
            return Ok(true);
        }
        let ending = Kind::Exception { class: "GeneratorExit".into(), args: Vec::new() };
        let ending = self.make(ending, None);
        for ExceptHandler::ExceptHandler(handler) in &s.handlers {
            let Some(type_) = &handler.type_ else { return Ok(true) };
            let class = self.eval(f, type_)?;
            if self.is_instance(&ending, &class)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn handle(&mut self, f: &mut Context<'_, 'a>, s: &'a ast::StmtTry, exception: Value) -> R<()> {
        for ExceptHandler::ExceptHandler(handler) in &s.handlers {
            let fits = match &handler.type_ {
                None => true,
                Some(type_) => {
                    let class = self.eval(f, type_)?;
                    self.is_instance(&exception, &class)?
                }
            };
            if !fits {
                continue;
            }
            let name = handler.name.as_ref();
            if let Some(name) = name {
                self.store(f, name, Some(exception.clone()))?;
            }
            let outer = f.handled.replace(exception);
            let head = f.shift.span(handler).start;
            let result = self.block(f, &handler.body, Some(head));
            f.handled = outer;
            if let Some(name) = name
                && !matches!(result, Err(Halt::Reached))
            {
                self.store(f, name, None)?;
            }
            return result;
        }
        Err(Halt::Raise(exception))
    }

    fn exec_with(
        &mut self,
        f: &mut Context<'_, 'a>,
        s: &'a ast::StmtWith,
        items: &'a [ast::WithItem],
    ) -> R<()> {
        let Some((item, rest)) = items.split_first() else {
            let head = f.shift.span(s).start;
            return self.block(f, &s.body, Some(head));
        };
        let manager = self.eval(f, &item.context_expr)?;
        let span = f.shift.span(&item.context_expr);
        let is_own = matches!(self.kind(&manager), Some(Kind::Instance { .. }));
        if !is_own && manager != Value::Unknown {
            return Err(Halt::Stop);
        }
        let exit = if is_own { Some(self.special(&manager, "__exit__")?.ok_or(Halt::Stop)?) } else { None };
        let entered = match self.special(&manager, "__enter__")? {
            Some(enter) if is_own => self.call_value(&enter, Vec::new(), Vec::new(), span)?,
            _ => Value::Unknown,
        };
        if let Some(target) = &item.optional_vars {
            self.assign(f, target, entered)?;
        }
        let depth = self.frames.len();
        // It may take the error.
        self.tries += 1;
        let result = self.exec_with(f, s, rest);
        self.tries -= 1;
        if matches!(result, Err(Halt::Stop | Halt::Reached)) {
            return result;
        }
        // A generator that is left alone in here leaves it when it is closed.
        if is_own && matches!(result, Err(Halt::Through(_))) {
            return Err(Halt::Stop);
        }
        let Some(exit) = exit else {
            return if matches!(result, Err(Halt::Raise(_))) { Err(Halt::Stop) } else { result };
        };
        self.frames.truncate(depth);
        let args = match &result {
            Err(Halt::Raise(exception)) => vec![Value::Unknown, exception.clone(), Value::Unknown],
            _ => vec![Value::None, Value::None, Value::None],
        };
        let answer = self.call_value(&exit, args, Vec::new(), span)?;
        match result {
            Err(Halt::Raise(exception)) => match self.truth(&answer)?.ok_or(Halt::Stop)? {
                true => Ok(()),
                false => Err(Halt::Raise(exception)),
            },
            result => result,
        }
    }

    fn import(&mut self, f: &mut Context<'_, 'a>, s: &'a ast::StmtImport) -> R<()> {
        for alias in &s.names {
            self.check_import(&alias.name)?;
            let (target, path) = match &alias.asname {
                Some(name) => (name.range(), alias.name.as_str()),
                None => (alias.name.range(), alias.name.split('.').next().unwrap_or_default()),
            };
            self.store(f, &target, Some(Value::Outside(path.into())))?;
        }
        Ok(())
    }

    fn import_from(&mut self, f: &mut Context<'_, 'a>, s: &'a ast::StmtImportFrom) -> R<()> {
        let Some(module) = s.module.as_ref().filter(|_| s.level == 0) else { return Err(Halt::Stop) };
        self.check_import(module)?;
        for alias in &s.names {
            let target = alias.asname.as_ref().unwrap_or(&alias.name);
            let path = format!("{module}.{}", alias.name);
            self.store(f, &target.range(), Some(Value::Outside(path.into())))?;
        }
        Ok(())
    }

    /// A module that may be missing decides what runs next inside a `try`.
    fn check_import(&self, module: &str) -> R<()> {
        const ALWAYS: [&str; 26] = [
            "sys",
            "math",
            "os",
            "time",
            "json",
            "random",
            "copy",
            "gc",
            "re",
            "functools",
            "itertools",
            "collections",
            "typing",
            "dataclasses",
            "datetime",
            "string",
            "operator",
            "abc",
            "enum",
            "types",
            "contextlib",
            "io",
            "weakref",
            "pprint",
            "statistics",
            "__future__",
        ];
        let first = module.split('.').next().unwrap_or_default();
        if ALWAYS.contains(&first) { Ok(()) } else { self.may_raise() }
    }

    pub fn assign(&mut self, f: &mut Context<'_, 'a>, target: &'a Expr, value: Value) -> R<()> {
        match target {
            Expr::Name(name) => self.store(f, name, Some(value)),
            Expr::Attribute(e) => {
                let object = self.eval(f, &e.value)?;
                let name = self.attribute_name(f, &e.attr.id);
                self.set_attribute(&object, &name, value)
            }
            Expr::Subscript(e) => {
                let object = self.eval(f, &e.value)?;
                let index = self.eval(f, &e.slice)?;
                self.set_item(&object, &index, value)
            }
            Expr::Tuple(e) => self.unpack(f, &e.elts, &value),
            Expr::List(e) => self.unpack(f, &e.elts, &value),
            _ => Err(Halt::Stop),
        }
    }

    fn unpack(&mut self, f: &mut Context<'_, 'a>, targets: &'a [Expr], value: &Value) -> R<()> {
        if matches!(value, Value::Unknown) {
            self.may_raise()?;
            return targets.iter().try_for_each(|target| match target {
                Expr::Starred(_) => Err(Halt::Stop),
                target => self.assign(f, target, Value::Unknown),
            });
        }
        let items = self.collect(value)?;
        let star = targets.iter().position(|target| matches!(target, Expr::Starred(_)));
        let fits =
            if star.is_some() { items.len() + 1 >= targets.len() } else { items.len() == targets.len() };
        if !fits {
            return self.raise_unworded("ValueError");
        }
        let mut items = items.into_iter();
        for (index, target) in targets.iter().enumerate() {
            match target {
                Expr::Starred(e) => {
                    let count = items.len() + 1 + index - targets.len();
                    let taken = items.by_ref().take(count).collect();
                    let span = f.shift.span(target);
                    let list = self.make(Kind::List(taken), Some(span));
                    self.assign(f, &e.value, list)?;
                }
                target => {
                    let item = items.next().ok_or(Halt::Stop)?;
                    self.assign(f, target, item)?;
                }
            }
        }
        Ok(())
    }

    fn augment(&mut self, f: &mut Context<'_, 'a>, s: &'a ast::StmtAugAssign) -> R<()> {
        let span = f.shift.span(s);
        match &*s.target {
            Expr::Name(name) => {
                let left = self.load(f, name, &name.id)?;
                let right = self.eval(f, &s.value)?;
                let value = self.in_place(s.op, &left, &right, span)?;
                self.store(f, name, Some(value))
            }
            Expr::Attribute(e) => {
                let object = self.eval(f, &e.value)?;
                let name = self.attribute_name(f, &e.attr.id);
                let left = self.get_attribute(&object, &name)?;
                let right = self.eval(f, &s.value)?;
                let value = self.in_place(s.op, &left, &right, span)?;
                self.set_attribute(&object, &name, value)
            }
            Expr::Subscript(e) => {
                let object = self.eval(f, &e.value)?;
                let index = self.eval(f, &e.slice)?;
                let left = self.get_item(&object, &index, span)?;
                let right = self.eval(f, &s.value)?;
                let value = self.in_place(s.op, &left, &right, span)?;
                self.set_item(&object, &index, value)
            }
            _ => Err(Halt::Stop),
        }
    }

    fn delete(&mut self, f: &mut Context<'_, 'a>, target: &'a Expr) -> R<()> {
        match target {
            Expr::Name(name) => {
                self.load(f, name, &name.id)?;
                self.store(f, name, None)
            }
            Expr::Subscript(e) => {
                let object = self.eval(f, &e.value)?;
                let index = self.eval(f, &e.slice)?;
                self.delete_item(&object, &index)
            }
            Expr::Attribute(e) => {
                let object = self.eval(f, &e.value)?;
                let name = self.attribute_name(f, &e.attr.id);
                let Value::Object(id) = object else { return Err(Halt::Stop) };
                let class = self.class_of(&object);
                if class.is_some_and(|class| self.refuses_change(class, &name)) {
                    return self.raise("FrozenInstanceError", format!("cannot delete field '{name}'"));
                }
                let Kind::Instance { attributes, .. } = &mut self.object_mut(id).kind else {
                    return Err(Halt::Stop);
                };
                attributes.shift_remove(&name).map(drop).ok_or(Halt::Stop)
            }
            Expr::Tuple(e) => e.elts.iter().try_for_each(|target| self.delete(f, target)),
            _ => Err(Halt::Stop),
        }
    }

    /// Runs the body of a function in its own frame, which is open.
    pub fn run_code(&mut self, f: &mut Context<'_, 'a>, code: Code<'a>) -> R<Value> {
        match code {
            Code::Expression(e) => self.eval(f, e),
            Code::Block(body) => match self.block(f, body, None) {
                Ok(()) => Ok(Value::None),
                Err(Halt::Return(value)) => Ok(value),
                // Neither can leave a function.
                Err(Halt::Break | Halt::Continue) => Err(Halt::Stop),
                Err(halt) => Err(halt),
            },
        }
    }
}
