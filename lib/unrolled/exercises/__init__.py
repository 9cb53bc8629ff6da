"""Checks for the learner's answers: one module a notebook, all built on `Verdict`.

A check says what is wrong and not only that it is. It gets values or functions that the learner's own cell has made;
it never evaluates text as code.
"""

import html
import math
import numbers
from typing import NamedTuple

import numpy as np


class Verdict(NamedTuple):
    """What a check says of an answer; a notebook shows it as a line."""

    passed: bool | None  #: None: not answered yet
    message: str

    def __repr__(self):
        """Say it as plain text."""
        return f"{self._mark} {self.message}"

    @property
    def _mark(self):
        return {True: "✓ Right.", False: "✗ Not yet.", None: "… Not answered yet."}[self.passed]

    def _repr_html_(self):
        colour = {True: "#00694d", False: "#a03f00", None: "#555555"}[self.passed]
        return f'<span style="color:{colour}"><b>{self._mark}</b></span> {html.escape(self.message)}'


def unanswered(*answers, function=None):
    """Return a `Verdict` if an answer, or what a function of that name returned, is None or `...`; or else None."""
    if any(answer is None or answer is ... for answer in answers):
        if function:
            return Verdict(None, f"{function} returns None: write its body, with a return at the end.")
        return Verdict(None, "Put your answer in place of None and run the cell again.")
    return None


def judge_number(answer, right, why, slips=(), tolerance=0.005, name="your answer"):
    """Judge a number.

    Args:
        answer: what the learner gave; None counts as not answered.
        right: the right number.
        why: what to say when it is right.
        slips: pairs (number, message): the typical wrong answers and what to say to each.
        tolerance: how far the answer may be off, absolute; it also separates right from slip.
        name: what the number is called in messages.
    """
    if verdict := unanswered(answer):
        return verdict
    if isinstance(answer, np.ndarray) and answer.size == 1:
        answer = answer.item()
    if isinstance(answer, bool) or not isinstance(answer, numbers.Real):
        return Verdict(False, f"{_first(name)} should be a number; it is {describe(answer)}.")
    try:
        answer = float(answer)
    except OverflowError:  # an integer or a fraction beyond all floats
        answer = math.inf if answer > 0 else -math.inf
    if math.isnan(answer):
        return Verdict(False, f"{_first(name)} is NaN: look for 0/0 or infinity minus infinity.")
    if abs(answer - right) <= tolerance:
        return Verdict(True, why)
    for slip, message in slips:
        if abs(answer - slip) <= tolerance:
            return Verdict(False, message)
    hint = "too large" if answer > right else "too small"
    return Verdict(False, f"Yours, {answer:.4g}, is {hint}.")


def judge_choice(answer, right, why, slips):
    """Judge a choice among words; `slips` maps each wrong word to what to say."""
    if verdict := unanswered(answer):
        return verdict
    if not isinstance(answer, str):
        return Verdict(False, f"Answer with one of these words, in quotes: {_listed([right, *slips])}.")
    word = answer.strip().lower()
    if word == right:
        return Verdict(True, why)
    if word in slips:
        return Verdict(False, slips[word])
    return Verdict(False, f"“{answer.strip()[:40]}” is none of the choices: {_listed([right, *slips])}.")


def call(function, *arguments):
    """Call a learner's function; return its value and None, or None and a `Verdict` that says what went wrong."""
    if not callable(function):
        return None, Verdict(False, f"Give the function itself, without brackets; this is {describe(function)}.")
    try:
        return function(*arguments), None
    except Exception as problem:
        name = getattr(function, "__name__", "your function")
        return None, Verdict(False, f"{name} stops with {type(problem).__name__}: {problem}.")


def describe(value):
    """Say what a value is, in a few words."""
    try:
        return f"a {type(value).__name__} ({repr(value)[:40]})"
    except Exception:  # a learner's own class may fail to print
        return f"a {type(value).__name__}"


def _first(name):
    """Write a name as the first word of a sentence: "Your answer", but "dE/du" and "p_4" as they are."""
    word = name.split()[0]
    return name[0].upper() + name[1:] if word.isalpha() and word.islower() and len(word) > 1 else name


def _listed(words):
    return ", ".join(f'"{word}"' for word in sorted(words))
