//! The harness must fail where it should: a page that cannot be trusted is worse than none.

use memlens_tests::page::Page;
use memlens_tests::question;

fn error(page: &str) -> String {
    match Page::parse(page) {
        Err(error) => error,
        Ok(page) => {
            let case = &page.cases[0];
            question::ask(case, &case.outputs[0].question).expect_err("the page is malformed")
        }
    }
}

#[test]
fn malformed_pages_are_errors() {
    for (page, reason) in [
        ("```py\nx = 1\n", "line 1: this block is never closed"),
        ("```py\nx = 1\n```\n", "line 1: a `py` block without an output block claims nothing"),
        ("```hints\n```\n", "line 1: `hints` has no `py` block before it"),
        ("a\n```hint\n```\n", "line 2: nobody answers a `hint` block"),
        ("```\n```\n", "line 1: a block without a name; prose uses `text`"),
        ("```py 3.8\nx\n```\n```hints\n```\n", "line 1: `py` knows `broken` and `cells` only"),
        ("```py\n$0x$0\n```\n```hover\n```\n", "line 1: more than one `$0`"),
        ("```py\nx\n```\n```hover\n```\n", "`hover` needs a cursor: write `$0` into the source"),
        ("```py\nx\n```\n```hints heap\n```\n", "`heap` is no kind of hint"),
        ("```py\nx\n```\n```hints 3.99\n```\n", "`3.99` is no kind of hint"),
        ("```py\nx\n```\n```trace\n```\n", "`trace` needs a key: `trace occurrences`"),
        ("```py\nx\n```\n```trace nothing\n```\n", "the trace has no key `nothing`"),
        ("```py broken\nx\n```\n```hints\n```\n", "`py broken`, yet the source has no syntax error"),
    ] {
        assert_eq!(error(page), reason, "{page}");
    }
    let found = error("```py\nx =\n```\n```hints\n```\n");
    assert!(found.starts_with("the source has a syntax error"), "{found}");
}

#[test]
fn answers_replace_only_what_is_between_the_fences() {
    let text = "# A\n\n````markdown\n```py\n$0x = 1\n```\n\n```hints all\nold\n```\n````\n\
                after\n```python\nx\n```\nBUG: one\n## B\n```py\ny\n```\n```hover 3.8 cpython\n```\nend\n";
    let page = Page::parse(text).expect("well formed");
    assert_eq!(page.bugs, 1);
    let headings: Vec<_> = page.cases.iter().map(|case| case.headings.join("/")).collect();
    assert_eq!(headings, ["A", "A/B"]);
    assert_eq!((page.cases[0].source.as_str(), page.cases[0].cursor), ("x = 1\n", Some(0)));
    assert_eq!(page.with_answers(|_, output| output.expected.clone()), text);
    let answered = page.with_answers(|_, output| format!("```text\n{}\n```", output.question[0]));
    let again = Page::parse(&answered.replace("````markdown\n", "").replace("````\nafter", "after"));
    assert_eq!(again.expect("still well formed").cases[1].outputs[0].expected, "```text\nhover\n```");
}
