"""Properties, class and static methods, descriptors, slots."""


class Celsius:
    count = 0

    def __init__(self, degrees=0.0):
        self._degrees = degrees
        Celsius.count += 1

    @property
    def degrees(self):
        value = self._degrees
        return value

    @degrees.setter
    def degrees(self, value):
        if value < -273.15:
            raise ValueError("too cold")
        self._degrees = value

    @property
    def history(self):
        found = [self._degrees]
        return found

    @classmethod
    def from_fahrenheit(cls, f):
        made = cls((f - 32) * 5 / 9)
        return made

    @staticmethod
    def is_cold(t):
        limit = 10
        return t < limit


warm = Celsius(30)
boiling = Celsius.from_fahrenheit(212)
d = boiling.degrees
warm.degrees = 4
cold = Celsius.is_cold(warm.degrees)
one, two = warm.history, warm.history
count = Celsius.count
try:
    warm.degrees = -300
except ValueError as error:
    message = error.args[0]
assert d == 100.0 and cold and one is not two and count == 2 and message == "too cold"


class Positive:
    def __set_name__(self, owner, name):
        self.name = "_" + name

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        stored = getattr(instance, self.name)
        return stored

    def __set__(self, instance, value):
        checked = abs(value)
        setattr(instance, self.name, checked)


class Account:
    balance = Positive()

    def __init__(self, balance):
        self.balance = balance


account = Account(-5)
balance = account.balance
descriptor = Account.balance
assert balance == 5 and isinstance(descriptor, Positive)


class Slotted:
    __slots__ = ("a", "b")

    def __init__(self, a, b):
        self.a = a
        self.b = b


slotted = Slotted([1], 2)
a, b = slotted.a, slotted.b
assert a is slotted.a and b == 2
