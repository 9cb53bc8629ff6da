"""Checks for notebook 00: is the set-up right, and has the figure been used."""

import sys
from importlib.metadata import PackageNotFoundError, requires, version

from jupyter_core.paths import jupyter_config_path  # comes with JupyterLab
from packaging.requirements import Requirement

from ..data import TOY, TOY_WEIGHTS
from ..gradients import bptt
from ..rnn import error, sequence_pairs
from . import Verdict, judge_choice

AGAIN = "Close JupyterLab, run `make lab` (or `conda env update`) in the course's folder, and try again."


def self_test():
    """Judge this installation: Python, packages, arithmetic, a live figure, the course's JupyterLab settings."""
    problems = [problem for check in (_python, _packages, _numbers, _figure, _settings) if (problem := check())]
    if problems:
        return Verdict(False, " ".join([*problems, AGAIN]))
    return Verdict(True, "Python, packages, arithmetic, live figures and JupyterLab's settings are as they should be.")


def _python():
    if sys.version_info < (3, 11):  # noqa: UP036  (a package may have been put where it does not belong)
        return f"This is Python {sys.version.split()[0]}; the course needs 3.11 or newer."
    return None


def _packages():
    wrong = []
    for requirement in map(Requirement, requires("unrolled")):
        if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
            continue
        try:
            found = version(requirement.name)
        except PackageNotFoundError:
            found = "not there"
        if found == "not there" or not requirement.specifier.contains(found, prereleases=True):
            wrong.append(f"{requirement.name} is {found}, needed is {requirement.specifier}")
    return f"Packages: {'; '.join(wrong)}." if wrong else None


def _numbers():
    x, y = sequence_pairs(TOY)
    found = (error(TOY_WEIGHTS, x, y), *bptt(TOY_WEIGHTS, x, y)[:3])
    known = (1.480937, 2.486590, 0.613395, 0.651238)
    if any(abs(a - b) > 1e-6 for a, b in zip(found, known, strict=True)):
        return f"The worked example gives {found}, expected is {known}."
    return None


def _figure():
    from ..explore import WholeStory  # here, since it is slow to import where no figure is wanted

    figure = WholeStory()
    try:
        before = figure.picture(50)
        figure.set(updates=1)
        return None if figure.picture(50) != before else "A live figure does not follow its control."
    finally:
        figure.close()


def _settings():
    from pathlib import Path

    if any(Path(folder, "labconfig/default_setting_overrides.d/unrolled.json").exists()
           for folder in jupyter_config_path()):  # fmt: skip
        return None
    return "JupyterLab's settings for the course are not installed; figures may answer late."


def check_rate(answer):
    """Judge what a very large learning rate does in the figure of notebook 00."""
    slips = {
        "faster": "It leaps far, but look where it lands: read E after the first update, and after the fortieth.",
        "the same": "Compare E after ten updates with rate 1 and with rate 50.",
    }
    why = "One leap carries the weights far over the valley onto flat ground, where the slope says next to nothing."
    return judge_choice(answer, "stuck", why, slips)
