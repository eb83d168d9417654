# One at a time, or all at once.
def squares_in_a_list(count):
    squares = []
    for i in range(count):
        squares.append(i * i)
    return squares


def squares(count):
    for i in range(count):
        yield i * i


whole = sum(squares_in_a_list(30))
lazy = sum(squares(30))
small = []
for square in squares(4):
    if square > 5:
        break
    small.append(square)
pairs = list(zip("ab", [1, 2]))
numbered = [f"{index}: {letter}" for index, letter in enumerate("xy", start=1)]
doubled = list(map(lambda n: n * 2, small))
rest = [n for n in whole_numbers] if (whole_numbers := range(3)) else []
any_big = any(n > 2 for n in rest)
