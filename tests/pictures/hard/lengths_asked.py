xs = [1, 2]
def g():
    for i in range(2):
        yield len(xs)
xs.extend(g())
xs += g()
ys = [3]
ys += map(str, ys[:])
class L:
    def __init__(self):
        self.n = 0
    def __len__(self):
        self.n += 1
        return 3
    def __iter__(self):
        return iter([1, 2])
l = L()
a = list(l)
b = sorted(l)
c = [*l]
d = l.n
def va(*q):
    return q
e = va(*l), l.n
f = " ".join(str(x) for x in l), l.n
it = iter(xs)
z = list(it)
xs.append(8)
xs.append(9)
w = next(it, "end")
