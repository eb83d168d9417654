"""What IPython makes of cells: writes `cells.json`, the cells with those of their lines that it leaves as they are.

    python record.py        with IPython 8.12 (BSD licence) installed; nothing of it is copied

A line with a command of IPython's becomes a call of `get_ipython()`; every other line stays. Autocall (`/f 1`) is left
out, which becomes a plain call: memlens takes it for a command of which nothing is known.
"""

import itertools
import json
from pathlib import Path

from IPython.core.inputtransformer2 import TransformerManager

LINES = [
    "x = 1", "%matplotlib inline", "%run a.py", "!ls", "!!ls -l", "!ls 'a", "files = !ls *.py", "files = !ls (",
    "x = %who_ls", "x=%pwd", "a.b = !ls", "a[0] = !ls", "a, b = !ls", "x?", "x??", "?x", "??x", "x.y?", "x.*?", "%run?",
    "x = y?", "%%time?", "%timeit f(1)", "x %= 3", "x = 5 % 3", "x != y", "print('what?')", "# what?", "x  # what?",
    "s = '%d' % x", "s = '= !ls'", "s = f'{x!r}'", "f(x=1)", "y = x == 1", "x = 1; y = 2",
    "x: int = 3", "def f(): pass", "lambda: 0", "é = !ls é", "é?", "x = ! ls", "x =  %time f()", "x == %run", "x += !ls",
    "x = y = !ls", "x = [1, 2]", "assert x, '?'", "_ = x if y else z", "@decorator", "%", "!", "?",
]
CELLS = [
    "x = (10\n% 3)", "x = [\n!ls\n]", "s = '''\n%run a.py\n!ls\nwhat?\n'''\n!ls", "if x:\n    !ls\n    %run a.py\ny = 1", "!ls \\\n  -l\nx = 1",
    "x = !ls \\\n  -l\ny = 1", "%run \\\n  a.py\nx", "x = 1 \\\n  % 3", "\n\n%matplotlib inline\nx = 1", "# comment\n%matplotlib inline",
    "%%bash\nls 'it\nx = 1", "\n%%html\n<b>x</b>", "%%writefile a.py\nx = 1", "x = 1\n%%bash\nls", "%%cython -a\ndef f(): pass", "x?\ny = 1\nz??",
    "for x in y:\n    x?\n    z = !ls", "f(\n  a,\n  b\n)\n%run a", "s = \"\"\"a\n'''\n\"\"\"\n!ls", "x = {'a': 1,\n     'b': 2}\nx?", "try:\n    !ls\nexcept E:\n    pass",
    "def f():\n    %run a\n    return 1", "class A:\n    x = !ls", "x = 1\n\n\n%run a\n\ny = 2\n", "x = f'''{\n1}'''\n!ls", "r'\\'\n!ls", "x = 'a\\\n!ls'\n!ls",
    "%time x = 1", "with x as y: !ls", "if x: %run a", "if x: y = !ls", "lambda x=!ls: 0", "!ls\r\nx = 1\r\n", "x = 5 ?", "x ; y?", "a = b?; c", "'''a'''?", "f(a, b)?\ny = 0",
]


def kept(cell):
    made = TransformerManager().transform_cell(cell)
    return [line for line in made.split("\n") if line.strip() and "get_ipython()" not in line]


def main():
    pairs = [f"{first}\n{last}" for first, last in itertools.product(LINES, ["y = 0", "!ls", "x?"])]
    found = [{"cell": cell, "kept": kept(cell)} for cell in [*LINES, *pairs, *CELLS]]
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in found)
    Path(__file__).with_name("cells.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")


main()
