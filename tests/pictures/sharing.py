# Two names for one list, and a copy that is another.
first = [1, 2, 3]
second = first
second.append(4)
third = first[:]
third[0] = "changed"
fourth = list(first)
grid = [[0] * 3] * 2
grid[0][1] = 5
rows = [[0] * 3 for _ in range(2)]
rows[0][1] = 5
pair = (first, second)
pair[0].append(6)
first += [7]
first = first + [8]
same = second is pair[1]
