"""Typical wrong answers to the exercises of notebook 06: what is typed, and a phrase of the message it should get."""

GRADIENT = """
def my_gradient(weights, x, y):
    u, v, w, s = weights
    z, h, p = unroll(weights, x)
    delta = dE_du = dE_dv = dE_dw = 0.0
    for t in range(len(x), 0, -1):
        e = {e}
        delta = {delta}
        dE_du += e * h[t]
        dE_dv += delta * x[t - 1]
        dE_dw += delta * h[{before}]
    return dE_du, dE_dv, dE_dw
"""
RIGHT = {
    "e": "2 * (p[t - 1] - y[t - 1])",
    "delta": "h[t] * (1 - h[t]) * (u * e + w * delta)",
    "before": "t - 1",
}


def slip(**changes):
    """Return the solution with one part changed."""
    return GRADIENT.format(**{**RIGHT, **changes})


WRONG = {
    "check_sign": [
        ("sign = 'negative'", "their product"),
        ("sign = 'zero'", "hits its target"),
        ("sign = 'up'", "none of the choices"),
        ("sign = 1", "one of these words"),
    ],
    "check_delta": [
        ("delta_1 = 0.192", "delta_2"),
        ("delta_1 = -0.2", "through p_1"),
        ("delta_1 = -0.072", "through step 2"),
        ("delta_1 = -1.088", "slope of the sigmoid"),
        ("delta_1 = -0.488", "whole sum"),
        ("delta_1 = -0.128", "sign of w"),
        ("delta_1 = 0.272", "Watch the signs"),
        ("delta_1 = -0.27", "three decimals"),
    ],
    "check_gradient": [
        (slip(e="1.0"), "e_t is missing"),
        (slip(e="(p[t - 1] - y[t - 1])"), "Half"),
        (slip(e="2 * (y[t - 1] - p[t - 1])"), "sign is wrong"),
        (slip(delta="h[t] * (1 - h[t]) * u * e"), "w delta_{t+1} is missing"),
        (slip(delta="u * e + w * delta"), "slope of the sigmoid is missing"),
        (slip(before="t"), "state before the step"),
        (slip(delta="h[t] * (1 - h[t]) * u * e + w * delta"), "multiplies both"),
        (GRADIENT.replace("dE_du += e * h[t]", "dE_du += h[t]").format(**RIGHT), "factor e_t is missing"),
        (GRADIENT.replace("+=", "=").format(**RIGHT), "add up over the steps"),
        (GRADIENT.replace("return dE_du, dE_dv, dE_dw", "return dE_dv, dE_dw, dE_du").format(**RIGHT), "order"),
        ("def my_gradient(weights, x, y):\n    return 1.0", "Return three numbers"),
        ("def my_gradient(weights, x, y):\n    return 1.0, 2.0, 3.0", "it should be"),
        ("def my_gradient(weights, x, y):\n    return y[7]", "IndexError"),
    ],
    "check_floor": [
        ("prediction = 0", "sigma(0) is not 0"),
        ("prediction = 0.5", "That is the state"),
        ("prediction = 1.2", "sigma(0) is not 1"),
    ],
}
