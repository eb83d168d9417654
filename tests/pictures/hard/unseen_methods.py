# Special methods that run where no text shows it change lists: what is in these is claimed by no picture.
class Freed:
    def __del__(self):
        freed.append("freed")


class Compared:
    def __eq__(self, other):
        compared.append(1)
        return True

    def __hash__(self):
        hashed.append(1)
        return 1


class Asked:
    def __getattribute__(self, name):
        asked.append(name)
        return 5


freed = []
compared = []
hashed = []
asked = []
thing = Freed()
thing = None
many = len(freed)
things = [Compared()]
count = things.count(3)
same = [Compared()] == things
place = things.index(5)
many = len(compared)
keys = {Compared(): 1}
keys[Compared()] = 2
many = len(hashed)
number = Asked().missing
many = len(asked)
