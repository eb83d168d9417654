//! Strongly connected components of the call graph, and the shortest way round each.

use rustc_hash::FxHashMap;

use crate::recursion::calls::{Calls, SiteId};
use crate::recursion::definitions::FunctionId;

/// How many functions are looked through for the way round a cycle.
const MOST_FUNCTIONS: usize = 64;

/// The component of each function; functions that cannot re-enter themselves have none.
pub(super) struct Cycles {
    component: Vec<Option<u32>>,
    outgoing: Vec<Vec<SiteId>>,
}

impl Cycles {
    pub fn new(functions: usize, calls: &Calls<'_>) -> Cycles {
        let mut outgoing = vec![Vec::new(); functions];
        for (index, site) in calls.sites.iter().enumerate() {
            if let Some(caller) = site.caller {
                outgoing[caller.0 as usize].push(SiteId(index as u32));
            }
        }
        let component = components(&outgoing, calls);
        Cycles { component, outgoing }
    }

    /// Forgets the components that none of `starts` is in or leads to.
    pub fn keep_reached(&mut self, starts: Vec<FunctionId>, calls: &Calls<'_>) {
        let mut reached = vec![false; self.component.len()];
        let mut pending = starts;
        while let Some(id) = pending.pop() {
            if !std::mem::replace(&mut reached[id.0 as usize], true) {
                pending.extend(self.outgoing(id).iter().map(|site| calls.site(*site).callee));
            }
        }
        for (component, reached) in self.component.iter_mut().zip(reached) {
            *component = component.filter(|_| reached);
        }
    }

    pub fn recursive(&self) -> impl Iterator<Item = FunctionId> {
        let recursive = self.component.iter().enumerate().filter(|(_, component)| component.is_some());
        recursive.map(|(index, _)| FunctionId(index as u32))
    }

    /// The functions that can re-enter themselves, by component, each in order of position.
    pub fn components(&self) -> Vec<Vec<FunctionId>> {
        let mut found: Vec<Vec<FunctionId>> = Vec::new();
        let mut place: FxHashMap<u32, usize> = FxHashMap::default();
        for id in self.recursive() {
            let Some(component) = self.component[id.0 as usize] else { continue };
            let index = *place.entry(component).or_insert_with(|| {
                found.push(Vec::new());
                found.len() - 1
            });
            found[index].push(id);
        }
        found
    }

    pub fn same(&self, a: FunctionId, b: FunctionId) -> bool {
        let component = self.component[a.0 as usize];
        component.is_some() && component == self.component[b.0 as usize]
    }

    pub fn outgoing(&self, function: FunctionId) -> &[SiteId] {
        &self.outgoing[function.0 as usize]
    }

    /// The calls of a function that stay inside its component.
    pub fn inner(&self, function: FunctionId, calls: &Calls<'_>) -> Vec<SiteId> {
        let all = self.outgoing[function.0 as usize].iter().copied();
        all.filter(|site| self.same(function, calls.site(*site).callee)).collect()
    }

    /// The shortest chain of calls from a function back to itself, certain calls first; only its
    /// first call where the chain leads through more than [`MOST_FUNCTIONS`].
    pub fn way_round(&self, function: FunctionId, calls: &Calls<'_>) -> Vec<SiteId> {
        let mut reached: FxHashMap<FunctionId, SiteId> = FxHashMap::default();
        let mut queue = std::collections::VecDeque::from([function]);
        while let Some(at) = queue.pop_front() {
            let mut sites = self.inner(at, calls);
            sites.sort_by_key(|site| !calls.site(*site).certain);
            for id in sites {
                let callee = calls.site(id).callee;
                if callee == function {
                    return trail(id, at, function, &reached, calls);
                }
                if reached.len() < MOST_FUNCTIONS && !reached.contains_key(&callee) {
                    reached.insert(callee, id);
                    queue.push_back(callee);
                }
            }
        }
        self.inner(function, calls).into_iter().take(1).collect()
    }
}

fn trail(
    last: SiteId,
    from: FunctionId,
    start: FunctionId,
    reached: &FxHashMap<FunctionId, SiteId>,
    calls: &Calls<'_>,
) -> Vec<SiteId> {
    let mut sites = vec![last];
    let mut at = from;
    while at != start {
        let Some(id) = reached.get(&at).copied() else { break };
        sites.push(id);
        let Some(caller) = calls.site(id).caller else { break };
        at = caller;
    }
    sites.reverse();
    sites
}

/// Tarjan's algorithm with a stack of its own: call chains can be as long as the file.
fn components(outgoing: &[Vec<SiteId>], calls: &Calls<'_>) -> Vec<Option<u32>> {
    const NEW: u32 = u32::MAX;
    let count = outgoing.len();
    let mut index = vec![NEW; count];
    let mut low = vec![0; count];
    let mut on_stack = vec![false; count];
    let mut component = vec![None; count];
    let mut stack = Vec::new();
    let mut next = 0;
    for root in 0..count {
        if index[root] != NEW {
            continue;
        }
        let mut work = vec![(root, 0)];
        while let Some((at, edge)) = work.pop() {
            if edge == 0 {
                index[at] = next;
                low[at] = next;
                next += 1;
                stack.push(at);
                on_stack[at] = true;
            }
            if let Some(site) = outgoing[at].get(edge) {
                work.push((at, edge + 1));
                let callee = calls.site(*site).callee.0 as usize;
                if index[callee] == NEW {
                    work.push((callee, 0));
                } else if on_stack[callee] {
                    low[at] = low[at].min(index[callee]);
                }
                continue;
            }
            if let Some((parent, _)) = work.last() {
                low[*parent] = low[*parent].min(low[at]);
            }
            if low[at] != index[at] {
                continue;
            }
            let mut members = Vec::new();
            while let Some(member) = stack.pop() {
                on_stack[member] = false;
                members.push(member);
                if member == at {
                    break;
                }
            }
            let calls_itself = outgoing[at].iter().any(|site| calls.site(*site).callee.0 as usize == at);
            if members.len() > 1 || calls_itself {
                members.iter().for_each(|member| component[*member] = Some(at as u32));
            }
        }
    }
    component
}
