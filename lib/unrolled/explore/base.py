"""The base of every live figure: controls, a canvas, a line of words.

A live figure keeps a still background and draws only what moves over it (blitting), which answers about three
times faster than drawing the whole figure anew. It works with ipympl's canvas but not through pyplot, so that
plain figures in the same notebook stay as they are, and no list of open figures grows.
"""

import base64
import html
import io
import re
import threading
from contextlib import contextmanager
from unittest.mock import patch

import ipywidgets as widgets
import numpy as np
from IPython import get_ipython
from IPython.display import display
from matplotlib.figure import Figure
from PIL import Image

from ..draw.style import COLOURS, styled

# Importing ipympl would make it pyplot's backend. Only its canvas is wanted: plain figures keep the backend they have.
with patch("matplotlib.use"):
    from ipympl.backend_nbagg import Canvas, FigureManager

# One lock for all figures: matplotlib's text layout and font caches are shared and not safe between threads.
# Hosts that send widget messages over kernel subshells call back on several threads.
_DRAWING = threading.RLock()

# What each cell shows: the number of its run, and the figures. Running the cell again closes those it replaces.
_shown = {}

_NOTHING = object()  # equals no background

# The words meant for readers without a kernel hide while a live figure stands in the same output. ipympl keeps every
# key that is pressed on its canvas, the Tab key too, so that nobody who uses the keyboard would get past it: the
# canvas takes the mouse only (what is invisible takes no focus, and the picture inside is made visible again).
# JupyterLab takes the outline from what has the focus.
_STYLE = """<style>
.jp-OutputArea:has(.unrolled-live) .unrolled-still-words {display: none}
.unrolled-words {line-height: 1.45; margin: 2px 6px 0; max-width: 64em}
.unrolled-live .jupyter-matplotlib-canvas-div {visibility: hidden}
.unrolled-live .jupyter-matplotlib-canvas-div canvas {visibility: visible}
.unrolled-live :is(.noUi-handle, .widget-readout, select, input, button):focus-visible {
  outline: 2px solid #0073C4 !important; outline-offset: 2px
}
.unrolled-live select:focus-visible {outline-offset: -2px !important}
</style>"""


class LiveFigure(widgets.VBox):
    """Controls above a canvas above a line of words.

    A subclass sets `title` and `size` and writes three methods, each of which gets the controls' values as
    keyword arguments:

    - `prepare(figure, **state)`: make all artists, once; return the list of those that move.
    - `background(**state)`: return what the still part depends on; when that changes, `arrange` is called and
      the whole figure drawn. The default: nothing, the background never changes.
    - `arrange(**state)`: place the still part for this state.
    - `update(**state)`: set the moving artists; return the words, as HTML, that say what is seen.

    Args:
        controls: rows of controls from top to bottom; each row a dict from name to ipywidget. Widgets with a
            `value` make up the state; others (buttons) may be placed as well.
        reset: whether to add a Reset button, which brings back the values that the figure opened with.
    """

    title = "Live figure"
    size = (9.0, 5.0)

    helpers = ()
    """Widgets that a reader does not see, such as links, to be closed with the figure."""

    def __init__(self, controls, reset=True):
        self.controls = {
            name: control for row in controls for name, control in row.items() if hasattr(control, "value")
        }
        self._start = {name: control.value for name, control in self.controls.items()}
        self._holding = self._waiting = False
        self._still, self._background = _NOTHING, None
        with styled():
            self.figure = Figure(figsize=self.size, dpi=100, facecolor="white")
        self.canvas = _LockedCanvas(self.figure)
        FigureManager(self.canvas, 0)
        self.canvas.header_visible = self.canvas.footer_visible = self.canvas.resizable = False
        self.canvas.toolbar_visible = False
        self.words = widgets.HTML()
        self._style = widgets.HTML(_STYLE, layout={"display": "none"})
        for control in self.controls.values():
            if control.tooltip is None:
                control.tooltip = control.description  # or else ipywidgets shows "null"
        rows = [self._row(row.values()) for row in controls]
        if reset:
            button = widgets.Button(description="Reset", tooltip="Back to the start", icon="undo")
            button.layout.width = "90px"
            button.on_click(lambda _: self.reset())
            rows[-1].children += (button,)
        with _DRAWING, styled():
            self._moving = list(self.prepare(self.figure, **self.state))
        for artist in self._moving:
            artist.set_animated(True)
        self.canvas.mpl_connect("draw_event", self._keep_background)
        for control in self.controls.values():
            control.observe(self._changed, "value")
        super().__init__([*rows, self.canvas, self.words, self._style])
        self.add_class("unrolled-live")
        self.refresh()

    @staticmethod
    def _row(children):
        return widgets.Box(tuple(children), layout={"flex_flow": "row wrap", "align_items": "center"})

    @property
    def state(self):
        """The value of each control, by name."""
        return {name: control.value for name, control in self.controls.items()}

    @property
    def said(self):
        """The words under the figure, as plain text."""
        return plain(self._said)

    def prepare(self, figure, **state):
        """Make all artists; return the list of those that move."""
        raise NotImplementedError

    def background(self, **state):
        """Return what the still part of the figure depends on."""

    def arrange(self, **state):
        """Place the still part for this state."""

    def update(self, **state):
        """Set the moving artists; return the words."""
        raise NotImplementedError

    def refresh(self):
        """Bring picture and words up to the controls' values."""
        # All of it under the lock, words too: else a slower thread could put its old words over newer ones.
        with _DRAWING, styled():
            if self._holding:
                self._waiting = True
                return
            state = self.state
            still = self.background(**state)
            moved = still != self._still
            if moved:
                self._still = _NOTHING  # until it is drawn: an exception on the way must not leave an old background
                self.arrange(**state)
            self._said = self.update(**state)
            if self._background is not None:  # before the browser has shown it, drawing would kill the canvas
                if moved:
                    self.canvas.draw()
                else:
                    self.canvas.restore_region(self._background)
                    self._draw_moving()
                    self.canvas.blit(self.figure.bbox)
            self._still = still
            title = html.escape(self.title)  # names the picture to screen readers
            self.words.value = f'<div class="unrolled-words" role="status" data-title="{title}">{self._said}</div>'

    _said = None

    @contextmanager
    def together(self):
        """Return a context in which several controls change and the figure follows once, at the end."""
        with _DRAWING:  # another thread's change waits here, and then draws for itself
            if self._holding:
                yield
                return
            self._holding = True
            try:
                yield
            finally:
                self._holding = False
                if self._waiting:
                    self._waiting = False
                    self.refresh()

    def reset(self):
        """Bring back the values that the figure opened with."""
        with self.together():
            self.set(**self._start)

    def set(self, **values):
        """Set controls by name, as a reader would with the mouse; the figure follows once."""
        with self.together():
            for name, value in values.items():
                self.controls[name].value = value

    def close(self):
        """Release the canvas and all widgets."""
        with _DRAWING:
            for widget in [*_tree(self), *self.helpers]:
                if widget is not self:
                    widget.close()
            super().close()

    def _changed(self, _):
        self.refresh()

    def _draw_moving(self):
        for artist in self._moving:
            self.figure.draw_artist(artist)

    def _keep_background(self, _):
        # A draw that saves a picture has drawn the moving artists too, perhaps at another resolution.
        if self.canvas.is_saving():
            return
        self._background = self.canvas.copy_from_bbox(self.figure.bbox)
        self._draw_moving()

    def picture(self, dpi=150):
        """Return the figure as the bytes of a PNG."""
        with _DRAWING, styled(), io.BytesIO() as file:
            self.figure.savefig(file, format="png", dpi=dpi, metadata={"Software": None})
            return file.getvalue()

    def _repr_mimebundle_(self, **kwargs):
        bundle = super()._repr_mimebundle_(**kwargs) or {}
        bundle, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        bundle["text/plain"] = f"{self.title}. {self.said}"
        bundle["image/png"] = base64.b64encode(self.picture()).decode()
        width, height = (round(100 * length) for length in self.size)
        return bundle, {**metadata, "image/png": {"width": width, "height": height}}

    def _ipython_display_(self):
        cell, run = _running_cell()
        last_run, figures = _shown.get(cell, (run, []))
        if last_run != run:
            for figure in figures:
                if figure is not self:
                    figure.close()
            figures = []
        _shown[cell] = run, [*figures, self]
        bundle, metadata = self._repr_mimebundle_()
        display(bundle, metadata=metadata, raw=True)
        still_words = f'<p class="unrolled-still-words"><b>{html.escape(self.title)}.</b> {self._said}</p>'
        display({"text/html": still_words}, raw=True)


class _LockedCanvas(Canvas):
    """An ipympl canvas that answers the browser under the drawing lock, and always with whole pictures."""

    def _handle_message(self, widget, content, buffers):
        with _DRAWING, styled():
            super()._handle_message(widget, content, buffers)

    def get_diff_image(self):
        """Return the whole picture as PNG bytes, or None if nothing has changed.

        matplotlib would send only the pixels that differ from the last picture. A browser drops pictures when they
        come faster than it can decode them, and a difference from a dropped one leaves old numbers standing.
        """
        if not self._png_is_old:
            return None
        pixels = np.array(self.get_renderer().buffer_rgba())
        self._last_buff = pixels.view(np.uint32).squeeze(2)
        self._png_is_old = self._force_full = False
        self.set_image_mode("full")
        with io.BytesIO() as png:
            Image.fromarray(pixels).convert("RGB").save(png, format="png", compress_level=1)
            return png.getvalue()


def slider(name, start, low, high, step=0.05, colour=None, meaning="", width="225px"):
    """Return a float slider for a quantity of the course, in the quantity's colour.

    Args:
        name: what stands before it, plain text.
        start: its value at first.
        low: the smallest value.
        high: the largest value.
        step: from one value to the next.
        colour: of its handle; by default the colour of the weight of that name.
        meaning: the tooltip.
        width: a CSS length.
    """
    style = {"handle_color": colour or COLOURS.get(name, COLOURS["ink"]), "description_width": "1.6em"}
    return widgets.FloatSlider(
        value=start, min=low, max=high, step=step, description=name, tooltip=meaning or name,
        readout_format=".2f", style=style, layout={"width": width},
    )  # fmt: skip


def plain(words):
    """Return HTML words as plain text."""
    text = re.sub(r"<br\s*/?>|</p>|</li>", " ", words)
    text = re.sub(r"<sub>(.*?)</sub>", r"_\1", text)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", text)).split())


def _tree(widget):
    """Yield a widget and all that it is made of."""
    yield widget
    parts = [getattr(widget, name, None) for name in ("layout", "style", "toolbar")]
    for part in (*getattr(widget, "children", ()), *parts):
        if isinstance(part, widgets.Widget):
            yield from _tree(part)


def _running_cell():
    """Return what names the running cell (JupyterLab's id for it, or else its text), and the number of its run."""
    shell = get_ipython()
    if shell is None:
        return None, 0
    try:
        cell = shell.get_parent()["metadata"]["cellId"]
    except (AttributeError, KeyError, TypeError):
        cell = shell.user_ns["In"][-1] if "In" in shell.user_ns else None
    return cell, shell.execution_count
