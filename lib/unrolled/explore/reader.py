"""Live figure: a network reads a real sequence, predicts it, and shows what it remembers."""

import threading

import ipywidgets as widgets
import numpy as np
from matplotlib.ticker import MaxNLocator

from ..draw.forecasts import PARTS, STATES, draw_learning, mark_parts
from ..draw.formula import Formulas
from ..draw.network import canvas_axes
from ..draw.style import COLOURS, factor, number
from ..forecast import fit_network, reach, rmse, sunspot_split
from .base import LiveFigure

FREE = 22
"""The steps that the network runs free from the chosen moment: two cycles of the Sun."""

BACK = 15
"""The steps back for which the memory is drawn."""

SIZES = (1, 2, 4, 8, 16)

ITERATIONS = {True: 80, False: 120}
"""How long a network is trained, with early stopping and without: enough to learn, enough to over-fit."""

# Networks that a figure has trained: a cell that is run again finds them here. The lock keeps two threads from
# training the same one.
_trained = {}
_TRAINING = threading.RLock()


class SequenceReader(LiveFigure):
    """A trained network's predictions over the years, its hidden states below, its memory, its training.

    The network for a number of neurons and a seed is trained when it is first asked for, in about a second.
    `now` is the moment up to which it has read: the blue dot predicts the next value, the dashed line goes on from
    there, fed with its own predictions; the memory is the gradient of the next prediction with respect to each
    value read.

    Args:
        split: `unrolled.forecast.Split`; the sunspot numbers if None.
        first: the time of the first value (a year, say); times count up by one.
        step: what one step in time is called.
        unit: what the values count.
        neurons: to open with, one of 1, 2, 4, 8, 16.
        seed: to open with, 0 to 9.
        fits: networks that are trained already: maps (neurons, seed) to `unrolled.forecast.Fit`.
    """

    title = "A network reads a sequence"
    size = (9.0, 7.0)

    def __init__(self, split=None, first=1700, step="year", unit="sunspots", neurons=4, seed=0, fits=None):
        self.split = sunspot_split() if split is None else split
        self.first, self.step, self.unit = first, step, unit
        self.times = first + np.arange(len(self.split.values))
        self._given, self._last = fits or {}, None
        close = max(0, self.split.validation - (len(self.times) - self.split.validation) // 4)
        # Beside the middle of the test part, where its name stands.
        moment = self.split.test + round(0.57 * (len(self.times) - self.split.test))
        wide, last = {"description_width": "4.5em"}, int(self.times[-1])
        network_row = {
            "neurons": widgets.SelectionSlider(
                options=SIZES, value=neurons, description="neurons", continuous_update=False, style=wide,
                layout={"width": "250px"},
            ),
            "seed": widgets.IntSlider(
                value=seed, max=9, description="seed", continuous_update=False, style={"description_width": "3em"},
                layout={"width": "230px"},
            ),
            "stop": widgets.Checkbox(value=True, description="early stopping", indent=False, layout={"width": "140px"}),
        }  # fmt: skip
        time_row = {
            "now": widgets.IntSlider(
                value=first + moment, min=first, max=last, description="now",
                style=wide, layout={"width": "480px"},
            ),
            "span": widgets.Dropdown(
                options=[(f"{self.times[i]} to {last}", i) for i in dict.fromkeys((close, 0))],
                description="show", style={"description_width": "3em"}, layout={"width": "210px"},
            ),
        }  # fmt: skip
        self.controls = time_row
        self._follow_view()
        time_row["span"].observe(self._follow_view, "value")
        super().__init__([network_row, time_row])

    def _follow_view(self, _=None):
        """Let `now` move over what is shown."""
        self.controls["now"].min = int(self.times[self.controls["span"].value])

    def refresh(self):
        """Train the network if it is new, with its progress in words; then draw."""
        if not self._holding:
            self._fit(**self.state)
        super().refresh()

    def _fit(self, neurons, seed, stop, **_):
        """Return the `Fit` for these controls; train it first if no figure has done so yet."""
        given = self._given.get((neurons, seed)) if stop else None
        key = self.split.values.tobytes(), self.split[1:], neurons, seed, stop

        def progress(iteration, train, validation):
            if iteration % 10 == 0:
                self.words.value = (
                    f'<div class="unrolled-words" role="status">Training {neurons} neurons, seed {seed}: iteration '
                    f"{iteration}, error {number(train)} (training), {number(validation)} (validation) …</div>"
                )

        with _TRAINING:
            if given is None and key not in _trained:
                _trained[key] = fit_network(
                    self.split, neurons, seed, iterations=ITERATIONS[stop], early_stopping=stop, progress=progress
                )
            return given or _trained[key]

    def _seen(self, **state):
        """Return the `Fit`, what its network reads and predicts `FREE` steps ahead, and its errors in words."""
        fit = self._fit(**state)
        if self._last is None or self._last[0] is not fit:
            model, values = fit.network, self.split.values
            errors = (f"{number(rmse(model, self.split, part))} ({name})" for part, name in PARTS.items())
            self._last = fit, model.read(values), model.ahead(values, FREE), ", ".join(errors)
        return self._last

    def prepare(self, figure, **state):
        """Make the four panels."""
        self.plot = figure.add_axes((0.075, 0.535, 0.905, 0.325))
        self.states = figure.add_axes((0.075, 0.375, 0.905, 0.115), sharex=self.plot)
        self.memory = figure.add_axes((0.075, 0.075, 0.5, 0.19))
        self.learning = figure.add_axes((0.665, 0.075, 0.315, 0.19))
        self.formulas = Formulas(canvas_axes(figure), 18, [672, 648], size=10.5)
        values = self.split.values
        self.plot.plot(self.times, values, ".-", color=COLOURS["target"], lw=1, ms=4, label="observed")
        label = f"predicted one {self.step} before"
        (self.predicted,) = self.plot.plot([], [], color=COLOURS["u"], lw=1.4, label=label)
        (self.free,) = self.plot.plot([], [], "--", color=COLOURS["w"], lw=1.6, label="running free from now")
        (self.dot,) = self.plot.plot([], [], "o", color=COLOURS["u"], ms=8)
        self.plot.set_ylim(values.min() - 0.12 * np.ptp(values), values.max() + 0.2 * np.ptp(values))
        self.plot.set_ylabel(self.unit)
        self.plot.tick_params(labelbottom=False)
        self.plot.legend(loc="lower left", bbox_to_anchor=(-0.01, 0.985), ncols=3, borderpad=0.2, fontsize=9.5)
        self.picture_of_states = self.states.imshow(
            np.zeros((1, len(values))), cmap=STATES, vmin=-1, vmax=1, aspect="auto", interpolation="nearest"
        )
        self.states.set_ylabel("neuron")
        self.states.set_title("Hidden states, from −1 (blue) to 1 (orange)", fontsize=9.5, weight="normal", pad=3)
        self.states.xaxis.set_major_locator(MaxNLocator(integer=True))
        self.states.tick_params(axis="y", length=0)
        self.states.spines[:].set_visible(False)
        self.cursors = [ax.axvline(0, color=COLOURS["ink"], lw=1) for ax in (self.plot, self.states)]
        self.bars = self.memory.vlines([], 0, 0, color=COLOURS["back"], lw=5)
        self.memory.axhline(0, color=COLOURS["faint"], lw=0.8, zorder=0)
        self.memory.set_xlim(-BACK - 0.7, 0.7)
        self.memory.set_xlabel(f"{self.step}s before now")
        self.memory.set_title(
            f"Memory: how far one more in that {self.step} moves the prediction", fontsize=9.5, weight="normal"
        )
        self.beyond = self.memory.text(1, -0.19, "", transform=self.memory.transAxes, ha="right", va="top", fontsize=9)
        self.names = []
        return [*self.cursors, self.free, self.dot, self.bars, self.beyond, *self.formulas.artists]

    def background(self, neurons, seed, stop, span, **_):
        """All but the moment and what follows from it."""
        return neurons, seed, stop, span

    def arrange(self, neurons, span, **state):
        """Show this network's predictions, states and training."""
        fit, run, ahead, _ = self._seen(neurons=neurons, **state)
        self.predicted.set_data(self.times[1:], ahead[:-1, 0])
        self.plot.set_xlim(self.times[span] - 0.5, self.times[-1] + 1 + FREE)
        for artist in self.names:
            artist.remove()
        self.names = mark_parts(self.plot, self.split, self.times)
        self.picture_of_states.set_data(run.h[1:].T)
        self.picture_of_states.set_extent((self.times[0] - 0.5, self.times[-1] + 0.5, neurons + 0.5, 0.5))
        self.states.set_yticks([1, neurons] if neurons > 1 else [1])
        model, values = fit.network, self.split.values
        moments = np.unique(np.linspace(1, len(values), min(len(values), 12)).astype(int))
        # Not the largest of all: where the gradient explodes, one moment would flatten all others.
        usual = np.median([np.abs(model.memory(values[:count])).max() for count in moments])
        self.memory.set_ylim(-2 * usual, 2 * usual)
        for artist in [
            *self.learning.lines,
            *self.learning.texts,
        ]:  # to clear the axes would take fifteen times as long
            artist.remove()
        draw_learning(self.learning, fit)
        self.learning.set_title("Training: error by iteration", fontsize=9.5, weight="normal")

    def update(self, now, span, **state):
        """Move to the moment `now`."""
        fit, run, ahead, errors = self._seen(**state)
        t = now - self.first
        for cursor in self.cursors:
            cursor.set_xdata([now, now])
        low, high = self.plot.get_ylim()
        future = now + 1 + np.arange(FREE)
        self.free.set_data(np.r_[now, future], np.clip(np.r_[self.split.values[t], ahead[t]], low, high))
        self.dot.set_data([now + 1], np.clip(ahead[t, :1], low, high))
        slopes = fit.network.memory(self.split.values[: t + 1])
        self.bars.set_segments([[(-k, 0), (-k, slope)] for k, slope in enumerate(slopes[: BACK + 1])])
        largest = max(slopes, key=abs)
        beyond = abs(largest) > self.memory.get_ylim()[1]
        self.beyond.set_text(f"beyond the scale: {number(largest)}" if beyond else "")
        self._show_formula(run, fit, t)
        return f"Shown from {self.times[span]} on. {self._words(fit, errors, slopes, ahead[t, 0], t)}"

    def _show_formula(self, run, fit, t):
        weights = fit.network.weights
        h, U = run.h[t + 1], weights.U[0]
        now = self.first + t
        value = fit.network.center + fit.network.unit * run.p[t, 0]
        terms = [f"{{u:{factor(a)}}} × {{w:{factor(b)}}}" for a, b in zip(U, h, strict=True)]
        if len(terms) > 3:
            terms = [*terms[:2], f"… ({len(terms)} terms)"]
        self.formulas.set(
            f"$p =$ {{u:$U$}} {{w:$h$}} $+\\, c =$ {' + '.join(terms)} + {factor(weights.c[0])}"
            f" = {number(run.p[t, 0])}",
            f"in {self.unit or 'its own units'}:  {number(fit.network.center)} + {number(fit.network.unit)} × "
            f"{factor(run.p[t, 0])} = "
            f"{{u:{number(value)}}} for {now + 1}"
            + (f",  observed {{target:{number(self.split.values[t + 1])}}}" if t + 1 < len(self.times) else ""),
        )

    def _words(self, fit, errors, slopes, ahead, t):
        now, values = self.first + t, self.split.values
        steps = reach(slopes)
        known = t + 1 < len(values)
        size = len(fit.network.weights.b)
        read = f"{number(values[t])} {self.unit}".strip()
        return (
            f"{size} neuron{'s' * (size > 1)}, {fit.iteration} iterations; error {errors}. "
            f"Read up to {now} ({read}), the network predicts {number(ahead)} for {now + 1}"
            + (f"; {number(values[t + 1])} came. " if known else ". ")
            + f"One more in {now} moves this prediction by {number(slopes[0])}; nine tenths of all its memory lie in "
            + (f"the last {steps} {self.step}s." if steps > 1 else f"that {self.step}.")
        )
