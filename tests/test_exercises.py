"""Each exercise: not answered as it stands, right with its folded solution, and a word on each typical wrong answer.

An exercise is a code cell tagged "exercise" that ends in a call of its check; the next markdown cell folds its
solution: a block of Python that stands in for all lines before that call.
"""

import ast
import importlib
import inspect
import math
import pkgutil
import re
import runpy
from pathlib import Path

import matplotlib
import nbformat
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib import pyplot

from unrolled import exercises
from unrolled.exercises import Verdict, call, describe, judge_choice, judge_number, unanswered

HERE = Path(__file__).parent
NOTEBOOKS = sorted((HERE.parent / "notebooks").glob("[0-9][0-9]_*.ipynb"))

every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def split(source):
    """Split an exercise into the lines for the answer, the call of its check, and the name of the check."""
    last = ast.parse(source).body[-1]
    assert isinstance(last, ast.Expr), "an exercise ends in a call of its check"
    assert isinstance(last.value, ast.Call), "an exercise ends in a call of its check"
    name = last.value.func.attr if isinstance(last.value.func, ast.Attribute) else last.value.func.id
    assert name.startswith("check_")
    lines = source.splitlines()
    return "\n".join(lines[: last.lineno - 1]), "\n".join(lines[last.lineno - 1 :]), name


def solution(cell):
    """Return the Python block of a folded solution."""
    assert cell.cell_type == "markdown", "an exercise is followed by its folded solution"
    assert re.match(r"<details>\s*<summary>Solution</summary>", cell.source), cell.source
    (block,) = re.findall(r"```python\n(.*?)```", cell.source, re.DOTALL)
    return block


def verdict_of(answer, check, namespace):
    """Run an answer and its check in a copy of the namespace."""
    namespace = dict(namespace)
    exec(answer, namespace)
    verdict = eval(check.strip(), namespace)
    assert isinstance(verdict, Verdict), check
    return verdict


@every_notebook
def test_exercises(path, monkeypatch, capsys):
    matplotlib.use("agg")
    monkeypatch.chdir(path.parent)  # a notebook runs in its own folder
    wrong_file = HERE / "wrong_answers" / f"{path.name[:2]}.py"
    wrong = dict(runpy.run_path(str(wrong_file))["WRONG"]) if wrong_file.exists() else {}
    cells = nbformat.read(path, as_version=4).cells
    namespace = {"__name__": "__main__"}
    checks = []
    for cell, following in zip(cells, [*cells[1:], None], strict=True):
        if cell.cell_type != "code":
            continue
        if "exercise" in cell.metadata.get("tags", []):
            answer, check, name = split(cell.source)
            checks.append(name)
            assert verdict_of(answer, check, namespace).passed is None, f"{name}: answered as it stands"
            right = verdict_of(solution(following), check, namespace)
            assert right.passed is True, f"{name}: its solution gets {right}"
            assert wrong.get(name), f"{name} has no wrong answer in {wrong_file.name}"
            for source, phrase in wrong.pop(name):
                verdict = verdict_of(source, check, namespace)
                assert verdict.passed is False, f"{name}: {source} gets {verdict}"
                assert phrase in verdict.message, f"{name}: {source} gets {verdict}"
        exec(compile(cell.source, f"{path.name}, {cell.id}", "exec"), namespace)
        pyplot.close("all")
    capsys.readouterr()
    assert not wrong, f"wrong answers to no exercise: {list(wrong)}"
    assert len(set(checks)) == len(checks)
    assert path.name.startswith("00") or len(checks) >= 3, "a notebook has at least three exercises"


@every_notebook
def test_each_check_sits_in_a_tagged_cell(path):
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code" and re.search(r"\bcheck_\w+\(", cell.source):
            assert "exercise" in cell.metadata.get("tags", []), cell.source


def test_an_exercise_comes_apart():
    answer, check, name = split("def f(x):\n    return None\n\n\nexercises.check_f(\n    f\n)")
    assert answer == "def f(x):\n    return None\n\n"
    assert (check, name) == ("exercises.check_f(\n    f\n)", "check_f")
    cell = nbformat.v4.new_markdown_cell(
        "<details><summary>Solution</summary>\n\n```python\na = 3\n```\nwhy\n</details>"
    )
    assert solution(cell) == "a = 3\n"
    with pytest.raises(AssertionError, match="ends in a call"):
        split("a = None")


# What the checks are built on.

anything = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.complex_numbers(), st.text(), st.binary(),
    st.lists(st.floats(), max_size=3), st.dictionaries(st.text(), st.integers(), max_size=2), st.fractions(),
    st.decimals(), st.sets(st.integers(), max_size=3),
    st.builds(np.array, st.lists(st.floats(), max_size=3)), st.builds(np.float32, st.floats(width=32)),
    st.sampled_from([..., int, NotImplemented, object(), max, np.zeros(()), np.eye(1), np.array(["a"]), 10**400]),
)  # fmt: skip


functions = st.builds(lambda result: lambda *_: result, anything)

CHECKS = [
    function
    for module in pkgutil.iter_modules(exercises.__path__, "unrolled.exercises.")
    for name, function in vars(importlib.import_module(module.name)).items()
    if name.startswith("check_") and function.__module__ == module.name
]


@pytest.mark.filterwarnings("ignore")  # what numpy says of a nonsensical answer is between it and the learner
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@settings(max_examples=60, deadline=None, derandomize=True)
@given(data=st.data())
def test_any_answer_to_any_check_gets_a_verdict(check, data):
    answers = [data.draw(anything | functions) for _ in inspect.signature(check).parameters]
    verdict = check(*answers)
    assert isinstance(verdict, Verdict)
    assert verdict.message


HARD = [10**400, -(10**400), math.nan, math.inf, 1j, np.array([]), np.eye(2), np.array(["a"]), "1", (), [None], {}, max]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_hard_answers_to_any_check_get_a_verdict(check):
    count = len(inspect.signature(check).parameters)
    for value in [*HARD, *([value] * 4 for value in HARD)]:
        for answer in (value, lambda *_, value=value: value):
            verdict = check(*[answer] * count)
            assert isinstance(verdict, Verdict)
            assert verdict.passed is not True
            assert verdict.message


class Hostile:
    """An answer that answers every question with an exception."""

    def __repr__(self):
        raise RuntimeError("no")

    __str__ = __eq__ = __bool__ = __float__ = __lt__ = __repr__


@given(anything)
def test_any_answer_gets_a_verdict(answer):
    for verdict in (
        judge_number(answer, 2.0, "Yes.", [(3.0, "You forgot the square.")]),
        judge_choice(answer, "up", "Yes.", {"down": "The other way."}),
    ):
        assert isinstance(verdict, Verdict)
        assert (verdict.passed is None) == (answer is None or answer is ...)
        assert verdict.message
        assert repr(verdict)
        assert verdict._repr_html_().startswith("<span")


def test_an_answer_that_cannot_even_be_printed_gets_a_verdict():
    assert judge_number(Hostile(), 2.0, "Yes.").passed is False
    assert judge_choice(Hostile(), "up", "Yes.", {}).passed is False
    assert call(Hostile())[1].passed is False


@given(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from(["too large", "too small"]))
def test_judge_number_says_which_way(right, which):
    answer = right + (1 + abs(right)) * (1 if which == "too large" else -1)
    if math.isfinite(answer) and answer != right:
        verdict = judge_number(answer, right, "Yes.")
        assert verdict.passed is False
        assert which in verdict.message


def test_judge_number():
    slips = [(-2.0, "The sign is wrong.")]
    assert judge_number(2.004, 2.0, "Yes.", slips) == (True, "Yes.")
    assert judge_number(np.array([2.0]), 2.0, "Yes.", slips).passed is True
    assert judge_number(np.float32(2), 2.0, "Yes.", slips).passed is True
    assert judge_number(2, 2.0, "Yes.", slips).passed is True
    assert judge_number(-2.0, 2.0, "Yes.", slips) == (False, "The sign is wrong.")
    assert judge_number(None, 2.0, "Yes.", slips).passed is None
    assert judge_number(True, 1.0, "Yes.").passed is False
    assert "NaN" in judge_number(float("nan"), 2.0, "Yes.").message
    assert "too large" in judge_number(float("inf"), 2.0, "Yes.").message
    assert "should be a number; it is a str ('2')" in judge_number("2", 2.0, "Yes.").message


@pytest.mark.parametrize(
    ("name", "start"), [("your answer", "Your answer"), ("dE/du", "dE/du"), ("p_4", "p_4"), ("u", "u")]
)
def test_names_at_the_start_of_a_sentence(name, start):
    assert judge_number("3", 2.0, "Yes.", name=name).message.startswith(start)


def test_judge_choice():
    slips = {"down": "The other way."}
    assert judge_choice(" Up ", "up", "Yes.", slips) == (True, "Yes.")
    assert judge_choice("DOWN", "up", "Yes.", slips) == (False, "The other way.")
    assert '"down", "up"' in judge_choice("left", "up", "Yes.", slips).message
    assert '"down", "up"' in judge_choice(3, "up", "Yes.", slips).message
    assert judge_choice(..., "up", "Yes.", slips).passed is None


def test_call():
    assert call(max, 1, 2) == (2, None)
    assert "without brackets" in call(3)[1].message
    value, verdict = call(lambda x: x[5], [1])
    assert value is None
    assert "IndexError" in verdict.message
    assert "stops with ZeroDivisionError" in call(divmod, 1, 0)[1].message


def test_unanswered():
    assert unanswered(1, "a") is None
    assert unanswered(1, None).passed is None
    assert unanswered(...).passed is None


def test_what_a_learner_types_is_shown_as_text():
    shown = judge_choice("<script>", "up", "Yes.", {})._repr_html_()
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown
    assert len(describe("x" * 1000)) < 60
