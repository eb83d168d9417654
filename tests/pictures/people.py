# Instances, shared attributes, inheritance.
class Person:
    count = 0

    def __init__(self, name, friends=None):
        self.name = name
        self.friends = friends or []
        Person.count += 1

    def meet(self, other):
        self.friends.append(other)
        other.friends.append(self)

    def __str__(self):
        return f"{self.name} ({len(self.friends)})"


class Student(Person):
    def __init__(self, name, course):
        super().__init__(name)
        self.course = course
        self.marks = {}

    def mark(self, subject, points):
        self.marks[subject] = points
        return self

    @property
    def best(self):
        best = None
        for subject, points in self.marks.items():
            if best is None or points > self.marks[best]:
                best = subject
        return best


bob = Person("Bob")
eve = Student("Eve", "Physics")
bob.meet(eve)
eve.mark("maths", 3).mark("art", 5)
top = eve.best
text = str(bob)
everyone = [bob, eve]
by_name = {}
for person in everyone:
    by_name[person.name] = person
everyone[0].name = "Robert"
still = by_name["Bob"].name
