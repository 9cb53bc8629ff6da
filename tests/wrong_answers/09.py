STEP = """
def online_step(weights, h, x_t, y_t, rate):
    u, v, w, _ = weights
    h_t = {state}
    e_t = {error}
    delta_t = {delta}
    return (u - rate * e_t * h_t, v - rate * delta_t * x_t, w {sign} rate * delta_t * {before}), h_t
"""
RIGHT = {
    "state": "sigma(w * h + v * x_t)",
    "error": "2 * (u * h_t - y_t)",
    "delta": "h_t * (1 - h_t) * u * e_t",
    "sign": "-",
    "before": "h",
}


def step(**changed):
    return STEP.format(**RIGHT | changed)


WRONG = {
    "check_updates": [
        ("updates = 150", "shorter piece"),
        ("updates = 16", "one pass"),
        ("updates = 3080", "online"),
        ("updates = 154", "whole change"),
    ],
    "check_carried": [
        ("carried = 0.08", "this step alone"),
        ("carried = -0.0576", "only what was carried"),
        ("carried = 0.14", "times the slope"),
        ("carried = 0.1184", "through w"),
        ("carried = 0.0704", "not by h_t"),
        ("carried = 0.035", "at h_t"),
    ],
    "check_online_step": [
        (step(error="u * h_t - y_t"), "half of what"),
        (step(delta="u * e_t"), "sigma'(z_t)"),
        (step(before="h_t"), "not h_t"),
        (step(sign="+"), "w moves by"),
        (step(error="-2 * (u * h_t - y_t)"), "up the slope"),
        (step(state="sigma(w * h)"), "the state is"),
        ("def online_step(weights, h, x_t, y_t, rate):\n    return weights", "Return the pair"),
    ],
    "check_memory": [
        ("T = 110", "the same"),
        ("T = 112", "by one"),
        ("T = 1110", "BPTT keeps 10"),
        ("T = 100", "10 derivatives"),
    ],
}
