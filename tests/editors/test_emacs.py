"""Emacs with eglot and with lsp-mode, set up as `editors/emacs/README.md` says."""

import os
import re
from pathlib import Path

import pytest
from conftest import EDITORS

README = EDITORS / "emacs/README.md"
HINTS = [
    "xs heap = [1, 2]",
    "ys heap · same as xs = xs",
    "n stack = 3",
    "def add(items heap, x stack):",
    "add(xs changed, n)",
    "def countdown(n stack): ↻ unbounded",
]


class Emacs:
    """An Emacs with one of the two clients, on a file."""

    def __init__(self, desk, client, more=""):
        self.desk = desk
        self.client = client
        init = desk.put(f"editors/emacs/{client}.el", ".emacs.d/init.el")
        init.write_text(init.read_text() + more)
        if client == "lsp-mode":
            # Where its packages are; the rest is as after M-x package-install.
            packages = Path(os.environ["MEMLENS_LSP_MODE"]) / "root/usr/share/emacs/site-lisp/elpa-src"
            assert packages.is_dir(), f"there is no {packages}"
            (desk.home / ".emacs.d/early-init.el").write_text(f'(setq package-user-dir "{packages}")\n')

    def open(self, name):
        return self.desk.edit("emacs", "-nw", name)

    def begin(self, terminal):
        """What is asked the first time a folder is opened."""
        if self.client == "lsp-mode":
            terminal.shows("Import project root")
            terminal.type("i")

    def run(self, terminal, eglot, lsp_mode):
        terminal.keys("M-x")
        terminal.shows("M-x")
        terminal.type(eglot if self.client == "eglot" else lsp_mode)
        terminal.keys("Enter")


@pytest.fixture(params=["eglot", "lsp-mode"])
def client(request):
    return request.param


def test_hints_hover_problems_and_a_fix(desk, client):
    emacs = Emacs(desk, client)
    with emacs.open("lesson.py") as terminal:
        emacs.begin(terminal)
        terminal.shows(*HINTS, "Flymake[0 1 1]")
        if client == "eglot":
            # Emacs asks when the cursor has moved and rests.
            terminal.keys("C-f")
            terminal.shows("xs is on the heap")
        emacs.run(terminal, "eldoc-doc-buffer", "lsp-describe-thing-at-point")
        terminal.shows("xs is on the heap", "Also called ys", "In CPython")
        terminal.keys("C-x", "1")
        emacs.run(terminal, "flymake-goto-next-error", "flymake-goto-next-error")
        terminal.shows("Endless recursion, up to a")
        emacs.run(terminal, "flymake-goto-next-error", "flymake-goto-next-error")
        terminal.shows("This list is built only")
        emacs.run(terminal, "eglot-code-actions", "lsp-execute-code-action")
        terminal.shows(re.compile("action", re.I))
        terminal.type("Use a generator expression")
        terminal.keys("Enter")
        terminal.shows("sum(k * k for k in range(100_000))")
        terminal.keys("C-x", "C-s")
        terminal.shows("Wrote ")
        assert desk.saved("lesson.py").endswith("total = sum(k * k for k in range(100_000))\n")


def test_hints_follow_typing(desk, client):
    emacs = Emacs(desk, client)
    with emacs.open("lesson.py") as terminal:
        emacs.begin(terminal)
        terminal.shows(*HINTS)
        terminal.type("a = [1]; c = 'é😀'; d = c")
        terminal.keys("Enter")
        terminal.shows("a heap = [1]; c stack = 'é😀'; d stack = c")


def test_settings(desk, client):
    begin = {"eglot": r"\(setq-default", "lsp-mode": r"\(lsp-register-custom-settings"}[client]
    more = re.search(rf"```elisp\n({begin}.*?)```", README.read_text(), re.S)[1]
    if client == "lsp-mode":
        more = f"(with-eval-after-load 'lsp-mode\n{more})"
    emacs = Emacs(desk, client, more)
    with emacs.open("lesson.py") as terminal:
        emacs.begin(terminal)
        terminal.shows(re.compile(r"xs .*bytes"), "Flymake[0 1]")
        terminal.hides("n stack")


@pytest.mark.parametrize("name", ["eglot", "lsp-mode"])
def test_the_readme_has_the_files_as_they_are(name):
    lines = (EDITORS / f"emacs/{name}.el").read_text().split("\n\n", 1)[1]
    assert f"```elisp\n{lines}```" in README.read_text()
