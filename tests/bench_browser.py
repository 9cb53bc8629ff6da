"""How long from a key press to changed pixels in JupyterLab: the error surface against `interact`.

    python tests/bench_browser.py [--events 35] [--only compare | --only figures]

Opens one notebook with two views of the same figure, drawn by the same code: `ErrorSurface`, and the way most
notebooks do it, `interact` with an inline figure that is drawn anew. Key presses alternate between the two in one
run. Then the slider of each is dragged, and the pictures that arrive are counted. A second notebook holds every live
figure: one slider of each is pressed and dragged. Needs Chromium.
"""

import argparse
import contextlib
import json
import os
import secrets
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import nbformat
from ipywidgets import FloatSlider
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import sync_playwright

from unrolled import explore

LIVE = "from unrolled.explore import ErrorSurface\nErrorSurface()"

REDRAWN = """
import matplotlib.pyplot as plt
from ipywidgets import FloatSlider, interact
from unrolled.draw.style import styled
from unrolled.explore import ErrorSurface

live = ErrorSurface()
start = live.state

def redraw(v, u):
    state = {**start, "v": v, "u": u}
    with styled():
        figure = plt.figure(figsize=ErrorSurface.size)
        same = ErrorSurface.__new__(ErrorSurface)
        same._centre = None
        same.prepare(figure, **state)
        same.arrange(**state)
        same.update(**state)
        plt.show()

shown = interact(redraw, v=FloatSlider(start["v"], min=-8, max=8, step=0.01),
                 u=FloatSlider(start["u"], min=-6, max=6, step=0.01))
"""

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
SETTINGS = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/apputils-extension:kernels-settings": {"commsOverSubshells": "disabled"},
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"},
}

# Notes when a picture has been put on the screen: the frame after ipympl drew on a canvas, or after a new inline
# picture was loaded. Pixels are compared with those before, so that a picture that says nothing new does not count.
WATCH = """
window.shown = [];
const seen = new WeakMap();
const look = source => {
    const small = Object.assign(document.createElement("canvas"), {width: 900, height: 640});
    const context = small.getContext("2d", {willReadFrequently: true});
    paint.call(context, source, 0, 0, 900, 640);
    return context.getImageData(0, 0, 900, 640).data.reduce((sum, byte, i) => (sum * 31 + byte * (i % 7 + 1)) % 1e9, 0);
};
const paint = CanvasRenderingContext2D.prototype.drawImage;
CanvasRenderingContext2D.prototype.drawImage = function (...given) {
    paint.apply(this, given);
    if (this.canvas.closest?.(".jupyter-matplotlib")) {
        requestAnimationFrame(() => window.shown.push(performance.now()));
    }
};
new MutationObserver(changes => {
    for (const change of changes) for (const node of change.addedNodes) {
        const image = node.querySelector?.("img") ?? (node.tagName === "IMG" ? node : null);
        image?.decode().then(() => requestAnimationFrame(() => window.shown.push(performance.now())));
    }
}).observe(document.body, {childList: true, subtree: true});
document.addEventListener("keydown", () => { window.pressed = performance.now(); }, true);
window.pixels = number => {
    const output = document.querySelectorAll(".jp-CodeCell")[number];
    const source = output.querySelector(".jupyter-matplotlib canvas") ?? output.querySelector(".jp-OutputArea img");
    return look(source);
};
"""


@contextlib.contextmanager
def jupyterlab(folder):
    """Serve a folder on a free loopback port; yield the address and the token."""
    token = secrets.token_hex(8)
    with tempfile.TemporaryDirectory() as own:
        own = Path(own)
        (own / "app").mkdir()
        (own / "app" / "overrides.json").write_text(json.dumps(SETTINGS))
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        places = ("_CONFIG_DIR", "_RUNTIME_DIR", "LAB_SETTINGS_DIR", "LAB_WORKSPACES_DIR")
        command = f"""-m jupyterlab --no-browser --allow-root --ServerApp.ip=127.0.0.1 --ServerApp.port={port}
            --ServerApp.port_retries=0 --IdentityProvider.token={token} --ServerApp.root_dir={folder}
            --LabApp.app_settings_dir={own / "app"}"""
        server = subprocess.Popen(
            [sys.executable, *command.split()],
            env={**os.environ, **{f"JUPYTER{place}": str(own / place) for place in places}},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        address = f"http://127.0.0.1:{port}"
        try:
            for _ in range(240):
                with contextlib.suppress(OSError):
                    urllib.request.urlopen(f"{address}/api/status?token={token}")
                    break
                time.sleep(0.25)
            yield address, token
        finally:
            server.terminate()
            server.wait(20)


def handle(page, cell, name):
    """Return the handle of a cell's slider."""
    label = page.locator(".jp-CodeCell").nth(cell).locator(".widget-slider")
    return label.filter(has=page.locator(f".widget-label:text-is('{name}')")).locator(".noUi-handle")


IDLE = "() => document.querySelector('.jp-Notebook-ExecutionIndicator')?.dataset.status === 'idle'"


def calm_down(page):
    """Wait until the kernel is idle and no picture has come for a while: nothing of this runs into what is next."""
    count = -1
    while count != (now := page.evaluate("window.shown.length")) or not page.evaluate(IDLE):
        count = now
        page.wait_for_timeout(250)


def press(page, cell, name, key="ArrowRight"):
    """Press an arrow key on a slider; return the milliseconds until a new picture stood on the screen."""
    before = page.evaluate("number => window.pixels(number)", cell)
    handle(page, cell, name).focus()
    page.evaluate("window.shown = []")
    page.keyboard.press(key)
    page.wait_for_function("window.shown.length > 0", timeout=20_000)
    taken = page.evaluate("window.shown[0] - window.pressed")
    calm_down(page)
    if page.evaluate("number => window.pixels(number)", cell) == before:
        raise RuntimeError(f"the picture of cell {cell} did not change with {name}")
    return taken


def drag(page, cell, name, seconds=3.0):
    """Drag a slider from one end to the other; return the pictures a second that arrived."""
    grip = handle(page, cell, name)
    grip.scroll_into_view_if_needed()
    box = grip.bounding_box()
    rail = grip.locator("xpath=ancestor::*[contains(@class, 'noUi-target')]").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(rail["x"], box["y"] + 5)
    page.wait_for_timeout(1500)
    page.evaluate("window.shown = []")
    start = time.perf_counter()
    while (gone := time.perf_counter() - start) < seconds:
        page.mouse.move(rail["x"] + rail["width"] * gone / seconds, box["y"] + 5)
        page.wait_for_timeout(8)
    page.mouse.up()
    pictures = len(page.evaluate("window.shown"))
    calm_down(page)
    return pictures / seconds


def p95(values):
    """Return the value below which 95 % lie."""
    return statistics.quantiles(values, n=20)[-1]


def measure(page, events):
    """Print the table."""
    print(f"{events} key presses each, alternating; milliseconds from the key to the pixels")
    print(f"{'control':28}{'':12}{'median':>8}{'p95':>8}   pictures a second in a drag")
    for name, meaning in (("v", "v, moves the path"), ("u", "u, changes the surface")):
        taken = {0: [], 1: []}
        for cell in (0, 1):
            press(page, cell, name)  # the first of each is not counted
        for _ in range(events):
            for cell in (0, 1):
                taken[cell].append(press(page, cell, name))
        for cell, view in ((0, "live figure"), (1, "interact")):
            rate = drag(page, cell, name)
            middle = statistics.median(taken[cell])
            print(f"{meaning if not cell else '':28}{view:12}{middle:8.0f}{p95(taken[cell]):8.0f}{rate:12.1f}")
        ratios = [how(taken[1]) / how(taken[0]) for how in (statistics.median, p95)]
        print(f"{'':28}{'faster by':12}{ratios[0]:8.1f}{ratios[1]:8.1f}", flush=True)


def sliders():
    """Return a slider of each live figure, by the figure's name: the one of a number, or else the first that can."""
    named = {}
    for name in explore.__all__:
        if name != "LiveFigure":
            figure = getattr(explore, name)()
            controls = [control for control in figure.controls.values() if getattr(control, "continuous_update", False)]
            controls.sort(key=lambda control: not isinstance(control, FloatSlider))
            named[name] = controls[0].description
            figure.close()
    return named


def measure_figures(page, named, events):
    """Print a row for every live figure."""
    print(f"\n{events} key presses each, to and fro; milliseconds from the key to the pixels")
    print(f"{'live figure':24}{'slider':18}{'median':>8}{'p95':>8}   pictures a second in a drag")
    for cell, (figure, name) in enumerate(named.items()):
        keys = ["ArrowRight", "ArrowLeft"]
        press(page, cell, name)
        taken = [press(page, cell, name, keys[(i + 1) % 2]) for i in range(events)]
        rate = drag(page, cell, name)
        print(f"{figure:24}{name:18}{statistics.median(taken):8.0f}{p95(taken):8.0f}{rate:12.1f}", flush=True)


def open_and_run(page, folder, address, token, sources):
    """Write a notebook with these cells, open it, run it, and wait until all pictures are there."""
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    notebook = new_notebook(cells=[new_code_cell(source) for source in sources], metadata=kernel)
    nbformat.write(notebook, Path(folder) / "bench.ipynb")
    page.goto(f"{address}/doc/workspaces/{secrets.token_hex(4)}/tree/bench.ipynb?reset&token={token}")
    page.locator(".jp-CodeCell").nth(len(sources) - 1).wait_for(timeout=60_000)
    page.wait_for_function(IDLE, timeout=60_000)
    begun = "() => /[\\d*]/.test(document.querySelector('.jp-CodeCell .jp-InputPrompt').textContent)"
    for _ in range(5):  # a kernel that has only just said that it is idle may not hear the first call
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        page.wait_for_timeout(3000)
        if page.evaluate(begun):
            break
    shown = page.locator(".jp-CodeCell").nth(len(sources) - 1).locator(".jp-OutputArea :is(img, canvas)").first
    shown.wait_for(timeout=120_000)
    page.wait_for_function(IDLE, timeout=60_000)
    page.wait_for_timeout(2000)


def main():
    """Open the notebooks and measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--events", type=int, default=35, help="key presses on each control (default 35)")
    parser.add_argument("--only", choices=["compare", "figures"], help="one of the two tables")
    given = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not chromium:
        sys.exit("make bench-browser needs Chromium. On Debian and Ubuntu: sudo apt install chromium")
    named = sliders()
    with tempfile.TemporaryDirectory() as folder, jupyterlab(folder) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page(viewport={"width": 1200, "height": 2400})
        page.add_init_script(f"document.addEventListener('DOMContentLoaded', () => {{{WATCH}}});")
        if given.only != "figures":
            open_and_run(page, folder, *server, [LIVE, REDRAWN])
            measure(page, given.events)
        if given.only != "compare":
            open_and_run(page, folder, *server, [f"from unrolled.explore import {name}\n{name}()" for name in named])
            measure_figures(page, named, given.events)
        browser.close()


if __name__ == "__main__":
    main()
