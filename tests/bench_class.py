"""Measure what one student needs on a server: memory and processor time of each notebook's kernel, and of JupyterLab.

Also what a live figure costs while its control is dragged.

    python tests/bench_class.py [notebook ...]

Memory is the largest resident set (Linux, from /proc), after *Run All* in a fresh kernel. It counts shared pages in
full, so many students on one machine need a little less than the sum.
"""

import os
import secrets
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import nbformat
import psutil
from nbclient import NotebookClient

from unrolled.explore import BackpropagationSteps

FOLDER = Path(__file__).resolve().parents[1] / "notebooks"


def most_memory(pid):
    """Return the largest resident set that a process has had, in MB."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    (line,) = [line for line in status.splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) / 1024


def measure_notebook(path):
    """Run a notebook in a fresh kernel; return memory in MB, and seconds of processor time."""
    client = NotebookClient(nbformat.read(path, as_version=4), timeout=600, resources={"metadata": {"path": FOLDER}})
    with client.setup_kernel():
        for index, cell in enumerate(client.nb.cells):
            client.execute_cell(cell, index)
        pid = client.km.provisioner.pid
        times = psutil.Process(pid).cpu_times()
        return most_memory(pid), times.user + times.system


def measure_server():
    """Start JupyterLab, ask for its page, and return its memory in MB."""
    with tempfile.TemporaryDirectory() as home:
        token, port = secrets.token_hex(16), 8000 + secrets.randbelow(1000)
        command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1",
                   f"--ServerApp.port={port}", f"--IdentityProvider.token={token}"]  # fmt: skip
        env = os.environ | {"JUPYTER_CONFIG_DIR": home, "JUPYTER_RUNTIME_DIR": home}
        server = subprocess.Popen(command, cwd=FOLDER, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            for _ in range(240):
                time.sleep(0.25)
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/lab?token={token}").close()
                    return most_memory(server.pid)
                except OSError:
                    continue
            raise RuntimeError("JupyterLab did not start within a minute")
        finally:
            server.terminate()
            server.wait()


def measure_drag(changes=200):
    """Return the seconds of processor time that one change of a live figure takes in the kernel."""
    figure = BackpropagationSteps()
    figure.canvas.syncing_data_url = False  # as once a browser has shown it
    figure.canvas.draw()
    start = time.process_time()
    for i in range(changes):
        figure.set(w=i * 0.05 % 6)
    return (time.process_time() - start) / changes


def main():
    """Print a table."""
    paths = [Path(name) for name in sys.argv[1:]] or sorted(FOLDER.glob("*.ipynb"))
    print(f"{'':40}{'MB':>6}{'s of one core':>16}")
    most = 0
    for path in paths:
        memory, seconds = measure_notebook(path)
        most = max(most, memory)
        print(f"{path.stem:40}{memory:6.0f}{seconds:16.1f}")
    server = measure_server()
    print(f"{'JupyterLab itself':40}{server:6.0f}")
    print(f"one change of a live figure: {1000 * measure_drag():.0f} ms of one core")
    print(f"one student with one notebook open: at most {server + most:.0f} MB; with three: {server + 3 * most:.0f} MB")


if __name__ == "__main__":
    main()
