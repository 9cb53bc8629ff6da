"""Typical wrong answers to the exercises of notebook 10: what is typed, and a phrase of the message it should get."""

DELTA = "def hidden_error(slope, U, e, W, delta_next):\n    return {value}"

WRONG = {
    "check_scaling": [
        ("center = split.values.mean()\nunit = split.values.std()", "This mean uses all the years"),
        ("center = split.train.mean()\nunit = split.values.std()", "This standard deviation uses all the years"),
        ("center = split.train.mean()\nunit = split.train.mean()", "the standard deviation, .std()"),
        ("center = split.train.mean()\nunit = split.train.var()", "That is the variance"),
        ("center = split.train\nunit = 1", "should be a number"),
    ],
    "check_two_neurons": [
        ("first = 0.75 * (2 * 0.5 + 0.5 * 0.4 - 1.0 * 0.1)\nsecond = -0.87", "first neuron: The error comes back down"),
        ("first = 1.05\nsecond = -1 * 0.5 + 2.0 * 0.4 + 0.3 * 0.1", "second neuron: The error comes back down"),
        ("first = 2 * 0.5 + 0.5 * 0.4 + 2.0 * 0.1\nsecond = -0.87", "f'(z) is missing"),
        ("first = 0.75 * 2 * 0.5\nsecond = -0.5", "through W, is missing"),
        ("first = 1.05\nsecond = -1.37", "factor e is missing"),
        ("first = 0.3\nsecond = -0.37", "own prediction"),
        ("first = 1.05\nsecond = 0.87", "too large"),
    ],
    "check_hidden_error": [
        (DELTA.format(value="slope * (U.T @ e + W @ delta_next)"), "W transposed"),
        (DELTA.format(value="slope * (U @ e + W @ delta_next)"), "which matrix must be transposed"),
        (DELTA.format(value="U.T @ e + W.T @ delta_next"), "factor slope"),
        (DELTA.format(value="slope * (U.T @ e) + W.T @ delta_next"), "both parts"),
        (DELTA.format(value="slope * (W.T @ delta_next)"), "this step's own prediction"),
        (DELTA.format(value="slope * (U.T @ e)"), "comes from step t+1"),
        (DELTA.format(value="e"), "holds 3 numbers"),
    ],
    "check_weight_count": [
        ("count = 8 + 8 + 64", "Add the first state s"),
        ("count = 8 + 8 + 64 + 8 + 1", "first hidden state s is trained too"),
        ("count = 8 + 8 + 64 + 8 + 8", "the output has a bias"),
        ("count = 5 * 8 + 1", "64 numbers, not 8"),
        ("count = 100", "too large"),
    ],
    "check_level": [
        ("level = a_0", "At rest the two past values"),
        ("level = a_0 / (a_1 + a_2)", "Collect the p"),
        ("level = a_0 / (1 + a_1 + a_2)", "Mind the sign"),
        ("level = 100", "too large"),
    ],
}
