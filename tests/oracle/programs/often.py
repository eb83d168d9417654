"""A function that runs often and binds something rarely: the oracle looks at such places all the same."""


def count(number):
    kept = None
    if number % 700 == 699:
        rare = [number]
        kept = rare
    return kept


for number in range(3000):
    last = count(number)

print(last)
