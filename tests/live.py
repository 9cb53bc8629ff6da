"""What tests of live figures share: which there are, what their controls can do, and where their texts stand."""

import functools
import gc
import itertools
import random
import threading

import ipywidgets as widgets
import matplotlib.text
import numpy as np
import psutil
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from unrolled import explore
from unrolled.draw.glyphs import Glyphs
from unrolled.draw.style import styled

CLASSES = [
    cls
    for cls in (getattr(explore, name) for name in explore.__all__)
    if isinstance(cls, type) and issubclass(cls, explore.LiveFigure) and cls is not explore.LiveFigure
]


CLICKS = {
    "AllDirections": ({"v", "w"}, (0.2, 0.3)),
    "ChainRule": ({"x"}, (0.12, 0.5)),
    "Cliff": ({"w", "b"}, (0.3, 0.3)),
    "ErrorSurface": ({"v", "w"}, (0.3, 0.3)),
    "Race": ({"v", "w"}, (0.3, 0.3)),
    "Truncation": ({"v", "w"}, (0.2, 0.6)),
}
"""The figures that take clicks: the sliders that a click moves, and where to click, as shares across and up."""


def alive():
    """Return all ipywidgets that have not been closed."""
    return dict(widgets.widget._instances)


def values(control):
    """Return the values between which a control moves: both ends, or all options."""
    if hasattr(control, "options"):
        return list(control._options_values)
    if isinstance(control, widgets.Checkbox | widgets.ToggleButton):
        return [False, True]
    if isinstance(control, widgets.FloatLogSlider):
        return [control.base**control.min, control.base**control.max]
    if hasattr(control, "min"):
        return [control.min, control.max]
    raise TypeError(f"tests/live.py does not know the values of a {type(control).__name__}: teach it")


def any_value(control, random):
    """Return a random value of a control; the ends come up more often than chance would have it."""
    ends = values(control)
    if not hasattr(control, "min") or random.random() < 0.3:
        return random.choice(ends)
    if isinstance(control, widgets.FloatLogSlider):
        return control.base ** random.uniform(control.min, control.max)
    if isinstance(control.value, int):
        return random.randint(*ends)
    return random.uniform(*ends)


def show(figure):
    """Do what a browser's first look at a figure does; from then on it blits."""
    figure.canvas._handle_message(None, {"type": "initialized"}, [])
    figure.canvas.draw()


def hide(figure):
    """Bring a figure back to where it was before a browser looked at it: it computes, but does not draw."""
    figure._background = None


def hammer(figure, count, seeds=(1, 2)):
    """Change a figure's controls at random, `count` times from each of several threads at once; press buttons too.

    Returns:
        What went wrong: the exceptions, warnings among them if they are made errors.
    """
    problems = []

    def change(seed):
        chance = random.Random(seed)
        try:
            for _ in range(count):
                pressed = chance.random() < 0.03 and buttons(figure)
                if pressed:
                    chance.choice(list(pressed.values())).click()
                else:
                    control = figure.controls[chance.choice(list(figure.controls))]
                    control.value = any_value(control, chance)
        except Exception as problem:  # nobody would see what a thread raises
            problems.append(problem)

    threads = [threading.Thread(target=change, args=(seed,)) for seed in seeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(300)
        if thread.is_alive():
            problems.append(TimeoutError("two threads wait for each other"))
    return problems


def memory():
    """Return the megabytes of memory that this process holds, what is garbage given back first."""
    gc.collect()
    return psutil.Process().memory_info().rss / 1e6


def still_figures():
    """Count matplotlib's figures."""
    # Not isinstance: that asks for the class of each of PyTorch's modules, some of which answer with a warning.
    return sum(issubclass(type(thing), Figure) for thing in gc.get_objects())


def pixels(figure):
    """Return what a browser would show now."""
    return np.array(figure.canvas.buffer_rgba())


def buttons(figure):
    """Return all buttons of a figure, by what they say."""
    found, rest = {}, [figure]
    while rest:
        widget = rest.pop()
        rest += getattr(widget, "children", ())
        if isinstance(widget, widgets.Button):
            found[widget.description] = widget
    return found


def interesting(figure, random, count):
    """Bring a figure into many states, one after the other, and yield what each is.

    First the state it opens in, then each option of each choice with all numbers at either end, then `count` random
    states.
    """
    yield "as opened"
    choices = {name: values(control) for name, control in figure.controls.items() if hasattr(control, "options")}
    options = [(name, option) for name, options in choices.items() for option in options] or [(None, None)]
    for (chosen, option), (end, where) in itertools.product(options, ((0, "lowest"), (-1, "highest"))):
        with figure.together():
            for name in choices:
                figure.controls[name].value = option if name == chosen else random.choice(choices[name])
            for name, control in figure.controls.items():
                if name not in choices:
                    control.value = values(control)[end]
        yield f"{figure.state}: all at the {where}"
    for _ in range(count):
        with figure.together():
            for control in figure.controls.values():
                control.value = any_value(control, random)
        yield str(figure.state)


def texts(figure, monkeypatch):
    """Return what a live figure's picture says, as pairs: a text; left, bottom, right, top of its ink, in pixels."""
    drawn = []
    draw = matplotlib.text.Text.draw

    def record(text, renderer):
        if text.get_visible() and text.get_text().strip():
            drawn.append((_Look(text), text.get_window_extent(renderer).p0))
        return draw(text, renderer)

    with monkeypatch.context() as patch:
        patch.setattr(matplotlib.text.Text, "draw", record)
        figure.picture(dpi=100)
    boxes = []
    for look, (x, y) in drawn:
        left, bottom, right, top = _ink(look)
        boxes.append((look.text.get_text(), (x + left, y + bottom, x + right, y + top)))
    for glyphs in figure.figure.findobj(Glyphs):
        if glyphs.get_visible():
            boxes += glyphs.boxes()
    return boxes


class _Look:
    """A text without its place, to be a key of a cache."""

    def __init__(self, text):
        self.text = text
        self.key = text.get_text(), hash(text.get_fontproperties()), text.get_rotation(), text.get_ha(), text.get_va()

    def __eq__(self, other):
        return self.key == other.key

    def __hash__(self):
        return hash(self.key)


@functools.cache
def _ink(look):
    """Return the ink of a text, relative to the lower left corner of what matplotlib says it covers."""
    with styled():
        figure = Figure((12, 4), dpi=100)
        canvas = FigureCanvasAgg(figure)
        text = figure.text(0.5, 0.5, look.text.get_text())
        text.update_from(look.text)
        text.set(animated=False, alpha=1, color="black", transform=figure.transFigure)
        canvas.draw()
        rows, columns = np.nonzero(np.array(canvas.buffer_rgba())[::-1, :, 0] < 160)
        x, y = text.get_window_extent(canvas.get_renderer()).p0
    return columns.min() - x, rows.min() - y, columns.max() + 1 - x, rows.max() + 1 - y


def collisions(figure, monkeypatch, slack=1.5):
    """List the texts of a live figure that overlap by more than `slack` pixels, or leave the canvas by that much."""
    width, height = (100 * length for length in figure.size)
    drawn = texts(figure, monkeypatch)
    found = [
        f"{text!r} leaves the canvas"
        for text, (left, bottom, right, top) in drawn
        if min(left, bottom, width - right, height - top) < -slack
    ]
    for (one, a), (other, b) in itertools.combinations(drawn, 2):
        across, up = (min(a[i + 2], b[i + 2]) - max(a[i], b[i]) for i in (0, 1))
        if min(across, up) > slack:
            found.append(f"{one!r} overlaps {other!r} by {across:.0f} x {up:.0f} px at {a[0]:.0f}, {a[1]:.0f}")
    return found
