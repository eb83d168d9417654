"""What the tests of this folder share: where things are, and running programs."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
VERSION = tomllib.loads((ROOT / "Cargo.toml").read_text())["workspace"]["package"]["version"]

ENDLESS = "def f(n):\n    return f(n + 1)\n"


def run(*command, status=0, **options):
    """Runs a program; its standard output, both outputs if its status is not the one expected."""
    options = {"text": True, "encoding": "utf-8", "timeout": 1500, **options}
    command = [str(word) for word in command]
    ran = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, **options)
    assert ran.returncode == status, f"{command} gave {ran.returncode}\n{ran.stdout}\n{ran.stderr}"
    return ran.stdout


def tool(name):
    """A program of the environment that runs the tests."""
    return Path(sys.executable).parent / name
