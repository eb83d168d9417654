//! The function that is to be rewritten: its parameters, its own calls of itself, its layout.

use rustpython_ast::visitor::{self, Visitor};
use rustpython_ast::{Expr, ExprCall, Parameters, Stmt, StmtClassDef, StmtFunctionDef};
use rustpython_text_size::{Ranged, TextRange};

use crate::names::{Access, Names, ScopeId, ScopeKind, SymbolId};
use crate::rewrite::source::{self, Source};
use crate::rewrite::{Refusal, refuse};
use crate::syntax::{Marks, Shift, Tree};
use crate::text::Span;

/// Where a variable lives.
pub(super) type Home = (ScopeId, SymbolId);

/// What a plural in English may happen to be.
const KEYWORDS: [&str; 6] = ["as", "is", "pass", "class", "yields", "vars"];

pub(super) struct Parameter<'a> {
    pub name: &'a str,
    pub symbol: SymbolId,
    pub default: Option<&'a Expr>,
    /// Some statement of the function binds it again.
    pub rebound: bool,
    pub keyword_only: bool,
    pub positional_only: bool,
}

pub(super) struct Function<'a> {
    pub text: &'a str,
    pub names: &'a Names,
    pub def: &'a StmtFunctionDef,
    pub class: Option<&'a StmtClassDef>,
    pub shift: Shift,
    pub scope: ScopeId,
    pub marks: Marks,
    pub parameters: Vec<Parameter<'a>>,
    /// The calls are written `self.f(…)`: the first parameter is not among their arguments.
    pub receiver: bool,
    /// Its calls of itself, in order of position.
    pub calls: Vec<&'a ExprCall>,
    /// Generator expressions that are used up where they are made.
    pub eager: Vec<TextRange>,
    /// The blanks before a statement of the body, and how many of them are one level.
    pub indent: &'a str,
    pub unit: &'a str,
    pub line_break: &'static str,
}

/// What a walk of the tree finds: the `def` whose name starts at `head`, and the class around it.
pub(super) struct Found<'a> {
    pub def: &'a StmtFunctionDef,
    pub class: Option<&'a StmtClassDef>,
    pub shift: Shift,
    /// Stands in a loop, which binds its name anew each time.
    pub in_loop: bool,
}

pub(super) fn find(tree: &Tree, head: u32) -> Option<Found<'_>> {
    let statement = tree.statements.iter().find(|statement| statement.span().touches(head))?;
    let mut finder = Finder { head, shift: statement.shift(), class: None, in_loop: false, found: None };
    finder.visit_stmt(statement.node());
    let (def, class) = finder.found?;
    Some(Found { def, class, shift: statement.shift(), in_loop: finder.in_loop })
}

struct Finder<'a> {
    head: u32,
    shift: Shift,
    class: Option<&'a StmtClassDef>,
    in_loop: bool,
    found: Option<(&'a StmtFunctionDef, Option<&'a StmtClassDef>)>,
}

impl<'a> Visitor<'a> for Finder<'a> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        if self.found.is_some() || !self.shift.span(stmt).touches(self.head) {
            return;
        }
        let outer = (self.class, self.in_loop);
        match stmt {
            Stmt::FunctionDef(def) if self.shift.span(&def.name).start == self.head => {
                self.found = Some((def, self.class));
                return;
            }
            Stmt::FunctionDef(_) => (self.class, self.in_loop) = (None, false),
            Stmt::ClassDef(class) => self.class = Some(class),
            Stmt::For(_) | Stmt::While(_) => self.in_loop = true,
            _ => {}
        }
        visitor::walk_stmt(self, stmt);
        if self.found.is_none() {
            (self.class, self.in_loop) = outer;
        }
    }

    fn visit_expr(&mut self, _: &'a Expr) {}
}

impl<'a> Function<'a> {
    pub fn new(
        text: &'a str,
        tree: &Tree,
        names: &'a Names,
        scope: ScopeId,
        found: &Found<'a>,
    ) -> Result<Function<'a>, Refusal> {
        let Found { def, class, shift, in_loop } = *found;
        let head = shift.span(&def.name);
        if in_loop {
            return refuse(head, "its `def` stands in a loop, which binds the name anew each time");
        }
        let Some(marks) = tree.marks(text, head.start) else {
            return refuse(head, "the code around it has a syntax error");
        };
        let (first, of_def) = match def.body.as_slice() {
            [first, ..] => (shift.span(first), shift.span(def).start),
            [] => return refuse(head, "it has no body"),
        };
        let blanks = |at: u32| {
            let line = &text[source::line_start(text, at) as usize..at as usize];
            line.trim_matches([' ', '\t']).is_empty().then_some(line)
        };
        let (Some(indent), Some(outer)) = (blanks(first.start), blanks(of_def)) else {
            return refuse(head, "its body stands on the line of the `def`");
        };
        let unit = match indent.strip_prefix(outer) {
            Some(unit) if !unit.is_empty() => unit,
            _ => return refuse(head, "its indentation mixes tabs and blanks"),
        };
        let mut function = Function {
            text,
            names,
            def,
            class,
            shift,
            scope,
            marks,
            parameters: Vec::new(),
            receiver: false,
            calls: Vec::new(),
            eager: Vec::new(),
            indent,
            unit,
            line_break: line_break(text),
        };
        function.parameters = function.parameters(&def.parameters);
        if function.code(def).lines().any(|line| line.trim_start().starts_with('\\')) {
            return refuse(head, "a line of it begins with a backslash");
        }
        let start = function.body().first().and_then(|first| blanks(function.span(first).start));
        match start {
            Some(_) => Ok(function),
            None => refuse(head, "its docstring shares its line with a statement"),
        }
    }

    fn parameters(&self, parameters: &'a Parameters) -> Vec<Parameter<'a>> {
        let is_bound = |symbol: SymbolId| {
            self.occurrences(self.span(self.def)).any(|(home, access, _)| {
                access != Access::Use && access != Access::Parameter && home == symbol
            })
        };
        let all = parameters.iter_non_variadic_params().filter_map(|parameter| {
            let name = parameter.name();
            let symbol = self.home(self.shift.span(name).start)?.1;
            let within = |list: &[rustpython_ast::ParameterWithDefault]| {
                list.iter().any(|other| other.range == parameter.range)
            };
            Some(Parameter {
                name: name.as_str(),
                symbol,
                default: parameter.default(),
                rebound: is_bound(symbol),
                keyword_only: within(&parameters.kwonlyargs),
                positional_only: within(&parameters.posonlyargs),
            })
        });
        all.collect()
    }

    pub fn source(&self) -> Source<'_> {
        Source { text: self.text, marks: &self.marks, line_break: self.line_break, unit: self.unit }
    }

    /// The body without its docstring.
    pub fn body(&self) -> &'a [Stmt] {
        match self.def.body.as_slice() {
            [Stmt::Expr(first), rest @ ..] if first.value.is_string_literal_expr() && !rest.is_empty() => {
                rest
            }
            body => body,
        }
    }

    /// The whole lines of these statements, without the last line break.
    pub fn lines(&self, statements: &[Stmt]) -> Span {
        let (Some(first), Some(last)) = (statements.first(), statements.last()) else {
            return Span::default();
        };
        let start = source::line_start(self.text, self.span(first).start);
        Span::new(start, source::line_end(self.text, self.span(last).end))
    }

    pub fn span(&self, node: &impl Ranged) -> Span {
        self.shift.span(node)
    }

    pub fn code(&self, node: &impl Ranged) -> &'a str {
        &self.text[self.span(node).range()]
    }

    /// An expression as it can stand anywhere in a line: over several lines only in parentheses.
    pub fn value(&self, e: &Expr) -> String {
        let code = self.code(e);
        let is_bare = matches!(e, Expr::Generator(generator) if !generator.parenthesized);
        if is_bare || code.contains(['\n', '\r']) { format!("({code})") } else { code.to_owned() }
    }

    /// Where the variable of the name at `offset` lives; `None` for builtins and unknown names.
    pub fn home(&self, offset: u32) -> Option<Home> {
        self.names.symbol_of(self.names.occurrence(self.names.occurrence_at(offset)?)).home
    }

    /// The variable of the function that an expression names.
    pub fn local(&self, e: &Expr) -> Option<SymbolId> {
        let Expr::Name(name) = e else { return None };
        self.home(self.span(name).start).filter(|home| home.0 == self.scope).map(|home| home.1)
    }

    /// The parameter that an expression names.
    pub fn parameter(&self, e: &Expr) -> Option<usize> {
        let symbol = self.local(e)?;
        self.parameters.iter().position(|parameter| parameter.symbol == symbol)
    }

    /// The occurrences of the function's own variables in a part of the text, in order.
    pub fn occurrences(&self, span: Span) -> impl Iterator<Item = (SymbolId, Access, Span)> {
        let all = &self.names.occurrences;
        let first = all.partition_point(|found| found.span.start < span.start);
        all[first..].iter().take_while(move |found| found.span.start < span.end).filter_map(|found| {
            let (scope, symbol) = self.names.symbol_of(found).home?;
            (scope == self.scope).then_some((symbol, found.access, found.span))
        })
    }

    pub fn name_of(&self, symbol: SymbolId) -> &'a str {
        self.names.scope(self.scope).symbols[symbol.0 as usize].name.as_str()
    }

    /// True for a builtin's name that nothing in the file binds.
    pub fn is_builtin(&self, e: &Expr) -> bool {
        let Expr::Name(name) = e else { return false };
        self.names.occurrence_at(self.span(name).start).is_some_and(|id| {
            let symbol = self.names.symbol_of(self.names.occurrence(id));
            symbol.binding == crate::names::Binding::Builtin
        }) && !self.names.star_import
    }

    /// True where a builtin's name means something else in the function.
    pub fn is_shadowed(&self, builtin: &str) -> bool {
        let mut scope = Some(self.scope);
        while let Some(id) = scope {
            let around = self.names.scope(id);
            let is_bound = |symbol: SymbolId| around.symbols[symbol.0 as usize].home.is_some();
            if around.kind != ScopeKind::Class && around.symbol(builtin).is_some_and(is_bound) {
                return true;
            }
            scope = around.parent;
        }
        false
    }

    /// True where a call of the function itself stands in this part of it.
    pub fn recurs(&self, node: &impl Ranged) -> bool {
        let range = node.range();
        self.calls.iter().any(|call| range.contains_range(call.range))
    }

    pub fn is_call(&self, e: &Expr) -> bool {
        self.calls.iter().any(|call| call.range == e.range()) && e.is_call_expr()
    }

    /// A name like `wanted` that means nothing in the function yet, nor is one of `taken`.
    pub fn fresh(&self, wanted: &str, taken: &[String]) -> String {
        let text = self.code(self.def);
        let is_used = |name: &str| {
            KEYWORDS.contains(&name) || has_name(text, name) || taken.iter().any(|other| other == name)
        };
        let numbered = (2..).map(|number| format!("{wanted}_{number}"));
        let mut candidates = std::iter::once(wanted.to_owned()).chain(numbered);
        candidates.find(|name| !is_used(name)).unwrap_or_default()
    }
}

pub(super) fn has_word(text: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word)
        .any(|(at, _)| !text[..at].ends_with(is_part) && !text[at + word.len()..].starts_with(is_part))
}

/// As [`has_word`], but not as the name of an attribute.
fn has_name(text: &str, name: &str) -> bool {
    let attributes: usize = text.match_indices(&format!(".{name}")).count();
    attributes == 0 && has_word(text, name) || has_word(&text.replace(&format!(".{name}"), ""), name)
}

/// As the first line of the text ends.
fn line_break(text: &str) -> &'static str {
    match text.find(['\n', '\r']) {
        Some(at) if text[at..].starts_with("\r\n") => "\r\n",
        Some(at) if text[at..].starts_with('\r') => "\r",
        _ => "\n",
    }
}
