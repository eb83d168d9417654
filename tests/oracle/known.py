"""Contradictions that are known and not mended yet.

Lines of `known.txt`: `kind file:line:column name  # reason`. Listed ones pass; one that no longer
occurs in a file that was run fails, so that the list stays true.
"""

from compare import CONTRADICTIONS


def judge(result, path):
    """Lines to print; any is a failure."""
    listed = {}
    if path:
        with open(path, encoding="utf-8") as source:
            for line in source:
                entry, _, reason = line.strip().partition("#")
                if entry:
                    listed[" ".join(entry.split())] = reason.strip()
    wrong = [f"known without a reason: {entry}" for entry, reason in listed.items() if not reason]
    found = {}
    for finding in result["findings"]:
        if finding["kind"] in (*CONTRADICTIONS, "missing") and finding["certain"]:
            where = f"{finding['file']}:{finding['line']}:{finding['column']}"
            found[f"{finding['kind']} {where} {finding['name']}"] = finding
    wrong += [
        f"contradicted: {entry}: claim {finding['claim']}, seen {finding['seen']}"
        for entry, finding in found.items() if entry not in listed
    ]
    ran = {figure["file"] for figure in result["figures"]}
    for entry in listed:
        file = entry.split(" ", 1)[1].rsplit(":", 2)[0]
        if entry not in found and file in ran:
            wrong.append(f"listed as known and no longer contradicted: {entry}")
    return wrong
