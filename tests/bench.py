"""How fast is it? `make bench` prints this table: times and ratios from one run, on one core.

Contenders take turns, round after round, so that a busy machine slows all alike, and the fastest round of
each counts: other programs can only add time. The first call of a turn is not timed: it finds the caches full of
the contender before, and whoever came after np.exp looked a tenth slower than it is. "bound" is what is expected on
one quiet core; "over" or "not reached" marks what this run did not keep. Where np.exp works on eight numbers at once
(AVX-512), the ratios to the bare exp come out highest.
"""

import gc
import importlib.util
import json
import os
import platform
import subprocess
import sys
import time
from functools import partial

ONE_THREAD = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL")}
os.environ.update(ONE_THREAD)  # read when numpy and PyTorch are loaded, so before that

import numpy as np  # noqa: E402

from unrolled import Weights, bptt, error, network  # noqa: E402
from unrolled.data import TOY_WEIGHTS  # noqa: E402

HAS_TORCH = importlib.util.find_spec("torch") is not None


def fastest(contenders, rounds, seconds=0.005):
    """Return the seconds that one call of each contender takes, in its fastest round of `seconds` or more."""
    calls = {}
    for name, call in contenders.items():
        call()
        start = time.perf_counter()
        call()
        calls[name] = max(1, int(seconds / (time.perf_counter() - start)))
    best = dict.fromkeys(contenders, float("inf"))
    gc.disable()
    for _ in range(rounds):
        for name, call in contenders.items():
            call()
            start = time.perf_counter()
            for _ in range(calls[name]):
                call()
            best[name] = min(best[name], (time.perf_counter() - start) / calls[name])
    gc.enable()
    return best


def sequences(T):
    """Return x and y of length T, between -2 and 2, as lists of floats."""
    draw = np.random.default_rng(T)
    return draw.uniform(-2, 2, T).tolist(), draw.uniform(-2, 2, T).tolist()


def grid(size):
    """Return weights with v along a row and w along a column, both from -6 to 6."""
    line = np.linspace(-6, 6, size)
    return TOY_WEIGHTS._replace(v=line[None, :], w=line[:, None])


def torch_gradient(weights, x, y):
    """Return a call that finds the gradient by PyTorch, for those weights that are tensors."""
    import torch

    torch.set_num_threads(1)
    leaves = [weight for weight in weights if torch.is_tensor(weight)]

    def gradient():
        u, v, w, h = weights
        E = 0
        for x_t, y_t in zip(x, y, strict=True):
            h = torch.sigmoid(w * h + v * x_t)
            miss = y_t - u * h
            E = E + miss * miss
        return torch.autograd.grad(E.sum(), leaves)

    return gradient


def leaf(value):
    """Return a PyTorch tensor in double precision that asks for its gradient."""
    import torch

    return torch.tensor(value, dtype=torch.float64, requires_grad=True)


def on_grid(T, size):
    """Return the library's calls over a grid, and the bare exp that they are measured by."""
    x, y = sequences(T)
    weights = grid(size)
    z = weights.w + weights.v

    def bare_exp():
        for _ in range(T):
            np.exp(z)

    return {
        "exp": bare_exp,
        "surface": lambda: error(weights, x, y),
        "field": lambda: bptt(weights, x, y),
    }


def rivals_on_grid(T, size, points):
    """Return the other ways to the same grid; the loop visits points x points of it only."""
    x, y = sequences(T)
    weights = grid(size)
    few = np.linspace(-6, 6, points).tolist()
    rivals = {"loops": lambda: [[error(weights._replace(v=v, w=w), x, y) for v in few] for w in few]}
    if HAS_TORCH:
        # Every grid point needs its own derivative, so v and w are full grids; dE/du and dE/ds are not asked.
        v, w = np.broadcast_arrays(weights.v, weights.w)
        rivals["torch"] = torch_gradient(weights._replace(v=leaf(v), w=leaf(w)), x, y)
    return rivals


def on_many_neurons(neurons, T, activation):
    """Return the calls that find the gradient of a network; PyTorch's nn.RNN has tanh only, so it runs that."""
    x, y = (np.array(values)[:, None] for values in sequences(T))
    weights = network.random_matrices(neurons)
    contenders = {"bptt": lambda: network.bptt(weights, x, y, activation)}
    if HAS_TORCH:
        import torch

        torch.set_num_threads(1)
        rnn, linear = torch.nn.RNN(1, neurons).double(), torch.nn.Linear(neurons, 1).double()
        leaves = [*rnn.parameters(), *linear.parameters()]
        inputs, targets = torch.tensor(x), torch.tensor(y)
        contenders["torch"] = lambda: torch.autograd.grad(((targets - linear(rnn(inputs)[0])) ** 2).sum(), leaves)
    return contenders


IN_A_NEW_PROCESS = """
import json, sys
import numpy as np
keep, T, size, rounds = map(int, sys.argv[1:])
empty = np.empty
if not keep:
    np.empty = lambda size: None
import unrolled
np.empty = empty
import bench
weights, (x, y) = bench.grid(size), bench.sequences(T)
calls = {f.__name__: lambda f=f: f(weights, x, y) for f in (unrolled.error, unrolled.bptt)}
print(json.dumps([bench.fastest({name: call}, rounds)[name] for name, call in calls.items()]))
"""


def gain_of_the_freed_array(T, size, rounds):
    """Return by what factors surface and field are slower when checks.py frees no large array."""
    times = []
    for keep in (0, 1):
        command = [sys.executable, "-c", IN_A_NEW_PROCESS, *map(str, (keep, T, size, rounds))]
        here = os.path.dirname(os.path.abspath(__file__))
        times.append(json.loads(subprocess.run(command, cwd=here, stdout=subprocess.PIPE, check=True).stdout))
    return [without / kept for without, kept in zip(*times, strict=True)]


def show(what, seconds, *comparisons):
    """Print one row: what was timed, its time, and each comparison in words with its bound."""
    amount, unit = (1e3 * seconds, "ms") if seconds >= 1e-3 else (1e6 * seconds, "us")
    print(f"  {what:<16}{amount:>9.2f} {unit}   {'   '.join(comparisons)}".rstrip())


def at_most(bound, value, words):
    """Return the comparison of a value that should not exceed its bound."""
    return f"{value:.2f} {words} (bound {bound}{'' if value <= bound else ', over'})"


def at_least(bound, value, words):
    """Return the comparison of a value that should reach its bound."""
    return f"{value:.1f} {words} (bound {bound}{'' if value >= bound else ', not reached'})"


def main(size=201, lengths=(3, 10, 50), single_lengths=(3, 30, 300), points=15, rounds=40):
    """Time everything and print the table."""
    print(f"Python {platform.python_version()}, numpy {np.__version__}, one thread, best of {rounds} rounds")
    if not HAS_TORCH:
        print("PyTorch is not installed, so it is left out: pip install 'unrolled[torch]'")

    for T in lengths:
        best = fastest({**on_grid(T, size), **rivals_on_grid(T, size, points)}, rounds)
        exp, surface, field = best["exp"], best["surface"], best["field"]
        loops = best["loops"] * size**2 / points**2
        print(f"\n{size} x {size} grid, T = {T}")
        show(f"np.exp, {T} times", exp)
        show("Python loops", loops, f"scaled from {points} x {points} points")
        if HAS_TORCH:
            show("PyTorch field", best["torch"])
        shorter = at_least(60, loops / surface, "x faster than loops")
        show("error surface", surface, at_most(4.5, surface / exp, "x bare exp"), shorter)
        shorter = [at_least(1, best["torch"] / field, "x faster than PyTorch")] if HAS_TORCH else []
        show("gradient field", field, at_most(8, field / exp, "x bare exp"), *shorter)
        gains = gain_of_the_freed_array(T, size, rounds)
        print("  without the array that checks.py frees: {:.1f} and {:.1f} times as long".format(*gains))

    print("\nOne gradient on floats, inputs checked")
    for T in single_lengths:
        x, y = sequences(T)
        contenders = {"bptt": partial(bptt, TOY_WEIGHTS, x, y)}
        if HAS_TORCH:
            contenders["torch"] = torch_gradient(Weights(*map(leaf, TOY_WEIGHTS)), x, y)
        best = fastest(contenders, rounds)
        words = []
        if T == 3:
            words.append(at_most(3.5, 1e6 * best["bptt"], "microseconds"))
        if HAS_TORCH:
            words.append(at_least(50, best["torch"] / best["bptt"], "x faster than PyTorch"))
        show(f"T = {T}", best["bptt"], *words)

    neurons, steps = 8, 4 * max(lengths)
    print(f"\nOne gradient of a network of {neurons} neurons, T = {steps}")
    for activation in sorted(network.ACTIVATIONS):
        best = fastest(on_many_neurons(neurons, steps, activation), rounds)
        words = [at_least(3, best["torch"] / best["bptt"], "x faster than PyTorch")] if HAS_TORCH else []
        show(activation, best["bptt"], *words)


if __name__ == "__main__":
    main()
