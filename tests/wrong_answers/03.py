SLOPES = "def slopes(z, y):\n    p = sigma(z)\n    return "

WRONG = {
    "check_cross_slope": [("slope = 0.8", "negative"), ("slope = -0.256", "squared"), ("slope = -5", "along p")],
    "check_squared_slope": [("slope = -1.6", "along p"), ("slope = -0.128", "The 2"), ("slope = -0.8", "cross")],
    "check_slopes": [
        (SLOPES + "2 * (p - y), p - y", "chain rule"),
        (SLOPES + "2 * (p - y) * p * (1 - p), y - p", "sign"),
        ("def slopes(z, y):\n    return 0.0, z - y", "sigma of z"),
        (SLOPES + "p", "two numbers"),
        (SLOPES + "q, q", "NameError"),
    ],
    "check_match": [("pair = 'linear and cross-entropy'", "logarithm"), ("pair = 'sigmoid and squared'", "190")],
}
