"""Augmented assignment: in place for some types, a new object for others."""

xs = [1]
ys = xs
xs += [2]
assert xs is ys
xs = xs + [3]
assert xs is not ys

t = (1,)
u = t
t += (2,)
assert t is not u and u == (1,)

s = {1}
v = s
s |= {2}
s -= {1}
s &= {2, 3}
s ^= {5}
assert v is s and v == {2, 5}

d = {"a": 1}
e = d
d |= {"b": 2}
assert e is d

n = 5
m = n
n += 2.5
n //= 2
assert n == 3.0 and m == 5
name = "a"
name *= 3
name += "b"
assert name == "aaab"

row = [0]
grid = row
row *= 3
assert grid is row and grid == [0, 0, 0]

flags = 0b1010
flags &= 0b0110
flags <<= 2
flags ^= 1
assert flags == 9

holder = ([1], 2)
inner = holder[0]
inner += [9]
assert holder == ([1, 9], 2)


class Bag:
    def __init__(self, *items):
        self.items = list(items)

    def __iadd__(self, item):
        self.items.append(item)
        return self


class Money:
    def __init__(self, cents):
        self.cents = cents

    def __add__(self, other):
        return Money(self.cents + other.cents)


bag = same = Bag(1)
bag += 2
assert bag is same and same.items == [1, 2]
money = before = Money(5)
money += Money(10)
assert money is not before and money.cents == 15


def extend(values, extra):
    values += extra
    return values


base = [1]
result = extend(base, (2, 3))
numbers = (1,)
longer = extend(numbers, (2,))
assert result is base and longer is not numbers

total = 0
for part in (1, 2.0, True):
    total += part
is_whole = total == 4
ratio = 3
ratio /= 2
power = 2
power **= 10
remainder = 17
remainder %= 5
matrix_row = bytearray(b"ab")
kept = matrix_row
matrix_row += b"c"
assert kept is matrix_row and (ratio, power, remainder) == (1.5, 1024, 2)
