//! Bindings that the names of the file do not show: `globals()["f"] = …`, `self.__dict__["m"] = …`,
//! `setattr(x, "m", …)`. Found in the text, and so in comments and strings too: that errs towards
//! `unproven`. A dictionary that is kept under another name first is not seen, except `globals()`.

use memchr::memmem;
use rustc_hash::FxHashSet;

#[derive(Debug, Default)]
pub(super) struct Outside<'a> {
    /// Names that a `setattr(x, "name", …)` or `x.__dict__["name"]` spells on one line.
    pub named: FxHashSet<&'a str>,
    /// Any name of the module may be bound.
    pub any_global: bool,
    /// The module is at hand as an object: an attribute that is stored may be a name of the module.
    pub module_object: bool,
    /// Any attribute of an instance may be bound, by way of its dictionary.
    pub any_attribute: bool,
}

impl<'a> Outside<'a> {
    pub fn new(text: &'a str) -> Outside<'a> {
        let mut found = Outside::default();
        for rest in after(text, "setattr(") {
            found.named.extend(quoted(rest));
        }
        let has = |word: &str| memmem::find(text.as_bytes(), word.as_bytes()).is_some();
        let dictionary = |rest: &str| rest.starts_with(['[', '.']);
        found.any_global =
            has("globals()") || ["vars()", "locals()"].iter().any(|word| after(text, word).any(dictionary));
        found.module_object =
            has("modules[__name__]") || has("import __main__") || has("modules['__main__']");
        for rest in after(text, "__dict__").chain(after(text, "vars(self)")) {
            let line = rest.lines().next().unwrap_or_default();
            if line.starts_with("['") || line.starts_with("[\"") {
                found.named.extend(quoted(line).take(1));
                continue;
            }
            let item_is_bound = line.starts_with('[') && line.contains('=');
            let method_binds = [".update(", ".setdefault(", ".__setitem__("];
            found.any_attribute |= item_is_bound
                || method_binds.iter().any(|method| line.starts_with(method))
                || line.starts_with(" |=")
                || (line.starts_with(" =") && !line.starts_with(" =="));
        }
        found
    }
}

/// What follows each place where the word stands.
fn after<'a>(text: &'a str, word: &'static str) -> impl Iterator<Item = &'a str> {
    memmem::find_iter(text.as_bytes(), word.as_bytes()).map(move |at| &text[at + word.len()..])
}

/// The quoted words up to the end of the line.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.lines().next().unwrap_or_default().split(['"', '\'']).skip(1).step_by(2)
}
