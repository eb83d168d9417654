//! Recursion that certainly never ends.
//!
//! Two things are looked for, as one greatest fixpoint: functions that cannot be left without a
//! call that re-enters such a function; and calls of a function to itself after which it cannot
//! be left, because the tests that let it out read arguments that the call passes on unchanged,
//! or moves away from the bound. `handed` looks for the same among several functions.

mod handed;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::recursion::arguments::{self, Given};
use crate::recursion::calls::{Calls, Site, SiteId};
use crate::recursion::cycles::Cycles;
use crate::recursion::definitions::{Definitions, FunctionId};
use crate::recursion::guards::{Guards, Known, Operand, Relation, Test};
use crate::recursion::measure::{Move, movement};
use crate::recursion::paths::{self, Question, Ways};

pub(super) struct Endless {
    /// No way through these avoids a call that never returns.
    pub entries: FxHashSet<FunctionId>,
    /// Calls after which the called function is never left, with the tests that stay as they are, as
    /// the called function has them.
    pub sites: FxHashMap<SiteId, Known>,
}

/// What is shared by the walks over the recursive functions of a file.
pub(super) struct Walks<'w, 'd, 'a> {
    pub definitions: &'d Definitions<'a>,
    pub calls: &'w Calls<'a>,
    pub cycles: &'w Cycles,
    pub guards: FxHashMap<FunctionId, Guards<'d, 'a>>,
    /// One walk over each function that follows every call.
    pub plain: FxHashMap<FunctionId, Ways>,
    quiet: FxHashMap<FunctionId, bool>,
}

/// With more calls of itself than this, each of which takes walks of its own, only the function as a whole is looked at.
const MOST_SITES: usize = 16;
/// How many calls deep quiet functions are looked through.
const QUIET_DEPTH: u32 = 8;

impl<'w, 'd, 'a> Walks<'w, 'd, 'a> {
    pub fn new(definitions: &'d Definitions<'a>, calls: &'w Calls<'a>, cycles: &'w Cycles) -> Self {
        let mut walks = Walks {
            definitions,
            calls,
            cycles,
            guards: FxHashMap::default(),
            plain: FxHashMap::default(),
            quiet: FxHashMap::default(),
        };
        let recursive = cycles.recursive().collect::<Vec<_>>();
        for id in &recursive {
            walks.find_quiet_callees(*id);
        }
        for id in recursive {
            let ways = walks.walk(id, Known::default(), &|_| false, false);
            walks.plain.insert(id, ways);
        }
        walks
    }

    pub fn walk(
        &mut self,
        id: FunctionId,
        known: Known,
        stops: &dyn Fn(SiteId) -> bool,
        strict: bool,
    ) -> Ways {
        let definitions = self.definitions;
        let guards =
            self.guards.entry(id).or_insert_with(|| Guards::new(definitions, definitions.function(id)));
        let quiet = &self.quiet;
        let question =
            Question { stops, strict, quiet: &|callee| quiet.get(&callee).copied().unwrap_or(false) };
        paths::walk(definitions, self.calls, id, guards, known, &question)
    }

    /// Decides which functions called here, not recursive themselves, are quiet.
    fn find_quiet_callees(&mut self, id: FunctionId) {
        for site in self.cycles.outgoing(id) {
            let callee = self.calls.site(*site).callee;
            self.decide_quiet(callee, QUIET_DEPTH);
        }
    }

    fn decide_quiet(&mut self, id: FunctionId, depth: u32) {
        let function = self.definitions.function(id);
        if self.quiet.contains_key(&id) {
            return;
        }
        let simple = !function.is_generator && !function.is_async && function.known_decorators;
        if depth == 0 || !simple || self.cycles.same(id, id) {
            self.quiet.insert(id, false);
            return;
        }
        self.quiet.insert(id, false);
        for site in self.cycles.outgoing(id) {
            let callee = self.calls.site(*site).callee;
            self.decide_quiet(callee, depth - 1);
        }
        let ways = self.walk(id, Known::default(), &|_| false, true);
        self.guards.remove(&id);
        self.quiet.insert(id, !ways.unquiet);
    }
}

pub(super) fn endless(walks: &mut Walks<'_, '_, '_>) -> Endless {
    let (calls, cycles) = (walks.calls, walks.cycles);
    let mut found = Endless { entries: cycles.recursive().collect(), sites: FxHashMap::default() };
    let mut own_sites: FxHashMap<FunctionId, Vec<SiteId>> = FxHashMap::default();
    let mut callers: FxHashMap<FunctionId, Vec<FunctionId>> = FxHashMap::default();
    for id in cycles.recursive() {
        let inner = cycles.inner(id, calls);
        for site in &inner {
            callers.entry(calls.site(*site).callee).or_default().push(id);
        }
        if inner.len() > MOST_SITES {
            continue;
        }
        for site in inner {
            let call = calls.site(site);
            if !call.certain || call.callee != id {
                continue;
            }
            let Some(known) = walks.plain[&id].reached.get(&site).cloned() else { continue };
            found.sites.insert(site, lasting(call, known, walks));
            own_sites.entry(id).or_default().push(site);
        }
    }
    // Walked again is only what calls something that was found to end.
    let mut pending = cycles.recursive().collect::<Vec<_>>();
    while !pending.is_empty() {
        let mut dead_entries = Vec::new();
        let mut dead_sites = Vec::new();
        let stops = |id: SiteId| {
            let site = calls.site(id);
            let inside = site.caller.is_some_and(|caller| cycles.same(caller, site.callee));
            inside && (found.entries.contains(&site.callee) || found.sites.contains_key(&id))
        };
        for id in &pending {
            if found.entries.contains(id) && walks.walk(*id, Known::default(), &stops, true).exits {
                dead_entries.push(*id);
            }
            for site in own_sites.get(id).into_iter().flatten() {
                let Some(known) = found.sites.get(site) else { continue };
                if walks.walk(*id, known.clone(), &stops, true).exits {
                    dead_sites.push((*id, *site));
                }
            }
        }
        pending.clear();
        for id in dead_entries {
            found.entries.remove(&id);
            pending.extend(callers.get(&id).into_iter().flatten());
        }
        for (id, site) in dead_sites {
            found.sites.remove(&site);
            pending.push(id);
        }
        pending.sort_unstable();
        pending.dedup();
    }
    for component in cycles.components() {
        if component.len() > 1 && component.iter().all(|id| !found.entries.contains(id)) {
            handed::endless(&component, walks, &mut found);
        }
    }
    found
}

/// The tests whose outcome at the call holds in the called activation too.
fn lasting(site: &Site<'_>, mut known: Known, walks: &Walks<'_, '_, '_>) -> Known {
    let function = walks.definitions.function(site.callee);
    let (Some(given), Some(guards)) =
        (arguments::bind(function, site.call, site.receiver), walks.guards.get(&site.callee))
    else {
        return Known::default();
    };
    let moves = given
        .iter()
        .enumerate()
        .map(|(index, given)| match given {
            Given::Argument(argument) => movement(argument, index, guards),
            Given::Receiver | Given::Default => Move::Other,
        })
        .collect::<Vec<_>>();
    known.bound.clear();
    let turned = walks.plain.get(&site.callee).is_some_and(|ways| ways.turned);
    known.facts.retain(|(id, outcome)| {
        let test = guards.get(*id);
        if guards.turns(*id) || turned && test.relation != Relation::Is {
            return false;
        }
        let same = |parameter: usize| moves.get(parameter) == Some(&Move::Same);
        test.reads().all(same) || moves_away(test, *outcome, &moves, guards)
    });
    known
}

/// `n < 0` stays false while `n` grows, and so on: one side a parameter, the other unchanged.
fn moves_away(test: &Test, outcome: bool, moves: &[Move], guards: &Guards<'_, '_>) -> bool {
    let upwards = match (test.relation, outcome) {
        (Relation::Gt | Relation::GtE, true) | (Relation::Lt | Relation::LtE, false) => true,
        (Relation::Lt | Relation::LtE, true) | (Relation::Gt | Relation::GtE, false) => false,
        _ => return false,
    };
    let goes = |moving: &Operand, bound: &Operand, upwards: bool| {
        let [parameter] = moving.parameters[..] else { return false };
        // Only numbers go up and down; a bound that is no number may be anything.
        let steady = bound.integer.is_some() || !bound.parameters.is_empty();
        let unchanged = bound.parameters.iter().all(|other| moves.get(*other) == Some(&Move::Same));
        let Some(Move::Step(step)) = moves.get(parameter) else { return false };
        let away = if upwards { *step > 0 } else { *step < 0 };
        moving.text == guards.parameter_name(parameter) && steady && unchanged && away
    };
    goes(&test.left, &test.right, upwards) || goes(&test.right, &test.left, !upwards)
}
