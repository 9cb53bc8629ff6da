"""Formulas for a notebook's output, with u, v, w and s in their colours."""

import re

import sympy
from IPython.display import Math
from sympy.printing.latex import LatexPrinter
from sympy.printing.precedence import PRECEDENCE

from ..symbolic import Path
from .style import COLOURS


def formula(*parts):
    """Return a displayed formula, made of pieces of LaTeX and of SymPy expressions.

    Args:
        *parts: texts are taken as LaTeX; expressions and paths are written out, each weight in its colour.
    """
    return Math(" ".join(part if isinstance(part, str) else coloured(part) for part in parts))


def rows(lines, columns=1):
    """Return displayed equations, one below the other.

    Args:
        lines: pairs (left, right) of LaTeX texts or SymPy expressions, to be set as left = right.
        columns: how many equations stand side by side.
    """
    cells = [f"{formula(left).data} &= {formula(right).data}" for left, right in lines]
    starts = range(0, len(cells), columns)
    body = r" \\ ".join(r" & \qquad ".join(cells[start : start + columns]) for start in starts)
    return Math(r"\begin{aligned} " + body + r" \end{aligned}")


def coloured(expression):
    """Return the LaTeX of an expression or a `Path`, with u, v, w, s and their copies in their colours."""
    if isinstance(expression, Path):
        return r" \cdot ".join(_factor(factor.slope) for factor in expression.factors)
    return _Printer().doprint(expression)


class _Printer(LatexPrinter):
    """SymPy's printer, but with factors in the order in which the course writes them, and with colours.

    SymPy sorts factors by the alphabet, h_1 w, and puts the minus first, -p_1 + y_1.
    """

    ORDER = "e2uvwch(xs"  # "2" stands for numbers, "(" for sums; what is not here comes last

    def _print_Symbol(self, symbol):
        latex = super()._print_Symbol(symbol)
        if not re.fullmatch(r"[uvws](_\d+)?", str(symbol)):
            return latex
        # The inner braces serve MathJax 2, where \color takes an argument; the outer ones end it in MathJax 3.
        return rf"{{\color{{{COLOURS[str(symbol)[0]]}}}{{{latex}}}}}"

    def _print_Mul(self, product):
        if any(part.is_Pow and not part.exp.is_positive for part in product.args) or product.has(sympy.Derivative):
            return super()._print_Mul(product)
        number, factors = product.as_coeff_mul()
        first = "" if number == 1 else "- " if number == -1 else f"{self._print(number)} "
        ordered = sorted(factors, key=self._place)
        return first + " ".join(self.parenthesize(part, PRECEDENCE["Mul"], strict=False) for part in ordered)

    def _place(self, part):
        base = part.as_base_exp()[0]
        letter = "(" if base.is_Add else str(base)[0] if base.is_Symbol else "h"
        place = self.ORDER.index(letter) if letter in self.ORDER else len(self.ORDER)
        return place, sympy.default_sort_key(part)

    def _as_ordered_terms(self, sum_, order=None):
        terms = super()._as_ordered_terms(sum_, order=order)
        return sorted(terms, key=lambda term: term.could_extract_minus_sign())


def _factor(slope):
    """Return a factor of a product: a slope h (1 - h) in brackets, so that it stands as one factor."""
    latex = coloured(slope)
    return rf"\left[{latex}\right]" if slope.is_Add or slope.is_Mul else latex
