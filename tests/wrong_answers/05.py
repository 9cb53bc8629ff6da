SYMBOLS = 'e_2, h_1, h_2, x_1, x_2 = sympy.symbols("e_2 h_1 h_2 x_1 x_2")\nproduct = '

WRONG = {
    "check_paths_of_v": [
        ("number_of_paths = 5", "counts each copy once"),
        ("number_of_paths = 25", "used later"),
        ("number_of_paths = 10", "four steps"),
        ("number_of_paths = 6", "three steps"),
        ("number_of_paths = 12", "too small"),
    ],
    "check_path_product": [
        (SYMBOLS + "e_2 * u * h_2 * (1 - h_2) * h_1 * (1 - h_1) * x_1", "z_2 = w h_1 + v x_2"),
        (SYMBOLS + "e_2 * u * h_2 * (1 - h_2) * w * h_1 * (1 - h_1)", "What does v_1 multiply"),
        (SYMBOLS + "e_2 * u * h_2 * (1 - h_2) * w * h_1 * (1 - h_1) * s", "what w_1 multiplies"),
        (SYMBOLS + "e_2 * h_2 * (1 - h_2) * w * h_1 * (1 - h_1) * x_1", "p_2 = u h_2"),
        (SYMBOLS + "u * h_2 * (1 - h_2) * w * h_1 * (1 - h_1) * x_1", "first factor"),
        (SYMBOLS + "e_2 * u * h_2 * (1 - h_2) * w * x_1", "sigmoid at step 1"),
        (SYMBOLS + "e_2 * u * w * h_1 * (1 - h_1) * x_1", "sigmoid at step 2"),
        (SYMBOLS + "e_2 * u * w * x_1", "both sigmoids"),
        (SYMBOLS + "e_2 * u * h_2 * (1 - h_2) * x_2", "one step further back"),
        (SYMBOLS + "e_2 * u", "one factor for each arrow"),
        (SYMBOLS + "e_2 / u", "products, sums and differences only"),
        ("product = 0.021", "Write a product of the symbols"),
        ('product = "e_2 * u"', "Write a product of the symbols"),
    ],
    "check_share": [
        ("share = 1.34 * 1.3 * 0.744 * (1 - 0.744)", "v_3 multiplies x_3"),
        ("share = 1.34 * 0.744 * (1 - 0.744) * 0.9", "factor u"),
        ("share = 1.34 * 1.3 * 0.744 * 0.9", "h_3 (1 - h_3)"),
        ("share = 1.34 * 1.3 * 0.9", "slope of the sigmoid is missing"),
        ("share = 2 * 1.34 * 1.3 * 0.744 * (1 - 0.744) * 0.9", "already in e_3"),
        ("share = 1.34 * 1.3 * 0.744 * (1 - 0.744) * 0.809", "what w_3 multiplies"),
        ("share = 7", "too large"),
    ],
    "check_by_copies": [
        (
            "def by_copies(letter, T):\n"
            "    net = Network(T, untied=letter)\n"
            "    return sum(net.derivative(getattr(copy, letter)) for copy in net.copies)",
            "still untied",
        ),
        (
            "def by_copies(letter, T):\n"
            "    net = Network(T, untied=letter)\n"
            "    return net.tied(net.derivative(getattr(net.copies[0], letter)))",
            "Add those of all copies",
        ),
        (
            "def by_copies(letter, T):\n"
            "    net = Network(T)\n"
            "    return 2 * net.derivative(getattr(net.weights, letter))",
            "differs from the derivative",
        ),
        ("def by_copies(letter, T):\n    return Network(T, untied=letter).error", "untied"),
        ("def by_copies(letter, T):\n    return [letter, T]", "Return one expression"),
        ("def by_copies(letter, T):\n    return Network(letter)", "TypeError"),
    ],
}
