"""Attributes of a class are shared by its instances until one shadows them."""


class Dog:
    tricks = []
    legs = 4

    def __init__(self, name):
        self.name = name

    def learn(self, trick):
        self.tricks.append(trick)

    def lose_leg(self):
        self.legs -= 1

    def own(self):
        self.tricks = list(self.tricks)


fido, rex = Dog("Fido"), Dog("Rex")
fido.learn("roll")
known = rex.tricks
mine = fido.tricks
assert known is mine and known == ["roll"]
fido.lose_leg()
legs, others = fido.legs, rex.legs
assert (legs, others) == (3, 4)
rex.own()
rex.learn("sit")
after = rex.tricks
assert after is not known and Dog.tricks is known

Dog.tricks = ()
now = fido.tricks
still = rex.tricks
assert now == () and still == ["roll", "sit"]


class Registry:
    members = {}

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        Registry.members[cls.__name__] = cls


class First(Registry):
    pass


class Second(Registry):
    size = 2


names = list(Registry.members)
second = Registry.members["Second"]
size = second.size
assert names == ["First", "Second"] and second is Second and size == 2


class Counter:
    total = 0

    def __init__(self):
        type(self).total += 1
        self.number = self.total


counters = [Counter() for _ in range(3)]
numbers = [c.number for c in counters]
assert numbers == [1, 2, 3]
