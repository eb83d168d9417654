//! How deep functions go that call each other in turn.
//!
//! Known for cycles in which each function certainly makes one call, to the next, with a number or
//! a length that goes on by a constant, until a test against a constant stops it.

use crate::recursion::arguments::{self, Given};
use crate::recursion::calls::{Site, SiteId};
use crate::recursion::deep;
use crate::recursion::definitions::FunctionId;
use crate::recursion::endless::Walks;
use crate::recursion::measure::{self, Move, Region, formula};

/// One function of the cycle: its measured parameter, and what the next one gets.
#[derive(Debug)]
struct Link {
    id: FunctionId,
    parameter: usize,
    of_length: bool,
    /// What is added.
    step: i64,
    region: Region,
    subject: String,
}

/// A cycle, each link calling the next and the last the first.
#[derive(Debug)]
pub(super) struct Rounds {
    links: Vec<Link>,
}

/// Deeper recursion is not counted frame by frame.
const MOST_FRAMES: u64 = 2_000_000;

pub(super) fn rounds(component: &[FunctionId], walks: &mut Walks<'_, '_, '_>) -> Option<Rounds> {
    let first = *component.first()?;
    let count =
        walks.definitions.function(first).parameters.map_or(0, |p| p.iter_non_variadic_params().count());
    (0..count).find_map(|parameter| follow(component, first, parameter, walks))
}

/// The one call inside the component that the function makes.
fn only_site(id: FunctionId, walks: &Walks<'_, '_, '_>) -> Option<SiteId> {
    match walks.cycles.inner(id, walks.calls).as_slice() {
        [site] if walks.calls.site(*site).certain && walks.calls.site(*site).call.is_some() => Some(*site),
        _ => None,
    }
}

fn follow(
    component: &[FunctionId],
    first: FunctionId,
    parameter: usize,
    walks: &mut Walks<'_, '_, '_>,
) -> Option<Rounds> {
    let mut links: Vec<Link> = Vec::new();
    let (mut id, mut at) = (first, parameter);
    while links.len() < component.len() {
        let site = only_site(id, walks)?;
        let (link, next) = link(id, at, site, walks)?;
        links.push(link);
        (id, at) = next;
    }
    let closed = (id, at) == (first, parameter);
    let alike = links.iter().all(|link| link.of_length == links[0].of_length);
    let each_once = component.iter().all(|member| links.iter().any(|link| link.id == *member));
    (closed && alike && each_once).then_some(Rounds { links })
}

/// What the call at `site` makes of a parameter, and where the next function gets it.
fn link(
    id: FunctionId,
    parameter: usize,
    site: SiteId,
    walks: &mut Walks<'_, '_, '_>,
) -> Option<(Link, (FunctionId, usize))> {
    let calls = walks.calls;
    let call = calls.site(site);
    let given = arguments::bind(walks.definitions.function(call.callee), call.call, call.receiver)?;
    let guards = walks.guards.get(&id)?;
    let moves = given.iter().map(|given| match given {
        Given::Argument(argument) => measure::movement(argument, parameter, guards),
        _ => Move::Other,
    });
    let (index, of_length, step) = moves.enumerate().find_map(|(index, step)| match step {
        Move::Step(step) => Some((index, false, step)),
        Move::Shorten(by) => Some((index, true, -by)),
        Move::Same => Some((index, false, 0)),
        _ => None,
    })?;
    let name = guards.parameter_name(parameter);
    let plain = walks.plain.get(&id)?;
    // A list that is handed on as it is may be meant by its length.
    let known = plain.reached.get(&site)?;
    let by_length = |of_length: bool| {
        let subject = if of_length { format!("len({name})") } else { name.to_owned() };
        (measure::region(&subject, name, of_length, known, guards, &|_, _| false), subject)
    };
    let (region, subject) = by_length(of_length);
    let simple = region.above.is_none() && region.below.is_none() && region.differs.is_none();
    if !simple || (of_length && plain.touched.contains(&parameter)) {
        return None;
    }
    let about = measure::about(parameter, site, id, walks)?;
    if !measure::goes_on(site, id, about, walks) {
        return None;
    }
    Some((Link { id, parameter, of_length, step, region, subject }, (call.callee, index)))
}

impl Rounds {
    /// Frames that a call from outside needs, of all functions of the cycle.
    pub fn frames(&self, site: &Site<'_>, walks: &Walks<'_, '_, '_>) -> Option<u64> {
        let start = self.links.iter().position(|link| link.id == site.callee)?;
        let link = &self.links[start];
        let mut value = if link.of_length {
            let given = arguments::bind(walks.definitions.function(link.id), site.call, site.receiver)?;
            let Given::Argument(argument) = given.get(link.parameter)? else { return None };
            deep::length(argument, site.shift, walks.definitions)?
        } else {
            measure::start(site, link.id, link.parameter, walks)?
        };
        for frames in 1..MOST_FRAMES {
            let link = &self.links[(start + frames as usize - 1) % self.links.len()];
            if !link.region.contains(value) {
                return Some(frames);
            }
            value = value.checked_add(link.step)?;
        }
        None
    }

    /// Frames over the parameter, where all functions do the same to it.
    pub fn depth(&self, id: FunctionId) -> Option<String> {
        let first = self.links.first()?;
        let alike = self.links.iter().all(|link| link.step == first.step && link.region == first.region);
        let link = self.links.iter().find(|link| link.id == id)?;
        let step = match (link.of_length, link.step) {
            (true, step) => Move::Shorten(step.checked_neg().filter(|by| *by >= 1)?),
            (false, step) => Move::Step(step),
        };
        if alike { formula::depth(&link.subject, &step, &link.region) } else { None }
    }
}
