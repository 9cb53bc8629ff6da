"""A JupyterLab server on a copy of the notebooks, and a browser."""

import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import NamedTuple

import pytest
from driving import NOTEBOOKS
from playwright.sync_api import sync_playwright

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip

# Only what makes a run repeatable. That comms keep off subshells is not among them: the package has to see to that.
SETTINGS = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/docmanager-extension:plugin": {"autosave": False},
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"},
}


def pytest_configure(config):
    config.addinivalue_line("markers", "sharp: a page with two pixels to a point")


class Lab(NamedTuple):
    """A running JupyterLab."""

    url: str
    token: str
    root: Path


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """JupyterLab on 127.0.0.1, on a copy of the notebooks: a test must not change the committed ones."""
    home = tmp_path_factory.mktemp("jupyter")
    root = home / "root"
    shutil.copytree(NOTEBOOKS, root / "notebooks", ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    (home / "app").mkdir()
    (home / "app" / "overrides.json").write_text(json.dumps(SETTINGS))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    token, url = secrets.token_hex(16), f"http://127.0.0.1:{port}"
    folders = ("_CONFIG_DIR", "_RUNTIME_DIR", "LAB_SETTINGS_DIR", "LAB_WORKSPACES_DIR")
    env = os.environ | {f"JUPYTER{folder}": str(home / folder) for folder in folders}
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.port={port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={token}",
        f"--ServerApp.root_dir={root}", f"--LabApp.app_settings_dir={home / 'app'}",
    ]  # fmt: skip
    with (home / "log").open("w") as log:
        server = subprocess.Popen(command, env=env, stdout=log, stderr=log)
    try:
        for _ in range(240):
            if server.poll() is not None:
                pytest.fail((home / "log").read_text()[-3000:])
            try:
                urllib.request.urlopen(f"{url}/api/status?token={token}").close()
                break
            except OSError:
                time.sleep(0.25)
        yield Lab(url, token, root)
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()


@pytest.fixture(scope="session")
def chromium():
    """A browser: the one that UNROLLED_BROWSER names, or Chromium, or Chrome."""
    names = (os.environ.get("UNROLLED_BROWSER", ""), "chromium", "chromium-browser", "google-chrome")
    path = next(filter(None, map(shutil.which, filter(None, names))), None)
    if path is None:
        pytest.fail("no browser: install Chromium (Debian: apt install chromium) or set UNROLLED_BROWSER to its path")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium, lab, request):
    """An empty page that remembers in `page.faults` what goes wrong and no cell shows; its kernels end with it.

    The mark `sharp` gives it two pixels to a point, as many screens have.
    """
    scale = 2 if request.node.get_closest_marker("sharp") else 1
    page = chromium.new_page(viewport={"width": 1200, "height": 1100}, device_scale_factor=scale)
    page.faults = []
    page.on("pageerror", lambda error: page.faults.append(str(error).splitlines()[0]))
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: page.faults.extend(errors_in(frame))))
    yield page
    page.close()
    sessions = f"{lab.url}/api/sessions"
    with urllib.request.urlopen(f"{sessions}?token={lab.token}") as answer:
        running = json.load(answer)
    for session in running:
        end = urllib.request.Request(f"{sessions}/{session['id']}?token={lab.token}", method="DELETE")
        urllib.request.urlopen(end).close()


def errors_in(frame):
    """Yield the exceptions that a kernel's message reports; those of a slider's callback come to no cell."""
    text = frame if isinstance(frame, str) else frame.decode("utf-8", "replace")
    if re.search(r'"msg_type": ?"error"', text):
        yield "the kernel reports " + ": ".join(re.findall(r'"e(?:name|value)": ?"([^"]*)"', text))
