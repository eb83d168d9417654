#: Use a generator expression
print(sum([number * number for number in range(100_000)]))
#: Use a generator expression
print(max([number % 977 for number in range(100_000)], default=0))
#: Use a generator expression
print(min( [ (7 * number) % 100_003 for number in range(1, 50_000) ] ))
#: Use a generator expression
print(len(set([number % 10 for number in range(100_000)])))
#: Use a generator expression
print(any([number == 99_000 for number in range(100_000)]), all([]))
#: Use a generator expression
print(99_000 in [number * 3 for number in range(100_000)])
#: Use a generator expression
print(sorted([-number for number in range(100_000)])[:3])
#: Use a generator expression
total = 0.0
for value in [number * 0.5 for number in range(100_000)]:
    total += value
    if value > 40_000:
        break
print(total)
#: Use a generator expression
def work(n):
    squares = [number ** 2 for number in range(n)]
    print("between")
    return sum(squares)

print(work(n=100_000))
#: Use a generator expression
SIZE = 300
print(sum([a ^ b for a in range(SIZE) for b in range(SIZE)], 1))
#: Use a generator expression
lengths = {len(text) for text in [f"{number}!" for number in range(50_000)]}
print(lengths)
#: Use a generator expression
import math
print(round(sum([math.sqrt(number) for number in range(100_000)]), 6))
#: Use a generator expression
import random

random.seed(3)
samples = [random.random() for _ in range(100_000)]
mean = sum(samples)
print(round(mean, 6), random.random())
#: Use a generator expression
limit = 100_000
flags = (
    [  # one flag a number
        "even" if number % 2 == 0 else "odd"
        for number in range(limit)
    ]
)
for flag in flags:
    if flag == "even":
        limit -= 0
print(sum([1 if number & 1 else 2 for number in range(10 ** 5 // 2)]))
#: Iterate over the range itself
total = 0
for number in list(range(100_000)):
    total += number
print(total)
#: Iterate over the range itself
numbers = list( range(0, 1_000_000, 3) )
print(sum(numbers))
#: Make squares a generator
def squares(n):
    """The first n squares."""
    result = []
    for number in range(n):
        result.append(number * number)
    return result

for square in squares(3):
    print(square)
print(sum(squares(100_000)))
#: Make fibonacci a generator
def fibonacci(n):
    numbers = []
    a, b = 0, 1
    for _ in range(n):
        numbers.append(a % 1000)
        a, b = b, a + b
    return numbers

top = fibonacci(10_000)
print(max(top))
#: Make grid a generator
def main():
    def grid(width, height=200):
        points = []
        for x in range(width):
            for y in range(height):
                points.append((x, y))
                points.append((
                    x,
                    -y,
                ))
        return points

    count = 0
    for x, y in grid(200):
        count += x * y
    print(count)

main()
#: Make halves a generator
def halves(count, start):
    found = []
    found.append(0.0)
    for number in range(start, count):
        half = number / 2
        found.append(half)
    return found

print(sum(halves(50_000, 1)), sorted(halves(10, 2)))
