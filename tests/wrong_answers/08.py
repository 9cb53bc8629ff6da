WRONG = {
    "check_steps_to_forget": [
        ("steps = 10", "left out w"),
        ("steps = 19", "One short"),
        ("steps = np.log(1e-6) / np.log(2 / 4)", "next whole number"),
        ("steps = 500", "too large"),
    ],
    "check_factor": [
        ("step_factor = 1.5", "largest"),
        ("step_factor = 0.09", "times w"),
        ('step_factor = "6"', "number"),
    ],
    "check_clip": [
        ("def clip(gradient, longest):\n    return np.clip(gradient, -longest, longest)", "bends the direction"),
        (
            "def clip(gradient, longest):\n    return gradient * longest / np.sqrt((gradient**2).sum())",
            "leave it as it is",
        ),
        ("def clip(gradient, longest):\n    return longest", "a vector"),
        ("def clip(gradient, longest):\n    return gradient / missing", "NameError"),
    ],
    "check_wall": [("b = 2.7368", "The sign"), ("b = -2.1", "sigma(0.5)"), ("b = -3.2368", "z_0 itself")],
}
