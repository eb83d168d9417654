"""Contradictions that are known and not mended yet.

Lines of `known.txt`: `kind file name  # reason`, for every place of that name in that file. Listed
ones pass; one that no longer occurs in a file that was run fails, so that the list stays true.
"""

from compare import CONTRADICTIONS


def judge(result, path):
    """Lines to print; any is a failure."""
    listed = read(path) if path else {}
    wrong = [f"known without a reason: {entry}" for entry, reason in listed.items() if not reason]
    found = set()
    for finding in result["findings"]:
        if finding["kind"] not in (*CONTRADICTIONS, "missing") or not finding["certain"]:
            continue
        entry = f"{finding['kind']} {finding['file']} {finding['name']}"
        found.add(entry)
        if entry not in listed:
            where = f"{finding['file']}:{finding['line']}:{finding['column']}"
            claim = f"claim {finding['claim']}, seen {finding['seen']}"
            wrong.append(f"contradicted: {finding['kind']} {where} {finding['name']}: {claim}")
    ran = {figure["file"] for figure in result["figures"]}
    for entry in listed:
        if entry not in found and entry.split()[1] in ran:
            wrong.append(f"listed as known and no longer contradicted: {entry}")
    return wrong


def read(path):
    listed = {}
    with open(path, encoding="utf-8") as source:
        for line in source:
            entry, _, reason = line.strip().partition("#")
            if entry:
                listed[" ".join(entry.split())] = reason.strip()
    return listed
