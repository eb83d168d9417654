"""Lists of lists: one inner list or many."""

wrong = [[0] * 3] * 2
right = [[0] * 3 for _ in range(2)]
wrong[0][0] = 1
right[0][0] = 1
assert wrong == [[1, 0, 0], [1, 0, 0]] and right == [[1, 0, 0], [0, 0, 0]]

a, b = wrong
c, d = right
assert a is b and c is not d

grid = []
row = [0, 0]
for _ in range(2):
    grid.append(row)
grid[0][1] = 7
bottom = grid[1]
assert bottom is row and row == [0, 7]

board = []
for y in range(3):
    line = []
    for x in range(3):
        cell = x * y
        line.append(cell)
    board.append(line)
center = board[1][1]
column = [line[0] for line in board]
flat = [cell for line in board for cell in line]
turned = [list(pair) for pair in zip(*board)]
assert center == 1 and flat[-1] == 4 and turned == board

total = 0
for line in board:
    for cell in line:
        total += cell
largest = max(max(line) for line in board)
assert total == 9 and largest == 4

looped = []
looped.append(looped)
inside = looped[0]
assert inside is looped

table = dict.fromkeys("ab", [])
table["a"].append(1)
other = table["b"]
assert other == [1]
groups = {key: [] for key in "ab"}
groups["a"].append(1)
empty = groups["b"]
assert empty == []


def neighbours(cells, x, y):
    found = []
    for dx, dy in ((0, 1), (1, 0), (0, -1), (-1, 0)):
        nx, ny = x + dx, y + dy
        if 0 <= ny < len(cells) and 0 <= nx < len(cells[ny]):
            value = cells[ny][nx]
            found.append(value)
    return found


around = neighbours(board, 0, 0)
assert around == [0, 0]
