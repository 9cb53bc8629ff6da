"""The unrolled network and its gradient as formulas, and proofs that formulas are equal.

Unrolled over T steps the network is a list of short rules, each naming one quantity:

    z_t = w h_{t-1} + v x_t      h_t = sigma(z_t)      p_t = u h_t      E_t = (y_t - p_t)^2

with h_0 = s and E = E_1 + .. + E_T. `Network` takes these rules from one-step calls of the library's own
`unroll` and `error`, so the formulas shown are those that run on numbers. Putting every rule into the next
writes E out in full. The other way round, giving sigma(z_t) back its short name h_t turns any derivative of
E into a polynomial, and for polynomials equality is decided by arithmetic: `same` is a proof, not a test.

One weight used at every step is one symbol, w. With `untied="w"` each step has a symbol of its own, w_1 ..
w_T, and a derivative by one of them says what that copy alone does.

Sources: Griewank and Walther, "Evaluating Derivatives" (2nd edition, SIAM 2008), chapters 2 and 3, for the
network as a list of assignments and for the gradient as a sum over paths.
"""

from functools import cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import sympy

from . import rnn
from .checks import clean_count
from .gradients import backward
from .rnn import Weights


class sigma(sympy.Function):
    """The sigmoid as a SymPy function that keeps its name: sigma(z) stays sigma(z).

    Its derivative is not typed in: SymPy differentiates `unrolled.rnn.sigma` and the result is rewritten
    in sigma. `sigma(z).rewrite(sympy.exp)` gives 1 / (1 + exp(-z)).
    """

    nargs = 1

    def fdiff(self, argindex=1):
        """Return the slope of sigma at its argument, in terms of sigma itself."""
        h, slope = _slope()
        return slope.xreplace({h: self})

    def _eval_rewrite_as_exp(self, z, **_):
        return rnn.sigma(z)


@cache
def _slope():
    """Return a symbol h and the derivative of 1 / (1 + exp(-z)), written with h for that expression."""
    z, h = sympy.Dummy("z"), sympy.Dummy("h")
    slope = sympy.diff(rnn.sigma(z), z)
    return h, slope.xreplace({1 + sympy.exp(-z): 1 / h, sympy.exp(-z): (1 - h) / h})


class Factor(NamedTuple):
    """One edge of a path: how much `of` changes with `by` when all else that feeds `of` is held."""

    of: sympy.Symbol
    by: sympy.Symbol
    slope: sympy.Expr  #: d of / d by, written in h_t and e_t

    def latex(self):
        """Return the partial derivative as a fraction in LaTeX, without its value."""
        return rf"\frac{{\partial {sympy.latex(self.of)}}}{{\partial {sympy.latex(self.by)}}}"


class Path(NamedTuple):
    """A way back through the unrolled network, from the error of step t to the copy of a weight at step k."""

    t: int
    k: int
    factors: tuple  #: `Factor`s in the order of travel, from E_t back to the weight

    @property
    def product(self):
        """The factors' slopes multiplied: this path's share of the derivative."""
        return sympy.Mul(*(factor.slope for factor in self.factors))

    def latex(self, slopes=False):
        """Return the chain in LaTeX: partial derivatives, or with slopes=True their values, in this order."""
        if slopes:
            return r" \cdot ".join(sympy.latex(factor.slope) for factor in self.factors)
        return r"\,".join(factor.latex() for factor in self.factors)


class Network:
    """The network unrolled over T steps, in symbols.

    Args:
        T: the number of steps, 1 or more.
        untied: the letters of the weights that get a symbol of their own at each step: "w", "uvw", ...

    Attributes:
        T: the number of steps.
        weights: `Weights` of the symbols u, v, w, s.
        copies: for each step, `Weights` of the symbols that it uses; the fourth is h_{t-1}. Where nothing
            is untied the first three are the same at each step.
        x, y: the symbols of inputs and targets, lists of length T.
        z, h, p, e: names of the quantities of each step; h has T + 1, and h[0] is s.
        rules: each name, in the order of computation, with the short formula that defines it.
        error: E written out in full, in weights, inputs, targets and sigma.

    Raises:
        TypeError, ValueError: T is no whole number or below 1; untied names something else than u, v, w.
    """

    def __init__(self, T, untied=""):
        self.T = T = clean_count(T, "T", "steps")
        if not set(untied) <= set("uvw"):
            raise ValueError(f"untied is {untied!r}: name weights among 'uvw' (s has one copy only)")
        self.weights = Weights(*sympy.symbols("u v w s"))
        self.x, self.y, self.z, self.p, self.e, h, E = (_numbered(letter, T) for letter in "xyzpehE")
        self.h = [self.weights.s, *h]
        own = {letter: _numbered(letter, T) for letter in untied}

        self.copies, self.rules = [], {}
        for t, h_before in enumerate(self.h[:-1]):
            copy = self.weights._replace(s=h_before, **{letter: own[letter][t] for letter in own})
            x_t, y_t = [self.x[t]], [self.y[t]]
            step = rnn.unroll(copy, x_t)
            hidden, prediction = step.h[-1], step.p[-1]
            self.copies.append(copy)
            self.rules[self.z[t]] = step.z[-1]
            self.rules[self.h[t + 1]] = hidden.xreplace({rnn.sigma(step.z[-1]): sigma(self.z[t])})
            self.rules[self.p[t]] = prediction.xreplace({hidden: self.h[t + 1]})
            self.rules[E[t]] = rnn.error(copy, x_t, y_t).subs(prediction, self.p[t])

        self._in_full = {}
        for name, rule in self.rules.items():
            self._in_full[name] = rule.xreplace(self._in_full)
        self.error = sum(self._in_full[E_t] for E_t in E)
        self._errors = E

    def __repr__(self):
        return f"Network of {self.T} steps, weights {sorted(map(str, self._all_weights()))}"

    def derivative(self, weight, of=None):
        """Return dE/d weight, by SymPy from E written out in full; every sigma(z_t) is then shown as h_t.

        It is the total derivative: all that is made with the weight moves along.

        Args:
            weight: a symbol of this network: u, v, w, s, or a copy such as w_2.
            of: differentiate this in place of E: a name with a rule, such as z_2, or an expression in such names.

        Raises:
            ValueError: what is differentiated does not depend on weight, as E on w when it is untied into copies.
        """
        whole = self.error if of is None else self.in_sigma(of)
        if weight not in whole.free_symbols:
            raise ValueError(
                f"{'E' if of is None else of} does not depend on {weight} here: choose among "
                f"{[known for known in self._all_weights() if known in whole.free_symbols]}"
            )
        return self.in_h(sympy.diff(whole, weight))

    def gradient(self):
        """Return `Weights` of dE/du, dE/dv, dE/dw, dE/ds by `derivative`; nothing may be untied."""
        return Weights(*map(self.derivative, self.weights))

    def backpropagated(self, backward=backward):
        """Return the same `Weights` from the library's own backward pass, run on the symbols h_t.

        Args:
            backward: the pass to use, `unrolled.gradients.backward` or a rival with the same interface.

        Raises:
            ValueError: a weight is untied; the library's passes know tied weights only.
        """
        if len(self._all_weights()) > 4:
            raise ValueError("this network has untied weights: use Network(T), with none untied")
        shares = list(backward(self.weights, self.h, self.x, self.y))
        dE_du, dE_dv, dE_dw = (sum(share[i] for share in shares) for i in (2, 3, 4))
        return Weights(dE_du, dE_dv, dE_dw, self.weights.w * shares[-1][1])

    def paths(self, letter):
        """Return every path from an error E_t back to a copy of one weight, by t and then by k downwards.

        Args:
            letter: "u", "v", "w" or "s".

        Returns:
            A list of `Path`: T for u and s, T (T + 1) / 2 for v and w.
        """
        if letter not in Weights._fields:
            raise ValueError(f"letter is {letter!r}: choose 'u', 'v', 'w' or 's'")
        paths = []
        for t in range(1, self.T + 1):
            way = [self._errors[t - 1], self.p[t - 1]]
            if letter == "u":
                paths.append(self._path(t, t, [*way, self.copies[t - 1].u]))
                continue
            for k in range(t, 0, -1):
                way += [self.h[k], self.z[k - 1]]
                if letter != "s":
                    paths.append(self._path(t, k, [*way, getattr(self.copies[k - 1], letter)]))
                elif k == 1:
                    paths.append(self._path(t, 1, [*way, self.h[0]]))
        return paths

    def _path(self, t, k, way):
        edges = pairwise(way)
        return Path(t, k, tuple(Factor(of, by, self.local_slope(of, by)) for of, by in edges))

    def local_slope(self, of, by):
        """Return the derivative of one rule by one of its own terms, all else in the rule held.

        Args:
            of: a name with a rule: z_t, h_t, p_t or E_t.
            by: a symbol in that rule.
        """
        slope = sympy.diff(self.rules[of], by)
        slope = slope.xreplace({sigma(z_t): h_t for z_t, h_t in zip(self.z, self.h[1:], strict=True)})
        errors = zip(self.p, self.y, self.e, strict=True)
        return slope.subs({2 * p_t - 2 * y_t: e_t for p_t, y_t, e_t in errors})

    def in_h(self, expression):
        """Return expression with h_t for sigma(z_t) written out, whether in sigma or in exponentials."""
        names = {}
        for h_t in self.h[1:]:
            in_full = self._in_full[h_t]
            names[in_full] = h_t
            names[1 / in_full.rewrite(sympy.exp)] = 1 / h_t
        return self._without_e(expression).xreplace(names)

    def short(self, expression):
        """Return expression in h_t and e_t = 2 (p_t - y_t): the shortest way to write a derivative."""
        expression = self.in_h(expression)
        names = {}
        for e_t, long in self._long_errors().items():
            names |= {long: e_t / 2, -long: -e_t / 2}
        return expression.xreplace(names)

    def _without_e(self, expression):
        return expression.xreplace({e_t: 2 * long for e_t, long in self._long_errors().items()})

    def _long_errors(self):
        """Return the difference u h_t - y_t for each e_t, which is half of it."""
        triples = zip(self.e, self.copies, self.h[1:], self.y, strict=True)
        return {e_t: copy.u * h_t - y_t for e_t, copy, h_t, y_t in triples}

    def in_sigma(self, expression):
        """Return expression in weights, inputs and targets only, with sigma kept as a name."""
        return self._without_e(expression).xreplace(self._in_full)

    def in_exponentials(self, expression):
        """Return expression in weights, inputs and targets only, with each sigma as 1 / (1 + exp(-z))."""
        return self.in_sigma(expression).rewrite(sympy.exp)

    def tied(self, expression):
        """Return expression with every copy w_t, v_t, u_t replaced by the one weight w, v, u."""
        names = {}
        for copy in self.copies:
            names |= dict(zip(copy[:3], self.weights[:3], strict=True))
        return expression.xreplace(names)

    def function(self, expression):
        """Return a Python function of (weights, x, y) that computes expression on numbers or arrays."""
        arguments = (tuple(self.weights), self.x, self.y)
        return sympy.lambdify(arguments, self.in_sigma(expression), [{"sigma": rnn.sigma}, "numpy"], cse=True)

    def _all_weights(self):
        symbols = dict.fromkeys(symbol for copy in self.copies for symbol in copy[:3])
        return [*symbols, self.weights.s]


def _numbered(letter, T):
    """Return the symbols letter_1 .. letter_T."""
    return [sympy.Symbol(f"{letter}_{t}") for t in range(1, T + 1)]


@cache
def paths_of(T, letter):
    """Return the `Path`s of one weight over T steps, and a function that gives their numbers.

    The function takes weights, x and y and returns, for each path, the list of its factors' slopes.
    """
    network = Network(T)
    paths = network.paths(letter)
    symbols = [*network.weights[:3], *network.h, *network.e, *network.x]
    slopes = [[factor.slope for factor in path.factors] for path in paths]
    compute = sympy.lambdify(symbols, slopes, "math")

    def numbers(weights, x, y):
        run = rnn.unroll(weights, x)
        e = [2 * (p_t - y_t) for p_t, y_t in zip(run.p, y, strict=True)]
        return compute(*weights[:3], *run.h, *e, *x)

    return paths, numbers


def same(a, b):
    """Prove that two expressions are equal, as polynomials in their symbols.

    Both are multiplied out exactly, over the rational numbers, and compared term by term. Each sigma(..)
    counts as one more symbol. True is a proof. False says that as polynomials they differ.

    Args:
        a: an expression built with +, -, * and whole powers, as `Network.in_h` gives.
        b: another.

    Raises:
        sympy.SympifyError: one of them is no expression, such as text.
        ValueError: one of them holds something else, such as an exponential, a quotient or a rounded number.
    """
    a, b = sympy.sympify(a, strict=True), sympy.sympify(b, strict=True)
    if a.has(sympy.Float) or b.has(sympy.Float):
        raise ValueError("a proof needs exact numbers: write sympy.Rational(1, 2) for 0.5")
    names = {part: sympy.Dummy() for part in a.atoms(sigma) | b.atoms(sigma)}
    a, b = a.xreplace(names), b.xreplace(names)
    return _polynomial(a - b) == 0


def _polynomial(expression):
    """Return expression as an element of a sparse ring of polynomials with rational coefficients."""
    symbols = sorted(expression.free_symbols, key=sympy.default_sort_key) or [sympy.Dummy()]
    try:
        return sympy.ring(symbols, sympy.QQ)[0].from_expr(expression)
    except (ValueError, sympy.polys.polyerrors.CoercionFailed):
        raise ValueError("the expressions are no polynomials: write them in h_t first, with Network.in_h") from None


class Growth(NamedTuple):
    """How long the derivative dE/dw is for T steps, counted in operations."""

    written_out: int  #: E in exponentials, differentiated: nothing has a name, all is repeated
    terms: int  #: terms of the sum when dE/dw, in h_t, is multiplied out
    shared: int  #: as written out, with each repeated part computed once
    backpropagation: int  #: operations that `bptt` carries out, for all four derivatives together


def growth(T):
    """Measure the size of dE/dw over T steps; returns `Growth`.

    An operation is one +, -, *, /, power or exp, as SymPy's `count_ops` counts them.
    """
    network = Network(T)
    x, y, weights = network.x, network.y, network.weights
    in_full = sympy.diff(rnn.error(weights, x, y), weights.w)
    parts, rest = sympy.cse(in_full)
    return Growth(
        written_out=int(sympy.count_ops(in_full)),
        shared=int(sum(sympy.count_ops(part) for _, part in parts) + sympy.count_ops(rest[0])),
        terms=len(_polynomial(network.derivative(weights.w))),
        backpropagation=operations_of_backpropagation(T),
    )


class _Counted(np.ndarray):
    """A number, held in an array of no dimensions, that counts what is computed with it."""

    operations = 0

    def __array_ufunc__(self, ufunc, method, *inputs, **named):
        _Counted.operations += 1
        plain = [np.asarray(value) for value in inputs]
        return np.asarray(getattr(ufunc, method)(*plain, **named)).view(_Counted)


def operations_of_backpropagation(T):
    """Count the operations that the forward and the backward pass make over T steps, sums included."""
    T = clean_count(T, "T", "steps")
    weights = Weights(*(np.array(value).view(_Counted) for value in (0.5, 0.5, 0.5, 0.5)))
    x = [0.5] * T
    _Counted.operations = 0
    total = Weights(0, 0, 0)
    h = [weights.s, *(h_t for _, h_t in rnn.forward(weights, x))]
    for _, delta, at_u, at_v, at_w in backward(weights, h, x, x):  # noqa: B007
        total = Weights(total.u + at_u, total.v + at_v, total.w + at_w)
    _ = weights.w * delta
    return _Counted.operations
