//! Who calls a function of the file, and whether that happens once or over and over.

use rustc_hash::FxHashMap;
use rustpython_ast::Expr;

use crate::names::{Access, Names, ScopeId, SymbolId};
use crate::syntax::Shift;
use crate::text::Span;
use crate::usage::Caller;
use crate::usage::marks::Use;
use crate::usage::walk::{CallSite, Found, Function, Place, Site};

/// Where a variable lives.
pub(super) type Home = (ScopeId, SymbolId);

pub(super) struct Callers<'f, 'a> {
    pub found: &'f Found<'a>,
    pub names: &'f Names,
    pub text: &'f str,
    sites: FxHashMap<Home, Vec<&'f Site>>,
    /// How often the file binds or deletes each variable, in whatever way.
    binds: FxHashMap<Home, usize>,
    functions: FxHashMap<ScopeId, &'f Function<'a>>,
}

/// How often a function runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Runs {
    /// From straight code of the module, so a known few times.
    Once,
    /// Nothing in the file tells.
    Unknown,
    /// In a loop, or as part of a recursion.
    Repeatedly,
}

impl<'f, 'a> Callers<'f, 'a> {
    pub fn new(text: &'f str, found: &'f Found<'a>, names: &'f Names) -> Callers<'f, 'a> {
        let mut sites: FxHashMap<Home, Vec<&Site>> = FxHashMap::default();
        for site in &found.sites {
            if let Some(home) = home(names, site.span.start) {
                sites.entry(home).or_default().push(site);
            }
        }
        let mut binds: FxHashMap<Home, usize> = FxHashMap::default();
        for bound in names.occurrences.iter().filter(|occurrence| occurrence.access != Access::Use) {
            let home = names.symbol_of(bound).home.unwrap_or((bound.scope, bound.symbol));
            *binds.entry(home).or_default() += 1;
        }
        let functions = found.functions.iter().map(|function| (function.scope, function)).collect();
        Callers { found, names, text, sites, binds, functions }
    }

    /// Every place that names the variable, but for `def` and `class` statements and imports.
    pub fn sites(&self, home: Home) -> &[&'f Site] {
        self.sites.get(&home).map_or(&[], Vec::as_slice)
    }

    /// How often the file binds or deletes the variable, `def`, `import` and `except … as` included.
    pub fn binds(&self, home: Home) -> usize {
        self.binds.get(&home).copied().unwrap_or_default()
    }

    pub fn function(&self, scope: ScopeId) -> Option<&'f Function<'a>> {
        self.functions.get(&scope).copied()
    }

    /// The variable that a `def` or `class` binds.
    pub fn home_of(&self, scope: ScopeId) -> Option<Home> {
        home(self.names, self.names.scope(scope).head.start)
    }

    /// The expression that a variable is bound to, where the file binds it once and never changes it.
    pub fn value(&self, home: Home) -> Option<(&'a Expr, Shift)> {
        let mut value = None;
        for site in self.sites(home) {
            match site.used {
                Use::Bind if value.is_some() => return None,
                Use::Bind => value = Some(self.found.assigned.get(&site.span.start).copied()?),
                Use::Grow(_) | Use::Add | Use::Shrink => return None,
                _ => {}
            }
        }
        let symbol = &self.names.scope(home.0).symbols[home.1.0 as usize];
        value.filter(|_| !symbol.is_parameter && self.binds(home) == 1)
    }

    /// The variable is bound by the time that code at `offset` runs: above it, and in any case.
    pub fn is_bound_before(&self, home: Home, offset: u32) -> bool {
        self.sites(home).iter().any(|site| {
            let place = site.place;
            let in_any_case = !place.conditional && !place.guarded && !place.repeated && !place.deferred;
            matches!(site.used, Use::Bind) && site.span.start < offset && in_any_case
        })
    }

    /// Every call of a function by its name, if its name is used in no other way.
    pub fn only_calls(&self, callee: ScopeId) -> Option<Vec<&'f CallSite<'a>>> {
        let function = self.function(callee).filter(|function| !function.is_method)?;
        if !function.def.decorator_list.is_empty() {
            return None;
        }
        let call = |site: &&Site| match site.used {
            Use::Call(index) => Some(&self.found.calls[index as usize]),
            _ => None,
        };
        let home = self.home_of(callee).filter(|home| self.binds(*home) == 1)?;
        self.sites(home).iter().map(call).collect()
    }

    /// How often `function` runs; `path` is extended by the calls that tell, outwards.
    pub fn runs(&self, function: ScopeId, path: &mut Vec<Caller>) -> Runs {
        self.runs_outside(function, &mut vec![function], path)
    }

    fn runs_outside(&self, callee: ScopeId, inside: &mut Vec<ScopeId>, path: &mut Vec<Caller>) -> Runs {
        let Some(calls) = self.calls(callee).filter(|calls| !calls.is_empty()) else { return Runs::Unknown };
        let mut most = Runs::Once;
        let start = path.len();
        for (span, place) in calls {
            let step = |repeated| Caller { span, caller: place.function, callee, repeated };
            let mut way = Vec::new();
            let runs = match place.function {
                _ if place.repeated => {
                    way.push(step(true));
                    Runs::Repeatedly
                }
                _ if place.deferred => {
                    way.push(step(false));
                    Runs::Unknown
                }
                Some(caller) if inside.contains(&caller) => {
                    way.push(step(true));
                    Runs::Repeatedly
                }
                None => {
                    way.push(step(false));
                    Runs::Once
                }
                Some(caller) => {
                    way.push(step(false));
                    inside.push(caller);
                    let runs = self.runs_outside(caller, inside, &mut way);
                    inside.pop();
                    runs
                }
            };
            if runs > most || path.len() == start {
                path.truncate(start);
                path.append(&mut way);
                most = most.max(runs);
            }
        }
        most
    }

    /// The calls of a function; `None` where there may be others.
    fn calls(&self, callee: ScopeId) -> Option<Vec<(Span, Place)>> {
        let function = self.function(callee)?;
        if function.is_method {
            return self.method_calls(function);
        }
        let mut calls = Vec::new();
        for site in self.sites(self.home_of(callee)?) {
            match site.used {
                Use::Call(index) => calls.push((self.call(index), site.place)),
                Use::Decorator => calls.push((site.span, site.place)),
                _ => return None,
            }
        }
        function.def.decorator_list.is_empty().then_some(calls)
    }

    fn call(&self, index: u32) -> Span {
        let call = &self.found.calls[index as usize];
        call.shift.span(call.call)
    }

    /// Calls `x.name(…)` where one class alone has a method of this name, and calls of the class
    /// for its `__init__`.
    fn method_calls(&self, method: &Function<'a>) -> Option<Vec<(Span, Place)>> {
        let name = method.def.name.as_str();
        if !method.def.decorator_list.is_empty() {
            return None;
        }
        if name == "__init__" {
            let class = self.names.scope(method.scope).parent?;
            let calls = self.sites(self.home_of(class)?).iter().filter_map(|site| match site.used {
                Use::Call(index) => Some((self.call(index), site.place)),
                _ => None,
            });
            return Some(calls.collect());
        }
        let is_alone =
            self.found.functions.iter().filter(|other| other.def.name.as_str() == name).count() == 1;
        if !is_alone || name.starts_with("__") {
            return None;
        }
        self.found.attribute_calls.get(name).cloned()
    }
}

/// Where the variable of the name at `offset` lives.
pub(super) fn home(names: &Names, offset: u32) -> Option<Home> {
    names.symbol_of(names.occurrence(names.occurrence_at(offset)?)).home
}
