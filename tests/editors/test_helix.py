"""Helix, set up as `editors/helix/README.md` says."""

import os
import re
from pathlib import Path

import pytest
from conftest import EDITORS

README = EDITORS / "helix/README.md"


@pytest.fixture
def hx():
    program = Path(os.environ["MEMLENS_HELIX"]) / "bin/hx"
    assert program.exists(), f"there is no {program}"
    return program


def set_up(desk, more=""):
    """The two files that the README names, with what it says is in them."""
    languages = desk.put("editors/helix/languages.toml", ".config/helix/languages.toml")
    languages.write_text(languages.read_text() + more)
    config = block(re.escape("[editor.lsp]"))
    (desk.home / ".config/helix/config.toml").write_text(config)


def block(start):
    """The README's block of TOML that begins so."""
    return re.search(rf"```toml\n({start}.*?)```", README.read_text(), re.S)[1]


def test_hints_hover_problems_and_a_fix(desk, hx):
    set_up(desk)
    with desk.edit(hx, "lesson.py") as terminal:
        terminal.shows(
            "xs heap = [1, 2]",
            "ys heap · same as xs = xs",
            "n stack = 3",
            "def add(items heap, x stack):",
            "add(xs changed, n)",
            "def countdown(n stack): ↻ unbounded",
            re.compile(r"return countdown\(n - 1\) +Endless recursion"),
        )
        terminal.keys("Space", "k")
        terminal.shows("xs is on the heap", "Also called ys", "In CPython")
        terminal.keys("Escape")
        terminal.type("18gg")
        terminal.type("]d")
        terminal.keys("Space", "a")
        terminal.shows("Use a generator expression")
        terminal.keys("Enter")
        terminal.shows("sum(k * k for k in range(100_000))")
        terminal.keys("Escape")
        terminal.type(":w")
        terminal.keys("Enter")
        terminal.shows("written")
        assert desk.saved("lesson.py").endswith("total = sum(k * k for k in range(100_000))\n")


def test_hints_follow_typing(desk, hx):
    set_up(desk)
    with desk.edit(hx, "lesson.py") as terminal:
        terminal.shows("xs heap = [1, 2]")
        terminal.type("Oa = [1]; c = 'é😀'; d = c")
        # While one types Helix moves the hints it has along; it asks for new ones at a pause.
        terminal.keys("Escape")
        terminal.shows("a heap = [1]; c stack = 'é😀'; d stack = c")
        terminal.type("u")
        terminal.hides("é😀")


def test_hints_are_toggled(desk, hx):
    set_up(desk)
    with desk.edit(hx, "lesson.py") as terminal:
        terminal.shows("xs heap = [1, 2]")
        toggle = ":toggle lsp.display-inlay-hints"
        terminal.type(toggle)
        terminal.keys("Enter")
        terminal.hides("heap")
        terminal.type(toggle)
        terminal.keys("Enter")
        terminal.shows("xs heap = [1, 2]")


def test_a_recursion_becomes_a_loop(desk, hx):
    set_up(desk)
    with desk.edit(hx, "loop.py") as terminal:
        terminal.shows("def total(xs heap, found stack):")
        terminal.type("w")
        terminal.keys("Space", "a")
        terminal.shows("Rewrite `total` as a loop")
        terminal.keys("Enter")
        terminal.shows("while True:")


def test_settings(desk, hx):
    set_up(desk, block(re.escape("[language-server.memlens.config.memlens]")))
    with desk.edit(hx, "lesson.py") as terminal:
        terminal.shows(re.compile(r"xs .*bytes"), re.compile(r"return countdown\(n - 1\) +Endless"))
        terminal.hides("n stack", "This list is built only")


def test_health_names_it(desk, hx):
    set_up(desk)
    with desk.edit(hx, "--health", "python") as terminal:
        terminal.shows(re.compile(r"✓.* memlens: .*/bin/memlens"))
    desk.is_silent = True
