//! Which moment of the run a picture is of: a line may be run many times.

use crate::ide::picture::{Choice, Count, Run};
use crate::memory::moment::When;
use crate::replay::Trace;

/// The moment that is asked for, the first without a choice; `None` where the run is not followed to the statement.
pub fn choose(trace: &Trace, at: u32, when: When, choice: Choice) -> Option<Run> {
    let steps = trace.steps.iter().enumerate();
    let times: Vec<(usize, u32)> = steps
        .filter(|(_, step)| step.at == at && step.when == when)
        .map(|(number, step)| (number, step.frame))
        .collect();
    let mut calls: Vec<u32> = times.iter().map(|(_, frame)| *frame).collect();
    calls.sort_unstable();
    calls.dedup();
    let call = choice.call.unwrap_or_default().min(calls.len().checked_sub(1)?);
    let frame = *calls.get(call)?;
    let rounds: Vec<usize> = times.iter().filter(|(_, of)| *of == frame).map(|(number, _)| *number).collect();
    let round = choice.round.unwrap_or_default().min(rounds.len().checked_sub(1)?);
    let step = *rounds.get(round)?;
    let time = times.iter().position(|(number, _)| *number == step)?;
    let or_more = !trace.is_whole;
    let count = |index: usize, of: usize| Count { number: index + 1, of, or_more };
    // A class body and the module are entered, not called.
    let is_call = trace.entered.get(frame as usize)?.call.is_some();
    Some(Run {
        call: is_call.then(|| count(call, calls.len())),
        round: count(round, rounds.len()),
        time: count(time, times.len()),
        step,
        calls: if is_call { calls } else { Vec::new() },
    })
}

/// The choice that leads to a step.
pub fn choice_of(trace: &Trace, step: usize) -> Option<Choice> {
    let wanted = trace.steps.get(step)?;
    let mut calls: Vec<u32> = Vec::new();
    let mut round = 0;
    for (number, other) in trace.steps.iter().enumerate() {
        if other.at != wanted.at || other.when != wanted.when {
            continue;
        }
        if !calls.contains(&other.frame) && other.frame < wanted.frame {
            calls.push(other.frame);
        }
        round += usize::from(other.frame == wanted.frame && number < step);
    }
    Some(Choice { model: None, call: Some(calls.len()), round: Some(round) })
}
