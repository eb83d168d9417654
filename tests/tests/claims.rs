//! What the "In CPython" line of a hover says, asked of every CPython to be found.

use std::process::Command;

use memlens_tests::python;

/// The claim as the hover has it, the first and last minor version it is made for, and a program
/// that prints `True` where it holds.
const CLAIMS: [(&str, u8, u8, &str); 17] = [
    (
        "The `int` from -5 to 256 is one object for the whole program",
        8,
        13,
        "print(all(int(str(n)) is int(str(n)) for n in range(-5, 257)))",
    ),
    (
        "… and no other is: so the bounds are not too narrow",
        8,
        13,
        "print(int('257') is not int('257') and int('-6') is not int('-6'))",
    ),
    (
        "`None` and booleans are one object for the whole program",
        8,
        13,
        "print(bool('x') is True and bool('') is False and print(end='') is None)",
    ),
    (
        "immortal since 3.12",
        12,
        13,
        "import sys; a = [sys.getrefcount(x) for x in (None, True, 7)]; many = [[None, True, 7] for _ in range(999)]; \
         print(a == [sys.getrefcount(x) for x in (None, True, 7)])",
    ),
    (
        "… and not before: the count moves",
        8,
        11,
        "import sys; a = sys.getrefcount(None); many = [None] * 999; print(sys.getrefcount(None) >= a + 999)",
    ),
    (
        "assignment copies the reference, never the value",
        8,
        13,
        "x = int('12345678901'); y = x; s = ''.join(['a', 'b']); t = s; print(x is y and s is t)",
    ),
    (
        "a captured name is in a cell that frame and functions share",
        8,
        13,
        "def f():\n n = 1\n def g():\n  return n\n n = 2\n return g\n\
         print(f.__code__.co_cellvars == ('n',) and f()() == 2 and f().__closure__[0].cell_contents == 2)",
    ),
    (
        "a generator's frame belongs to the generator and outlasts the call",
        8,
        13,
        "def f():\n x = 1\n yield x\n\ng = f()\nnext(g)\nprint(g.gi_frame.f_locals == {'x': 1})",
    ),
    (
        "a local object that nothing outside refers to is freed when its function returns",
        8,
        13,
        "import weakref\nclass L(list): pass\nw = []\ndef f():\n x = L()\n w.append(weakref.ref(x))\nf()\nprint(w[0]() is None)",
    ),
    (
        "a function inside another that uses its own name is freed by the cycle collector only",
        8,
        13,
        "import gc, weakref\ngc.disable()\nw = []\ndef f():\n def g(n):\n  return g(n - 1) if n else 0\n w.append(weakref.ref(g))\n \
         return g(3)\nf()\nbefore = w[0]() is not None\ngc.collect()\nprint(before and w[0]() is None)",
    ),
    (
        "… and one that does not is freed with its frame",
        8,
        13,
        "import gc, weakref\ngc.disable()\nw = []\ndef f():\n def g(n):\n  return n\n w.append(weakref.ref(g))\n return g(3)\n\
         f()\nprint(w[0]() is None)",
    ),
    (
        "an exception that a name of the catching frame keeps is freed, with all the frame holds, by the cycle collector only",
        8,
        13,
        "import gc, weakref\ngc.disable()\nclass L(list): pass\nw = []\ndef f():\n x = L()\n w.append(weakref.ref(x))\n try:\n  1 / 0\n \
         except ZeroDivisionError as e:\n  saved = e\n return 1\nf()\nbefore = w[0]() is not None\ngc.collect()\nprint(before and w[0]() is None)",
    ),
    (
        "equal literals of one piece of code are one object",
        8,
        13,
        "a = 1000\nb = 1000\ns = 'some text'\nt = 'some text'\ndef f():\n x = 1.5\n if a:\n  y = 1.5\n n = -1000\n m = -1000\n return x is y and n is m\n\
         print(a is b and s is t and f())",
    ),
    (
        "a constant of the compiled code: each run of the line gives the same object",
        8,
        13,
        "def f():\n x = 'some text'\n n = 12345.5\n return x, n\nprint(all(a is b for a, b in zip(f(), f())))",
    ),
    (
        "up to 3.10 an object has a `__dict__` of its own, which shares its keys",
        8,
        10,
        "import gc, sys\nclass P:\n def __init__(self):\n  self.x = 1\np, q = P(), P()\n\
         print(any(type(r) is dict for r in gc.get_referents(q)) and sys.getsizeof(q.__dict__) < sys.getsizeof(dict(q.__dict__)))",
    ),
    (
        "since 3.11 an object keeps its attributes' values itself, and no `__dict__` is there until it is asked for",
        11,
        13,
        "import gc, sys\nclass P:\n def __init__(self):\n  self.x = [1]\np = P()\nbefore = [type(r) for r in gc.get_referents(p)]\np.__dict__\n\
         print(dict not in before and list in before)",
    ),
    (
        "an object of a class with `__slots__` alone has no `__dict__`",
        8,
        13,
        "class P:\n __slots__ = ('x',)\np = P()\np.x = 1\nprint(not hasattr(p, '__dict__'))",
    ),
];

#[test]
fn every_claim_holds_on_every_version() {
    let interpreters = python::interpreters();
    let found: Vec<u8> = interpreters.iter().map(|(minor, _)| *minor).collect();
    assert!(found.contains(&11), "this test needs CPython 3.11; found minor versions {found:?}");
    let mut asked = 0;
    for (claim, first, last, program) in CLAIMS {
        for (minor, interpreter) in interpreters.iter().filter(|(minor, _)| (first..=last).contains(minor)) {
            let output =
                Command::new(interpreter).args(["-c", program]).output().expect("the interpreter starts");
            let (answer, errors) =
                (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
            assert_eq!(answer.trim(), "True", "3.{minor}: {claim}\n{errors}");
            asked += 1;
        }
    }
    println!("{} claims, asked {asked} times of 3.{found:?}", CLAIMS.len());
}
