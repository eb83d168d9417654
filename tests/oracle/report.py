"""The table a person reads."""

from collections import Counter

from compare import CONTRADICTIONS


def share(part, whole):
    return f"{part:6} of {whole:6}  {100 * part / whole:6.2f} %" if whole else f"{part:6} of {whole:6}"


def total(figures, key):
    return sum(figure[key] for figure in figures)


def asked(figures, key):
    return sum(figure["asked"][key] for figure in figures)


def table(result, most=10):
    figures, findings = result["figures"], result["findings"]
    kinds = Counter((f["kind"], f["certain"]) for f in findings if f["access"] != "use")
    of_uses = Counter((f["kind"], f["certain"]) for f in findings if f["access"] == "use")
    every = Counter(finding["kind"] for finding in findings)
    executed, decided = total(figures, "executed"), total(figures, "decided")
    certain = total(figures, "certain")
    typed_doubt = total(figures, "typed") - total(figures, "typed_certain")
    rows = [
        ("runs", f"{len(result['runs']):6}"),
        ("  ended early", f"{sum(run['end'].startswith(('ended', 'time', 'no')) for run in result['runs']):6}"),
        ("processor time", f"{result['processor_seconds'] / 60:6.1f} minutes"),
        ("files with executed bindings", f"{sum(f['executed'] > 0 for f in figures):6}"),
        ("bindings executed", f"{executed:6}  in {total(figures, 'runs')} runs of them"),
        ("  not mapped to a name", f"{total(figures, 'unmapped'):6}"),
        ("  not listed by memlens", f"{every['missing']:6}"),
        ("decided", share(decided, executed)),
        ("  certain", share(certain, executed)),
        ("  contradicted, certain", share(kinds["storage", True], certain)),
        ("  contradicted, not certain", share(kinds["storage", False], decided - certain)),
        ("  either", share(total(figures, "either"), decided)),
        ("  either, one side seen", share(total(figures, "either_one_side"), total(figures, "either"))),
        ("types given", share(total(figures, "typed"), executed)),
        ("  contradicted, certain", share(kinds["types", True], total(figures, "typed_certain"))),
        ("  contradicted, not certain", share(kinds["types", False], typed_doubt)),
        ("values contradicted", share(every["value"], asked(figures, "value"))),
        ("same_as contradicted", share(every["same_as"], asked(figures, "same_as"))),
        ("disjoint objects contradicted", share(every["disjoint"], asked(figures, "disjoint"))),
        ("exact sizes contradicted", share(every["size"], asked(figures, "size"))),
        ("freed at return contradicted", share(every["freed"], asked(figures, "freed"))),
        ("  later, with the frame", f"{asked(figures, 'freed_with_frame_later'):6}"),
        ("changes never seen", share(every["mutates"], asked(figures, "mutates"))),
        ("changes missed", f"{every['missed-change']:6}"),
        ("uses executed", f"{total(figures, 'uses'):6}"),
        ("  decided", share(total(figures, "uses_decided"), total(figures, "uses"))),
        ("  storage contradicted, certain", f"{of_uses['storage', True]:6}"),
        ("  types contradicted, certain", f"{of_uses['types', True]:6}"),
    ]
    lines = [f"{label:32}{text}" for label, text in rows]
    lines += groups(result)
    early = [run for run in result["runs"] if run["end"].startswith(("ended", "time", "no"))]
    lines += [f"  {run['name']}: {run['end']}" for run in early[:most]]
    for kind in (*CONTRADICTIONS, "missing", "mutates", "missed-change"):
        chosen = [finding for finding in findings if finding["kind"] == kind]
        if chosen:
            lines += ["", f"{kind}: {len(chosen)}"]
            lines += ["  " + line(finding) for finding in chosen[:most]]
    for key, title in (("reason", "why unknown, by the bound expression"), ("root", "why unknown, by what is behind it")):
        lines += ["", *reasons(result["unknown"], key, title, executed, most)]
    return "\n".join(lines)


def reasons(rows, key, title, executed, most):
    """The most frequent classes, each with one place."""
    counts = Counter(row[key] for row in rows)
    lines = [title]
    for reason, count in counts.most_common(most):
        row = next(row for row in rows if row[key] == reason)
        place = f"{row['file']}:{row['line']} {row['name']}"
        lines.append(f"  {share(count, executed)}  {reason:60} {place}: {row['text'][:60]}")
    return lines


def groups(result):
    """A line for each package."""
    lines = ["", f"{'':30}{'files':>6}{'bound':>7} {'decided':>8} {'typed':>7} {'wrong: storage sure/unsure, types, rest':>42}"]
    for group in sorted({figure["group"] for figure in result["figures"]}):
        figures = [f for f in result["figures"] if f["group"] == group and f["executed"]]
        executed = total(figures, "executed")
        if not executed:
            continue
        wrong = Counter()
        for finding in result["findings"]:
            if finding["group"] == group and finding["access"] != "use" and finding["kind"] in CONTRADICTIONS:
                kind = finding["kind"] if finding["kind"] in ("storage", "types") else "rest"
                wrong[kind, kind == "rest" or finding["certain"]] += 1
        counts = f"{wrong['storage', True]:4} /{wrong['storage', False]:4} {wrong['types', True]:4} /"
        counts += f"{wrong['types', False]:4} {wrong['rest', True]:5}"
        decided, typed = 100 * total(figures, "decided") / executed, 100 * total(figures, "typed") / executed
        lines.append(f"{group:30}{len(figures):6}{executed:7} {decided:7.1f}% {typed:6.1f}% {counts:>42}")
    return lines


def line(finding):
    doubt = "" if finding["certain"] else " (not certain)"
    where = f"{finding['file']}:{finding['line']}:{finding['column']}"
    return f"{where} {finding['name']}: claim {finding['claim']}{doubt}, seen {finding['seen']}"[:300]
