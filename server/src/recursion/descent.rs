//! Whether recursion ends: something gets smaller on every way round, and cannot do so for ever.
//!
//! Claimed by size-change termination over all calls of a cycle. What can get smaller: a number
//! that a test bounds, the distance of two, the length of a sequence, how deep an object goes, an
//! answer that a call gives away, the objects not yet in a container of visited ones. Of objects
//! it is claimed as long as none is inside itself; words say so.

mod call;
mod eval;
mod graph;
mod passed;
mod split;
mod state;
mod value;
mod walk;
mod words;

use rustc_hash::{FxHashMap, FxHashSet};
use rustpython_text_size::Ranged;

use crate::recursion::arguments::{self, Given};
use crate::recursion::calls::SiteId;
use crate::recursion::definitions::FunctionId;
use crate::recursion::endless::Walks;
use crate::recursion::guards::integer;
use graph::{Graph, MOST_TERMS, Term};
use passed::Passed;
use state::Fact;
use value::{Atom, Place, Value};

/// Larger cycles are left unproven.
const MOST_FUNCTIONS: usize = 60;
const MOST_SITES: usize = 300;

/// Why each function of a component ends, if it does.
pub(super) fn proofs(
    component: &[FunctionId],
    walks: &Walks<'_, '_, '_>,
) -> Option<FxHashMap<FunctionId, String>> {
    let sites = component.iter().flat_map(|id| walks.cycles.inner(*id, walks.calls)).collect::<Vec<_>>();
    if component.len() > MOST_FUNCTIONS || sites.len() > MOST_SITES {
        return None;
    }
    let proof = Proof { component, sites, walks };
    let plain = proof.walk(&FxHashMap::default());
    if let Some(found) = proof.reasons(&plain, false) {
        return Some(found);
    }
    let least = proof.least_starts(&plain)?;
    let entered = proof.walk(&least);
    if !proof.keeps(&least, &entered) {
        return None;
    }
    proof.reasons(&entered, true)
}

struct Proof<'p, 'w, 'd, 'a> {
    component: &'p [FunctionId],
    sites: Vec<SiteId>,
    walks: &'p Walks<'w, 'd, 'a>,
}

struct Walked {
    passed: FxHashMap<SiteId, Passed>,
    emptied: FxHashSet<String>,
}

/// The least number that a parameter is entered with.
type Starts = FxHashMap<(FunctionId, u16), i64>;

impl Proof<'_, '_, '_, '_> {
    fn walk(&self, starts: &Starts) -> Walked {
        let mut walked = Walked { passed: FxHashMap::default(), emptied: FxHashSet::default() };
        for id in self.component {
            let entry =
                starts.iter().filter(|((function, _), _)| function == id).map(|((_, index), least)| {
                    Fact::AtLeast { a: Atom::Parameter(*index), b: Atom::Zero, least: *least }
                });
            let entry = entry.collect::<Vec<_>>();
            walk::walk(
                self.walks.definitions,
                self.walks.calls,
                self.walks.cycles,
                *id,
                &entry,
                &mut walked.passed,
                &mut walked.emptied,
            );
        }
        walked
    }

    fn reasons(&self, walked: &Walked, by_calls: bool) -> Option<FxHashMap<FunctionId, String>> {
        let terms = self.component.iter().map(|id| self.terms(*id, walked)).collect::<Vec<_>>();
        let mut graphs = Vec::new();
        for site in &self.sites {
            // A call that no way reaches goes nowhere.
            let Some(passed) = walked.passed.get(site) else { continue };
            let graph = self.graph(*site, passed, &terms, walked)?;
            if graph.is_empty() {
                return None;
            }
            graphs.push(graph);
        }
        let found = graph::descending(&graphs)?;
        let mut reasons = FxHashMap::default();
        for (index, id) in self.component.iter().enumerate() {
            let mut used: Vec<Term> = Vec::new();
            for term in
                found.iter().filter(|(function, _)| *function == index).flat_map(|(_, terms)| terms.first())
            {
                let term = &terms[index][*term];
                if !used.contains(term) {
                    used.push(term.clone());
                }
            }
            reasons.insert(*id, words::why(*id, &used, by_calls, self.walks));
        }
        Some(reasons)
    }

    /// What may get smaller in a function, as its calls tell.
    fn terms(&self, id: FunctionId, walked: &Walked) -> Vec<Term> {
        let mut found: Vec<Term> = Vec::new();
        let mut add = |term: Term| {
            if found.len() < MOST_TERMS && !found.contains(&term) {
                found.push(term);
            }
        };
        let mut into = Vec::new();
        for site in &self.sites {
            let Some(passed) = walked.passed.get(site) else { continue };
            if self.walks.calls.site(*site).callee == id {
                into.push(passed);
            }
            if self.walks.calls.site(*site).caller != Some(id) {
                continue;
            }
            for fact in &passed.facts {
                match fact {
                    Fact::AtLeast { a, b, .. } => add(Term::Gap(*a, *b)),
                    Fact::Flag(index, flag, outcome) => add(Term::Flag(*index, flag.clone(), *outcome)),
                    Fact::Marked(_, container) => add(Term::Unseen(container.clone())),
                    Fact::Differs(..) | Fact::NotIn(..) => {}
                }
            }
        }
        let grown = self.grown(id, walked);
        for passed in into {
            for (index, value) in passed.values.iter().enumerate() {
                let Ok(index) = u16::try_from(index) else { continue };
                match value {
                    Value::Entry(_) | Value::Object { .. } => {
                        add(Term::Height(index));
                        if !grown.contains(&index) {
                            add(Term::Length(index));
                        }
                        add(Term::Gap(Atom::Parameter(index), Atom::Zero));
                    }
                    Value::Unknown | Value::Fresh { .. } | Value::Drawn => {}
                    _ => {
                        add(Term::Gap(Atom::Parameter(index), Atom::Zero));
                        add(Term::Gap(Atom::Zero, Atom::Parameter(index)));
                    }
                }
            }
        }
        for site in &self.sites {
            // A visited set that is only handed on.
            let Some(passed) = walked.passed.get(site) else { continue };
            if self.walks.calls.site(*site).caller == Some(id) {
                passed.containers.iter().flatten().for_each(|container| add(Term::Unseen(container.clone())));
            }
        }
        found
    }

    /// Parameters whose object a function of the cycle makes longer, by this function's own hands
    /// or by passing it on.
    fn grown(&self, id: FunctionId, walked: &Walked) -> Vec<u16> {
        let mut grown: FxHashSet<(FunctionId, u16)> = FxHashSet::default();
        for _ in 0..=self.component.len() {
            let before = grown.len();
            for site in &self.sites {
                let Some(passed) = walked.passed.get(site) else { continue };
                let site = self.walks.calls.site(*site);
                let Some(caller) = site.caller else { continue };
                grown.extend(passed.grown.iter().map(|index| (caller, *index)));
                for (index, value) in passed.values.iter().enumerate() {
                    if let (Value::Entry(of), Ok(index)) = (value, u16::try_from(index))
                        && grown.contains(&(site.callee, index))
                    {
                        grown.insert((caller, *of));
                    }
                }
            }
            if grown.len() == before {
                break;
            }
        }
        grown.into_iter().filter(|(function, _)| *function == id).map(|(_, index)| index).collect()
    }

    fn graph(&self, site: SiteId, passed: &Passed, terms: &[Vec<Term>], walked: &Walked) -> Option<Graph> {
        let site = self.walks.calls.site(site);
        let position = |id: FunctionId| self.component.iter().position(|member| *member == id);
        let (from, to) = (position(site.caller?)?, position(site.callee)?);
        let caller = site.caller?;
        let counts = |before: &str, after: &str| {
            if walked.emptied.contains(before) || walked.emptied.contains(after) {
                return None;
            }
            let handed_on = passed.containers.iter().enumerate().any(|(index, container)| {
                container.as_deref() == Some(before)
                    && self.parameter_key(site.callee, index).as_deref() == Some(after)
            });
            let shared = before == after && (!before.starts_with('.') || passed.same_receiver);
            if !handed_on && !(shared && !self.is_own_parameter(site.callee, after)) {
                return None;
            }
            Some(self.marks_new(caller, before, passed, walked))
        };
        Some(graph::graph((from, &terms[from]), (to, &terms[to]), passed, &counts))
    }

    /// The caller has put what it was entered with into the container, where it was not before,
    /// and it is entered only with objects that exist.
    fn marks_new(&self, caller: FunctionId, container: &str, passed: &Passed, walked: &Walked) -> bool {
        passed.facts.iter().any(|fact| {
            let Fact::Marked(index, marked) = fact else { return false };
            if marked != container {
                return false;
            }
            let tested = passed.facts.contains(&Fact::NotIn(*index, container.to_owned()));
            self.sites.iter().filter(|site| self.walks.calls.site(**site).callee == caller).all(|site| {
                let Some(entering) = walked.passed.get(site) else { return true };
                let index = usize::from(*index);
                let drawn = matches!(
                    entering.values.get(index),
                    Some(Value::Drawn | Value::Object { place: Place::Part | Place::Item, .. })
                );
                let unseen = entering.unseen.iter().any(|(argument, known)| {
                    *argument == index && self.same_container(known, caller, container, entering)
                });
                drawn && (tested || unseen)
            })
        })
    }

    fn same_container(&self, known: &str, callee: FunctionId, container: &str, entering: &Passed) -> bool {
        let handed_on = entering.containers.iter().enumerate().any(|(index, handed)| {
            handed.as_deref() == Some(known)
                && self.parameter_key(callee, index).as_deref() == Some(container)
        });
        handed_on || (known == container && !self.is_own_parameter(callee, container))
    }

    fn parameter_key(&self, id: FunctionId, index: usize) -> Option<String> {
        let function = self.walks.definitions.function(id);
        let parameter = function.parameters?.iter_non_variadic_params().nth(index)?;
        let start = function.shift.at(parameter.parameter.name.range().start().to_u32());
        let home = self.walks.definitions.home(start)?;
        Some(format!("{}.{}", home.0.0, home.1.0))
    }

    /// The container is a variable of the function itself: another one in each activation.
    fn is_own_parameter(&self, id: FunctionId, container: &str) -> bool {
        let scope = self.walks.definitions.function(id).scope.0;
        container.split_once('.').is_some_and(|(home, _)| home == scope.to_string())
    }

    /// Numbers that tests stop at exactly: the least that parameters may be entered with, where
    /// every call from outside says at least so much.
    fn least_starts(&self, walked: &Walked) -> Option<Starts> {
        let mut starts = Starts::default();
        for site in &self.sites {
            let Some(passed) = walked.passed.get(site) else { continue };
            let caller = self.walks.calls.site(*site).caller?;
            for fact in &passed.facts {
                if let Fact::Differs(Atom::Parameter(index), value) = fact {
                    let least = starts.entry((caller, *index)).or_insert(*value);
                    *least = (*least).min(*value);
                }
            }
        }
        let enters = |((id, index), least): (&(FunctionId, u16), &i64)| {
            self.outer_starts(*id, *index).is_some_and(|found| found.iter().all(|start| start >= least))
        };
        (!starts.is_empty() && starts.iter().all(enters)).then_some(starts)
    }

    /// What calls from outside the cycle pass for a parameter; `None` where some are not known.
    fn outer_starts(&self, id: FunctionId, index: u16) -> Option<Vec<i64>> {
        let walks = self.walks;
        if walks.calls.referenced.contains(&id) {
            return None;
        }
        let function = walks.definitions.function(id);
        let outer = walks.calls.sites.iter().filter(|site| {
            site.callee == id && !site.caller.is_some_and(|caller| walks.cycles.same(caller, id))
        });
        let start = |site: &crate::recursion::calls::Site<'_>| {
            let given = arguments::bind(function, site.call, site.receiver)?;
            match given.get(usize::from(index))? {
                Given::Argument(argument) => integer(argument, site.shift, walks.definitions, 4),
                Given::Default => {
                    let parameter =
                        function.parameters?.iter_non_variadic_params().nth(usize::from(index))?;
                    integer(parameter.default.as_deref()?, function.shift, walks.definitions, 4)
                }
                Given::Receiver => None,
            }
        };
        let entered = self.sites.iter().any(|site| walks.calls.site(*site).callee == id);
        let found = outer.map(start).collect::<Option<Vec<_>>>()?;
        (entered || !found.is_empty()).then_some(found)
    }

    /// The inner calls, too, pass at least so much; and some call from outside is known.
    fn keeps(&self, starts: &Starts, walked: &Walked) -> bool {
        let inside = self.sites.iter().all(|site| {
            let Some(passed) = walked.passed.get(site) else { return true };
            let callee = self.walks.calls.site(*site).callee;
            starts.iter().filter(|((id, _), _)| *id == callee).all(|((_, index), start)| {
                let Some((of, low, _)) = graph::bounds(Atom::Parameter(*index), passed) else { return false };
                let known =
                    if of == Atom::Zero { Some(0) } else { state::least(&passed.facts, of, Atom::Zero) };
                known.and_then(|known| known.checked_add(low)).is_some_and(|least| least >= *start)
            })
        });
        let called = self.walks.calls.sites.iter().any(|site| {
            self.component.contains(&site.callee)
                && !site.caller.is_some_and(|id| self.component.contains(&id))
        });
        inside && called
    }
}
