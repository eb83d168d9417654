//! `memlens trace --format html`: one page with the annotated listing, where each line shows its picture. No scripts,
//! nothing from elsewhere: a click on a line makes its picture the target of the page.

use std::fmt::Write;

use rustc_hash::FxHashMap;

use crate::draw::{self, escape};
use crate::ide::picture::{At, Choice, Picture};
use crate::ide::{Analysis, Hint, HintKinds};
use crate::text::Span;

/// The page of a longer file would be slow to make and to show: a picture of thousands of lines takes tens of megabytes.
pub(super) const MOST_LINES: usize = 1000;

const STYLE: &str = "\
:root{color-scheme:light dark;--bg:light-dark(#fff,#1b1e25);--fg:light-dark(#1f2430,#e4e7ee);--dim:light-dark(#5c6478,#a3abbc);\
--line:light-dark(#dfe4ee,#333845);--on:light-dark(#e8f0fe,#26334a);--stack:light-dark(#00698f,#6cc7e8);\
--heap:light-dark(#8c2f8c,#e39be3);--warn:light-dark(#a2591b,#f0b26b)}\
*{box-sizing:border-box}body{margin:0;display:flex;flex-direction:column;height:100vh;background:var(--bg);color:var(--fg);font:15px/1.5 system-ui,sans-serif}\
header{padding:.8rem 1.2rem;border-bottom:1px solid var(--line)}h1{font-size:1.1rem;margin:0}\
header p{margin:.1rem 0 0;color:var(--dim)}\
main{display:grid;grid-template-columns:minmax(24rem,2fr) 3fr;flex:1;min-height:0}\
.code{overflow:auto;margin:0;padding:.6rem 0;border-right:1px solid var(--line);\
font:13px/1.65 ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace}\
.code a{display:block;white-space:pre;color:inherit;text-decoration:none;padding:0 1rem 0 0;width:max-content;min-width:100%}\
.code a:hover,.code a:focus-visible{background:var(--on)}.code b{display:inline-block;width:4rem;padding-right:1rem;\
text-align:right;color:var(--dim);font-weight:400}\
.h{color:var(--dim);font-size:11px;padding:0 .3em;border-radius:3px;margin:0 .15em;border:1px solid var(--line)}\
.h.stack{color:var(--stack)}.h.heap{color:var(--heap)}.h.warn{color:var(--warn)}\
.pictures{overflow:auto;padding:.8rem 1.2rem}.picture{display:none}.picture:target{display:block}\
main:not(:has(.picture:target)) .start{display:block}\
.picture h2{font-size:1rem;margin:0 0 .3rem}.picture nav a{margin-right:1rem;color:var(--stack)}.picture svg{margin-top:.6rem}\
@media (max-width:50rem){body,main{display:block;height:auto}.code{max-height:45vh;border-bottom:1px solid var(--line)}}\
@media print{body,main{display:block;height:auto}.picture{display:block;break-inside:avoid}.picture nav{display:none}}";

/// The page.
pub(super) fn page(path: &str, analysis: &Analysis) -> String {
    let (text, lines) = (&*analysis.text, &analysis.lines);
    let whole = Span::new(0, text.len() as u32);
    let hints = analysis.hints(whole, HintKinds::default());
    let count = lines.lines() - u32::from(text.is_empty() || text.ends_with(['\n', '\r']));
    let (pictures, shown) = pictures(analysis, count);
    // The lines whose picture is shown are marked.
    let marks: Vec<String> =
        (0..pictures.len()).map(|n| format!("main:has(#p{n}:target) .code [href=\"#p{n}\"]")).collect();
    let mut out = String::new();
    let name = escape(path);
    let _ = write!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{name} – memory</title>\n\
         <style>{STYLE}{}{}{{background:var(--on)}}</style>\n</head>\n<body>\n<header><h1>{name}</h1>\
         <p>Frames and objects after each line: choose one. Python {}, the {} model. Nothing was run.</p></header>\n\
         <main>\n<div class=\"code\">\n",
        draw::STYLE,
        if marks.is_empty() { "main:target".into() } else { marks.join(",") },
        analysis.options.python,
        match analysis.options.model {
            crate::options::Model::Teaching => "teaching",
            crate::options::Model::Cpython => "CPython",
        }
    );
    for line in 0..count {
        let content = lines.content(text, line);
        let first = hints.partition_point(|hint| hint.offset < content.start);
        let inside = hints[first..].iter().take_while(|hint| hint.offset <= content.end);
        let source = annotated(text, content, inside);
        match shown.get(line as usize).copied().flatten() {
            Some(number) => {
                let _ = writeln!(out, "<a href=\"#p{number}\"><b>{}</b>{source}</a>", line + 1);
            }
            None => _ = writeln!(out, "<a><b>{}</b>{source}</a>", line + 1),
        }
    }
    out.push_str("</div>\n<div class=\"pictures\">\n");
    for (number, picture) in pictures.iter().enumerate() {
        write_picture(&mut out, picture, path, number, pictures.len());
    }
    out.push_str("</div>\n</main>\n</body>\n</html>\n");
    out
}

/// Each picture once, and which one a line shows.
fn pictures(analysis: &Analysis, count: u32) -> (Vec<Picture>, Vec<Option<usize>>) {
    let mut pictures: Vec<Picture> = Vec::new();
    let mut numbers: FxHashMap<(Span, At), usize> = FxHashMap::default();
    let mut shown = Vec::new();
    for line in 0..count {
        let Some(picture) = analysis.picture(line, Choice::default()) else {
            shown.push(None);
            continue;
        };
        let number = *numbers.entry((picture.at, picture.when)).or_insert(pictures.len());
        if number == pictures.len() {
            pictures.push(picture);
        }
        shown.push(Some(number));
    }
    (pictures, shown)
}

fn write_picture(out: &mut String, picture: &Picture, path: &str, number: usize, count: usize) {
    let start = if number + 1 == count { " start" } else { "" };
    let title = escape(&draw::title(picture, path));
    let _ = write!(out, "<section class=\"picture{start}\" id=\"p{number}\"><h2>{title}</h2><nav>");
    if number > 0 {
        let _ = write!(out, "<a href=\"#p{}\">← the line before</a>", number - 1);
    }
    if number + 1 < count {
        let _ = write!(out, "<a href=\"#p{}\">the next line →</a>", number + 1);
    }
    let svg = draw::svg_on_page(picture, path, &format!("p{number}-"));
    let _ = writeln!(out, "</nav>\n{svg}</section>");
}

/// A line with its labels in place.
fn annotated<'h>(text: &str, content: Span, hints: impl Iterator<Item = &'h Hint>) -> String {
    let mut out = String::new();
    let mut from = content.start;
    for hint in hints {
        let at = hint.offset.clamp(from, content.end);
        out += &escape(&text[Span::new(from, at).range()]);
        from = at;
        let label = hint.label();
        let class = match &*label {
            label if label.contains("change") || label.contains('↻') => " warn",
            label if label.starts_with("stack or") => "",
            label if label.starts_with("stack") || label.contains("local") => " stack",
            label if label.contains("heap") || label.contains("dict") => " heap",
            _ => "",
        };
        let _ = write!(out, "<span class=\"h{class}\">{}</span>", escape(&label));
    }
    out + &escape(&text[Span::new(from, content.end).range()])
}
