#: growing-global: what earlier calls put in is looked at
results = []

def process(batch):
    for number in batch:
        results.append(number + sum(results[-1:]))

def main():
    for batch in [[1, 2], [3, 4]]:
        process(batch)
    print(sum(results))

main()
#: growing-global: the function that keeps the results runs twice
results = []

def process(batch):
    for number in batch:
        results.append(number)

def main():
    for batch in [[1, 2], [3, 4]]:
        process(batch)
    print(sum(results))

main()
main()
#: growing-global: a failure half way keeps what was appended before it
results = []

def process(batch):
    for number in batch:
        results.append(1 / number)

def main():
    for batch in [[1, 2], [3, 0]]:
        try:
            process(batch)
        except ZeroDivisionError:
            pass
    print(sum(results))

main()
#: growing-global: the function is a generator
results = []

def process(batch):
    for number in batch:
        results.append(number)
        yield number

def main():
    for batch in [[1, 2], [3, 4]]:
        for number in process(batch):
            print(number, len(results))

main()
print("end")
#: growing-global: an iterator over it is used later
results = []

def process(number):
    results.append(number)

for number in range(10):
    process(number)
items = iter(results)
print("between")
print(next(items))
#: growing-global: a callback
import atexit

results = []

def process(number):
    results.append(number)

def report():
    print(results)

atexit.register(report)
for number in range(10):
    process(number)
print("end")
#: growing-global: a lambda looks at it later
results = []

def process(number):
    results.append(number)

show = lambda: print(len(results))
for number in range(10):
    process(number)
print("end")
show()
#: growing-global: imported, not run
results = []

def process(number):
    results.append(number)

def work(numbers):
    for number in numbers:
        process(number)
    total = sum(results)
    return total
#: growing-global: a method looks at it
results = []

def process(number):
    results.append(number)

class Report:
    def __str__(self):
        return str(len(results))

report = Report()
for number in range(10):
    process(number)
print("between")
print(report)
#: large-temporary: the loop changes what the items are made of
state = [0]

def work():
    for value in [number + state[0] for number in range(100_000)]:
        state[0] += value

work()
print(state)
#: large-temporary: an item fails behind the one that ends the search
try:
    print(any([1 / (number - 50_000) < 0 for number in range(100_000)]))
except ZeroDivisionError as error:
    print(error)
#: large-temporary: the name is bound anew
k = 1
values = [number * k for number in range(100_000)]
k = 2
print(sum(values))
#: large-temporary: random numbers are drawn in between
import random

random.seed(1)
values = [random.random() for _ in range(100_000)]
print(random.random())
print(sum(values))
#: large-temporary: StopIteration ends the list
def work():
    source = iter([1, 2, 3])
    try:
        return sum([next(source) for _ in range(100_000)])
    except StopIteration:
        return "stopped"

print(work())
#: large-temporary: used twice
values = [number for number in range(100_000)]
print(sum(values), max(values))
#: large-temporary: iterated over again and again
values = [number for number in range(10_000)]
for _ in range(2):
    print(sum(values))
#: large-temporary: used by a function that may run again
values = [number for number in range(10_000)]

def total():
    return sum(values)

print(total(), total())
#: large-temporary: a builtin of another meaning
def sum(values):
    return values[0] + len(values)

print(sum([number for number in range(100_000)]))
#: large-temporary: the function's list is indexed elsewhere
def squares(n):
    result = []
    for number in range(n):
        result.append(number * number)
    return result

print(max(squares(100_000)))
print(squares(10)[3])
#: large-temporary: the function prints
def squares(n):
    result = []
    for number in range(n):
        print("made", number)
        result.append(number * number)
    return result

for square in squares(10_000):
    if square > 4:
        break
    print(square)
#: large-temporary: the function's list is looked at while it is built
def sums(n):
    result = []
    for number in range(n):
        result.append(number + len(result))
    return result

print(max(sums(100_000)))
#: large-temporary: a variable of the loop, captured
functions = [lambda: number for number in range(10_000)]
print(sum(f() for f in functions))
#: large-temporary: a local that is not bound yet
k = 4

def work():
    values = [number * k for number in range(100_000)]
    print("between")
    for value in values:
        k = value

try:
    work()
except NameError:
    print("k is not bound")
#: large-temporary: bound by a loop that may not run
def values(n, m):
    found = []
    for number in range(n):
        found.append(number)
    for number in range(m):
        last = number
    found.append(last)
    return found

for value in values(10_000, 1):
    print(value)
    break
