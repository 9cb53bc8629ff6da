"""Notebook 00: its check of the set-up says what is wrong, and its figure is downhill all the way."""

import pytest

from unrolled import bptt, error, sequence_pairs
from unrolled.data import TOY, TOY_WEIGHTS
from unrolled.exercises import start
from unrolled.explore import WholeStory


def test_a_right_setup_passes():
    verdict = start.self_test()
    assert verdict.passed is True, verdict


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("requires", lambda _: ["numpy>=999"], "needed is >=999"),
        ("requires", lambda _: ["no-such-package>=1"], "no-such-package is not there"),
        ("bptt", lambda *_: (0.0, 0.0, 0.0, 0.0), "The worked example gives"),
        ("jupyter_config_path", lambda: ["/nowhere"], "settings for the course are not installed"),
    ],
)
def test_a_wrong_setup_is_told_apart(monkeypatch, name, value, words):
    monkeypatch.setattr(start, name, value)
    verdict = start.self_test()
    assert verdict.passed is False
    assert words in verdict.message
    assert start.AGAIN in verdict.message


def test_an_old_python_is_told(monkeypatch):
    class Old:
        version_info, version = (3, 10), "3.10.4 (old)"

    monkeypatch.setattr(start, "sys", Old)
    assert "This is Python 3.10.4" in start.self_test().message


def test_a_figure_that_stands_still_is_told(monkeypatch):
    monkeypatch.setattr(WholeStory, "picture", lambda *_: b"")
    assert "does not follow" in start.self_test().message


@pytest.mark.parametrize("rate", [0.1, 1.0, 10.0])
def test_the_whole_story_makes_the_updates_of_gradient_descent(rate):
    x, y = sequence_pairs(TOY)
    figure = WholeStory(rate=rate)
    try:
        weights = TOY_WEIGHTS
        for updates in range(6):
            figure.set(updates=updates)
            across, up = figure.trail.end.get_data()
            assert (across[0], up[0]) == pytest.approx((weights.v, weights.w), rel=1e-12)
            assert figure.now.get_ydata()[0] == pytest.approx(error(weights, x, y), rel=1e-12)
            slopes = bptt(weights, x, y)
            weights = weights._replace(v=weights.v - rate * slopes.v, w=weights.w - rate * slopes.w)
            assert figure.tip.get_xydata()[0] == pytest.approx((weights.v, weights.w), rel=1e-12)
    finally:
        figure.close()
