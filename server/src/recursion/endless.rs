//! Recursion that certainly never ends.
//!
//! Two things are looked for, as one greatest fixpoint: functions that cannot be left without a
//! call that re-enters such a function; and calls of a function to itself after which it cannot
//! be left, because the tests that let it out read arguments that the call passes on unchanged,
//! or moves away from the bound.

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
    /// Calls of a function to itself after which it is never left, with the tests that stay as they are.
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
    let calls = walks.calls;
    let recursive = walks.cycles.recursive().collect::<Vec<_>>();
    let mut entries = FxHashSet::default();
    let mut sites = FxHashMap::default();
    for id in &recursive {
        entries.insert(*id);
        for site in walks.cycles.inner(*id, calls) {
            let call = calls.site(site);
            if !call.certain || call.callee != *id {
                continue;
            }
            let Some(known) = walks.plain[id].reached.get(&site).cloned() else { continue };
            sites.insert(site, lasting(call, known, walks));
        }
    }
    loop {
        let alive = |id: SiteId, entries: &FxHashSet<FunctionId>, sites: &FxHashMap<SiteId, Known>| {
            let site = calls.site(id);
            let inside = site.caller.is_some_and(|caller| walks.cycles.same(caller, site.callee));
            inside && (entries.contains(&site.callee) || sites.contains_key(&id))
        };
        let stops: FxHashSet<SiteId> =
            (0..calls.sites.len() as u32).map(SiteId).filter(|id| alive(*id, &entries, &sites)).collect();
        let mut dead_entries = Vec::new();
        for id in &entries {
            let ways = walks.walk(*id, Known::default(), &|site| stops.contains(&site), true);
            if ways.exits {
                dead_entries.push(*id);
            }
        }
        let mut dead_sites = Vec::new();
        for (site, known) in &sites {
            let callee = calls.site(*site).callee;
            let ways = walks.walk(callee, known.clone(), &|site| stops.contains(&site), true);
            if ways.exits {
                dead_sites.push(*site);
            }
        }
        if dead_entries.is_empty() && dead_sites.is_empty() {
            return Endless { entries, sites };
        }
        dead_entries.iter().for_each(|id| {
            entries.remove(id);
        });
        dead_sites.iter().for_each(|id| {
            sites.remove(id);
        });
    }
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
    known.facts.retain(|(id, outcome)| {
        let test = guards.get(*id);
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
