//! Whether recursion ends: something gets smaller on every way round, and cannot do so for ever.
//!
//! Claimed by size-change termination over all calls of a cycle. What can get smaller: a number
//! that a test bounds, the distance of two, the length of a sequence, how deep an object goes, an
//! answer that a call gives away, the objects not yet in a container of visited ones. Of objects
//! it is claimed as long as none is inside itself; words say so.

mod call;
mod eval;
mod folders;
mod graph;
mod helpers;
mod loops;
mod outer;
mod passed;
mod patterns;
mod results;
mod split;
mod starts;
mod state;
mod texts;
mod value;
mod walk;
mod words;

use rustc_hash::{FxHashMap, FxHashSet};
use rustpython_text_size::Ranged;

use crate::recursion::calls::SiteId;
use crate::recursion::definitions::FunctionId;
use crate::recursion::endless::Walks;
use crate::recursion::measure;
use graph::{Graph, MOST_TERMS, Term, least_of};
use outer::Captured;
use passed::Passed;
use state::Fact;
use value::{Atom, Place, Value};
use walk::Walked;

/// Larger cycles are left unproven.
const MOST_FUNCTIONS: usize = 60;
const MOST_SITES: usize = 300;

/// Why a function ends, and a bound of the frames of it, if there is one.
#[derive(Debug, Clone, Default)]
pub(super) struct Reason {
    pub why: String,
    pub bound: Option<String>,
}

type Reasons = FxHashMap<FunctionId, Reason>;

/// A call that makes nothing smaller, as far as is known.
#[derive(Debug, Clone, Copy)]
pub(super) struct Gap {
    pub site: SiteId,
    /// It passes an item of this parameter, which may be a text.
    pub item_of: Option<u16>,
}

/// Why each function of a component ends; else a call that may go on for ever, where there is a single one to name.
pub(super) fn proofs(component: &[FunctionId], walks: &Walks<'_, '_, '_>) -> Result<Reasons, Option<Gap>> {
    let sites = component.iter().flat_map(|id| walks.cycles.inner(*id, walks.calls)).collect::<Vec<_>>();
    if component.len() > MOST_FUNCTIONS || sites.len() > MOST_SITES {
        return Err(None);
    }
    let proof = Proof { component, sites, walks };
    let plain = proof.walk(&Entered::default(), &Captured::default());
    let gap = match proof.reasons(&plain, &|_| String::new()) {
        Ok(found) => return Ok(found),
        Err(gap) => gap,
    };
    // Only the first activation of all is entered from outside: what all inner calls see to holds for the rest.
    let entered = proof.entered(&plain);
    if component.len() > 1 && !entered.is_empty() {
        let walked = proof.walk(&entered, &plain.captured);
        if let Ok(found) = proof.reasons(&walked, &|_| String::new()) {
            return Ok(found);
        }
    }
    let mut starts = proof.starts(&plain);
    while !starts.is_empty() {
        let walked = proof.walk(&Proof::entered_at(&starts), &plain.captured);
        let before = starts.len();
        starts.retain(|start| proof.keeps(start, &walked));
        if starts.len() == before {
            return proof
                .reasons(&walked, &|id| proof.condition(id, &starts, &walked.captured))
                .map_err(|_| gap);
        }
    }
    Err(gap)
}

fn gap(site: SiteId, passed: &Passed) -> Gap {
    let item_of = passed.values.iter().find_map(|value| match value {
        Value::Object { of, place: Place::Item, .. } => Some(*of),
        _ => None,
    });
    Gap { site, item_of }
}

struct Proof<'p, 'w, 'd, 'a> {
    component: &'p [FunctionId],
    sites: Vec<SiteId>,
    walks: &'p Walks<'w, 'd, 'a>,
}

/// What holds when a function is entered.
type Entered = FxHashMap<FunctionId, Vec<Fact>>;

impl Proof<'_, '_, '_, '_> {
    fn walk(&self, entered: &Entered, captured: &Captured) -> Walked {
        // Numbered alike in all walks.
        let mut walked = Walked::default();
        walked.captured.clone_from(captured);
        let walks = self.walks;
        for id in self.component {
            let entry = entered.get(id).map_or(&[][..], Vec::as_slice);
            walk::walk(walks.definitions, walks.calls, walks.cycles, *id, entry, &mut walked);
        }
        walked
    }

    fn reasons(
        &self,
        walked: &Walked,
        condition: &dyn Fn(FunctionId) -> String,
    ) -> Result<Reasons, Option<Gap>> {
        if [folders::MADE, folders::LISTED].iter().all(|noted| walked.emptied.contains(*noted)) {
            return Err(None);
        }
        let terms = self.component.iter().map(|id| self.terms(*id, walked)).collect::<Vec<_>>();
        let mut graphs = Vec::new();
        let mut made_by = Vec::new();
        for site in &self.sites {
            // A call that no way reaches goes nowhere; of those that Python makes by itself not all are followed.
            let Some(passed) = walked.passed.get(site) else {
                let by_itself = self.walks.calls.site(*site).call.is_none();
                if by_itself {
                    return Err(Some(Gap { site: *site, item_of: None }));
                }
                continue;
            };
            let graph = self.graph(*site, passed, &terms, walked).ok_or(None)?;
            if graph.is_empty() {
                return Err(Some(gap(*site, passed)));
            }
            graphs.push(graph);
            made_by.push((*site, passed));
        }
        let found = graph::descending(&graphs).map_err(|failed| {
            let index = graphs.iter().position(|graph| Some(graph) == failed.as_ref())?;
            made_by.get(index).map(|(site, passed)| gap(*site, passed))
        })?;
        let mut reasons = FxHashMap::default();
        for (index, id) in self.component.iter().enumerate() {
            let mut used: Vec<Term> = Vec::new();
            for (_, descending) in found.iter().filter(|(function, _)| *function == index) {
                let Some(term) =
                    descending.iter().map(|term| &terms[index][*term]).min_by_key(|term| term.rank())
                else {
                    continue;
                };
                if !used.contains(term) {
                    used.push(term.clone());
                }
            }
            let why = words::why(*id, &used, &condition(*id), self.walks, &walked.captured);
            let bound = match used.as_slice() {
                [term] if self.component.len() == 1 => {
                    let at = terms[index].iter().position(|other| other == term);
                    let always = graphs.iter().all(|graph| at.is_some_and(|at| graph.makes_smaller(at)));
                    if always { self.bound(*id, term, walked) } else { None }
                }
                _ => None,
            };
            reasons.insert(*id, Reason { why, bound });
        }
        Ok(reasons)
    }

    /// What every inner call of a function passes: least numbers and lengths, what is no text.
    fn entered(&self, walked: &Walked) -> Entered {
        let mut entered = Entered::default();
        for id in self.component {
            let into = self.sites.iter().filter(|site| self.walks.calls.site(**site).callee == *id);
            let into = into.filter_map(|site| walked.passed.get(site)).collect::<Vec<_>>();
            let count = into.first().map_or(0, |passed| passed.values.len());
            for index in 0..count {
                let Ok(parameter) = u16::try_from(index) else { continue };
                let number = |passed: &&Passed| least_of(&passed.values[index], &passed.facts);
                let length = |passed: &&Passed| match passed.values[index] {
                    Value::Entry(of) if !passed.grown.contains(&of) => {
                        state::least(&passed.facts, Atom::Length(of), Atom::Zero)
                    }
                    _ => None,
                };
                let least = |of: &dyn Fn(&&Passed) -> Option<i64>| {
                    into.iter().map(of).collect::<Option<Vec<_>>>()?.into_iter().min()
                };
                let facts = entered.entry(*id).or_default();
                if into.iter().all(|passed| passed.no_texts.get(index) == Some(&true)) {
                    facts.push(split::no_text_fact(parameter));
                }
                if let Some(least) = least(&number) {
                    facts.push(Fact::AtLeast { a: Atom::Parameter(parameter), b: Atom::Zero, least });
                }
                if let Some(least) = least(&length) {
                    facts.push(Fact::AtLeast { a: Atom::Length(parameter), b: Atom::Zero, least });
                }
            }
        }
        entered.retain(|_, facts| !facts.is_empty());
        entered
    }

    /// Frames of a function that calls only itself, and makes one thing smaller by at least 1 with
    /// every call.
    fn bound(&self, id: FunctionId, term: &Term, walked: &Walked) -> Option<String> {
        let function = self.walks.definitions.function(id);
        let name = |index: u16| Some(function.parameter_name(usize::from(index))?.as_str());
        let passed = self.sites.iter().filter_map(|site| walked.passed.get(site));
        match term {
            Term::Length(index) => {
                let length = Atom::Length(*index);
                let least = passed.map(|passed| state::least(&passed.facts, length, Atom::Zero)).min()??;
                Some(measure::formula::plus(&format!("len({})", name(*index)?), 2 - least.clamp(1, 9)))
            }
            Term::Gap(Atom::Parameter(index), Atom::Zero) => {
                let number = Atom::Parameter(*index);
                let mut least = i64::MAX;
                for passed in passed {
                    // Halves of fractions get smaller by less than 1.
                    passed.values.get(usize::from(*index))?.number()?;
                    least = least.min(state::least(&passed.facts, number, Atom::Zero)?);
                }
                Some(measure::formula::plus(name(*index)?, 2i64.checked_sub(least)?))
            }
            Term::Flag(..) => Some("2".to_owned()),
            _ => None,
        }
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
                    Fact::Differs(..) | Fact::Apart { .. } | Fact::NotIn(..) => {}
                }
            }
        }
        let grown = self.grown(id, walked);
        // Down in one call and up in another may lead round for ever.
        let place = |wanted: Place| {
            let mut values = walked.passed.values().flat_map(|passed| &passed.values);
            values.any(|value| matches!(value, Value::Object { place, .. } if *place == wanted))
        };
        let one_way = !(place(Place::Part) && place(Place::Whole));
        for passed in into {
            for (index, value) in passed.values.iter().enumerate() {
                let Ok(index) = u16::try_from(index) else { continue };
                match value {
                    Value::Entry(_) | Value::Object { .. } => {
                        if one_way {
                            add(Term::Height(index));
                        }
                        if !grown.contains(&index) {
                            add(Term::Length(index));
                        }
                        add(Term::Gap(Atom::Parameter(index), Atom::Zero));
                    }
                    Value::Negated { .. } => {
                        add(Term::Negative(index));
                        add(Term::Gap(Atom::Parameter(index), Atom::Zero));
                        add(Term::Gap(Atom::Zero, Atom::Parameter(index)));
                    }
                    Value::Unknown
                    | Value::Fresh { .. }
                    | Value::Drawn
                    | Value::Type(_)
                    | Value::Listed(_) => {}
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
        let made = |value: &Value| {
            matches!(value, Value::Object { place: Place::Level | Place::Row | Place::Wrapped, .. })
        };
        let items = !walked.passed.values().flat_map(|passed| &passed.values).any(made);
        let counts = |before: &str, after: &str| {
            if walked.emptied.contains(before) || walked.emptied.contains(after) {
                return None;
            }
            let handed_on = passed.containers.iter().enumerate().any(|(index, container)| {
                container.as_deref() == Some(before)
                    && self.parameter_key(site.callee, index).as_deref() == Some(after)
            });
            let shared = before == after && (!before.starts_with('.') || passed.same_receiver);
            let same = handed_on || (shared && !self.is_own_parameter(site.callee, after));
            same.then(|| self.marks_new(caller, before, passed, walked))
        };
        Some(graph::graph((from, &terms[from]), (to, &terms[to]), passed, items, &counts))
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
                    Some(
                        Value::Drawn | Value::Object { place: Place::Part | Place::Whole | Place::Item, .. }
                    )
                ) || matches!(entering.values.get(index), Some(Value::Entry(of)) if outer::is(*of));
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
        let start = function.shift.at(function.parameter_name(index)?.range().start().to_u32());
        let home = self.walks.definitions.home(start)?;
        Some(format!("{}.{}", home.0.0, home.1.0))
    }

    /// The container is a variable of the function itself: another one in each activation.
    fn is_own_parameter(&self, id: FunctionId, container: &str) -> bool {
        let scope = self.walks.definitions.function(id).scope.0;
        container.split_once('.').is_some_and(|(home, _)| home == scope.to_string())
    }
}
