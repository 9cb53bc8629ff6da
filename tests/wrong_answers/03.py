SLOPES = "def slopes(z, y):\n    p = sigma(z)\n    return "

WRONG = {
    "check_squared_slope": [
        ("slope = -1.6", "in p"),
        ("slope = -0.128", "The 2"),
        ("slope = -0.8", "cross"),
        ("slope = 0.256", "negative"),
        ("slope = 0.64", "error itself"),
        ("slope = 2 * (0.2 - 1) * 0.2", "not p"),
    ],
    "check_times": [
        ("times = 2 * 0.01 * 0.99", "other way round"),
        ("times = 1 / (0.01 * 0.99)", "The 2"),
        ("times = 0.99", "Divide"),
        ("times = 50", "leaves out"),
        ("times = -50.505", "positive"),
        ("times = 7", "too small"),
    ],
    "check_slopes": [
        (SLOPES + "2 * (p - y), p - y", "chain rule"),
        (SLOPES + "2 * (p - y) * p * (1 - p), y - p", "sign"),
        (SLOPES + "p - y, 2 * (p - y) * p * (1 - p)", "wrong order"),
        (SLOPES + "(p - y) * p * (1 - p), p - y", "2 from the square"),
        (SLOPES + "2 * (y - p) * p * (1 - p), p - y", "sign of the squared"),
        (SLOPES + "0.0, (p - y) / (p * (1 - p))", "stops at p"),
        (SLOPES + "0.0, (p - y) * p * (1 - p)", "cancelled"),
        ("def slopes(z, y):\n    return 0.0, z - y", "sigma of z"),
        (SLOPES + "p", "two numbers"),
        (SLOPES + "q, q", "NameError"),
    ],
    "check_match": [("pair = 'linear and cross-entropy'", "logarithm"), ("pair = 'sigmoid and squared'", "190")],
}
