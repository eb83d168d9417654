import pytest

from helpers import ROOT, run, tool


@pytest.fixture(scope="session")
def wheel(tmp_path_factory):
    """The wheel, as `maturin build` makes it."""
    out = tmp_path_factory.mktemp("wheel")
    run(tool("maturin"), "build", "--release", "--locked", "--out", out, cwd=ROOT)
    (built,) = out.iterdir()
    return built


@pytest.fixture(scope="session")
def installed(wheel, tmp_path_factory):
    """The folder of programs of a fresh environment in which the wheel is installed."""
    folder = tmp_path_factory.mktemp("environment")
    # The interpreter that made this environment makes the fresh one too.
    run(tool("python"), "-m", "venv", folder)
    run(folder / "bin" / "pip", "install", "--no-index", wheel)
    return folder / "bin"
