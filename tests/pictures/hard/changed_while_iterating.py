d = {"a": 1, "b": 2}
for k in d:
    if k == "a":
        d["b"] = 5
for k, v in d.items():
    if k == "b":
        d["b"] = 6
vs = list(d.values())
it = iter(d)
x = next(it)
d["c"] = 1
try:
    y = next(it)
except RuntimeError as e:
    m = str(e)
for k in d:
    if k == "b":
        break
for k in d:
    del d[k]
    d[k + "x"] = 1
    break
s = {5}
for q in s:
    s.discard(q)
    break
z = len(s)
n = {k: v for k, v in d.items() if v}
for i, (k, v) in enumerate(d.items()):
    d[k] = v + i
ks = d.keys()
p = list(zip(d, d.values()))
