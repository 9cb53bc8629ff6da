"""Typical wrong answers to the exercises of notebook 04: what is typed, and a phrase of the message it should get."""

LOOP = """
def predict(weights, x):
    h, predictions = weights.s, []
    for x_t in x:
        {body}
    return predictions
"""

WRONG = {
    "check_next_prediction": [
        ("p_4 = sigma(w * h_3 + v * 0.3)", "state h_4"),
        ("p_4 = u * sigma(v * 0.3)", "memory is missing"),
        ("p_4 = u * sigma(w * h_3)", "input is missing"),
        ("p_4 = p_3", "p_3 again"),
        ("p_4 = u * sigma(w * s + v * 0.3)", "starts again from s"),
        ("p_4 = u * (w * h_3 + v * 0.3)", "sigma is missing"),
        ("p_4 = u * sigma(v * h_3 + w * 0.3)", "swapped"),
        ("p_4 = '1.05'", "should be a number"),
        ("p_4 = 3.0", "too large"),
    ],
    "check_pairs": [
        ("pairs = 309", "nobody's input"),
        ("pairs = 307", "One too few"),
        ("pairs = 308.5", "whole number"),
        ("pairs = [308]", "should be a number"),
    ],
    "check_predict": [
        (LOOP.format(body="predictions.append(weights.u * sigma(weights.w * h + weights.v * x_t))"), "starts from s"),
        (LOOP.format(body="h = sigma(weights.w * h + weights.v * x_t); predictions.append(h)"), "times the state"),
        (
            LOOP.format(body="predictions.append(weights.u * h); h = sigma(weights.w * h + weights.v * x_t)"),
            "update h first",
        ),
        (
            LOOP.format(body="h = weights.w * h + weights.v * x_t; predictions.append(weights.u * h)"),
            "sigma is missing",
        ),
        (LOOP.format(body="h = sigma(w * h + v * x_t); predictions.append(u * h)"), "weights.u"),
        (
            LOOP.replace("weights.s", "0.0").format(
                body="h = sigma(weights.w * h + weights.v * x_t); predictions.append(weights.u * h)"
            ),
            "start at weights.s",
        ),
        ("def predict(weights, x):\n    return x[5]", "IndexError"),
        ("def predict(weights, x):\n    return [1.0]", "3 inputs should give 3 predictions"),
    ],
    "check_beats_baseline": [
        ("my_weights = Weights(1.3, -0.7, 2.1, 0.4)", "Worst is step 1"),
        ("my_weights = (1.0, 2.0)", "give Weights"),
        ("my_weights = 'u=1'", "give Weights"),
    ],
}
