"""pyproject.toml, environment.yml, the lock file and the installed package say the same."""

import json
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
import yaml
from jupyter_server.services.config.manager import ConfigManager
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
SETTING = "etc/jupyter/labconfig/default_setting_overrides.d/unrolled.json"
EXTENSION = "share/jupyter/labextensions/unrolled"


def by_name(requirements):
    parsed = [Requirement(requirement) for requirement in requirements]
    return {canonicalize_name(requirement.name): str(requirement.specifier) for requirement in parsed}


def conda_differences(text):
    """What environment.yml and pyproject.toml do not have in common, as sets of (name, bounds)."""
    entries = yaml.safe_load(text)["dependencies"]
    conda = by_name(entry for entry in entries if isinstance(entry, str) and entry != "pip")
    pip = [entry["pip"] for entry in entries if isinstance(entry, dict)]
    assert pip == [["-e ."]], "the course's own package is what pip installs, and all that it installs"
    ours = by_name([f"python{PROJECT['requires-python']}", *PROJECT["dependencies"]])
    return conda.items() ^ ours.items()


def lock_entries(text):
    """The lock's packages: (requirement, number of hashes) each."""
    entries = [entry for entry in re.split(r"\n(?=\S)", text.strip()) if not entry.startswith("-")]
    return [(Requirement(entry.split("\\")[0].strip()), entry.count("--hash=sha256:")) for entry in entries]


def lock_defects(text):
    entries = lock_entries(text)
    wanted = [Requirement(line) for line in PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"]]
    for package in wanted:
        pins = [entry for entry, _ in entries if canonicalize_name(entry.name) == canonicalize_name(package.name)]
        if not pins:
            yield f"{package.name} is missing"
        for pin in pins:
            (version,) = [specifier.version for specifier in pin.specifier]
            if not package.specifier.contains(version):
                yield f"{pin} is outside {package}"
    for entry, hashes in entries:
        if not hashes:
            yield f"{entry} has no hash"
        if not re.fullmatch(r"==[^,*]+", str(entry.specifier)):
            yield f"{entry} is not pinned"
    if re.search(r"https?:|file:|--index-url|--find-links| @ ", text):
        yield "it holds an address"


def test_conda_users_get_what_pyproject_lists():
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    assert conda_differences(text) == set()


@pytest.mark.parametrize(
    ("old", "new", "difference"),
    [
        ("numpy>=2.0", "numpy>=1.0", {("numpy", ">=1.0"), ("numpy", ">=2.0")}),
        ("  - scipy>=1.13\n", "", {("scipy", ">=1.13")}),
        ("  - pip\n", "  - pip\n  - pandas>=2\n", {("pandas", ">=2")}),
        ("python>=3.11", "python>=3.10", {("python", ">=3.10"), ("python", ">=3.11")}),
    ],
)
def test_a_change_in_environment_yml_alone_is_found(old, new, difference):
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    assert old in text
    assert conda_differences(text.replace(old, new)) == difference


def test_lock_holds_every_dependency_with_hashes_and_no_address():
    assert list(lock_defects((ROOT / "lib/requirements.lock").read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    ("pattern", "new", "defect"),
    [
        (r"(?ms)^sympy==.*?\n(?=\S)", "", "sympy is missing"),
        (r"(?m)^sympy==\S+", "sympy==1.0", "sympy==1.0 is outside sympy>=1.13"),
        (r"(?ms)^(sympy==\S+).*?\n(?=\S)", r"sympy==1.14.0\n", "sympy==1.14.0 has no hash"),
        (r"(?m)^sympy==\S+", "sympy>=1.14.0", "sympy>=1.14.0 is not pinned"),
        (r"\A", "--index-url https://example.org/simple\n", "it holds an address"),
    ],
)
def test_a_spoilt_lock_is_found(pattern, new, defect):
    text = (ROOT / "lib/requirements.lock").read_text(encoding="utf-8")
    spoilt, changes = re.subn(pattern, new, text, count=1)
    assert changes == 1
    assert defect in list(lock_defects(spoilt))


def test_lock_fits_this_python():
    """Each package is pinned once for the Python that runs now: the markers leave no gap and no overlap."""
    text = (ROOT / "lib/requirements.lock").read_text(encoding="utf-8")
    here = [entry for entry, _ in lock_entries(text) if not entry.marker or entry.marker.evaluate()]
    names = [entry.name for entry in here]
    assert sorted(set(names)) == sorted(names)
    assert by_name(PROJECT["dependencies"]).keys() <= set(names)


def test_jupyterlab_setting_is_installed():
    installed = json.loads((Path(sys.prefix) / SETTING).read_text(encoding="utf-8"))
    assert installed == json.loads((ROOT / "lib/jupyterlab/settings.json").read_text(encoding="utf-8"))
    assert installed["@jupyterlab/apputils-extension:kernels-settings"]["commsOverSubshells"] == "disabled"


def test_extension_with_names_for_screen_readers_is_installed():
    for path in ("package.json", "static/names.js"):
        installed = (Path(sys.prefix) / EXTENSION / path).read_text(encoding="utf-8")
        assert installed == (ROOT / "lib/jupyterlab/extension" / path).read_text(encoding="utf-8")
    package = json.loads((ROOT / "lib/jupyterlab/extension/package.json").read_text(encoding="utf-8"))
    assert package["version"] == PROJECT["version"]
    assert (Path(sys.prefix) / EXTENSION / package["jupyterlab"]["_build"]["load"]).is_file()


def test_jupyterlab_reads_the_setting():
    overrides = ConfigManager(config_dir_name="labconfig").get("default_setting_overrides")
    assert overrides["@jupyterlab/apputils-extension:kernels-settings"]["commsOverSubshells"] == "disabled"


def test_wheel_holds_the_setting_the_data_and_the_licence(tmp_path):
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    stem = f"unrolled-{PROJECT['version']}"
    assert f"{stem}.data/data/{SETTING}" in names
    assert f"{stem}.data/data/{EXTENSION}/static/names.js" in names
    assert f"{stem}.dist-info/licenses/LICENSE" in names
    sources = [path for path in (ROOT / "lib/unrolled").rglob("*") if path.suffix in {".py", ".csv"}]
    assert {path.relative_to(ROOT / "lib").as_posix() for path in sources} <= set(names)
    assert "unrolled/data/sunspots.csv" in names


def test_pre_commit_runs_the_locked_ruff():
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    (revision,) = [hook["rev"] for hook in hooks if hook["repo"].endswith("/ruff-pre-commit")]
    lock = (ROOT / "lib/requirements.lock").read_text(encoding="utf-8")
    assert f"\nruff=={revision.removeprefix('v')} " in lock


def test_continuous_integration_installs_the_torch_that_the_extra_names():
    (torch,) = PROJECT["optional-dependencies"]["torch"]
    assert torch in (ROOT / ".ci/run").read_text(encoding="utf-8")
