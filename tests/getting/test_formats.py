"""`check --format github` and `--format sarif`, judged by those who made the formats: GitHub's own
library for workflow commands, Microsoft's validator of SARIF with the schema and GitHub's rules."""

import json
import re
import shutil

import pytest
from helpers import ENDLESS, ROOT, run

HERE = ROOT / "tests" / "getting"


@pytest.fixture(scope="session")
def project(tmp_path_factory):
    """A folder with findings of every severity, some in files with names that need care."""
    folder = tmp_path_factory.mktemp("project")
    for source in ["tests/examples/lecture.py", *(ROOT / "tests/fixes").glob("*.py")]:
        shutil.copy(ROOT / source, folder)
    for name in ["100% a,b:c;.py", "x:y.py", "é ü/#1?.py", "a'b\"c.py", "line\nbreak.py"]:
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"{ENDLESS}s = '😀é'; x = = 1\n")
    (folder / "no text.py").write_bytes(b"x = '\xff'\n")
    return folder


@pytest.fixture(scope="session")
def rows(installed, project):
    found = json.loads(run(installed / "memlens", "check", "--format", "json", cwd=project, status=1))
    assert {row["severity"] for row in found} == {"error", "warning", "information", "hint"}
    assert len(found) > 20
    return found


def test_github_commands_are_those_of_its_own_library(installed, project, rows):
    said = run(installed / "memlens", "check", "--format", "github", cwd=project, status=1)
    commands = said.splitlines()
    assert re.match(r"Found \d+ problems in", commands.pop()), said
    wanted = run("node", HERE / "commands.mjs", json.dumps(rows)).splitlines()
    assert len(wanted) == len(rows)
    # The properties' order is free.
    assert [parts(line) for line in commands] == [parts(line) for line in wanted]


def parts(line):
    level, properties, message = re.fullmatch(r"::(\w+) (.*?)::(.*)", line).groups()
    return level, sorted(properties.split(",")), message


@pytest.fixture(scope="session")
def log(installed, project):
    return run(installed / "memlens", "check", "--format", "sarif", cwd=project, status=1)


def rules_broken(log, folder):
    """The names of the rules that the validator finds broken; notes, which ask for more than must be, left out."""
    path = folder / "log.sarif"
    path.write_text(log)
    (validator,) = (HERE / "node_modules/@microsoft").glob("sarif-multitool-*/Sarif.Multitool")
    validator.chmod(0o755)  # npm does so in a script, and scripts are not run
    said = run(validator, "validate", path, "--rule-kind", "Sarif;Ghas", "--level", "Error;Warning")
    assert "1 files scanned" in said, said
    return set(re.findall(r": (?:error|warning) (\w+):", said))


def test_sarif_is_valid(log, rows, tmp_path):
    # memlens has no home page yet to name.
    assert rules_broken(log, tmp_path) == {"SARIF2005"}
    assert len(json.loads(log)["runs"][0]["results"]) == len(rows)


def test_sarif_of_nothing_and_of_unreadable_files_is_valid(installed, tmp_path):
    (tmp_path / "a.py").write_text("x = [1]\n")
    clean = run(installed / "memlens", "check", "--format", "sarif", "a.py", cwd=tmp_path)
    assert rules_broken(clean, tmp_path) == {"SARIF2005"}
    failed = run(installed / "memlens", "check", "--format", "sarif", "none.py", cwd=tmp_path, status=2)
    assert rules_broken(failed, tmp_path) == {"SARIF2005"}


@pytest.mark.parametrize(
    "lie",
    [
        lambda run: run["results"][0].update(surprise=1),
        lambda run: run["results"][0].pop("message"),
        lambda run: run["results"][0].update(ruleIndex=99),
        lambda run: run["results"][0]["locations"][0]["physicalLocation"]["region"].update(startLine=0),
        lambda run: run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"].update(uri="a b.py"),
        lambda run: run["tool"]["driver"]["rules"][0].pop("fullDescription"),
    ],
)
def test_the_validator_sees_what_is_wrong(log, lie, tmp_path):
    wrong = json.loads(log)
    lie(wrong["runs"][0])
    assert rules_broken(json.dumps(wrong), tmp_path) - {"SARIF2005"}
