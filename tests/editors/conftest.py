"""A home, a folder with a lesson, and memlens on PATH: what a new user of an editor has."""

import os
import sys
from pathlib import Path

import protocol
import pytest
from terminal import Terminal, until

ROOT = Path(__file__).resolve().parents[2]
EDITORS = ROOT / "editors"
BINARY = Path(os.environ.get("MEMLENS_BINARY", ROOT / "target/debug/memlens"))

# An editor that says less than this has not done what a test asked of it.
FEWEST_MESSAGES = 10

LESSON = """\
xs = [1, 2]
ys = xs
n = 3


def add(items, x):
    items.append(x)


add(xs, n)


def countdown(n):
    print(n)
    return countdown(n - 1)


total = sum([k * k for k in range(100_000)])
"""

LOOP = """\
def total(xs, found):
    if not xs:
        return found
    return total(xs[1:], found + xs[0])


print(total([1, 2, 3], 0))
"""


class Desk:
    """Where an editor is tried: its home, its work, and what is heard between it and the server."""

    def __init__(self, folder):
        self.home = folder / "home"
        self.work = folder / "work"
        self.record = folder / "said.jsonl"
        self.is_silent = False
        self.programs = folder / "bin"
        for made in (self.home, self.work, self.programs):
            made.mkdir(parents=True)
        memlens = self.programs / "memlens"
        memlens.write_text(f'#!/bin/sh\nexec "{sys.executable}" -B "{ROOT}/tests/editors/recorder.py" "$@"\n')
        memlens.chmod(0o755)
        (self.work / "pyproject.toml").write_text("[project]\nname = 'lesson'\n")
        (self.work / "lesson.py").write_text(LESSON)
        (self.work / "loop.py").write_text(LOOP)
        self.environment = {
            "HOME": str(self.home),
            "PATH": f"{self.programs}:{os.environ['PATH']}",
            "MEMLENS_BINARY": str(BINARY),
            "MEMLENS_RECORD": str(self.record),
            "LC_ALL": "C.UTF-8",
            "TERM": "tmux-256color",
            **{f"XDG_{name}_HOME": str(self.home / path) for name, path in BELOW_HOME.items()},
        }

    def put(self, source, target):
        """Copies a file of the repository below the home."""
        target = self.home / target
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((ROOT / source).read_bytes())
        return target

    def edit(self, *command):
        """Starts an editor in a terminal, in the folder of the lesson."""
        return Terminal(command, self.work, self.environment, self.home)

    def saved(self, name):
        return (self.work / name).read_text()

    def heard(self, method):
        """Messages of this method, of either side."""
        return [message for _, message in protocol.messages(self.record) if message.get("method") == method]

    def hears(self, method, count):
        """Waits until messages of this method have been heard so often."""
        until(lambda: len(self.heard(method)) >= count, f"{method}, {count} times")


BELOW_HOME = {"CONFIG": ".config", "DATA": ".local/share", "STATE": ".local/state", "CACHE": ".cache"}


@pytest.fixture
def desk(tmp_path):
    assert BINARY.is_file(), f"there is no {BINARY}: build memlens first"
    desk = Desk(tmp_path)
    yield desk
    said, wrong = protocol.check(desk.record)
    assert not wrong, "\n".join(wrong)
    assert desk.is_silent or said >= FEWEST_MESSAGES, f"only {said} messages were said"
