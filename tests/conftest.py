"""How long does Run All of the whole course take? After nbval has run all notebooks, this says so."""

import re
from collections import defaultdict

import pytest

BOUND = 300.0
"""Seconds. A quiet machine takes a fifth of it; that a busy one takes longer is no fault of the course."""


def seconds_of_notebooks(reports):
    """Add up what the cells of each notebook took, in seconds, the start of its kernel included."""
    seconds = defaultdict(float)
    for report in reports:
        if notebook := re.match(r"notebooks/([\w-]+)\.ipynb::", getattr(report, "nodeid", "")):
            seconds[notebook[1]] += report.duration
    return dict(sorted(seconds.items()))


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session, exitstatus):
    """Fail when all notebooks together took longer than `BOUND`."""
    terminal = session.config.pluginmanager.get_plugin("terminalreporter")
    reports = [report for group in terminal.stats.values() for report in group] if terminal else []
    session.config.run_all = seconds_of_notebooks(reports)
    if sum(session.config.run_all.values()) > BOUND and exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter, config):
    """Print the seconds of each notebook, and of all."""
    if seconds := config.run_all:
        terminalreporter.section("Run All, a fresh kernel for each notebook")
        for name, taken in seconds.items():
            terminalreporter.write_line(f"{name:40}{taken:6.1f} s")
        total = sum(seconds.values())
        terminalreporter.write_line(f"{'all, one after the other':40}{total:6.1f} s (at most {BOUND:.0f})")
