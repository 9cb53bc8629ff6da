WRONG = {
    "check_largest_rate": [("rate = 2", "flat direction"), ("rate = 1 / 25", "exactly"), ("rate = 25", "inverse")],
    "check_lowest": [
        ("W = 1 - 1", "rate 1"),
        ("W = 1 - 2", "less than 1 to go"),
        ("W = 1 + 1 / 2", "to the left"),
        ("W = 2", "the curvature"),
        ("W = 1 / 3", "same amount"),
        ('W = "half"', "number"),
    ],
    "check_kind": [
        ("kind = 'saddle'", "Here both are positive"),
        ("kind = 'maximum'", "Which sign"),
        ("kind = 'plateau'", "walls are steep"),
    ],
    "check_method": [("method = 'bfgs'", "from gradients"), ("method = 'newton'", "asks for the most")],
}
