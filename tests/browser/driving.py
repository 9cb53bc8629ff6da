"""Driving JupyterLab: open a notebook, run it, use its live figures, and say what is wrong.

Each check returns a list of complaints, so that a test can show that it would complain.
"""

import secrets
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"

# All pixels of a live figure in one number, and its words: what a reader sees of a state.
SEEN = """figure => {
    let hash = 0;
    for (const canvas of figure.querySelectorAll('canvas')) {
        const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
        const words = new Uint32Array(pixels.buffer);
        for (let i = 0; i < words.length; i += 1) hash = (Math.imul(hash, 31) + words[i]) | 0;
    }
    return [hash, figure.querySelector('.unrolled-words').textContent];
}"""

IDLE = """() => [...document.querySelectorAll('.jp-Notebook-ExecutionIndicator')]
    .some(e => e.dataset.status === 'idle')"""

# Each live figure has its words, and something on its canvas.
DRAWN = """() => [...document.querySelectorAll('.unrolled-live')].every(figure => {
    const canvas = figure.querySelector('canvas');
    if (!canvas?.width || !figure.querySelector('.unrolled-words')) return false;
    const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
    return pixels.some(byte => byte > 0);
})"""

# What has the focus: its number among the elements of a figure, null outside; and the width of its outline.
FOCUS = """figure => {
    const focus = document.activeElement, style = getComputedStyle(focus);
    if (!figure.contains(focus)) return null;
    const outline = style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth);
    return [[...figure.querySelectorAll('*')].indexOf(focus), outline];
}"""

# All that a reader can set in a figure: number, what it is, and its name for a screen reader.
TO_REACH = """figure => [...figure.querySelectorAll('*')].map((element, i) => [element, i])
    .filter(([element]) => element.matches('select, input, button, .noUi-handle, .widget-readout')
        && element.checkVisibility({visibilityProperty: true}))
    .map(([element, i]) => [i, element.className || element.tagName,
        element.getAttribute('aria-label') || [...(element.labels ?? [])].map(label => label.textContent).join()
        || element.textContent])"""

RAN = """() => {
    const prompts = [...document.querySelectorAll('.jp-Notebook .jp-CodeCell')]
        .filter(cell => cell.querySelector('.cm-content')?.textContent.trim())
        .map(cell => cell.querySelector('.jp-InputArea-prompt').textContent);
    const idle = [...document.querySelectorAll('.jp-Notebook-ExecutionIndicator')]
        .some(e => e.dataset.status === 'idle');
    const failed = document.querySelector("[data-mime-type='application/vnd.jupyter.error']");
    return failed || (idle && prompts.every(text => /\\[\\d+\\]/.test(text)));
}"""


def open_notebook(page, lab, path):
    """Open a notebook in a fresh workspace and wait for its kernel."""
    page.goto(f"{lab.url}/doc/workspaces/{secrets.token_hex(4)}/tree/{path}?reset&token={lab.token}")
    page.locator(".jp-NotebookPanel .jp-Notebook .jp-Cell").first.wait_for(timeout=60_000)
    page.wait_for_function(IDLE, timeout=60_000)


def run_all(page):
    """Clear all outputs (old prompts look finished), run all cells, and wait until they are done."""
    page.locator(".jp-Notebook .jp-Cell").first.click()
    for menu, item in (("Edit", "Clear Outputs of All Cells"), ("Run", "Run All Cells")):
        page.get_by_role("menuitem", name=menu, exact=True).click()
        page.get_by_role("menuitem", name=item, exact=True).click()
    _wait_until_ran(page)


def _wait_until_ran(page):
    page.wait_for_function(RAN, timeout=180_000)
    page.wait_for_timeout(500)
    page.wait_for_function(DRAWN, timeout=30_000)
    page.wait_for_function(IDLE, timeout=30_000)


def restart_and_run_all(page):
    """Clear all outputs, restart the kernel and run all cells."""
    page.get_by_role("menuitem", name="Edit", exact=True).click()
    page.get_by_role("menuitem", name="Clear Outputs of All Cells", exact=True).click()
    page.get_by_role("menuitem", name="Kernel", exact=True).click()
    page.get_by_role("menuitem", name="Restart Kernel and Run All Cells…", exact=True).click()
    page.locator(".jp-Dialog .jp-mod-accept").click()
    _wait_until_ran(page)


def figures(page):
    """Return the live figures of the open notebook."""
    return page.locator(".unrolled-live")


def complaints_as_stored(page, expected):
    """Check what a reader sees on opening a notebook that should hold so many live figures."""
    found = []
    words = page.locator(".unrolled-still-words")
    for _ in range(50):  # outputs come some time after their cells
        if words.count() == expected:
            break
        page.wait_for_timeout(200)
    else:
        found.append(f"words of {words.count()} live figures stored, expected {expected}")
    for i in range(words.count()):
        output = words.nth(i).locator("xpath=ancestor::*[contains(@class, 'jp-OutputArea ')][1]")
        if not output.locator("img").count():
            found.append(f"no stored picture beside: {words.nth(i).text_content()[:60]}")
        if not words.nth(i).is_visible():
            found.append(f"words hidden though no figure is live: {words.nth(i).text_content()[:60]}")
    return found + _broken(page)


def complaints_after_run(page):
    """Check a notebook that has been run."""
    found = _broken(page)
    for mime in ("error", "stderr"):
        outputs = page.locator(f"[data-mime-type='application/vnd.jupyter.{mime}']")
        found += [f"{mime}: {outputs.nth(i).text_content()[:300]}" for i in range(outputs.count())]
    for i in range(page.locator(".unrolled-still-words").count()):
        if page.locator(".unrolled-still-words").nth(i).is_visible():
            found.append("words for readers without a kernel stand beside a live figure")
    return found


def _broken(page):
    dead = page.get_by_text("Error displaying widget").count()
    return [f"{dead} widgets cannot be displayed"] if dead else []


def settled(page, figure, pause=250, tries=60):
    """Return what a figure shows once it has stopped changing and the kernel has nothing left to do."""
    before = figure.evaluate(SEEN)
    for _ in range(tries):
        page.wait_for_timeout(pause)
        now = figure.evaluate(SEEN)
        if now == before and page.evaluate(IDLE):
            return now
        before = now
    return before


def _changes(page, figure, before, action, presses):
    """Repeat an action until picture and words both differ from before; return what did not change."""
    for press in range(1, presses + 1):
        action()
        for _ in range(20 if press == presses else 4):
            page.wait_for_timeout(80)
            now = figure.evaluate(SEEN)
            if now[0] != before[0] and now[1] != before[1]:
                return []
    return [name for name, old, new in zip(("picture", "words"), before, now, strict=True) if old == new]


def complaints_of_controls(page, figure, only=None):
    """Use every control of a live figure by keyboard; each must change picture and words, and Reset undo it.

    A step of a slider may be less than the last digit shown: it has a few. Controls that a choice brings into view
    are used as well. `only` names the one control to use, as in "slider 2".
    """
    figure.scroll_into_view_if_needed()
    start, tried = settled(page, figure), set()
    if only:
        tried = {name for name, *_ in _controls(figure)} - {only}
        return _use_controls(page, figure, start, tried)
    found = _use_controls(page, figure, start, tried)
    for choice, option in _options(figure):
        figure.locator("select").nth(choice).select_option(index=option)
        found += _use_controls(page, figure, start, tried, (choice, option))
    return found + reset(page, figure, start, "all choices")


def _use_controls(page, figure, start, tried, chosen=None):
    """Use each control in view that has not been tried yet; `chosen` is put back after each Reset."""
    found = []
    before = settled(page, figure)
    for name, control, keys in _controls(figure):
        if name in tried:
            continue
        tried.add(name)
        unchanged = _changes(page, figure, before, lambda c=control, k=keys: c.press(k[0]), presses=len(keys))
        found += [f"{name}: {what} does not follow" for what in unchanged]
        if name.startswith("play"):
            control.press("Enter")  # pause
        found += reset(page, figure, start, name)
        if chosen:
            figure.locator("select").nth(chosen[0]).select_option(index=chosen[1])
            before = settled(page, figure)
    return found


def _options(figure):
    """Return all options of all choices of a figure, as pairs of numbers."""
    choices = figure.locator("select")
    return [(i, option) for i in range(choices.count()) for option in range(choices.nth(i).locator("option").count())]


def _controls(figure):
    """Yield what can be used by keyboard: a name, the element, and the keys to press one after the other."""
    for kind, selector in (
        ("slider", ".noUi-handle"),
        ("choice", "select"),
        ("tick", "input[type=checkbox]"),
        ("toggle", ".widget-toggle-buttons button:not(.mod-active)"),
        ("button", "button.widget-button"),
        ("play", ".jupyter-widgets-play button, .widget-play button"),
    ):
        elements = figure.locator(selector)
        for i in range(elements.count()):
            control = elements.nth(i)
            if not control.is_visible() or (kind == "play" and i):  # after Play come Pause and the like
                continue
            if kind == "slider":
                now, high = (float(control.get_attribute(f"aria-value{what}")) for what in ("now", "max"))
                keys = ["ArrowLeft" if now >= high else "ArrowRight"] * 6
            elif kind == "choice":
                # Not an arrow: in JupyterLab's command mode those below and above go to the next cell.
                last = control.evaluate("choice => choice.selectedIndex == choice.options.length - 1")
                keys = ["Home" if last else "End"]
            else:
                keys = ["Space" if kind == "tick" else "Enter"]
            name = control.text_content().strip() if kind in ("button", "toggle") else ""
            if name != "Reset":
                yield f"{kind} {name or i}", control, keys


def reset(page, figure, start, after):
    """Press Reset by keyboard; what a figure shows must be what it showed at the start, and stay so."""
    figure.get_by_role("button", name="Reset").press("Enter")
    for _ in range(50):
        page.wait_for_timeout(80)
        if figure.evaluate(SEEN) == start:
            break
    page.wait_for_timeout(200)
    now = figure.evaluate(SEEN)
    if now[1] != start[1]:
        return [f"Reset after {after}: other words than at the start"]
    return [] if now[0] == start[0] else [f"Reset after {after}: another picture than at the start"]


def complaints_of_tab(page, figure):
    """Go through a live figure with the Tab key alone: each control is reached, seen and named, and the end too."""
    figure.scroll_into_view_if_needed()
    wanted = {number: (kind, name) for number, kind, name in figure.evaluate(TO_REACH)}
    figure.locator("select, input, button, .noUi-handle, .widget-readout").locator("visible=true").first.focus()
    page.keyboard.press("Shift+Tab")
    reached, found = {}, []
    for _ in range(len(wanted) + 3):
        page.keyboard.press("Tab")
        focus = figure.evaluate(FOCUS)
        if focus is None and reached:
            break
        if focus:
            reached[focus[0]] = focus[1]
    else:
        found.append("Tab does not leave the figure")
    for number, (kind, name) in wanted.items():
        if number not in reached:
            found.append(f"Tab does not reach {kind} {name}")
        elif reached[number] < 2:
            found.append(f"no outline around {kind} {name}")
        if not name.strip():
            found.append(f"no name: {kind}")
    return found


def complaints_of_clicking(page, figure, across, up):
    """Click on a live figure's picture; picture and words must follow, and Reset undo it."""
    figure.scroll_into_view_if_needed()
    start = settled(page, figure)
    canvas = figure.locator("canvas").last
    box = canvas.bounding_box()
    place = {"x": across * box["width"], "y": (1 - up) * box["height"]}
    unchanged = _changes(page, figure, start, lambda: canvas.click(position=place), presses=1)
    return [f"click: {what} does not follow" for what in unchanged] + reset(page, figure, start, "a click")


def complaints_of_typing(page, figure):
    """Type what is no number beside a slider: it is refused, nothing breaks, and a number is taken."""
    figure.scroll_into_view_if_needed()
    start = settled(page, figure)
    readout = figure.locator(".widget-readout[contenteditable=true]").locator("visible=true").first
    for text in ("", "abc", "1e999", "NaN", "--", "__import__('os')", "<b>1</b>", "½", "1,5", "9" * 50, "-" + "9" * 50):
        readout.fill(text)
        readout.press("Enter")
        page.wait_for_timeout(60)
    settled(page, figure)
    shown = readout.text_content()
    return ([] if any(map(str.isdigit, shown)) else [f"beside a slider stands {shown!r}"]) + reset(
        page, figure, start, "typing"
    )


# Whose rules axe-core is asked about: what we write. JupyterLab's own cells, menus and prompts are its own.
OURS = [[".jp-RenderedMarkdown"], [".jp-OutputArea-output"]]

# Texts whose contrast with the colour behind them is too low (WCAG 2.2, 1.4.3). Inside JupyterLab's panels axe-core
# takes its own rule on this for not applicable, and says nothing.
PALE = """places => {
    const parse = colour => colour.match(/[\\d.]+/g).map(Number);
    const over = ([r, g, b, a = 1], below) => [r, g, b].map((part, i) => a * part + (1 - a) * below[i]);
    const behind = element => {
        if (!element) return [255, 255, 255];
        const colour = parse(getComputedStyle(element).backgroundColor);
        return (colour[3] ?? 1) === 1 ? colour : over(colour, behind(element.parentElement));
    };
    const light = colour => colour.slice(0, 3).map(part => part / 255)
        .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
        .reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0);
    const found = [];
    const all = [...document.querySelectorAll(places)].flatMap(place => [place, ...place.querySelectorAll('*')]);
    for (const element of new Set(all)) {
        const text = [...element.childNodes].filter(node => node.nodeType === 3).map(node => node.data).join('').trim();
        if (!text || !element.checkVisibility({visibilityProperty: true, opacityProperty: true})) continue;
        const style = getComputedStyle(element), ground = behind(element);
        const size = parseFloat(style.fontSize), large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
        const [low, high] = [light(over(parse(style.color), ground)), light(ground)].sort((a, b) => a - b);
        const contrast = (high + 0.05) / (low + 0.05);
        const what = `${text.slice(0, 60)}: ${contrast.toFixed(2)}, ${element.className}`;
        if (contrast < (large ? 3 : 4.5)) found.push(what);
    }
    return found;
}"""

THEIRS = {
    ("image-alt", ".jp-RenderedImage img"): "JupyterLab shows a stored picture without a text in its place, whatever "
    "the output holds; the words of a live figure stand below it, those of a plain figure beside it",
}
"""Findings that are JupyterLab's own: rule, selector, and why."""


def complaints_of_rules(page):
    """Ask axe-core for serious and critical findings in what the notebook shows, and for headings out of order."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(Axe().axe_script)
    include = [place for place in OURS if page.locator(place[0]).count()]
    found = page.evaluate(
        """([include, theirs]) => axe.run({include}, {resultTypes: ['violations']}).then(results =>
            results.violations.flatMap(({id, impact, help, nodes}) => nodes
                .filter(node => !theirs.some(([rule, place]) =>
                    rule === id && document.querySelector(node.target.at(-1))?.matches(place)))
                .map(node => [impact, id, `${help}: ${node.html.slice(0, 160)}`])))""",
        [include, list(THEIRS)],
    )
    pale = page.evaluate(PALE, ", ".join(place for (place,) in OURS))
    serious = [
        f"{rule}: {what}"
        for impact, rule, what in found
        if impact in ("serious", "critical") or rule == "heading-order"
    ]
    return serious + [f"contrast: {what}" for what in pale]


def complaints_of_dragging(page, figure, index=0):
    """Drag a slider end to end and back, fast; the picture must be that of the value it ends at, and Reset undo it."""
    figure.scroll_into_view_if_needed()
    start = settled(page, figure)
    handle = figure.locator(".noUi-handle:visible").nth(index)
    track = handle.locator("xpath=ancestor::*[contains(@class, 'noUi-target')][1]").bounding_box()
    box = handle.bounding_box()
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] / 2, y)
    page.mouse.down()
    for share in (1.1, -0.1, 0.9, 0.1, 0.6):
        page.mouse.move(track["x"] + share * track["width"], y, steps=12)
    page.mouse.up()
    page.wait_for_timeout(500)  # so that the kernel has begun with the last of it
    dragged = settled(page, figure)
    value = handle.get_attribute("aria-valuenow")
    handle.focus()
    for key in ("ArrowLeft", "ArrowRight"):  # the same state again, reached slowly
        page.keyboard.press(key)
        settled(page, figure)
    if handle.get_attribute("aria-valuenow") != value:
        return [f"the slider does not come back to {value}"]
    slowly = figure.evaluate(SEEN)
    names = ("picture", "words")
    stale = [f"stale {name} after a drag" for name, a, b in zip(names, dragged, slowly, strict=True) if a != b]
    return stale + reset(page, figure, start, "a drag")
