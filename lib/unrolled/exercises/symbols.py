"""Checks for the exercises of notebook 05."""

import sympy

from ..symbolic import Network, same
from . import Verdict, call, describe, judge_number, unanswered


def check_paths_of_v(count):
    """Check the number of paths from all errors to all copies of v over five steps."""
    return judge_number(
        count,
        15,
        "1 + 2 + 3 + 4 + 5: the error of step t reaches the copies v_1 to v_t.",
        [
            (5, "5 counts each copy once. But v_1 is reached from five errors, v_2 from four, and so on."),
            (25, "25 would join every error with every copy. An error cannot reach a copy that is used later."),
            (10, "10 is right for four steps. Add the paths from E_5."),
            (6, "6 is right for three steps. Count those from E_4 and E_5 too."),
        ],
    )


def check_path_product(product):
    """Check the product of the path from E_2 back to v_1, as a SymPy expression."""
    if verdict := unanswered(product):
        return verdict
    if not isinstance(product, sympy.Expr):
        return Verdict(False, f"Write a product of the symbols given above; this is {describe(product)}.")
    network = Network(2)
    right = next(path.product for path in network.paths("v") if (path.t, path.k) == (2, 1))
    e_2, (_, h_1, h_2), x_1 = network.e[1], network.h, network.x[0]
    u, _, w, _ = network.weights
    slips = [
        (right / w, "The step from z_2 back to h_1 has a factor too: z_2 = w h_1 + v x_2."),
        (right / x_1, "The path ends at v_1. What does v_1 multiply in z_1? That factor is missing."),
        (right / x_1 * network.h[0], "s is what w_1 multiplies. The path to v_1 ends with what v_1 multiplies."),
        (right / u, "From p_2 = u h_2 back to h_2 there is a factor."),
        (right / e_2, "The first factor is missing: how E_2 moves with p_2."),
        (right / (h_1 * (1 - h_1)), "The slope of the sigmoid at step 1 is missing."),
        (right / (h_2 * (1 - h_2)), "The slope of the sigmoid at step 2 is missing."),
        (right / (h_1 * (1 - h_1) * h_2 * (1 - h_2)), "The slopes of both sigmoids are missing: h (1 - h) each."),
        (e_2 * u * h_2 * (1 - h_2) * network.x[1], "This is the path from E_2 to v_2. Go one step further back."),
    ]
    try:
        if same(network.in_h(product), network.in_h(right)):
            return Verdict(True, "One factor for each arrow on the way back: six, if a slope h (1 - h) counts as one.")
        for slip, message in slips:
            if same(network.in_h(product), network.in_h(sympy.cancel(slip))):
                return Verdict(False, message)
    except ValueError:
        return Verdict(False, "Use the symbols given above, products, sums and differences only.")
    return Verdict(False, "Not this product. Walk back from E_2 and write one factor for each arrow you pass.")


def check_share(share):
    """Check the share of the path from E_3 to v_3, computed by hand from rounded numbers."""
    e_3, u, h_3, x_3 = 1.34, 1.3, 0.744, 0.9
    slope = h_3 * (1 - h_3)
    return judge_number(
        share,
        e_3 * u * slope * x_3,
        "Choose v, E_3 and copy 3 in the figure: it shows the same, but for rounding.",
        [
            (e_3 * u * slope, "The last factor is missing: v_3 multiplies x_3."),
            (e_3 * slope * x_3, "The factor u is missing, between p_3 and h_3."),
            (e_3 * u * h_3 * x_3, "You used h_3; the slope of the sigmoid is h_3 (1 - h_3)."),
            (e_3 * u * x_3, "The slope of the sigmoid is missing: h_3 (1 - h_3)."),
            (2 * e_3 * u * slope * x_3, "The 2 is already in e_3 = 2 (p_3 - y_3)."),
            (e_3 * u * slope * 0.809, "You used h_2. That is what w_3 multiplies; v_3 multiplies x_3."),
        ],
        tolerance=0.003,
    )


def check_by_copies(function):
    """Check a learner's function of (letter, T) that adds the derivatives in all copies of a weight."""
    for letter, T in (("w", 1), ("w", 3), ("v", 2), ("u", 4)):
        value, problem = call(function, letter, T)
        if problem:
            return problem
        if verdict := unanswered(value, function="by_copies"):
            return verdict
        if not isinstance(value, sympy.Expr):
            return Verdict(False, f"Return one expression; this is {describe(value)}.")
        untied, tied = Network(T, untied=letter), Network(T)
        copies = [getattr(copy, letter) for copy in untied.copies]
        where = f"For letter = {letter!r} and T = {T}"
        if value.free_symbols & set(copies):
            return Verdict(False, f"{where} the copies are still untied: apply net.tied to each derivative.")
        try:
            if same(tied.in_h(value), tied.derivative(getattr(tied.weights, letter))):
                continue
            for copy in copies:
                if same(value, untied.tied(untied.derivative(copy))):
                    return Verdict(False, f"{where} this is the derivative in {copy} alone. Add those of all copies.")
        except ValueError:
            return Verdict(False, f"{where} this is no polynomial in h_t: take the derivatives with net.derivative.")
        return Verdict(False, f"{where} the sum differs from the derivative in the shared weight.")
    return Verdict(True, "The same as the derivative in the shared weight: proved for four cases.")
