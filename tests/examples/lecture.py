"""Where does Python keep things? Read this beside its annotations:

    cargo run --release -- trace tests/examples/lecture.py
"""

import sys

# 1. Values. Numbers, text, True, False and None are simple values: the picture
#    puts them into the frame itself, on the stack. This is the global frame.
seats = 40
film = "Metropolis"
price = 7.5
is_open = True
sponsor = None

# 2. Objects. A list or a dictionary is an object on the heap. The name in the
#    frame holds a reference, an arrow that leads there.
queue = ["Ada", "Linus", "Grace"]
prices = {"adult": 7.5, "child": 4.0}

# 3. Assignment never copies an object: here two names lead to one list.
waiting = queue
waiting.append("Guido")
assert len(queue) == 4

# A copy is a second object. It changes alone.
backup = list(queue)
backup.append("Barbara")
assert len(queue) == 4


# 4. Locals. A call has a frame of its own, and the frame goes when it returns.
def sell(count):
    cost = count * 7.5
    tickets = [count, cost]
    print("sold", tickets)
    # Here the list is freed as well: no reference to it is left.


sell(2)


# 5. The stack of calls. While `greeting` runs there are three frames:
#    the global one, `welcome` on top of it, `greeting` on top of that.
def greeting(name):
    text = "Welcome, " + name
    return text


def welcome(guest):
    line = greeting(guest)
    print(line)


welcome("Ada")


# 6. The heap. An instance is an object, and its attributes live inside it.
class Visitor:
    def __init__(self, name, age):
        self.name = name
        self.age = age
        self.tickets = []

    def buy(self, seat):
        self.tickets.append(seat)


ada = Visitor("Ada", 36)
friend = ada
friend.buy(12)
assert ada.tickets == [12]


# 7. Passing values and references. The function below has a number of its own:
#    the caller's stays as it is.
def add_one(number):
    number += 1
    return number


visits = 10
more = add_one(visits)
assert (visits, more) == (10, 11)


# This function gets a reference, so it changes the list of its caller.
def add_guest(names, name):
    names.append(name)


guests = ["Ada"]
add_guest(guests, "Alan")
assert guests == ["Ada", "Alan"]


# A parameter can hold a value in one call and a reference in another.
def show(thing):
    print(thing)


show(3)
show([3])


# 8. Recursion. Each call puts one more frame on the stack, until the base case.
def countdown(n):
    if n == 0:
        return
    countdown(n - 1)


countdown(10)


def add_up(numbers):
    if not numbers:
        return 0
    return numbers[0] + add_up(numbers[1:])


print(add_up([3, 1, 2]))


# No call of this one would ever return: it has no base case. (Nobody calls it.)
def forever(n):
    return forever(n + 1)


# 9. The limit. Python stops at about 1000 frames, before the stack overflows.
#    More is allowed on request, but that only moves the end further away.
sys.setrecursionlimit(5000)
countdown(3000)


# A loop needs one frame, however far it goes.
def countdown_in_a_loop(n):
    while n > 0:
        n -= 1


countdown_in_a_loop(10000)


# 10. The worked example. A tree of folders, read by recursion, its sizes kept
#     in a global list: that list stays for as long as the program runs.
disk = {"size": 5, "inside": [{"size": 2, "inside": []}, {"size": 3, "inside": []}]}
sizes = []


def measure(folder):
    sizes.append(folder["size"])
    for child in folder["inside"]:
        measure(child)


measure(disk)
assert sum(sizes) == 10


# The same with a loop. What is still to do waits in a list on the heap, and
# the result is a local list that its caller may keep or drop.
def measure_in_a_loop(root):
    found = []
    todo = [root]
    while todo:
        folder = todo.pop()
        found.append(folder["size"])
        todo.extend(folder["inside"])
    return found


print(sum(measure_in_a_loop(disk)))


# A list that is used up at once: ten thousand numbers in memory...
def squares_in_a_list(count):
    squares = []
    for i in range(count):
        squares.append(i * i)
    return squares


# ...and a generator, which hands out one at a time.
def squares_one_by_one(count):
    for i in range(count):
        yield i * i


assert sum(squares_in_a_list(10000)) == sum(squares_one_by_one(10000))
