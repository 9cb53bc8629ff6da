RISES = "def count_rises(errors):\n    return "

WRONG = {
    "check_largest_rate": [("rate = 2", "flat direction"), ("rate = 1 / 25", "exactly"), ("rate = 25", "inverse")],
    "check_count_rises": [
        (RISES + "sum(b >= a for a, b in zip(errors, errors[1:]))", "not >="),
        (RISES + "sum(b < a for a, b in zip(errors, errors[1:]))", "lower the error"),
        (RISES + "len(errors)", "rises; you found"),
        (RISES + "errors", "whole number"),
        (RISES + "errors[99]", "IndexError"),
    ],
    "check_kind": [
        ("kind = 'saddle'", "Here both are positive"),
        ("kind = 'maximum'", "Which sign"),
        ("kind = 'plateau'", "walls are steep"),
    ],
    "check_method": [("method = 'bfgs'", "from gradients"), ("method = 'newton'", "asks for the most")],
}
