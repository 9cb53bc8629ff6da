"""One palette, one way to write numbers, one look, for every picture of the course."""

import math

from matplotlib import rc_context, rcParams

# After Okabe and Ito, "Color universal design" (2008), darkened until text in them can be read on white (contrast
# 4.5 and more); tests/test_draw.py shows that they are still told apart with any kind of colour vision. A weight
# keeps its colour in every formula, slider and curve.
COLOURS = {
    "u": "#0073C4",  # blue; also the prediction, which u makes
    "v": "#00703C",  # green; also the input, which v takes in
    "w": "#C05500",  # vermilion; also the hidden state, which w carries on
    "s": "#4D4D4D",  # grey
    "target": "#B5508C",  # purple-pink
    "back": "#4A2A7A",  # violet: whatever travels backward; always dashed as well
    "orange": "#D18300",  # these three, with ink, purple and violet, are for rules of descent: lines, no texts,
    "brown": "#8B5A2B",
    "sky": "#12A3BC",  # so that a contrast of 3 is enough
    "ink": "#222222",
    "faint": "#B8B8B8",  # for what may be overlooked: grids, marks at zero
    "good": "#00703C",
    "bad": "#C05500",
}

STYLE = {
    "figure.dpi": 100,
    "font.family": ["DejaVu Sans"],  # shipped with matplotlib; one name, since each fallback costs time at every text
    "font.size": 10,
    "mathtext.fontset": "cm",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": COLOURS["ink"],
    "axes.labelcolor": COLOURS["ink"],
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "legend.frameon": False,
    "lines.linewidth": 1.8,
}


def styled():
    """Return a context in which matplotlib draws in the course's style."""
    return rc_context(STYLE)


def use_style():
    """Draw all further figures of this notebook in the course's style."""
    rcParams.update(STYLE)


def tint(colour, amount=0.12):
    """Return a pale version of a colour: `amount` of it on white, as a hex string."""
    parts = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(255 - amount * (255 - part)):02x}" for part in parts)


def number(value, digits=3, sign=False, tiny=True):
    """Write a number in a few characters: at most six with three digits.

    Args:
        value: a real number; infinity and NaN are written as such.
        digits: decimals below 1, and about as many significant digits above.
        sign: write a plus before positive numbers too.
        tiny: write what rounds to zero as 4e−4; or else, where the size of a trifle does not matter, as 0.000.
    """
    if math.isnan(value):
        return "NaN"
    plus = "+" if sign and value > 0 else ""
    if math.isinf(value):
        return f"{plus}∞" if value > 0 else "−∞"
    value = value + 0.0 if tiny else round(value, digits) + 0.0  # adding 0 leaves no minus before zero
    size = abs(value)
    if size >= 9999.5 or (tiny and 0 < size < 0.5 * 10**-digits):
        mantissa, exponent = f"{value:.0e}".split("e")
        text = f"{mantissa}e{int(exponent)}"
    else:
        # The digits before the point, after rounding: 99.96 is written as 100.
        whole = max(int(f"{size:.{digits - 1}e}".split("e")[1]) + 1, 0) if size else 0
        text = f"{value:.{max(digits - whole, 0)}f}"
    return plus + text.replace("-", "−")


def factor(value):
    """Write a number as a factor of a product: in brackets when it is negative."""
    return f"({number(value)})" if value < 0 else number(value)
