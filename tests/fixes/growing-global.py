#: Make results local to process and return it
results = []

def process(batch):
    for number in batch:
        results.append(number * 1.5)

def main():
    for start in range(0, 50000, 1000):
        process(range(start, start + 1000))
    print(len(results), sum(results))

main()
#: Make results local to process and return it
results = []

def process(data):
    """Keeps what is positive."""
    if not data:
        return
    for number in data:
        if number > 0:
            results.append(float(number))
            continue
        if number < -40000:
            return

def main():
    process([])
    for step in (1, 2, 3):
        process(range(-100, 10000, step))
        print(len(results))
    print(results[:3], sum(results))

if __name__ == "__main__":
    main()
#: Make lines local to read and return it
lines = list()  # all of them

def read(count):
    global lines
    lines += ["line %d" % number for number in range(count)]

def main():
    count = 0
    while count < 20:
        read(count * 100)
        count += 1
    print(len(lines), lines[-1])

main()
print("end")
#: Make found local to search and return it
found = []

def search(text, letter):
    for place, other in enumerate(text):
        if other == letter:
            found.append((place, letter))
    return

def main():
    for letter in "abcab":
        search("abcabc" * 500, letter)
    print(len(found), found[7], sorted(set(found))[:3])

main()
#: Make trail local to note and return it
trail = []

def note(step):
    trail.append("step %d" % step)

for step in range(20000):
    note(step)
print("done")
#: Make visited local to walk and return it
visited = []

def walk(depth):
    visited.append([0] * 50)
    if depth == 0:
        return
    walk(depth - 1)
    walk(depth - 1)

walk(10)
print("walked")
#: Clear results after its last use
results = []

def process(data):
    if not data:
        return
    results.append(str(data[0]) * 20)
    process(data[1:])

process(list(range(300)))
print(results[0], len(results))
print("next")
#: Clear results after its last use
results = []

def process(number):
    results.append(number * 1.5)

for number in range(20000):
    process(number)
print(sum(results))
for _ in range(3):
    print("other work")
#: Clear log after its last use
log = []

def note(text):
    log.append(text)

def report():
    print(len(log), log[0])

def main():
    for number in range(10000):
        note("number %d" % number)
    report()
    for number in range(3):
        print(number)

if __name__ == "__main__":
    main()
    print("end")
#: Clear waiting after its last use
from collections import deque

waiting = deque()

def put(item):
    waiting.appendleft(item)

def show():
    for item in waiting:
        if item == (3, 3):
            print(item)

if __name__ == "__main__":
    for number in range(20000):
        put((number, number))
    show()
    print(len(waiting))
    print("over")
#: Clear moments after its last use
from itertools import count

serial = count()
moments = {}

def note(value):
    moments[next(serial)] = value

for number in range(5000):
    note("value %d" % number)
if len(moments) > 3:
    print(moments[3], max(moments))
print("end")
#: Clear marks after its last use
from itertools import count

serial = count()
marks = set()

def mark(value):
    marks.add((next(serial), value))

for number in range(5000):
    mark(number % 7)
print(len(marks))
print("end")
#: Clear people after its last use
people = []

def enter(name, age):
    people.append({"name": name, "age": age})

def oldest():
    return max(person["age"] for person in people)

def main():
    for age in range(5000):
        enter("P%d" % age, age)
    print(oldest())
    first = people[0]["name"]
    print(first)
    print("end of main")

main()
