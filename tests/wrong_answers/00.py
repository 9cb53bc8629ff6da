WRONG = {
    "check_rate": [
        ('guess = "faster"', "look where it lands"),
        ('guess = "the same"', "Compare E"),
        ("guess = 50", "one of these words"),
    ],
}
