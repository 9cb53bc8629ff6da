"""Live figure: backpropagation through time, one step at a time."""

import ipywidgets as widgets

from ..draw.formula import Formulas
from ..draw.glyphs import Glyphs
from ..draw.network import RIGHT, NetworkDrawing, canvas_axes
from ..draw.style import COLOURS, factor, number, tint
from ..gradients import backward, bptt
from ..rnn import error, unroll
from .base import LiveFigure
from .sequence import chosen_sequence, chosen_weights, follow_sequence, sequence_controls, weight_sliders

# What the table below the drawing holds: name, colour, the sum that the row adds up to.
ROWS = {
    "z": ("$z_t$", "ink", None),
    "e": ("$e_t = 2(p_t{-}y_t)$", "back", None),
    "delta": (r"$\delta_t$", "back", "s"),
    "u": ("$e_t\\,h_t$", "u", "u"),
    "v": (r"$\delta_t\,x_t$", "v", "v"),
    "w": (r"$\delta_t\,h_{t-1}$", "w", "w"),
}

# Where `backward` yields each of them.
COLUMN = {"e": 0, "delta": 1, "u": 2, "v": 3, "w": 4}


class BackpropagationSteps(LiveFigure):
    """The forward pass and the backward pass, one time step at a time.

    Forward steps fill in z, h, p and the output error e; backward steps fill in delta and add what each copy of a
    weight contributes to dE/du, dE/dv and dE/dw, until the sums stand complete. The last step carries the
    error to the start, dE/ds. At each step the formula stands above with this step's numbers in it.

    Args:
        sequence: "toy" or "sunspots", the sequence to open with.
        step: the step to open at.
    """

    title = "Backpropagation through time, step by step"
    size = (9.0, 6.0)

    def __init__(self, sequence="toy", step=5):
        choose = sequence_controls(steps=6)
        choose["sequence"].value = sequence
        walk = {
            "step": widgets.IntSlider(
                value=step, min=0, max=7, description="step", layout={"width": "330px"},
                style={"description_width": "3em", "handle_color": COLOURS["back"]},
            ),
            "back": widgets.Button(description="Back", icon="step-backward", layout={"width": "90px"}),
            "forward": widgets.Button(description="Forward", icon="step-forward", layout={"width": "105px"}),
        }  # fmt: skip
        play = widgets.Play(value=step, max=7, interval=1200, show_repeat=False, layout={"width": "auto"})
        self.helpers = [widgets.jslink((play, "value"), (walk["step"], "value"))]
        walk["back"].on_click(lambda _: self._move(-1))
        walk["forward"].on_click(lambda _: self._move(+1))
        self._player = play
        self._fit_steps(walk["step"], {name: control.value for name, control in choose.items()})
        for control in choose.values():
            control.observe(lambda _: self._fit_steps(self.controls["step"], self.state), "value")
        super().__init__([walk, weight_sliders(), choose])
        self.children[0].children = (*self.children[0].children[:3], play)
        follow_sequence(self.controls)

    def _fit_steps(self, step, state):
        """Let the step slider reach the end: T steps forward, T back, and one to the start."""
        last = 2 * len(chosen_sequence(state)[0]) + 1
        if step.max != last:
            step.value = min(step.value, last)
            step.max = self._player.max = last

    def _move(self, by):
        step = self.controls["step"]
        step.value = min(max(step.value + by, step.min), step.max)

    def prepare(self, figure, **state):
        """Make the drawing, the formula above it and the table below it."""
        self.ax = canvas_axes(figure)
        width = self.size[0] * 100
        self.network = NetworkDrawing(self.ax, middle=332, backward=True)
        self.headline = self.ax.text(18, 576, "", fontsize=12, weight="bold", va="center")
        self.formulas = Formulas(self.ax, 18, (545, 518, 489))
        self.heights = {name: 186 - 29 * i for i, name in enumerate(ROWS)}
        self.sum_names = {}
        for name, (label, colour, total) in ROWS.items():
            y = self.heights[name]
            self.ax.text(18, y, label, color=COLOURS[colour], fontsize=10, va="center")
            if total:
                self.sum_names[total] = self.ax.text(
                    width - RIGHT + 86, y, "", color=COLOURS[total], fontsize=10.5, va="center", ha="right"
                )
        self.ax.axhline(self.heights["u"] + 15, 18 / width, 1 - 12 / width, color="#cccccc", lw=0.8)
        self.mark = self.ax.axvspan(0, 0, 0, 1, color=tint(COLOURS["back"], 0.13), lw=0, zorder=-1)
        self.cells = {colour: Glyphs(self.ax, COLOURS[colour]) for colour in ("ink", "back", "u", "v", "w", "s")}
        self.new = {colour: Glyphs(self.ax, COLOURS[colour], bold=True) for colour in ("back", "u", "v", "w")}
        return [*self.network.moving, *self.cells.values(), *self.new.values(), *self.formulas.artists]

    def background(self, sequence, steps, step, **_):
        """Only the number of columns and the step change more than numbers."""
        return 3 if sequence == "toy" else steps, step

    def arrange(self, **state):
        """Place columns and arrows, and mark the column of this step."""
        steps = len(chosen_sequence(state)[0])
        forward_to, back_to, at_start = reached(state["step"], steps)
        done = {("h", 0)} | {("x", t) for t in range(1, steps + 1)}
        done |= {(kind, t) for kind in "hpuvw" for t in range(1, forward_to + 1)}
        done |= {("e", t) for t in range(back_to, steps + 1)}
        done |= {("d", t) for t in range(1 if at_start else back_to + 1, steps + 1)}
        if at_start:
            column, active = 0, {("h", 0), ("d", 1)}
        elif back_to <= steps:
            column, active = back_to, {("h", back_to), ("e", back_to), ("d", back_to + 1)}
        else:
            column, active = forward_to, {(kind, forward_to) for kind in "hpuvw"}
        self.network.arrange(steps, done, active & done if state["step"] else ())
        half = min(0.46 * self.network.width / steps, 58)
        top = (self.network.rows["p"] + 51) / (100 * self.size[1])
        self.mark.set_bounds(self.network.column(column) - half, 0, 2 * half, top)
        self.mark.set_visible(state["step"] > 0)
        for name, text in self.sum_names.items():
            whole = at_start if name == "s" else back_to == 1
            text.set_text(f"$\\partial E/\\partial {name} =$" if whole else "")
        total = 2 * steps + 1
        self.headline.set_text(
            f"Step {state['step']} of {total}: "
            + (
                "before the forward pass" if not state["step"]
                else f"forward, t = {forward_to}" if back_to > steps
                else "the sums stand complete" if at_start
                else f"backward, t = {back_to}"
            )
        )  # fmt: skip

    def update(self, **state):
        """Compute both passes and show them up to the chosen step."""
        weights = chosen_weights(state)
        x, y, name = chosen_sequence(state)
        self._weights, self._x, self._y = weights, x, y
        self._run = unroll(weights, x)
        back = backward(weights, self._run.h, x, y)
        self._back = dict(zip(range(len(x), 0, -1), back, strict=True))
        step, total = state["step"], 2 * len(x) + 1
        forward_to, back_to, at_start = reached(step, len(x))
        carried = {("e", t): weights.u * e_t for t, (e_t, *_) in self._back.items()}
        carried |= {("d", t): weights.w * delta_t for t, (_, delta_t, *_) in self._back.items()}
        self.network.show(weights, x, y, self._run, carried)
        self._write_table(forward_to, back_to, at_start)
        if step == 0:
            return self._say_start(name, total)
        if step <= len(x):
            return self._say_forward(step, total)
        if not at_start:
            return self._say_backward(back_to, step, total)
        return self._say_end(total)

    def _write_table(self, forward_to, back_to, at_start):
        steps = len(self._x)
        cells = {colour: [] for colour in self.cells}
        new = {colour: [] for colour in self.new}
        for name, (_, colour, total) in ROWS.items():
            y = self.heights[name]
            known = range(1, forward_to + 1) if name in "ze" else range(back_to, steps + 1)
            values = {t: self._run.z[t - 1] if name == "z" else self._back[t][COLUMN[name]] for t in known}
            for t, value in values.items():
                fresh = name not in "ze" and t == back_to and not at_start
                text = (self.network.column(t), y, number(value), 9.5, "center")
                (new if fresh else cells)[colour].append(text)
            if total and total != "s" and values:
                so_far = number(sum(values.values()))
                text = so_far if back_to == 1 else f"so far {so_far}"
                cells[total].append((900 - RIGHT + (90 if back_to == 1 else 40), y, text, 10, "left"))
        if at_start:
            start = number(self._weights.w * self._back[1][1])
            cells["s"].append((900 - RIGHT + 90, self.heights["delta"], start, 10, "left"))
        for colour, glyphs in self.cells.items():
            glyphs.write(cells[colour])
        for colour, glyphs in self.new.items():
            glyphs.write(new[colour])

    def _say_start(self, name, total):
        self.formulas.set(
            "{s:$h_0 = s$} and the inputs {v:$x_t$} are given, and so are the weights.",
            "Press Forward. First the numbers go up and to the right; then the errors come back.",
        )
        return (
            f"Step 0 of {total}. On {name}, only the inputs, the weights and h<sub>0</sub> = "
            f"{number(self._weights.s)} are known."
        )

    def _say_forward(self, t, total):
        u, v, w, _ = self._weights
        x_t, y_t, e_t = self._x[t - 1], self._y[t - 1], self._back[t][0]
        z_t, before, h_t, p_t = self._run.z[t - 1], self._run.h[t - 1], self._run.h[t], self._run.p[t - 1]
        self.formulas.set(
            f"$z_{{{t}}} =$ {{w:$w\\,h_{{{t - 1}}}$}} + {{v:$v\\,x_{{{t}}}$}}  =  "
            f"{{w:{number(w)} × {number(before)}}}  +  {{v:{factor(v)} × {factor(x_t)}}}  =  {number(z_t)}",
            f"{{w:$h_{{{t}}}$}}  $= \\sigma(z_{{{t}}}) =$  {{w:{number(h_t)}}}           "
            f"{{u:$p_{{{t}}} = u\\,h_{{{t}}}$}}  =  {{u:{number(u)}}} × {{w:{number(h_t)}}}  =  {{u:{number(p_t)}}}",
            f"{{back:$e_{{{t}}} = 2\\,(p_{{{t}}} - y_{{{t}}})$}}  =  2 × ( {{u:{number(p_t)}}} − "
            f"{{target:{factor(y_t)}}} )  =  {{back:{number(e_t)}}}",
        )
        side = "above" if p_t > y_t else "below"
        return (
            f"Step {t} of {total}, forward. The neuron takes in {number(x_t)} and its own past "
            f"{number(before)}, and goes to h<sub>{t}</sub> = {number(h_t)}. The prediction {number(p_t)} lies "
            f"{side} the target {number(y_t)}: the output error is e<sub>{t}</sub> = {number(e_t)}."
        )

    def _say_backward(self, t, step, total):
        u, _, w, _ = self._weights
        e_t, delta_t, at_u, at_v, at_w = self._back[t]
        last = t == len(self._x)
        later = 0.0 if last else self._back[t + 1][1]
        h_t = self._run.h[t]
        slope = number(h_t * (1 - h_t))
        self.formulas.set(
            f"{{back:$\\delta_{{{t}}}$}}  $= \\sigma'(z_{{{t}}})$ ( {{u:$u$}} {{back:$e_{{{t}}}$}} + {{w:$w$}} "
            f"{{back:$\\delta_{{{t + 1}}}$}} )       with  $\\sigma'(z_{{{t}}}) = h_{{{t}}}\\,(1-h_{{{t}}})$"
            f"  =  {slope}" + (f",  and  {{back:$\\delta_{{{t + 1}}} = 0$}}: no step follows" if last else ""),
            f"     =  {slope} × ( {{u:{number(u)}}} × {{back:{factor(e_t)}}}  +  {{w:{factor(w)}}} × "
            f"{{back:{factor(later)}}} )  =  {{back:{number(delta_t)}}}",
            f"adds  {{u:$e_{{{t}}}\\,h_{{{t}}}$ = {number(at_u)}}}  to {{u:$\\partial E/\\partial u$}},   "
            f"{{v:$\\delta_{{{t}}}\\,x_{{{t}}}$ = {number(at_v)}}}  to {{v:$\\partial E/\\partial v$}},   "
            f"{{w:$\\delta_{{{t}}}\\,h_{{{t - 1}}}$ = {number(at_w)}}}  to {{w:$\\partial E/\\partial w$}}",
        )
        source = (
            f"No step follows, so the error reaches h<sub>{t}</sub> from its own prediction alone"
            if last
            else f"The error reaches h<sub>{t}</sub> from two sides: {number(u * e_t)} from its own prediction and "
            f"{number(w * later)} from step {t + 1}"
        )
        return (
            f"Step {step} of {total}, backward. {source}. Times the slope {slope}, that is delta<sub>{t}</sub> = "
            f"{number(delta_t)}. The copies of the weights at t = {t} add {number(at_u)} to dE/du, {number(at_v)} "
            f"to dE/dv and {number(at_w)} to dE/dw."
        )

    def _say_end(self, total):
        g = bptt(self._weights, self._x, self._y)
        shares = [self._back[t][COLUMN["w"]] for t in range(1, len(self._x) + 1)]
        written = "  +  ".join(map(factor, shares)) if len(shares) <= 6 else f"the sum of {len(shares)} shares"
        self.formulas.set(
            f"{{s:$\\partial E/\\partial s$}}  =  {{w:$w$}} {{back:$\\delta_1$}}  =  {{w:{number(self._weights.w)}}} × "
            f"{{back:{factor(self._back[1][1])}}}  =  {{s:{number(g.s)}}}",
            f"{{w:$\\partial E/\\partial w = \\sum_t\\,\\delta_t\\,h_{{t-1}}$}}  =  {{w:{written}}}  =  "
            f"{{w:{number(g.w)}}}",
            "One weight is used at every step, so its gradient is the sum of what its copies add.",
        )
        whole = error(self._weights, self._x, self._y)
        return (
            f"Step {total} of {total}. The gradient is complete: dE/du = {number(g.u)}, dE/dv = {number(g.v)}, "
            f"dE/dw = {number(g.w)}, dE/ds = {number(g.s)}, at an error of E = {number(whole)}."
        )


def reached(step, steps):
    """Return how far a walk of `steps` forward, `steps` back and one to the start has come after `step` of them.

    Returns:
        The last step t done forward, the last (lowest) t done backward (steps + 1: none), and whether the
        error has reached the start.
    """
    forward_to = min(step, steps)
    back_to = steps + 1 if step <= steps else max(2 * steps + 1 - step, 1)
    return forward_to, back_to, step > 2 * steps
