WRONG = {
    "check_slope_by_hand": [
        ("slope_at_1 = 8", "inner function"),
        ("slope_at_1 = 6", "where the square stands"),
        ("slope_at_1 = 16", "value of the function"),
        ("slope_at_1 = 8 + 3", "multiply"),
        ("slope_at_1 = 3 * 4", "The slope of g² is 2g"),
        ("slope_at_1 = 4", "4 is g"),
        ("slope_at_1 = 23", "too small"),
        ('slope_at_1 = "24"', "should be a number"),
    ],
    "check_two_sigmoids": [
        ("at_most = 1 / 4", "There are two"),
        ("at_most = 1 / 4 + 1 / 4", "multiply, they do not add"),
        ("at_most = 1 / 8", "at most 1/4 too"),
        ("at_most = 1", "height"),
        ("at_most = 0.0588", "Asked is a bound"),
    ],
    "check_input_slope": [
        ("def input_slope(x, v, u, y):\n    return 2 * (u * sigma(v * x) - y) * u", "your function returns"),
        (
            "def input_slope(x, v, u, y):\n    h = sigma(v * x)\n    return 2 * (u * h - y) * u * h * (1 - h) * x",
            "This is dE/dv",
        ),
        ("def input_slope(x, v, u, y):\n    return 2 * (u * sigma(v * x) - y) * u * v", "slope of the sigmoid"),
        (
            "def input_slope(x, v, u, y):\n    h = sigma(v * x)\n    return (u * h - y) * u * h * (1 - h) * v",
            "factor 2",
        ),
        (
            "def input_slope(x, v, u, y):\n    h = sigma(v * x)\n    return 2 * (y - u * h) * u * h * (1 - h) * v",
            "sign",
        ),
        (
            "def input_slope(x, v, u, y):\n    h = sigma(v * x)\n    return 2 * (u * h - y) * u * h * (1 - h)",
            "last gear",
        ),
        (
            "def input_slope(x, v, u, y):\n    h = sigma(v * x)\n    return 2 * (u * h - y) * h * (1 - h) * v",
            "between h and p",
        ),
        (
            "def input_slope(x, v, u, y):\n    h, k = sigma(v * x), sigma(x)\n"
            "    return 2 * (u * h - y) * u * k * (1 - k) * v",
            "taken at x",
        ),
        ("def input_slope(x, v, u, y):\n    return (y - u * sigma(v * x)) ** 2", "error itself"),
        ("def input_slope(x, v, u, y):\n    return unknown", "NameError"),
        ("def input_slope(x):\n    return x", "TypeError"),
        ('def input_slope(x, v, u, y):\n    return "slope"', "should return a number"),
    ],
    "check_fork": [
        ("def fork_slope(x):\n    return sigma(x)", "one way only: through the factor x"),
        ("def fork_slope(x):\n    h = sigma(x)\n    return x * h * (1 - h)", "one way only: through σ(x)"),
        ("def fork_slope(x):\n    h = sigma(x)\n    return h * (1 - h)", "added"),
        ("def fork_slope(x):\n    h = sigma(x)\n    return 1 + h * (1 - h)", "product along each way"),
        ("def fork_slope(x):\n    h = sigma(x)\n    return h + h * (1 - h)", "x times as fast as b"),
        ("def fork_slope(x):\n    return x * sigma(x)", "y itself"),
        ("def fork_slope(x):\n    h = sigma(x)\n    return h * x * h * (1 - h)", "two ways are added"),
        ("def fork_slope(x):\n    return 0.0", "your function returns 0.0000"),
    ],
}
