"""The live figures on descent: what their artists show is what the mathematics says, at every end of the controls."""

from itertools import product
from types import SimpleNamespace

import numpy as np
import pytest

from unrolled import Weights, bptt, error
from unrolled.draw.scenes import RACERS, RULES, SCENES, functions, level_place, lowest, many_ends, run, scene_pairs
from unrolled.draw.surface import SurfaceDrawing, grid
from unrolled.explore import AllDirections, ErrorSurface, OneHill, Race, TwoErrors
from unrolled.explore.one_hill import CURVES
from unrolled.outputs import cross_entropy, cross_slope, squared_error, squared_slope

pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning", "error::UserWarning")


@pytest.fixture
def make():
    """A function that makes a live figure, which is closed at the end."""
    made = []

    def maker(kind, **settings):
        made.append(kind(**settings))
        return made[-1]

    yield maker
    for figure in made:
        figure.close()


def click(figure, ax, across, up):
    figure._clicked(SimpleNamespace(inaxes=ax, xdata=across, ydata=up))


FIGURES = [OneHill, AllDirections, ErrorSurface, Race, TwoErrors]


@pytest.mark.parametrize("kind", FIGURES)
def test_reset_brings_back_the_opening_picture(make, kind):
    figure = make(kind)
    before, said = figure.picture(dpi=50), figure.said
    for control in figure.controls.values():
        if hasattr(control, "options"):
            control.value = list(control.options)[-1][-1] if kind in (ErrorSurface, Race) else control.options[-1]
            break
    for name in ("v", "rate", "start", "length", "target"):
        if name in figure.controls:
            figure.set(**{name: figure.controls[name].min})
    assert figure.said != said
    figure.reset()
    assert figure.said == said
    assert figure.state == figure._start
    assert figure.picture(dpi=50) == before


@pytest.mark.parametrize("kind", FIGURES)
def test_every_control_changes_the_picture_or_the_words(make, kind):
    figure = make(kind)
    if kind is ErrorSurface:
        figure.set(sequence="sunspots", zoom=2.0)
    for name, control in figure.controls.items():
        state = {**figure.state, "solid": name == "turn"} if kind is ErrorSurface else figure.state
        figure.set(**state)
        before = figure.picture(dpi=40), figure.said
        value = control.value
        if isinstance(value, bool):
            control.value = not value
        elif hasattr(control, "options"):
            control.index = (control.index + 1) % len(control.options)
        else:
            low, high = ((control.base**end for end in (control.min, control.max)) if hasattr(control, "base")
                         else (control.min, control.max))  # fmt: skip
            control.value = high if abs(value - low) < abs(value - high) else low
        assert (figure.picture(dpi=40), figure.said) != before, name
        figure.set(**{name: value})
        figure.set(**state)


# One hill


@pytest.mark.parametrize("curve", CURVES)
def test_slopes_of_the_curves(curve):
    W = np.array([-3.3, -1.2, 0.4, 1.7, 3.9])
    slopes = (CURVES[curve].height(W + 1e-6) - CURVES[curve].height(W - 1e-6)) / 2e-6
    np.testing.assert_allclose(CURVES[curve].slope(W), slopes, atol=1e-7)


def test_the_ball_its_tangent_and_the_next_step(make):
    hill = make(OneHill, start=-3.5, rate=0.7, step=0)
    assert hill.ball.get_xydata().tolist() == [[-3.5, 3.5**2 / 4]]
    assert hill.next_ball.get_xdata() == pytest.approx([-3.5 + 0.7 * 1.75])
    (x0, y0), (x1, y1) = hill.tangent.get_xydata()
    assert (y1 - y0) / (x1 - x0) == pytest.approx(-1.75)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ({"rate": 0.7}, "reaches the lowest point in"),
        ({"rate": 3.6}, "swinging over to the other side"),
        ({"rate": 4.0}, "keeps jumping to and fro"),
        ({"rate": 4.3}, "diverges"),
        ({"rule": "fixed size", "rate": 0.3}, "keeps jumping to and fro"),
        ({"curve": "two valleys", "start": 4.0, "rate": 0.5}, "which is not the lowest"),
        ({"curve": "plateau", "start": 4.0, "rate": 0.05}, "too high"),
    ],
)
def test_the_words_say_how_a_run_ends(make, state, words):
    hill = make(OneHill)
    hill.set(**{"step": 5, **state})
    assert words in hill.said


def test_one_hill_at_every_end(make):
    hill = make(OneHill)
    rules = hill.controls["rule"].options
    for curve, rule, rate, start, step in product(CURVES, rules, (0.05, 5.0), (-4.0, 4.0), (0, 40)):
        hill.set(curve=curve, rule=rule, rate=rate, start=start, step=step)
        assert "NaN" not in hill.said


# All directions


def test_a_tiny_step_draws_the_cosine(make):
    figure = make(AllDirections, length=0.001)
    changes, cosine = figure.changes.get_ydata(), figure.cosine.get_ydata()
    np.testing.assert_allclose(changes, cosine, atol=1e-3 * np.abs(cosine).max())
    assert ", 0° away" in figure.said


def test_a_long_step_does_not(make):
    figure = make(AllDirections)
    assert np.abs(figure.changes.get_ydata() - figure.cosine.get_ydata()).max() > 0.1
    assert ", 10° away" in figure.said


def test_the_violet_line_is_along_minus_gradient(make):
    figure = make(AllDirections)
    x, y = scene_pairs("toy")
    gradient = bptt(Weights(1.3, 1.5, 2.0, 0.4), x, y)
    across, up = np.diff(figure.down.get_xydata(), axis=0)[0]
    assert across / up == pytest.approx(gradient.v / gradient.w)
    assert across * gradient.v < 0


def test_a_click_moves_the_point(make):
    figure = make(AllDirections)
    click(figure, figure.map, -2.0, 3.0)
    assert (figure.state["v"], figure.state["w"]) == (-2.0, 3.0)
    click(figure, figure.sweep, 90.0, 0.1)
    assert figure.state["v"] == -2.0


# The surface


def test_the_surface_holds_the_errors():
    from matplotlib.figure import Figure

    ax = Figure().add_subplot()
    drawing = SurfaceDrawing(ax)
    extent = (-1.0, 3.0, 0.0, 2.0)
    across, up = grid(extent, 21)
    drawing.show(np.exp(across + 2 * up), extent)
    np.testing.assert_allclose(drawing.image.get_array(), (across + 2 * up) / np.log(10), atol=1e-12)
    drawing.show(np.full((21, 21), 3.0), extent, logarithmic=False)
    heights = np.ones((21, 21))
    heights[0, 0], heights[1, 1] = np.inf, np.nan
    drawing.show(heights, extent)
    assert drawing.image.get_array().mask.sum() == 2


@pytest.mark.parametrize("pair", ["v, w", "u, s"])
def test_the_map_shows_e_over_the_chosen_weights(make, pair):
    figure = make(ErrorSurface, sequence="toy", across_up=pair)
    weights = SCENES["toy"].weights
    x, y = scene_pairs("toy")
    names = pair.split(", ")
    extent = figure._extent(names, 1.0)
    shown = figure.drawing.image.get_array()
    for corner, at in (
        ((0, 0), (extent[0], extent[2])),
        ((-1, 0), (extent[0], extent[3])),
        ((0, -1), (extent[1], extent[2])),
    ):
        here = weights._replace(**dict(zip(names, at, strict=True)))
        assert shown[corner] == pytest.approx(np.log10(error(here, x, y)))


def test_a_click_starts_a_descent_there(make):
    figure = make(ErrorSurface)
    click(figure, figure.map, -5.25, -3.5)
    assert (figure.state["v"], figure.state["w"]) == (-5.25, -3.5)
    np.testing.assert_allclose(figure.start_mark.get_xydata(), [[-5.25, -3.5]])
    weights = SCENES["hump"].weights._replace(v=-5.25, w=-3.5)
    expected = run("descent", "vw", weights, *scene_pairs("hump"), rate=figure.state["rate"], steps=100)
    np.testing.assert_allclose(figure.trails["descent"].line.get_xydata(), expected.points)
    np.testing.assert_allclose(figure.falls["descent"].get_ydata(), expected.errors)
    np.testing.assert_allclose(figure.slopes["descent"].get_ydata(), np.maximum(expected.gradient_lengths, 1e-9))
    assert "From v = −5.25 and w = −3.50" in figure.said


def test_a_rule_that_is_not_chosen_is_not_drawn(make):
    figure = make(ErrorSurface, rules=())
    assert all(len(trail.line.get_xdata()) == 0 for trail in figure.trails.values())
    assert "no rule is chosen" in figure.said
    figure.set(Newton=True)
    assert len(figure.trails["Newton"].line.get_xdata()) > 3


def test_cross_sections_go_through_the_start(make):
    figure = make(ErrorSurface)
    here = error(SCENES["hump"].weights, *scene_pairs("hump"))
    for name in "uvws":
        assert figure.dots[name].get_xydata()[0] == pytest.approx((getattr(SCENES["hump"].weights, name), here))


def test_zoom_stays_where_it_was_set(make):
    figure = make(ErrorSurface)
    figure.set(zoom=8.0)
    left, right = figure.map.get_xlim()
    assert right - left == pytest.approx(2.0)
    assert (left + right) / 2 == pytest.approx(1.0)
    figure.set(v=1.5)
    assert figure.map.get_xlim() == (left, right)


def test_error_surface_at_every_end(make):
    figure = make(ErrorSurface, rules=RULES)
    for sequence in SCENES:
        for pair, low, rate in product(("v, w", "u, s"), (True, False), (0.001, 10**1.5)):
            ends = {name: getattr(figure.controls[name], "min" if low else "max") for name in "uvws"}
            figure.set(sequence=sequence, axes=pair)
            figure.set(rate=rate, steps=60, zoom=32.0 if low else 1.0, **ends)
            assert "nan" not in figure.said.lower()
    figure.set(solid=True, turn=180)


# The race and the scenes


def test_the_table_of_the_race(make):
    race = make(Race)
    weights = SCENES["hump"].weights
    x, y = scene_pairs("hump")
    bottom, _ = lowest("vw", weights, x, y)
    calls = run("BFGS", "vw", weights, x, y, 1.0, 200).calls_to(bottom + 1e-3)
    assert f"BFGS needs gradient: {calls} calls" in race.said
    assert "momentum needs gradient: not there" in race.said
    race.set(goal=1e-9)
    assert f"BFGS needs gradient: {calls} calls" not in race.said


def test_the_race_at_every_end(make):
    race = make(Race)
    for sequence, v, w, rate in product(("hump", "zigzag", "toy"), (-8.0, 8.0), (-8.0, 8.0), (0.01, 10.0)):
        race.set(sequence=sequence, v=v, w=w, rate=rate)
        for name in RACERS:
            assert np.isfinite(race.lines[name].get_ydata()).all()


def test_hump_has_two_lowest_points_and_a_saddle():
    weights, (x, y) = SCENES["hump"].weights, scene_pairs("hump")
    _, gradient, hessian = functions("vw", weights, x, y)
    kinds = []
    for start in ([-3.0, 2.0], [2.0, -4.0], [1.0, -2.0]):
        point = np.array(start)
        for _ in range(20):
            point = point - np.linalg.solve(hessian(point), gradient(point))
        assert np.hypot(*gradient(point)) < 1e-12
        kinds.append(tuple(np.sign(np.linalg.eigvalsh(hessian(point)))))
    assert kinds == [(1, 1), (1, 1), (-1, 1)]


def test_lowest_is_the_deeper_of_the_two():
    bottom, place = lowest("vw", SCENES["hump"].weights, *scene_pairs("hump"))
    assert bottom == pytest.approx(0.0782181, abs=1e-6)
    assert place == pytest.approx([-2.85257, 2.18402], abs=1e-3)


def test_many_ends_are_the_ends_of_single_runs():
    weights, (x, y) = SCENES["hump"].weights, scene_pairs("hump")
    starts = np.array([[-3.0, 2.0], [1.0, 4.0]])
    ends = many_ends("momentum", "vw", weights, x, y, starts, rate=1.0, steps=50)
    for start, end in zip(starts.T, ends.T, strict=True):
        path = run("momentum", "vw", weights._replace(v=start[0], w=start[1]), x, y, 1.0, 50)
        np.testing.assert_allclose(path.points[-1], end, rtol=1e-9)


# Two errors


@pytest.mark.parametrize(("error_of", "slope"), [(squared_error, squared_slope), (cross_entropy, cross_slope)])
def test_slopes_of_both_errors(error_of, slope):
    z, y = np.meshgrid(np.linspace(-9, 9, 13), [0.0, 0.3, 1.0])
    np.testing.assert_allclose(slope(z, y), (error_of(z + 1e-5, y) - error_of(z - 1e-5, y)) / 2e-5, atol=1e-9)


def test_cross_entropy_is_what_it_is_called():
    p = 1 / (1 + np.exp(-1.7))
    assert cross_entropy(1.7, 0.3) == pytest.approx(-0.3 * np.log(p) - 0.7 * np.log(1 - p))
    assert cross_entropy(-1000.0, 1.0) == 1000.0


def test_the_saturated_unit_is_stuck_with_one_error_only(make):
    figure = make(TwoErrors, step=100)
    squared, cross = (run.get_ydata() for run in figure.runs)
    assert squared[0] == cross[0] < 0.01
    assert squared[-1] < 0.01
    assert cross[-1] > 0.98


def test_a_level_place_has_no_gradient_and_may_be_a_pass():
    weights, pairs = SCENES["hump"].weights, scene_pairs("hump")
    _, gradient, hessian = functions("vw", weights, *pairs)
    bottom = level_place("vw", weights, *pairs, near=(-3, 2))
    assert bottom == pytest.approx(lowest("vw", weights, *pairs)[1], abs=1e-6)
    assert np.linalg.eigvalsh(hessian(bottom)).min() > 0
    saddle = level_place("vw", weights, *pairs, near=(1, -2))
    assert np.abs(gradient(saddle)).max() < 1e-12
    low, high = np.linalg.eigvalsh(hessian(saddle))
    assert low < 0 < high


@pytest.mark.parametrize("near", [(7.5, 7.5), (-7.0, -7.0), (0.0, 800.0)])
def test_no_level_place_from_a_plateau(near):
    with pytest.raises(ValueError, match="guess closer"):
        level_place("vw", SCENES["hump"].weights, *scene_pairs("hump"), near=near)
