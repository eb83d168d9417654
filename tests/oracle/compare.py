"""What memlens claims of a file against what a run of it showed.

A finding is {kind, access, file, line, column, name, claim, seen, certain}. The kinds:

`storage`         stack claimed and an object seen, or heap claimed and a value seen; `certain` tells which
`types`           a type seen that is not in the list
`value`           another `repr` seen
`same_as`         a name that did not refer to the same object on some execution
`disjoint`        two names whose claimed objects have nothing in common referred to one object
`size`            another `sys.getsizeof` right after creation, where the claim says exact
`freed`           an object said to die with its frame was still referred to after it, not by the frame itself
                  (a traceback that is kept keeps its frames, and they their objects)
`mutates`         a call said to change an object on every run never did
`missed-change`   a call of a function of this file changed an object and memlens says nothing
`missing`         an executed binding that memlens does not list
"""

CONTRADICTIONS = ("storage", "types", "value", "same_as", "disjoint", "size", "freed")


class File:
    def __init__(self, path, trace, places):
        self.path = path
        self.trace = trace
        self.places = places
        self.claims = {(o["line"], o["column"]): o for o in trace["occurrences"] if o["access"] != "delete"}
        self.objects = {o["id"]: o for o in trace["objects"]}
        self.seen = {}
        self.changed = {}
        self.freed = {}
        self.findings = []
        self.unmapped = []
        self.asked = {"size": 0, "freed": 0, "mutates": 0, "same_as": 0, "value": 0, "disjoint": 0, "freed_with_frame_later": 0}

    def finding(self, kind, place, name, claim, seen, certain=True):
        access = self.seen[place][0] if place in self.seen else "call"
        self.findings.append({
            "access": access,
            "kind": kind, "file": self.path, "line": place[0], "column": place[1], "name": name,
            "claim": claim, "seen": seen, "certain": certain,
        })

    def add(self, key, seen):
        access, place = self.places.of(key)
        if access == "unwritten":
            return
        if place is None:
            if access != "use":
                self.unmapped.append([key[3], list(key[2])])
            return
        old = self.seen.get(place)
        self.seen[place] = (access, key[3], merged(old[2], seen) if old else seen)

    def take(self, seen, changes, freed):
        """What one process saw of this file."""
        for key, what in seen:
            self.add(key, what)
        for rows, table in ((changes, self.changed), (freed, self.freed)):
            for key, counts in rows:
                old = table.get(key, (0,) * len(counts))
                table[key] = [sum(pair) for pair in zip(old, counts)]

    def compare(self):
        self.places_seen()
        self.lives()
        self.changes()

    def places_seen(self):
        for place, (access, name, seen) in self.seen.items():
            claim = self.claims.get(place)
            if claim is None:
                if access != "use":
                    self.finding("missing", place, name, None, sorted(seen["types"]))
                continue
            self.storage(place, name, claim, seen)
            self.details(place, name, claim, seen)
            if access != "use":
                self.pairs(place, name, claim, seen)
                self.sizes(place, name, claim, seen)

    def storage(self, place, name, claim, seen):
        wrong = {"stack": seen["heap"], "heap": seen["stack"]}.get(claim["storage"], 0)
        if wrong:
            self.finding("storage", place, name, claim["storage"], seen["types"], claim["certain"])
        strange = sorted(set(seen["types"]) - set(claim["types"]))
        if claim["types"] and strange:
            self.finding("types", place, name, claim["types"], strange, claim["certain"])

    def details(self, place, name, claim, seen):
        if claim["value"] is not None:
            self.asked["value"] += 1
            other = [text for text in seen["reprs"] if text != claim["value"] and text != "<long>"]
            if other:
                self.finding("value", place, name, claim["value"], other, claim["certain"])
        if claim["same_as"]:
            self.asked["same_as"] += 1
            other = sorted(set(claim["same_as"]) - set(seen["always"]))
            if other:
                self.finding("same_as", place, name, claim["same_as"], f"not {', '.join(other)}")

    def pairs(self, place, name, claim, seen):
        ours = set(claim["objects"])
        for other, key in seen["pairs"]:
            _, where = self.places.of(key)
            theirs = self.claims.get(where)
            if not ours or not theirs or not theirs["objects"]:
                continue
            self.asked["disjoint"] += 1
            if not ours & set(theirs["objects"]):
                at = f"{other} of line {where[0]}"
                self.finding("disjoint", place, name, f"not {at}", f"is {at}", claim["certain"])

    def sizes(self, place, name, claim, seen):
        """Compared where the instruction before the binding made the claimed object."""
        sites = [self.objects[id] for id in claim["objects"]]
        for made, (low, high) in seen["sizes"]:
            start = self.places.place(*made)
            # `(a,) + b`: the display and the sum begin at one place, and either can be the result.
            here = [site for site in sites if (site["line"], site["column"]) == start]
            for site in here if len(here) == 1 else []:
                if not site["size"] or not site["size"]["exact"]:
                    continue
                self.asked["size"] += 1
                if not low == high == site["size"]["bytes"]:
                    self.finding("size", place, name, site["size"]["bytes"], [low, high])

    def lives(self):
        for (_, _, key), (dead, alive, kept) in self.freed.items():
            _, place = self.places.of(key)
            claim = self.claims.get(place)
            sites = [self.objects[id] for id in claim["objects"]] if claim else []
            if not sites or any(site["freed"]["when"] != "return" for site in sites):
                continue
            self.asked["freed"] += 1
            self.asked["freed_with_frame_later"] += kept > 0
            if alive:
                self.finding("freed", place, key[3], "freed at return", f"alive {alive} of {alive + dead} times")

    def changes(self):
        claimed, possible, callees = {}, {}, {}
        for call in self.trace["calls"]:
            start = call["line"], call["column"]
            claimed.setdefault(start, set()).update(call["mutates"])
            possible.setdefault(start, set()).update(call["may_mutate"])
            callees.setdefault(start, set()).update(call["callees"])
        at = {}
        for (_, span, name), (runs, changed) in self.changed.items():
            place = self.places.place(span[0], span[2])
            old = at.setdefault((place, name), [0, 0])
            old[0], old[1] = old[0] + runs, old[1] + changed
        for (place, name), (runs, changed) in at.items():
            if name in claimed.get(place, ()):
                self.asked["mutates"] += 1
                if not changed:
                    self.finding("mutates", place, name, "changed", f"unchanged in {runs} runs")
            elif changed and callees.get(place) and name not in possible.get(place, ()):
                self.finding("missed-change", place, name, None, f"changed in {changed} of {runs} runs")

    def figures(self):
        bound = [(self.claims[p], s) for p, (a, _, s) in self.seen.items() if a != "use" and p in self.claims]
        used = [(self.claims[p], s) for p, (a, _, s) in self.seen.items() if a == "use" and p in self.claims]
        return {
            "executed": len(bound),
            "runs": sum(seen["count"] for _, seen in bound),
            "decided": sum(claim["storage"] != "unknown" for claim, _ in bound),
            "certain": sum(claim["storage"] != "unknown" and claim["certain"] for claim, _ in bound),
            "either": sum(claim["storage"] == "either" for claim, _ in bound),
            "either_one_side": sum(
                claim["storage"] == "either" and not (seen["stack"] and seen["heap"]) for claim, seen in bound
            ),
            "typed_certain": sum(bool(claim["types"]) and claim["certain"] for claim, _ in bound),
            "typed": sum(bool(claim["types"]) for claim, _ in bound),
            "uses": len(used),
            "uses_decided": sum(claim["storage"] != "unknown" for claim, _ in used),
            "unmapped": len(self.unmapped),
            "asked": self.asked,
        }

    def unknown(self):
        """Executed bindings without an answer: name, line, its text, what was seen."""
        for place, (access, name, seen) in self.seen.items():
            claim = self.claims.get(place)
            if access != "use" and claim and claim["storage"] == "unknown":
                text = self.places.lines[place[0] - 1].strip()
                yield {"file": self.path, "line": place[0], "column": place[1], "name": name, "access": access,
                       "text": text, "seen": seen["types"]}


def merged(one, two):
    types = dict(one["types"])
    for name, count in two["types"].items():
        types[name] = types.get(name, 0) + count
    both = {key: one[key] + two[key] for key in ("count", "stack", "heap", "missing", "pairs", "sizes")}
    always = sorted(set(one["always"]) & set(two["always"]))
    return both | {"types": types, "reprs": sorted({*one["reprs"], *two["reprs"]}), "always": always}
