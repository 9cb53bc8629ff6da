"""The live figures of notebooks 08 and 09: what is drawn and said is what the library computes, at every corner."""

import itertools
import warnings

import numpy as np
import pytest

from unrolled import Weights, bptt, error, truncated_bptt
from unrolled.draw.longrange import cliff_error, cliff_gradient, cobweb
from unrolled.explore import Cliff, GradientThroughTime, Truncation
from unrolled.explore.gradient_through_time import driven
from unrolled.explore.truncation import _pairs
from unrolled.longrange import state_gradients, step_factors
from unrolled.updates import compare


@pytest.fixture
def make():
    """Make a live figure that is closed after the test."""
    made = []

    def figure(kind, **opening):
        made.append(kind(**opening))
        return made[-1]

    yield figure
    for live in made:
        live.close()


def ends(control):
    """The values at the ends of a control."""
    if hasattr(control, "options"):
        return [value for _, value in control.options] if isinstance(control.options[0], tuple) else control.options
    return [control.min, control.max]


@pytest.mark.parametrize("kind", [Cliff, GradientThroughTime, Truncation])
def test_every_corner_is_drawn_without_a_warning_and_reset_returns(make, kind):
    live = make(kind)
    opening, said = live.state, live.said
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for corner in itertools.product(*map(ends, live.controls.values())):
            live.set(**dict(zip(live.controls, corner, strict=True)))
            assert live.said
            assert "nan" not in live.said.lower()
        live.picture(dpi=50)
        live.reset()
    assert live.state == opening
    assert live.said == said


@pytest.mark.parametrize("kind", [Cliff, GradientThroughTime, Truncation])
def test_every_control_changes_the_words(make, kind):
    live = make(kind, **({"start": (5.0, -2.6)} if kind is Cliff else {}))
    for name, control in live.controls.items():
        live.reset()
        before = live.said
        other = [value for value in ends(control) if value != control.value]
        live.set(**{name: other[-1]})
        assert live.said != before, name


def test_the_gradients_and_factors_drawn(make):
    live = make(GradientThroughTime)
    live.set(w=5.0, v=-2.5, s=0.45, drive="constant", steps=20)
    x, target = driven("constant", 20)
    weights = Weights(1.3, -2.5, 5.0, 0.45)
    np.testing.assert_allclose(live.line.get_ydata(), np.abs(state_gradients(weights, x, target)), rtol=1e-12)
    factors = np.abs(step_factors(weights, x))
    np.testing.assert_allclose(live.tops.get_ydata(), factors, rtol=1e-12)
    drawn = [len(bars.get_segments()) for bars in (live.less, live.more)]
    assert drawn == [(factors <= 1).sum(), (factors > 1).sum()]
    assert live.limit.get_ydata()[0] == 1.25
    assert f"{drawn[1]} of 20 are above 1" in live.said


def test_gradients_off_the_axis_are_marked_and_said(make):
    live = make(GradientThroughTime, w=12.0, v=-6.0, steps=60)
    x, target = driven("sunspots", 60)
    small = np.abs(state_gradients(Weights(1.3, -6.0, 12.0, 0.4), x, target)) < 1e-20
    assert len(live.beyond.get_xdata()) == small.sum() > 0
    assert f"{small.sum()} of the gradients lie beyond" in live.said


@pytest.mark.parametrize("drive", ["sunspots", "constant", "random"])
def test_the_formula_stays_inside_the_figure(make, drive):
    live = make(GradientThroughTime, drive=drive)
    for w, v, s, steps in itertools.product((-12.0, -4.0, 12.0), (-6.0, 6.0), (0.0, 1.0), (2, 60)):
        live.set(w=w, v=v, s=s, steps=steps)
        assert live.formulas.right < 895, (w, v, s, steps)


def test_the_two_runs_at_the_cliff(make):
    live = make(Cliff)
    live.set(w=4.8, b=-2.2, rate=0.06, longest=0.3)
    for line, longest in ((live.plain, np.inf), (live.cut, 0.3)):
        point = np.array([4.8, -2.2])
        # Until the first gradient of more than 1: beyond, rounding grows as the gradient does.
        for drawn in zip(*line.get_data(), strict=True):
            np.testing.assert_allclose(drawn, point, rtol=1e-9)
            gradient = cliff_gradient(point)
            length = np.hypot(*gradient)
            if length > 1:
                break
            point = point - 0.06 * gradient * min(1, longest / length)
    assert len(live.plain.get_xdata()) == len(live.cut.get_xdata()) == 61
    end = [float(value[-1]) for value in live.plain.get_data()]
    assert np.hypot(*cliff_gradient(end)) < 1e-9
    assert "its gradient is almost zero: it is stuck" in live.said
    steps = np.hypot(*np.diff(live.cut.get_data(), axis=1))
    assert steps.max() == pytest.approx(0.06 * 0.3)


def test_the_staircase_of_the_map(make):
    x, y = cobweb(0.5, 5.0, -2.4)
    z = 0.5
    for _ in range(50):
        z = 5.0 / (1 + np.exp(-z)) - 2.4
    assert y[-1] == pytest.approx(z, rel=1e-12)
    assert x[0] == y[0] == 0.5
    assert cliff_error((5.0, -2.4)) == pytest.approx((1 / (1 + np.exp(-z)) - 0.7) ** 2, rel=1e-12)
    live = make(Cliff)
    live.set(w=5.0, b=-2.4, step=0)
    assert live.end.get_ydata()[0] == pytest.approx(z, rel=1e-12)
    assert "above the wall" in live.said
    live.set(b=-2.7)
    assert "below the wall" in live.said


def test_the_map_of_angles_and_the_curves_beside_it(make):
    live = make(Truncation)
    live.set(k=2, v=-4.0, w=-6.0)
    x, y = _pairs("sunspots")
    weights = Weights(1.3, -4.0, -6.0, 0.4)
    compared = [compare(truncated_bptt(weights, x, y, k), bptt(weights, x, y), "vw") for k in range(1, 13)]
    np.testing.assert_allclose(live.angle_line.get_ydata(), [c.angle for c in compared], atol=1e-9)
    np.testing.assert_allclose(live.ratio_line.get_ydata(), np.clip([c.ratio for c in compared], 0, 2), rtol=1e-12)
    image = live.image.get_array()
    axis = np.linspace(-8, 8, len(image))
    row, column = np.abs(axis + 6).argmin(), np.abs(axis + 4).argmin()
    assert (axis[row], axis[column]) == (-6, -4)
    assert image[row, column] == pytest.approx(compared[1].angle, abs=1e-9)
    assert live.cut.get_ydata()[0] == live.whole.get_ydata()[0] == 1
    slope = truncated_bptt(weights, x, y, 2)
    moved = Weights(*(a - 0.01 * g for a, g in zip(weights[:3], slope[:3], strict=True)), 0.4)
    assert live.cut.get_ydata()[1] == pytest.approx(error(moved, x, y) / error(weights, x, y), rel=1e-12)


def test_with_all_steps_back_nothing_is_lost(make):
    live = make(Truncation, k=12)
    assert np.abs(live.image.get_array()).max() < 1e-4
    np.testing.assert_array_equal(live.cut.get_ydata(), live.whole.get_ydata())


def test_a_click_starts_there(make):
    class Click:
        xdata, ydata = 5.15, -2.45

    for kind, names in ((Cliff, "wb"), (Truncation, "vw")):
        live = make(kind)
        Click.inaxes = live.plane
        live._clicked(Click)
        assert live.state[names[0]] == pytest.approx(5.15)
        assert live.state[names[1]] == pytest.approx(-2.45)
        Click.inaxes = None
        Click.xdata = 4.4
        live._clicked(Click)
        assert live.state[names[0]] == pytest.approx(5.15)
        Click.xdata = 5.15


def test_growth_is_drawn_on_a_shorter_axis(make):
    live = make(GradientThroughTime)
    low = live.top.get_ylim()[0]
    live.set(w=5.0, v=-2.5, s=0.5, drive="constant")
    assert live.top.get_ylim()[0] == 1e-5 > low
    assert min(live.line.get_ydata()) > 1e-5
    assert "multiplied by" in live.said
    live.set(w=0.0)
    assert live.top.get_ylim()[0] == low
    assert "With w = 0 no state depends on the one before" in live.said


@pytest.mark.parametrize("kind", [Cliff, Truncation])
def test_the_formula_on_top_stays_inside_the_figure(make, kind):
    live = make(kind)
    for corner in itertools.product(*map(ends, live.controls.values())):
        live.set(**dict(zip(live.controls, corner, strict=True)))
        assert live.formulas.right < 895, corner
