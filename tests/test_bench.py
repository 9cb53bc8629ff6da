"""The benchmark runs; its times are for people to read, no test depends on them."""

import bench


def test_the_benchmark_prints_its_table(capsys):
    bench.main(size=5, lengths=(2,), single_lengths=(3,), points=2, rounds=1)
    table = capsys.readouterr().out
    for row in (
        "5 x 5 grid, T = 2",
        "error surface",
        "gradient field",
        "x faster than loops",
        "T = 3",
        "8 neurons, T = 8",
        "tanh",
    ):
        assert row in table
