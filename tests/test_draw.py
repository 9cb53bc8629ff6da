"""What pictures are made of: numbers as text, colours that can be read and told apart, outlines, formulas."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib import rcParams
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from unrolled import sequence_pairs, unroll
from unrolled.data import TOY, TOY_WEIGHTS
from unrolled.draw.formula import Formulas, parse
from unrolled.draw.glyphs import Glyphs, width
from unrolled.draw.network import MAX_STEPS, NetworkDrawing, canvas_axes
from unrolled.draw.scenes import RACERS, RULES
from unrolled.draw.style import COLOURS, STYLE, factor, number, styled, tint, use_style

finite = st.floats(allow_nan=False, allow_infinity=False)


@pytest.fixture
def ax():
    figure = Figure((9, 5), dpi=100)
    FigureCanvasAgg(figure)
    return canvas_axes(figure)


def read(text):
    return float(text.replace("−", "-").replace("∞", "inf"))


# Numbers


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0.000"), (-0.0, "0.000"), (0.5, "0.500"), (-0.25, "−0.250"), (0.9996, "1.00"), (1.234, "1.23"),
        (9.996, "10.0"), (99.96, "100"), (123.4, "123"), (9999.4, "9999"), (-9999.6, "−1e4"), (12345, "1e4"),
        (0.00049, "5e-4"), (-3e-12, "−3e-12"), (1e300, "1e300"), (math.inf, "∞"), (-math.inf, "−∞"), (math.nan, "NaN"),
    ],
)  # fmt: skip
def test_number(value, text):
    assert number(value) == text.replace("e-", "e−")


def test_number_with_fewer_digits_and_with_a_sign():
    assert number(0.126, 2) == "0.13"
    assert number(1.26, 2) == "1.3"
    assert number(0.5, sign=True) == "+0.500"
    assert number(-0.5, sign=True) == "−0.500"
    assert number(0.00012, tiny=False) == "0.000"
    assert number(-0.00012, tiny=False) == "0.000"
    assert number(0, sign=True) == "0.000"
    assert number(math.inf, sign=True) == "+∞"


@given(st.floats(-1e300, 1e300) | st.floats(-20, 20))
def test_a_number_is_short_and_close(value):
    text = number(value)
    assert len(text) <= 7
    if 0 < abs(value) < 0.0005 or abs(value) >= 9999.5:
        assert "e" in text
        assert abs(read(text) - value) <= 0.51 * abs(value)
    else:
        assert "e" not in text
        assert abs(read(text) - value) <= 1.001 * max(0.0005, 0.005 * abs(value))
    assert number(-value) == ("−" + text if value > 0 else text.lstrip("−"))


@given(finite)
def test_a_negative_factor_stands_in_brackets(value):
    assert factor(value) == (f"({number(value)})" if value < 0 else number(value))


# Colours

TEXTS = ["u", "v", "w", "s", "target", "back", "ink", "good", "bad"]
"""The colours in which the course writes."""

APART = ["u", "v", "w", "target", "back"]
"""The colours that mean different things in one picture."""

# Machado, Oliveira and Fernandes, "A physiologically-based model for simulation of color vision deficiency" (2009),
# table 1: the matrices for severity 1, on linear RGB.
VISION = {
    "usual": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}

LEAST_DISTANCE = 15.0
"""CIE 1976 colour difference; about 2.3 is just noticeable side by side."""


def linear(colour):
    """Return a colour's linear RGB (IEC 61966-2-1)."""
    rgb = np.array(to_rgb(colour))
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def luminance(colour):
    return float(linear(colour) @ [0.2126, 0.7152, 0.0722])


def contrast(one, other):
    """Return the contrast of two colours (WCAG 2.2)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def lab(rgb):
    """Return CIE L*a*b* of a linear RGB colour, white point D65."""
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    x, y, z = (to_xyz @ rgb) / (to_xyz @ np.ones(3))
    f = [t ** (1 / 3) if t > (6 / 29) ** 3 else t / (3 * (6 / 29) ** 2) + 4 / 29 for t in (x, y, z)]
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("name", TEXTS)
def test_texts_can_be_read_on_white(name):
    assert contrast(COLOURS[name], "white") >= 4.5


@pytest.mark.parametrize("name", ["ink", "back"])
def test_texts_can_be_read_on_a_tint(name):
    assert contrast(COLOURS[name], tint(COLOURS["back"], 0.13)) >= 4.5


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(APART, 2)))
def test_colours_can_be_told_apart(vision, one, other):
    seen = [lab(np.clip(VISION[vision] @ linear(COLOURS[name]), 0, 1)) for name in (one, other)]
    assert np.linalg.norm(seen[0] - seen[1]) >= LEAST_DISTANCE


@pytest.mark.parametrize("name", sorted(COLOURS.keys() - {"faint"}))
def test_lines_stand_out_from_white(name):
    assert contrast(COLOURS[name], "white") >= 3


SAME = {"good": "v", "bad": "w"}
"""Colours with two names: no picture uses both meanings."""

ANOTHER_SIGN = {
    ("back", "s"): "what travels backward is dashed, or a round mark; s is one node, with its name in it",
    ("brown", "v"): "brown is for rules of descent, whose lines have names in a legend; v is in another panel",
    ("orange", "w"): "the same; and where orange is a step, it is a thick line with a dot at its end",
}
"""Pairs of colours that some eyes cannot tell apart, and what else says which is which."""


def distance(one, other):
    """Return how far apart two colours are for the eyes that tell them apart least."""
    seen = [[lab(np.clip(eyes @ linear(COLOURS[name]), 0, 1)) for eyes in VISION.values()] for name in (one, other)]
    return np.linalg.norm(np.subtract(*seen), axis=1).min()


def test_only_the_pairs_listed_rely_on_another_sign():
    pairs = itertools.combinations(sorted(COLOURS.keys() - SAME.keys()), 2)
    assert {pair for pair in pairs if distance(*pair) < LEAST_DISTANCE} == ANOTHER_SIGN.keys()
    assert all(COLOURS[one] == COLOURS[other] for one, other in SAME.items())


@pytest.mark.parametrize("field", [RULES, RACERS], ids=["surface", "race"])
def test_no_two_rules_look_alike(field):
    names = {code: name for name, code in COLOURS.items() if name not in SAME}
    for one, other in itertools.combinations(field, 2):
        (*_, colour, dashes), (*_, second, more) = field[one], field[other]
        assert dashes != more or distance(names[colour], names[second]) >= LEAST_DISTANCE, (one, other)


def test_the_measures_of_colour_are_right():
    assert contrast("white", "black") == pytest.approx(21)
    assert contrast("#777777", "white") == pytest.approx(4.48, abs=0.005)  # the usual example of "not quite enough"
    assert lab(linear("white")) == pytest.approx([100, 0, 0], abs=1e-6)
    assert lab(linear("#ff0000")) == pytest.approx([53.24, 80.09, 67.20], abs=0.05)
    for matrix in VISION.values():  # grey stays grey
        assert matrix.sum(axis=1) == pytest.approx(1, abs=1e-5)


def test_tint():
    assert tint("#000000", 0) == "#ffffff"
    assert tint("#0072B2", 1) == "#0072b2"
    assert tint("#000000", 0.2) == "#cccccc"


def test_style_is_set_for_good_or_for_a_while():
    before = dict(rcParams)
    with styled():
        assert rcParams["mathtext.fontset"] == STYLE["mathtext.fontset"] != before["mathtext.fontset"]
    assert dict(rcParams) == before
    try:
        use_style()
        assert {key: rcParams[key] for key in STYLE} == STYLE
    finally:
        rcParams.update(before)


# Outlines


def ink(ax):
    """Return where a figure's pixels are not white: left, bottom, right, top."""
    ax.figure.canvas.draw()
    rows, columns = np.nonzero(np.array(ax.figure.canvas.buffer_rgba())[::-1, :, 0] < 128)
    return columns.min(), rows.min(), columns.max() + 1, rows.max() + 1


@pytest.mark.parametrize("text", ["0.123", "−6.00 × (−0.5)", r"$\partial E/\partial w$"])
@pytest.mark.parametrize("bold", [False, True])
def test_boxes_are_where_the_ink_is(ax, text, bold):
    glyphs = Glyphs(ax, "#000000", bold=bold)
    glyphs.write([(200, 300, text, 14, "center")])
    ((shown, box),) = glyphs.boxes()
    assert shown == text
    assert box == pytest.approx(ink(ax), abs=1.5)


def test_a_text_stands_where_matplotlib_would_put_it(ax):
    glyphs = Glyphs(ax, "#000000")
    glyphs.write([(100, 200 + 36.5 / 72 * 20, "0.123", 20, "left")])
    ours = ink(ax)
    glyphs.write([])
    with styled():
        ax.text(100, 200, "0.123", fontsize=20, va="baseline")
    assert ours == pytest.approx(ink(ax), abs=2.5)


def test_alignment_and_the_middle_of_a_digit(ax):
    glyphs = Glyphs(ax, "#000000")
    glyphs.write([(450, 100, "0.5", 12, align) for align in ("left", "center", "right")])
    (_, left), (_, center), (_, right) = glyphs.boxes()
    assert left[0] - center[0] == pytest.approx(width("0.5", 12) / 2)
    assert center[0] - right[0] == pytest.approx(width("0.5", 12) / 2)
    assert (left[1] + left[3]) / 2 == pytest.approx(100, abs=0.3)
    assert glyphs.texts == ["0.5"] * 3


def test_blank_texts(ax):
    glyphs = Glyphs(ax, "#000000")
    glyphs.write([(0, 0, "", 12, "left"), (0, 0, "  ", 12, "left")])
    assert glyphs.boxes() == []
    assert width("  ", 12) == 2 * width(" ", 12) > 0
    ax.figure.canvas.draw()


# Formulas


@pytest.mark.parametrize(
    ("marked", "parts"),
    [
        ("plain", [("plain", "ink")]),
        ("a {u:b $c$}", [("a ", "ink"), ("b ", "u"), ("$c$", "u")]),
        ("$h_{t-1}$={w:$w\\,h_{10}$}{v:2}", [("$h_{t-1}$", "ink"), ("=", "ink"), ("$w\\,h_{10}$", "w"), ("2", "v")]),
        ("", []),
    ],
)  # fmt: skip
def test_parse(marked, parts):
    assert parse(marked) == parts


def test_formulas_put_parts_in_a_row(ax):
    formulas = Formulas(ax, 20, (400, 370))
    formulas.set("$z_{1}$ = {w:0.9 × 0.5} + {v:(−0.7)}", "{back:second}")
    artists = len(ax.figure.findobj())
    assert formulas.parts["w"].texts == ["0.9 × 0.5"]
    assert formulas.parts["back"].texts == ["second"]
    boxes = sorted(box for name in ("ink", "w", "v") for _, box in formulas.parts[name].boxes())
    assert all(one[2] <= other[0] + 0.5 for one, other in itertools.pairwise(boxes))
    assert formulas.right == pytest.approx(boxes[-1][2], abs=3)
    formulas.set("$a$")
    assert formulas.parts["back"].texts == formulas.parts["w"].texts == []
    assert len(ax.figure.findobj()) == artists
    with pytest.raises(ValueError, match="3 lines, but room for 2"):
        formulas.set("a", "b", "c")


def test_an_unknown_colour_is_an_error(ax):
    with pytest.raises(KeyError):
        Formulas(ax, 20, (400,)).set("{nothing:a}")


# The network


@pytest.mark.parametrize("steps", range(1, MAX_STEPS + 1))
@pytest.mark.parametrize("backward", [False, True])
def test_network_has_a_node_and_arrows_for_each_step(ax, steps, backward):
    drawing = NetworkDrawing(ax, middle=250, backward=backward)
    everything = {("h", 0)} | {(kind, t) for kind in "xhpuvw" + "ed" * backward for t in range(1, steps + 1)}
    drawing.arrange(steps, everything)
    assert {
        key for key, node in drawing.nodes.items() if node.circle.get_visible()
    } == everything & drawing.nodes.keys()
    columns = [drawing.column(t) for t in range(steps + 1)]
    assert np.diff(columns) == pytest.approx(drawing.width / steps)
    assert np.diff(columns).min() > 2 * drawing.radius + 15
    names = [text for glyphs in drawing.names.values() for text in glyphs.texts]
    for t in range(1, steps + 1):
        assert {f"${kind}_{{{t}}}$" for kind in "xhp"} <= set(names)


def test_what_is_not_known_stays_pale(ax):
    x, y = sequence_pairs(TOY)
    drawing = NetworkDrawing(ax, middle=250)
    drawing.arrange(3, {("h", 0), ("x", 1)})
    drawing.show(TOY_WEIGHTS, x, y, unroll(TOY_WEIGHTS, x))
    assert sorted(drawing.names["ink"].texts) == [r"$h_0\!=\!s$", "$x_{1}$"]
    assert len(drawing.names["faint"].texts) == 8
    assert sorted(drawing.numbers["ink"].texts) == sorted([number(TOY_WEIGHTS.s), number(x[0])])
    assert drawing.numbers["target"].texts == ["target", "$y_t$", *map(number, y)]
    drawing.show(TOY_WEIGHTS, x, (), unroll(TOY_WEIGHTS, x))
    assert drawing.numbers["target"].texts == []
