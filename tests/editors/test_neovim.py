"""Neovim with the plugin as `editors/neovim/README.md` has it installed, and without the plugin."""

import os
import re
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from conftest import EDITORS
from terminal import until

NEW = Path(sys.executable).parent / "nvim"
# The oldest version that the plugin is for; tests/run names its folder.
OLD = Path(os.environ["MEMLENS_NEOVIM_OLD"]) / "bin/nvim" if "MEMLENS_NEOVIM_OLD" in os.environ else None


@pytest.fixture(params=["0.11", "0.10"])
def nvim(request):
    program = {"0.11": NEW, "0.10": OLD}[request.param]
    assert program is not None and program.exists(), f"there is no Neovim {request.param}"
    return program


def install(desk):
    packages = desk.home / ".local/share/nvim/site/pack/memlens/start"
    packages.mkdir(parents=True)
    (packages / "memlens").symlink_to(EDITORS / "neovim")


def command(terminal, text):
    terminal.keys("Escape")
    terminal.type(f":{text}")
    terminal.keys("Enter")


def test_hints_hover_problems_and_a_fix(desk, nvim):
    install(desk)
    with desk.edit(nvim, "lesson.py") as terminal:
        terminal.shows(
            "xs heap = [1, 2]",
            "ys heap · same as xs = xs",
            "n stack = 3",
            "def add(items heap, x stack):",
            "add(xs changed, n)",
            "def countdown(n stack): ↻ unbounded",
            re.compile(r"^W +return countdown", re.M),
            re.compile(r"^H total", re.M),
        )
        terminal.keys("K")
        terminal.shows("xs is on the heap", "Also called ys", "In CPython")
        # A problem, in its own words, by Neovim's own keys.
        command(terminal, "1")
        terminal.keys("]", "d")
        terminal.keys("C-w", "d")
        terminal.shows("Endless recursion", "[unbounded-recursion]")
        # Anywhere on its line.
        command(terminal, "18")
        if nvim == NEW:
            terminal.type("gra")
        else:
            command(terminal, "lua vim.lsp.buf.code_action()")
        choice = re.compile(r"(\d+): Use a generator expression")
        screen = terminal.shows(choice)
        terminal.type(choice.search(screen)[1])
        terminal.keys("Enter")
        terminal.shows("sum(k * k for k in range(100_000))")
        command(terminal, "write")
        terminal.shows("written")
        assert desk.saved("lesson.py").endswith("total = sum(k * k for k in range(100_000))\n")


def test_hints_follow_typing_in_a_buffer_without_a_file(desk, nvim):
    install(desk)
    with desk.edit(nvim) as terminal:
        command(terminal, "set filetype=python")
        terminal.type("ia = [1]")
        terminal.keys("Enter")
        terminal.type("b = a")
        terminal.shows("a heap = [1]", "b heap · same as a = a")
        terminal.keys("Enter")
        terminal.type("a.append(2); c = 'é😀'; d = c")
        terminal.shows("c stack = 'é😀'; d stack = c")


def test_commands(desk, nvim):
    install(desk)
    with desk.edit(nvim, "lesson.py") as terminal:
        terminal.shows("xs heap = [1, 2]")
        command(terminal, "Memlens hints")
        terminal.hides("heap", "unbounded")
        command(terminal, "Memlens hints")
        terminal.shows("xs heap = [1, 2]")
        command(terminal, "Memlens hints bindings")
        terminal.shows("xs = [1, 2]", "hints of bindings off", "def add(items heap, x stack)")
        command(terminal, "Memlens hints bindings")
        terminal.shows("xs heap = [1, 2]")
        command(terminal, "Memlens hints sizes")
        terminal.shows(re.compile(r"xs heap 72 bytes|xs heap .*bytes.* ="))
        command(terminal, "Memlens model cpython")
        terminal.hides("n stack")
        command(terminal, "Memlens model")
        terminal.shows("n stack = 3")
        command(terminal, "15")
        command(terminal, "Memlens why")
        terminal.shows("countdown is not offered as a loop", "it needs a base case first")
        command(terminal, "Memlens nonsense")
        terminal.shows("memlens: no command `nonsense`")
        command(terminal, "Memlens model java")
        terminal.shows("memlens: `model` does not take `java`")
        terminal.type(":Memlens h")
        terminal.keys("Tab")
        terminal.type(" li")
        terminal.keys("Tab")
        terminal.shows(":Memlens hints lifetimes")
        terminal.keys("C-c")
        assert len(desk.heard("initialize")) == 1
        command(terminal, "Memlens restart")
        desk.hears("initialize", 2)
        command(terminal, "3put ='zs = xs'")
        terminal.shows("zs heap · same as")
        command(terminal, "helptags ALL")
        command(terminal, "help :Memlens")
        terminal.shows(":Memlens hints [kind]", "memlens.txt [Help]")


def test_a_recursion_becomes_a_loop(desk, nvim):
    install(desk)
    with desk.edit(nvim, "loop.py") as terminal:
        terminal.shows("def total(xs heap, found stack):")
        terminal.type("w")  # to the function's name
        command(terminal, "lua vim.lsp.buf.code_action({ apply = true, context = { only = { 'refactor.rewrite' } } })")
        terminal.shows("while True:")
        terminal.hides("return total(xs[1:]")


def test_options(desk, nvim):
    install(desk)
    config = desk.home / ".config/nvim/init.lua"
    config.parent.mkdir(parents=True)
    config.write_text(
        'require("memlens").setup({ settings = { hints = { parameters = false }, diagnostics = { severity = '
        '{ ["unbounded-recursion"] = "error" } } } })\n'
    )
    with desk.edit(nvim, "lesson.py") as terminal:
        terminal.shows("xs heap = [1, 2]", "def add(items, x):", re.compile(r"^E +return countdown", re.M))


def test_a_missing_program_is_told(desk, nvim):
    install(desk)
    desk.environment["PATH"] = os.environ["PATH"]
    with desk.edit(nvim, "lesson.py") as terminal:
        terminal.shows("memlens: cannot run `memlens`")
        terminal.keys("Enter")
    desk.is_silent = True


def test_the_set_up_without_the_plugin(desk):
    readme = (EDITORS / "neovim/README.md").read_text()
    lines = re.search(r"```lua\n(vim\.lsp\.config.*?)```", readme, re.S)[1]
    config = desk.home / ".config/nvim/init.lua"
    config.parent.mkdir(parents=True)
    config.write_text(lines)
    with desk.edit(NEW, "lesson.py") as terminal:
        terminal.shows("xs heap = [1, 2]", re.compile(r"^W +return countdown", re.M))
        terminal.keys("K")
        terminal.shows("xs is on the heap")


def test_the_picture_follows_the_cursor(desk, nvim):
    install(desk)
    with desk.edit(nvim, "lesson.py") as terminal:
        terminal.shows("xs heap = [1, 2]")
        command(terminal, "Memlens picture")
        screen = terminal.shows("Global frame", "Memory after line 1 of lesson.py")
        assert "ys" not in picture(screen)
        # The cursor stays in the code.
        terminal.type("3G")
        screen = terminal.shows("Memory after line 3 of lesson.py")
        assert re.search(r"ys +→ #0", picture(screen)) and re.search(r"\bn +3", picture(screen)), screen
        terminal.type("ozs = ys")
        screen = terminal.shows("Memory after line 4 of lesson.py")
        terminal.keys("Escape")
        assert "zs" in picture(screen)
        terminal.keys("C-w", "l")
        terminal.type("q")
        terminal.hides("Global frame")
        asked = len(desk.heard("memlens/picture"))
        terminal.type("1G")
        terminal.shows("1,1")
        assert asked >= 3 and len(desk.heard("memlens/picture")) == asked


def test_the_picture_takes_the_other_model(desk, nvim):
    install(desk)
    with desk.edit(nvim, "lesson.py") as terminal:
        terminal.shows("xs heap = [1, 2]")
        command(terminal, "3")
        command(terminal, "Memlens picture")
        assert re.search(r"\bn +3", picture(terminal.shows("Memory after line 3 of lesson.py")))
        # Without a move of the cursor. Neither the code nor the hints have `int  3`.
        command(terminal, "Memlens model cpython")
        assert re.search(r"\bn +→ #", picture(terminal.shows(re.compile(r"│#\d+ int +3"))))


def picture(screen):
    """The right half of the screen."""
    return "\n".join(line.split("│", 1)[1] for line in screen.splitlines() if "│" in line)


def test_the_drawing_is_opened(desk, nvim):
    install(desk)
    opened = desk.home / "opened"
    # What Neovim opens files with, by its own order of programs.
    viewer = desk.programs / "xdg-open"
    viewer.write_text(f'#!/bin/sh\ncp "$1" "{opened}.svg"\n')
    viewer.chmod(0o755)
    with desk.edit(nvim, "lesson.py") as terminal:
        terminal.shows("xs heap = [1, 2]")
        command(terminal, "3")
        command(terminal, "Memlens picture svg")
        terminal.shows(".svg")
        until(lambda: opened.with_suffix(".svg").exists(), "a drawing that is opened")
    drawing = ElementTree.parse(opened.with_suffix(".svg")).getroot()
    assert drawing.tag.endswith("svg")
    assert "Global frame" in "".join(drawing.itertext())
