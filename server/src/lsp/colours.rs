//! Semantic tokens: names with the modifier `stack` or `heap`. Off by default.

use tower_lsp::lsp_types::{
    Range, SemanticToken, SemanticTokenModifier, SemanticTokenType, SemanticTokens,
    SemanticTokensFullOptions, SemanticTokensLegend, SemanticTokensOptions, WorkDoneProgressOptions,
};

use super::state::View;

pub fn options() -> SemanticTokensOptions {
    SemanticTokensOptions {
        work_done_progress_options: WorkDoneProgressOptions::default(),
        legend: SemanticTokensLegend {
            token_types: vec![SemanticTokenType::VARIABLE, SemanticTokenType::PARAMETER],
            token_modifiers: vec![SemanticTokenModifier::new("stack"), SemanticTokenModifier::new("heap")],
        },
        range: Some(true),
        full: Some(SemanticTokensFullOptions::Bool(true)),
    }
}

/// Each token relative to the one before it, as the protocol has it.
pub fn tokens(view: &View, range: Option<Range>) -> SemanticTokens {
    if !view.settings.colours {
        return SemanticTokens::default();
    }
    let analysis = view.analysis();
    let found = analysis.storages(range.map_or(view.own(), |range| view.span(range)));
    let found = found.into_iter().filter(|stored| view.own().contains(stored.span));
    let (mut line, mut column) = (0, 0);
    let data = found.map(|stored| {
        let (start, end) = (view.position(stored.span.start), view.position(stored.span.end));
        let delta_line = start.line - line;
        let delta_start = if delta_line == 0 { start.character - column } else { start.character };
        (line, column) = (start.line, start.character);
        SemanticToken {
            delta_line,
            delta_start,
            length: end.character.saturating_sub(start.character),
            token_type: u32::from(stored.is_parameter),
            token_modifiers_bitset: if stored.on_heap { 2 } else { 1 },
        }
    });
    SemanticTokens { result_id: None, data: data.collect() }
}
