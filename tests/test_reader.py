"""The live figure of notebook 10: what its artists hold and its words say, for a network trained in the test."""

import warnings

import numpy as np
import pytest
from matplotlib.figure import Figure

from unrolled import forecast, network
from unrolled.draw import forecasts as draw
from unrolled.explore import SequenceReader


@pytest.fixture(scope="module")
def split():
    t = np.arange(60)
    return forecast.split_in_time(20 + 10 * np.sin(2 * np.pi * t / 8) + (t % 3))


@pytest.fixture(scope="module")
def fits(split):
    return {(n, 0): forecast.fit_network(split, n, iterations=15) for n in (1, 2, 4)}


@pytest.fixture
def reader(split, fits):
    figure = SequenceReader(split, first=1900, unit="wagons", neurons=2, fits=fits)
    yield figure
    figure.close()


def test_predictions_states_and_memory_are_the_network_s(reader, split, fits):
    model = fits[2, 0].network
    reader.set(span=0)
    reader.set(now=1930)
    ahead = model.ahead(split.values, 22)
    np.testing.assert_array_equal(reader.predicted.get_ydata(), ahead[:-1, 0])
    np.testing.assert_array_equal(reader.predicted.get_xdata(), np.arange(1901, 1960))
    assert reader.dot.get_xydata().tolist() == [[1931, ahead[30, 0]]]
    np.testing.assert_allclose(reader.free.get_ydata()[1:], np.clip(ahead[30], *reader.plot.get_ylim()))
    np.testing.assert_array_equal(reader.picture_of_states.get_array(), model.read(split.values).h[1:].T)
    bars = [segment[1] for segment in reader.bars.get_segments()]
    np.testing.assert_allclose(bars, [(-k, slope) for k, slope in enumerate(model.memory(split.values[:31])[:16])])


def test_the_words_say_what_is_seen(reader, split, fits):
    reader.set(span=0)
    reader.set(now=1930)
    ahead = fits[2, 0].network.ahead(split.values, 1)[30, 0]
    for part in ("2 neurons", "Read up to 1930", f"{split.values[30]:.1f} wagons", f"predicts {ahead:.1f} for 1931"):
        assert part in reader.said
    assert f"{split.values[31]:.1f} came" in reader.said
    reader.set(now=1959)
    assert "for 1960" in reader.said
    assert "came" not in reader.said


def test_every_control_changes_the_words_and_reset_brings_them_back(reader):
    start = reader.said
    before = reader.said
    for name, value in (("now", 1945), ("neurons", 4), ("seed", 1), ("stop", False)):
        reader.set(**{name: value})
        assert reader.said != before, name
        before = reader.said
    reader.set(now=1950)
    assert "Shown from 1938" in reader.said
    reader.set(span=0)
    assert "Shown from 1900" in reader.said
    reader.reset()
    assert reader.said == start


def test_the_chosen_moment_is_always_in_view(reader):
    control = reader.controls["now"]
    for span, first in ((0, 1900), (38, 1938)):
        reader.set(span=span)
        assert (control.min, control.max) == (first, 1959)
        assert control.value >= first
        reader.set(now=first)
        low, high = reader.plot.get_xlim()
        assert low < control.min
        assert high > control.max + 22


def test_a_network_is_trained_once_and_with_progress(split):
    reader = SequenceReader(split, first=0, step="step", unit="", neurons=1)
    said = []
    reader.words.observe(lambda change: said.append(change["new"]), "value")
    reader.set(neurons=2)
    progress = [words for words in said if "Training 2 neurons" in words]
    assert "iteration 0" in progress[0]
    assert len(progress) > 1
    count = len(progress)
    reader.set(neurons=1)
    reader.set(neurons=2)
    assert len([words for words in said if "Training 2 neurons" in words]) == count
    reader.close()


def test_the_ends_of_all_controls_draw_without_a_warning(reader):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for neurons in (1, 4):
            for now in (1900, 1959):
                for span in (0, reader._start["span"]):
                    reader.set(neurons=neurons, span=span)
                    reader.set(now=now)
                    assert len(reader.picture(dpi=50)) > 1000


def test_memory_is_in_the_sequence_s_units(split, fits):
    model, read = fits[4, 0].network, split.values[:30].copy()
    memory = model.memory(read)
    for k in (0, 1, 5):
        moved = [read.copy(), read.copy()]
        moved[0][29 - k] += 1e-4
        moved[1][29 - k] -= 1e-4
        quotient = (model.ahead(moved[0], 1)[-1, 0] - model.ahead(moved[1], 1)[-1, 0]) / 2e-4
        assert memory[k] == pytest.approx(quotient, rel=1e-6, abs=1e-9)
    sizes = np.abs(memory)
    reach = model.reach(read)
    assert sizes[:reach].sum() >= 0.9 * sizes.sum() > sizes[: reach - 1].sum()


def test_each_value_is_drawn_against_the_one_before(split, fits):
    ax = Figure().add_subplot()
    model = fits[2, 0].network
    draw.draw_next(ax, split, {"AR(1)": forecast.fit_autoregression(split, 1), "2 neurons": model})
    true, _, by_network = ax.get_lines()
    np.testing.assert_array_equal(true.get_xydata(), np.column_stack([split.values[50:59], split.values[51:60]]))
    np.testing.assert_array_equal(by_network.get_ydata(), model.ahead(split.values, 1)[50:59, 0])
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["what came next", "AR(1)", "2 neurons"]


def test_the_kept_iteration_is_named_beside_its_line(split, fits):
    for iteration, side in ((1, "left"), (len(fits[2, 0].errors) - 1, "right")):
        ax = Figure().add_subplot()
        draw.draw_learning(ax, fits[2, 0]._replace(iteration=iteration))
        (note,) = ax.texts
        assert (note.get_text(), note.xy[0], note.get_ha()) == ("weights kept", iteration, side)


def test_names_moved_apart_keep_order_and_distance():
    placed = draw.spread_out([10, 10.5, 30, 9.9], gap=2)
    assert np.diff(np.sort(placed)).min() >= 2 - 1e-6
    assert np.argsort(placed).tolist() == [3, 0, 1, 2]
    assert placed[2] == 30


def test_the_table_gives_each_rule_and_the_spread_over_seeds(split, fits):
    rules = forecast.fit_rules(split, most=5)
    both = {(2, 0): fits[2, 0], (2, 1): forecast.fit_network(split, 2, seed=1, iterations=3)}
    *_, last = lines = forecast.score_table(split, rules, both).splitlines()
    assert len(lines) == 1 + len(rules) + 1
    errors = sorted(forecast.rmse(fit.network, split) for fit in both.values())
    assert last.endswith(f"{np.median(errors):#.3g}  ({errors[0]:#.3g} to {errors[1]:#.3g})")
    assert forecast.fit_networks(split, (1,), 1, lines.append)[1, 0].network.weights.W.shape == (1, 1)
    assert lines[-1] == "1 neuron, 6 weights: trained 1 networks"


def test_the_network_module_s_memory_is_what_the_model_uses(split, fits):
    model = fits[2, 0].network
    x = (split.values - model.center) / model.unit
    np.testing.assert_array_equal(
        model.memory(split.values[:20]), network.memory(model.weights, x, 20, model.activation)[::-1, 0]
    )
