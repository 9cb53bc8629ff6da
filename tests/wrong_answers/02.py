WRONG = {
    "check_round": [
        ("tries = 1000", "two tries"),
        ("tries = 2", "There are 1000"),
        ("tries = 2001", "known already"),
        ("tries = 'many'", "a number"),
    ],
    "check_landing_rate": [("rate = 4", "other side"), ("rate = 0.5", "inverse"), ("rate = 1", "half of the way")],
    "check_descent": [
        (
            "def descent(slope, W, rate, steps):\n    for _ in range(steps):\n"
            "        W = W + rate * slope(W)\n    return W",
            "uphill",
        ),
        ("def descent(slope, W, rate, steps):\n    return W - rate * slope(W)", "one step"),
        (
            "def descent(slope, W, rate, steps):\n    g = slope(W)\n    for _ in range(steps):\n"
            "        W = W - rate * g\n    return W",
            "at the start",
        ),
        (
            "def descent(slope, W, rate, steps):\n    for _ in range(steps):\n"
            "        W = W - rate * slope(W)\n        return W",
            "after the loop",
        ),
        (
            "def descent(slope, W, rate, steps):\n    for _ in range(steps):\n"
            "        W = W - rate * (1 if slope(W) > 0 else -1)\n    return W",
            "of one size",
        ),
        ("def descent(slope, W, rate, steps):\n    return slop", "NameError"),
        ("def descent(slope, W, rate, steps):\n    return W", "never moved"),
    ],
    "check_exchanged": [("exchanged = 'rule'", "It stayed"), ("exchanged = 'error'", "same E")],
}
