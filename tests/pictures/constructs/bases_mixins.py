"""Small classes that add one thing each."""


class Named:
    def label(self):
        return f"{self.name}: {self.describe()}"


class Counted:
    count = 0

    def __init__(self):
        Counted.count += 1
        self.number = Counted.count


class Loud:
    def describe(self):
        return super().describe() + "!"


class Animal(Counted):
    def __init__(self, name):
        super().__init__()
        self.name = name

    def describe(self):
        return "an animal"


class Dog(Loud, Named, Animal):
    pass


class Cat(Named, Animal):
    def describe(self):
        return "a cat"


rex = Dog("Rex")
tom = Cat("Tom")
first = rex.label()
second = tom.label()
made = Counted.count
