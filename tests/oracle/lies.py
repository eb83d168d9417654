"""Wrong claims, to show that the oracle sees them: `run.py --lie KIND` falsifies every trace."""


def tell(kind, trace):
    LIES[kind](trace)


def storage(trace):
    other = {"stack": "heap", "heap": "stack"}
    for row in trace["occurrences"]:
        row["storage"] = other.get(row["storage"], row["storage"])


def types(trace):
    for row in trace["occurrences"]:
        row["types"] = ["Lie"] if row["types"] else []


def value(trace):
    for row in trace["occurrences"]:
        row["value"] = row["value"] and row["value"] + " "


def same_as(trace):
    """Each name is said to be the one bound before it in its scope."""
    last = {}
    for row in trace["occurrences"]:
        if row["access"] in ("bind", "parameter"):
            row["same_as"] = [last[row["scope"]]] if row["scope"] in last else []
            last[row["scope"]] = row["name"]


def disjoint(trace):
    """Every binding is said to have an object of its own."""
    for row in trace["occurrences"]:
        if row["objects"]:
            new = len(trace["objects"])
            trace["objects"].append({**trace["objects"][row["objects"][0]], "id": new})
            row["objects"] = [new]


def size(trace):
    for site in trace["objects"]:
        if site["size"]:
            site["size"]["bytes"] += 8


def freed(trace):
    for site in trace["objects"]:
        site["freed"]["when"] = "return"


def mutates(trace):
    """Every name of a scope is said to be changed by every call in it."""
    names = {}
    for row in trace["occurrences"]:
        names.setdefault(row["scope"], set()).add(row["name"])
    for call in trace["calls"]:
        call["mutates"] = sorted(names.get(call["scope"], ()))


def missed_change(trace):
    for call in trace["calls"]:
        call["mutates"] = call["may_mutate"] = []


def missing(trace):
    trace["occurrences"] = trace["occurrences"][::2]


LIES = {
    "storage": storage, "types": types, "value": value, "same_as": same_as, "disjoint": disjoint,
    "size": size, "freed": freed, "mutates": mutates, "missed-change": missed_change, "missing": missing,
}
