"""What `make` says and does when something is missing. Nothing is installed: the Pythons are stand-ins."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TOOLS = ["sh", "make", "id", "cat", "pwd", "rm", "touch", "mkdir", "awk", "cp"]


@pytest.fixture
def clone(tmp_path):
    """A folder with a space in its name, that holds what the set-up reads."""
    folder = tmp_path / "my clone"
    extension = [
        f"lib/jupyterlab/{name}" for name in ("settings.json", "extension/package.json", "extension/static/names.js")
    ]
    for name in ("Makefile", "pyproject.toml", "lib/requirements.lock", *extension):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    return folder


@pytest.fixture
def path(tmp_path):
    """A PATH with the shell's tools and no Python."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for tool in TOOLS:
        (folder / tool).symlink_to(shutil.which(tool))
    return folder


def stand_in(path, name, version=(3, 12), venv=True):
    """Put a Python on the PATH that says of itself what it is told to, and writes down what it is asked."""
    make_venv = f'mkdir -p .venv/bin; cp "{path}/{name}" .venv/bin/python'
    script = f"""#!/bin/sh
    echo "{name} $*" >> "{path}/asked"
    case "$*" in
        *version_info*) exec "{sys.executable}" -c "import sys; sys.exit({version} < (3, 11))" ;;
        *ensurepip*) exit {0 if venv else 1} ;;
        "-m venv --clear"*) {make_venv} ;;
        "-m pip"*requirements.lock) if [ -e "{path}/interrupt" ]; then exit 130; fi ;;
    esac
    """
    (path / name).write_text(script)
    (path / name).chmod(0o755)


def make(clone, path, *arguments):
    (path / "asked").write_text("")
    result = subprocess.run(
        [shutil.which("make"), *arguments], cwd=clone, env={"PATH": str(path)}, capture_output=True, text=True
    )
    result.asked = [line for line in (path / "asked").read_text().splitlines() if " -c " not in line]
    return result


def test_help_lists_every_target(clone, path):
    printed = make(clone, path).stdout
    targets = (ROOT / "Makefile").read_text().split(".PHONY: ")[1].splitlines()[0].split()
    assert len(targets) > 5
    assert all(f"make {target} " in printed for target in targets if target != "rebuild")


def test_no_python(clone, path):
    result = make(clone, path, "lab")
    assert result.returncode != 0
    assert "No Python 3.11 or newer found (tried: python3 " in result.stderr
    assert not (clone / ".venv").exists()


def test_python_too_old(clone, path):
    stand_in(path, "python3", version=(3, 10))
    assert "No Python 3.11 or newer found" in make(clone, path, "test").stderr


def test_newer_python_beside_an_old_one_is_taken(clone, path):
    stand_in(path, "python3", version=(3, 9))
    stand_in(path, "python3.12")
    assert make(clone, path, ".venv/ready").asked[0] == "python3.12 -m venv --clear .venv"


def test_python_can_be_named(clone, path):
    stand_in(path, "python3")
    stand_in(path, "mine")
    assert make(clone, path, ".venv/ready", "PYTHON=mine").asked[0] == "mine -m venv --clear .venv"


def test_no_venv_module(clone, path):
    stand_in(path, "python3", venv=False)
    result = make(clone, path, "lab")
    assert result.returncode != 0
    assert "python3 has no venv module. On Debian and Ubuntu: sudo apt install python3-venv" in result.stderr


def test_set_up_is_hash_checked_and_done_once(clone, path):
    stand_in(path, "python3")
    first = make(clone, path, ".venv/ready")
    assert first.returncode == 0, first.stderr
    assert any("pip install" in line and "--require-hashes -r lib/requirements.lock" in line for line in first.asked)
    assert make(clone, path, ".venv/ready").asked == []


def test_set_up_cut_short_starts_anew(clone, path):
    stand_in(path, "python3")
    (path / "interrupt").touch()
    assert make(clone, path, ".venv/ready").returncode != 0
    (path / "interrupt").unlink()
    again = make(clone, path, ".venv/ready")
    assert again.returncode == 0
    assert again.asked[0] == "python3 -m venv --clear .venv"


def test_new_lock_brings_a_whole_venv_up_to_date(clone, path):
    stand_in(path, "python3")
    make(clone, path, ".venv/ready")
    later = (clone / ".venv/ready").stat().st_mtime + 5
    os.utime(clone / "lib/requirements.lock", (later, later))
    asked = make(clone, path, ".venv/ready").asked
    assert "-m pip install" in asked[0]


@pytest.mark.parametrize("change", ["moved", "python gone"])
def test_venv_that_cannot_work_is_made_anew(clone, path, change):
    stand_in(path, "python3")
    make(clone, path, ".venv/ready")
    if change == "moved":
        clone = clone.rename(clone.with_name("elsewhere"))
    else:
        (clone / ".venv/bin/python").unlink()
    assert make(clone, path, ".venv/ready").asked[0] == "python3 -m venv --clear .venv"


def test_lab_opens_the_first_notebook_on_loopback(clone, path):
    stand_in(path, "python3")
    (clone / "notebooks").mkdir()
    for name in ("10_last.ipynb", "04_first.ipynb", "06_second.ipynb"):
        (clone / "notebooks" / name).touch()
    asked = make(clone, path, "lab", "ARGS=--no-browser --port 8899").asked[-1]
    assert "-m jupyterlab --ip=127.0.0.1 " in asked
    assert "/lab/tree/notebooks/04_first.ipynb " in asked
    assert asked.endswith("--no-browser --port 8899")
    assert ("--allow-root" in asked) == (os.getuid() == 0)
    assert "token" not in asked
