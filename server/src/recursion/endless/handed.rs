//! Functions that hand the arguments that decide on to each other, unchanged.

use rustc_hash::FxHashMap;

use super::{Endless, Walks, lasting};
use crate::recursion::arguments::{self, Given};
use crate::recursion::calls::{Site, SiteId};
use crate::recursion::definitions::FunctionId;
use crate::recursion::guards::{Guards, Known, Operand, Relation, Test};

/// Larger cycles, and more ways to enter their functions, are not looked at.
const MOST_FUNCTIONS: usize = 6;
const MOST_STATES: usize = 24;

/// A function, entered with something known.
struct State {
    function: FunctionId,
    known: Known,
    /// The state that each call of it leads to.
    next: FxHashMap<SiteId, usize>,
}

/// Adds the calls of a component after which no function of it is ever left.
pub(super) fn endless(component: &[FunctionId], walks: &mut Walks<'_, '_, '_>, found: &mut Endless) {
    if component.len() > MOST_FUNCTIONS {
        return;
    }
    for id in component {
        for site in walks.cycles.inner(*id, walks.calls) {
            let call = walks.calls.site(site);
            if !call.certain || call.callee == *id {
                continue;
            }
            let Some(known) = walks.plain[id].reached.get(&site).cloned() else { continue };
            let known = handed_on(*id, call, &known, walks);
            if !known.facts.is_empty() && never_left(call.callee, known.clone(), walks) {
                found.sites.insert(site, known);
            }
        }
    }
}

fn never_left(function: FunctionId, known: Known, walks: &mut Walks<'_, '_, '_>) -> bool {
    let Some(states) = states(function, known, walks) else { return false };
    let mut endless = vec![true; states.len()];
    loop {
        let mut changed = false;
        for (index, state) in states.iter().enumerate() {
            let stops = |site: SiteId| state.next.get(&site).is_some_and(|next| endless[*next]);
            let exits = endless[index] && walks.walk(state.function, state.known.clone(), &stops, true).exits;
            if exits {
                endless[index] = false;
                changed = true;
            }
        }
        if !changed || !endless[0] {
            return endless[0];
        }
    }
}

/// Every state that is reached from the first.
fn states(function: FunctionId, known: Known, walks: &mut Walks<'_, '_, '_>) -> Option<Vec<State>> {
    let mut states = vec![State { function, known, next: FxHashMap::default() }];
    let mut at = 0;
    while at < states.len() {
        let (function, known) = (states[at].function, states[at].known.clone());
        let reached = walks.walk(function, known, &|_| false, true).reached;
        for (site, known) in reached {
            let call = walks.calls.site(site);
            if !call.certain || !walks.cycles.same(function, call.callee) {
                continue;
            }
            let known = if call.callee == function {
                lasting(call, known, walks)
            } else {
                handed_on(function, call, &known, walks)
            };
            let same = |state: &State| state.function == call.callee && state.known == known;
            let next = match states.iter().position(same) {
                Some(next) => next,
                None if states.len() >= MOST_STATES => return None,
                None => {
                    states.push(State { function: call.callee, known, next: FxHashMap::default() });
                    states.len() - 1
                }
            };
            states[at].next.insert(site, next);
        }
        at += 1;
    }
    Some(states)
}

/// What the caller knows of the parameters that it passes on as they are, in the callee's terms.
fn handed_on(caller: FunctionId, site: &Site<'_>, known: &Known, walks: &mut Walks<'_, '_, '_>) -> Known {
    let function = walks.definitions.function(site.callee);
    let Some(given) = arguments::bind(function, site.call, site.receiver) else { return Known::default() };
    let plain = walks.plain.get(&caller);
    let touched = plain.map(|ways| ways.touched.clone()).unwrap_or_default();
    let turned = plain.is_some_and(|ways| ways.turned);
    let Some(guards) = walks.guards.get(&caller) else { return Known::default() };
    let passed_as = |parameter: usize| {
        given.iter().position(|given| matches!(given, Given::Argument(e) if guards.parameter(guards.meaning(e)) == Some(parameter)))
    };
    // A parameter alone, or a constant.
    let translated = |operand: &Operand, names: &Guards<'_, '_>| {
        if operand.parameters.is_empty() {
            return (!operand.mutable).then(|| operand.clone());
        }
        let [parameter] = operand.parameters[..] else { return None };
        if operand.text != guards.parameter_name(parameter) {
            return None;
        }
        let index = passed_as(parameter)?;
        let text = names.parameter_name(index).to_owned();
        Some(Operand { text, parameters: [index].into_iter().collect(), ..operand.clone() })
    };
    let Some(callee) = walks.guards.get(&site.callee) else { return Known::default() };
    let mut tests = Vec::new();
    for (id, outcome) in &known.facts {
        let test = guards.get(*id);
        if guards.turns(*id) || turned && test.relation != Relation::Is {
            continue;
        }
        if test.mutable() && test.reads().any(|parameter| touched.contains(&parameter)) {
            continue;
        }
        if let (Some(left), Some(right)) = (translated(&test.left, callee), translated(&test.right, callee)) {
            tests.push((Test { left, relation: test.relation, right }, *outcome));
        }
    }
    let Some(callee) = walks.guards.get_mut(&site.callee) else { return Known::default() };
    tests.into_iter().fold(Known::default(), |known, (test, outcome)| {
        let id = callee.intern(test);
        known.with(id, outcome)
    })
}
