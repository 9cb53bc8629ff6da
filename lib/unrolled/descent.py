"""Rules that move the weights: from a start, an error and its gradient to a path.

    path = descend(momentum, start, error, gradient, rate=0.1, keep=0.9)
    path.points, path.errors, path.gradient_lengths, path.ended

Backpropagation computes a gradient; it does not say what to do with it. That is the business of a rule. A
rule is a generator: it is given a point and the functions that it uses, and yields one point after another.
Its arguments say what it needs: a rule with no argument `gradient` uses none. The rules from
`gradient_descent` to `rprop` hold no loop over the weights, so that an array of many starts, shape
(weights, starts), runs through them just as one point does.

The methods from scipy cannot be generators, so they call `visit` with each of their points instead.
"""

import functools
import inspect
import math
import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.optimize
from tqdm import tqdm

from .checks import clean_count, clean_number, clean_weight

# ---------------------------------------------------------------------------------------------------------
# Rules that follow the gradient


def gradient_descent(point, gradient, *, rate):
    """Step against the gradient; the step is `rate` times as long as the gradient. Cauchy (1847)."""
    while True:
        point = point - rate * gradient(point)
        yield point


def momentum(point, gradient, *, rate, keep=0.9):
    """Let the gradient change a velocity, and the velocity the point, as for a heavy ball.

    `keep` is the part of the velocity that is left after each step. Polyak, "Some methods of speeding up
    the convergence of iteration methods", USSR Computational Mathematics and Mathematical Physics 4 (1964).
    """
    velocity = 0.0
    while True:
        velocity = keep * velocity - rate * gradient(point)
        point = point + velocity
        yield point


def nesterov(point, gradient, *, rate, keep=0.9):
    """Momentum that looks at the slope where the velocity is about to carry it.

    Nesterov (1983), in the form of Sutskever, Martens, Dahl and Hinton, "On the importance of initialization
    and momentum in deep learning", ICML 2013, equations 3 and 4.
    """
    velocity = 0.0
    while True:
        velocity = keep * velocity - rate * gradient(point + keep * velocity)
        point = point + velocity
        yield point


def sign_descent(point, gradient, *, size, shrink=1.0):
    """Move every weight by the same `size`, down its own slope; then multiply `size` by `shrink`."""
    while True:
        point = point - size * np.sign(gradient(point))
        size *= shrink
        yield point


def normalised_descent(point, gradient, *, size, shrink=1.0):
    """Step against the gradient, `size` far whatever its length; then multiply `size` by `shrink`."""
    while True:
        slope = gradient(point)
        point = point - size * slope / np.maximum(length(slope), 1e-300)
        size *= shrink
        yield point


def rprop(point, gradient, *, size, grow=1.2, shrink=0.5):
    """Give each weight a step of its own: longer while its slope keeps its sign, shorter when that flips.

    Riedmiller and Braun, "A direct adaptive method for faster backpropagation learning: the RPROP
    algorithm", ICNN 1993; here without taking back the last step (Igel and Hüsken, 2000: "iRprop-").
    """
    before = 0.0
    while True:
        slope = gradient(point)
        flipped = slope * before < 0
        size = np.clip(np.where(flipped, shrink, np.where(slope * before > 0, grow, 1.0)) * size, 1e-12, 50.0)
        before = np.where(flipped, 0.0, slope)
        point = point - size * np.sign(before)
        yield point


def clipped(rule, longest):
    """Return the rule with every gradient longer than `longest` cut to that length, its direction kept.

    Pascanu, Mikolov and Bengio, "On the difficulty of training recurrent neural networks", ICML 2013,
    algorithm 1.

    Args:
        rule: any rule here that uses a gradient.
        longest: a positive number, in the units of the gradient.

    Raises:
        TypeError: the rule uses no gradient, or longest is no number.
        ValueError: longest is not positive.
    """
    _check_settings({"longest": longest})
    if "gradient" not in inspect.signature(rule).parameters:
        raise TypeError(f"rule {rule.__name__} uses no gradient: there is nothing to clip")

    @functools.wraps(rule)
    def clipped_rule(point, gradient, **others):
        def shortened(at):
            slope = gradient(at)
            return slope * np.minimum(1.0, longest / np.maximum(length(slope), 1e-300))

        return rule(point, gradient=shortened, **others)

    return clipped_rule


def length(gradient):
    """Return the Euclidean length of a gradient; of each, where there are many, shape (weights, starts)."""
    return np.sqrt((gradient * gradient).sum(axis=0))


# ---------------------------------------------------------------------------------------------------------
# Rules that only ask for the error


def random_search(point, error, *, size, seed=0):
    """Try a random change of every weight, about `size` each, and keep it if the error falls.

    Matyas, "Random optimization", Automation and Remote Control 26 (1965).
    """
    random = np.random.default_rng(seed)
    lowest = error(point)
    while True:
        trial = point + size * random.standard_normal(point.shape)
        if (height := error(trial)) < lowest:
            point, lowest = trial, height
        yield point


def coordinate_search(point, error, *, size, shrink=0.5):
    """Try each weight a little up and a little down, keep what helps; if nothing does, try smaller."""
    lowest = error(point)
    while size > 1e-12:
        before = lowest
        point, lowest = _try_each(point, lowest, error, size)
        if lowest == before:
            size *= shrink
        yield point


def hooke_jeeves(point, error, *, size, shrink=0.5):
    """Try each weight as `coordinate_search` does; then leap on in the direction that helped.

    Hooke and Jeeves, "Direct search solution of numerical and statistical problems", Journal of the ACM 8
    (1961).
    """
    lowest = error(point)
    found, height = _try_each(point, lowest, error, size)
    while size > 1e-12:
        if height < lowest:
            leap = found + (found - point)
            point, lowest = found, height
            found, height = _try_each(leap, error(leap), error, size)
        else:
            found, height = _try_each(point, lowest, error, size)
            if height == lowest:
                size *= shrink
        yield point


def _try_each(point, lowest, error, size):
    """Change one weight after another by +size or -size where that lowers the error."""
    for i in range(point.size):
        for change in (size, -size):
            trial = point.copy()
            trial[i] += change
            if (height := error(trial)) < lowest:
                point, lowest = trial, height
                break
    return point, lowest


# ---------------------------------------------------------------------------------------------------------
# Methods from scipy, with every iterate visited


def nelder_mead(point, error, visit):
    """Walk a simplex downhill; the best corner is the point. Nelder and Mead (1965), by scipy."""
    options = {"xatol": 1e-12, "fatol": 1e-15, "maxiter": 10**9, "maxfev": 10**9}
    scipy.optimize.minimize(error, point, method="Nelder-Mead", callback=visit, options=options)


def conjugate_gradient(point, error, gradient, visit):
    """Search along lines, each made conjugate to the one before. Polak and Ribière (1969), by scipy."""
    options = {"gtol": 1e-14, "maxiter": 10**9}
    scipy.optimize.minimize(error, point, jac=gradient, method="CG", callback=visit, options=options)


def bfgs(point, error, gradient, visit):
    """Learn the curvature from the gradients seen: Broyden, Fletcher, Goldfarb, Shanno (1970), by scipy."""
    options = {"gtol": 1e-14, "maxiter": 10**9}
    scipy.optimize.minimize(error, point, jac=gradient, method="BFGS", callback=visit, options=options)


def newton(point, error, gradient, hessian, visit):
    """Jump to where the slope and the curvature say that the lowest point is, within a trusted radius.

    The radius also says how far to go where the curvature is negative and the bare Newton step would climb.
    Conn, Gould and Toint, "Trust-region methods" (2000), algorithm 7.3.4, by scipy (trust-exact).
    """
    options = {"gtol": 1e-14, "maxiter": 10**9}
    functions = {"jac": gradient, "hess": hessian, "method": "trust-exact"}
    scipy.optimize.minimize(error, point, **functions, callback=visit, options=options)


# ---------------------------------------------------------------------------------------------------------
# From a rule to a path

ARRIVED = "arrived: the gradient is (almost) zero"
USED_UP = "stopped: the steps are used up"
FINISHED = "finished: the rule finds nothing lower"
DIVERGED = "diverged: the numbers grew beyond all bounds"
INTERRUPTED = "interrupted: the path so far is kept"
FAR = 1e15
"""An error or a weight beyond this has diverged: no picture can show it, and floats still can hold it."""


@dataclass(frozen=True)
class Path:
    """Where a rule went. Index 0 is the start, index k the point after k steps; all arrays are that long."""

    points: np.ndarray  #: shape (steps + 1, weights)
    errors: np.ndarray  #: E at each point
    gradient_lengths: np.ndarray  #: length of dE/dW at each point; NaN when no gradient was given
    error_calls: np.ndarray  #: how often the rule had asked for E when it reached the point
    gradient_calls: np.ndarray  #: how often it had asked for the gradient
    hessian_calls: np.ndarray  #: how often it had asked for the matrix of second derivatives
    ended: str  #: ARRIVED, USED_UP, FINISHED, DIVERGED or INTERRUPTED
    end: Any  #: the last point in the form of the start: a number, `Weights` or a vector

    @property
    def calls(self):
        """All calls, in errors or gradients: a Hessian of n weights counts as the n gradients it costs."""
        return self.error_calls + self.gradient_calls + self.points.shape[1] * self.hessian_calls

    def calls_to(self, error):
        """Return how many calls the rule had made when it first was at or below an error; None if it never was."""
        below = np.flatnonzero(self.errors <= error)
        return int(self.calls[below[0]]) if below.size else None


class _End(Exception):
    """Ends a run; its argument is the reason."""


class _Watched:
    """A function that counts what the rule asks of it, and remembers its last answer."""

    def __init__(self, function, form, shape):
        self.function, self.form, self.shape, self.size = function, form, shape, math.prod(shape)
        self.calls, self.seen, self.answer = 0, None, None

    def __call__(self, point):
        """Answer the rule: counted."""
        self.calls += 1
        return self.look(point)

    def look(self, point):
        """Answer without counting: what is recorded for the pictures is no cost of the rule."""
        key = point.tobytes()
        if key != self.seen:
            if not _finite(point):
                raise _End(DIVERGED)
            try:
                answer = self.function(self.form(point))
                if type(answer) is not float or self.shape:  # a plain float for a number is the common case
                    answer = np.asarray(answer, dtype=float)
                    if answer.size != self.size:
                        name = getattr(self.function, "__name__", "the function")
                        raise ValueError(f"{name} returned shape {answer.shape} where {self.shape} was expected")
                    answer = answer.reshape(self.shape)[()]
            except OverflowError:
                raise _End(DIVERGED) from None
            self.seen, self.answer = key, answer
            if not _finite(answer):
                raise _End(DIVERGED)
        return self.answer if type(self.answer) is float else self.answer.copy()


def _finite(value):
    """Tell whether a number or all numbers of an array are finite."""
    if isinstance(value, float):
        return math.isfinite(value)
    # The squares may overflow where the numbers do not; but they are looked at in a quarter of the time.
    return math.isfinite(np.vdot(value, value)) or bool(np.isfinite(value).all())


def descend(rule, start, error, gradient=None, hessian=None, *, steps=1000, tolerance=1e-9, progress=True, **settings):
    """Follow a rule from the start until it arrives, diverges or has used up its steps.

    The error and the gradient's length at every point are recorded for the pictures; the counts hold only
    what the rule itself asked for. A run of more than three seconds shows a progress bar; interrupting it
    (the square button in JupyterLab) keeps the path so far.

    Args:
        rule: a rule of this module, or any generator function of the same kind.
        start: a number, a vector, or a tuple such as `Weights`.
        error: called with a point in the form of the start, returns a number.
        gradient: the same for the gradient; may be left out if the rule does not use it.
        hessian: the matrix of second derivatives, for `newton`; `hessian_from(gradient)` makes one.
        steps: at most so many.
        tolerance: stop when the gradient is shorter than this; 0 to go on.
        progress: False for no progress bar.
        **settings: what the rule asks for, such as `rate`.

    Returns:
        `Path`. A run that diverges is a result: the path ends at the last point that is within `FAR`
        and says so.

    Raises:
        TypeError: a setting or function that the rule needs is missing, or one is given that it does not
            have; the start is no number, vector or tuple of numbers.
        ValueError: a setting out of its range; a start or an error that is not finite; a gradient of the
            wrong size.
    """
    wanted = inspect.signature(rule).parameters
    steps = clean_count(steps, "steps", "steps")
    _check_settings({"tolerance": tolerance, **settings})
    given = {"error": error, "gradient": gradient, "hessian": hessian}
    _check_names(rule, wanted, given, settings)

    first, form = _as_vector(start)
    n = first.size
    watched = {
        name: _Watched(function, form, shape)
        for (name, function), shape in zip(given.items(), [(), (n,), (n, n)], strict=True)
        if function is not None
    }
    history = []

    def visit(xk):
        point = np.array(xk)
        height = float(watched["error"].look(point))
        slope = math.nan
        if gradient:
            down = watched["gradient"].look(point)
            slope = math.sqrt(np.vdot(down, down))
        calls = [watched[name].calls if name in watched else 0 for name in given]
        if history and (abs(height) > FAR or np.abs(point).max() > FAR):
            raise _End(DIVERGED)
        history.append((point, height, slope, *calls))
        bar.update(len(history) > 1)
        if slope < tolerance:
            raise _End(ARRIVED)
        if len(history) > steps:
            raise _End(USED_UP)

    use = {name: function for name, function in watched.items() if name in wanted}
    bar = tqdm(total=steps, desc=rule.__name__, delay=3, leave=False, disable=not progress)
    with bar, np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", scipy.optimize.OptimizeWarning)
        warnings.filterwarnings("ignore", message="The line search algorithm did not converge")
        try:
            visit(first)
            if "visit" in wanted:
                rule(first, visit=visit, **use, **settings)
            else:
                for point in rule(first, **use, **settings):
                    visit(point)
            ended = FINISHED
        except _End as end:
            ended = str(end)
        except KeyboardInterrupt:
            if not history:
                raise
            ended = INTERRUPTED
    if not history:
        raise ValueError("the error or the gradient at the start is not a finite number: start elsewhere")
    points, *columns = zip(*history, strict=True)
    return Path(np.array(points), *map(np.array, columns), ended, form(points[-1]))


def hessian_from(gradient, step=1e-30):
    """Return a function that gives the exact second derivatives, from a gradient that takes complex numbers.

    Column k is the complex-step derivative of the gradient along weight k (`unrolled.complex_step`), so a
    Hessian of n weights costs n gradients. `unrolled.bptt` takes complex weights; so does any gradient made
    of +, * and exp.
    """

    def hessian(point):
        flat, form = _as_vector(point)
        steps = 1j * step * np.eye(flat.size)
        columns = [np.imag(np.ravel(gradient(form(flat + change)))) / step for change in steps]
        matrix = np.column_stack(columns)
        return (matrix + matrix.T) / 2

    return hessian


def only(names, weights, *functions):
    """Let a few of the weights vary and hold the others: functions of Weights become functions of a vector.

    Args:
        names: the weights that vary, in order, such as "vw" or ["v", "w"].
        weights: `Weights`; those not named keep these values.
        *functions: each called with `Weights`; one that returns `Weights` (a gradient) has the named parts
            picked out.

    Returns:
        A function of (value, value, ...) for each, or the function itself if there is one. The values may
        be arrays: shape (names, ...) gives a whole surface.

    Raises:
        ValueError: a name that is no weight.
    """
    unknown = [name for name in names if name not in weights._fields]
    if unknown or not names:
        raise ValueError(f"names is {names!r}: give some of {', '.join(weights._fields)}")

    places = [weights._fields.index(name) for name in names]

    def restrict(function):
        def restricted(values):
            if isinstance(values, np.ndarray) and values.ndim == 1:
                values = values.tolist()  # numpy's own scalars are slower than floats
            here = list(weights)
            for place, value in zip(places, values, strict=True):
                here[place] = value
            result = function(type(weights)(*here))
            return np.array([result[place] for place in places]) if _is_tuple(result) else result

        return restricted

    restricted = [restrict(function) for function in functions]
    return restricted[0] if len(restricted) == 1 else restricted


def _as_vector(start):
    """Return the start as a vector, and the function that puts a vector back into the start's form."""
    if _is_tuple(start):
        numbers = [clean_number(value, f"start.{name}") for name, value in zip(start._fields, start, strict=True)]
        return np.array(numbers), lambda vector: type(start)(*vector.tolist())
    if np.ndim(start) == 0:
        return np.array([clean_number(start, "start")]), lambda vector: vector[0].item()
    vector = clean_weight(start, "start")
    if vector.ndim != 1 or not vector.size:
        raise ValueError(f"start has shape {vector.shape}: give one number for each weight, shape (n,)")
    return vector, lambda vector: vector


def _is_tuple(value):
    return hasattr(value, "_fields")


# setting: (may it be this large?, what to give instead)
_RANGES = {
    "rate": (lambda a: a > 0, "a positive number, such as 0.1"),
    "size": (lambda a: a > 0, "a positive number, such as 0.1"),
    "longest": (lambda a: a > 0, "a positive number, such as 1"),
    "keep": (lambda a: 0 <= a < 1, "0 or more and below 1, such as 0.9"),
    "shrink": (lambda a: 0 < a <= 1, "above 0 and at most 1, such as 0.5"),
    "grow": (lambda a: a >= 1, "1 or more, such as 1.2"),
    "tolerance": (lambda a: a >= 0, "0 or a small positive number"),
}


def _check_settings(settings):
    for name, value in settings.items():
        if name in _RANGES:
            allowed, remedy = _RANGES[name]
            if not allowed(clean_number(value, name)):
                raise ValueError(f"{name} is {value}: give {remedy}")


def _check_names(rule, wanted, given, settings):
    for name in given:
        if name in wanted and given[name] is None:
            remedy = "hessian_from(gradient)" if name == "hessian" else f"the {name} as a function of the point"
            raise TypeError(f"{rule.__name__} needs {name}: give {name}={remedy}")
    has = [name for name, parameter in wanted.items() if parameter.kind is parameter.KEYWORD_ONLY]
    for name in settings:
        if name not in has:
            raise TypeError(f"{rule.__name__} has no setting {name}: it has {', '.join(has) or 'none'}")
    for name in has:
        if wanted[name].default is inspect.Parameter.empty and name not in settings:
            remedy = _RANGES[name][1] if name in _RANGES else "a number"
            raise TypeError(f"{rule.__name__} needs {name}: give {name}={remedy}")
