"""The course as a whole: every claim in its place, the anatomy of each notebook, links, and one word for one thing.

Nothing runs here: what is stored is read. That exercises work is tested in test_exercises.py, that notebooks are in
their stored form in test_notebooks.py.
"""

import re
import subprocess
from itertools import takewhile
from pathlib import Path
from urllib.parse import unquote, urlsplit

import contents
import nbformat
import notebooks
import pytest

ROOT = Path(__file__).parents[1]
PATHS = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))
ALL = sorted((ROOT / "notebooks").glob("*.ipynb"))  # the teaching guide, too
LESSONS = [path for path in PATHS if not path.name.startswith("00")]  # 00 is the map, with no claims of its own
CELLS = {path: nbformat.read(path, as_version=4).cells for path in ALL}

every_lesson = pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
every_file = pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
every_notebook = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)


def text(path):
    """All markdown of a notebook."""
    return "\n\n".join(cell.source for cell in CELLS[path] if cell.cell_type == "markdown")


# The claims of the two discussions that started the course, and in which notebook each meets its verdict. A box may
# say more ("right for full BPTT"); it begins with these words.

VERDICTS = {
    "01": {
        "B1": "not enough",
        "B3": "right",
        "B4": "wrong",
        "B5": "right",
        "B17": "intuition only",
        "B22": "right, finite differences aside",
    },
    "02": {
        "B2": "right",
        "B6": "wrong",
        "B7": "wrong",
        "B8": "right",
        "B11": "right",
        "B12": "right",
        "B13": "right",
        "B14": "a mix-up",
        "B15": "right",
        "B16": "right",
        "B18": "right",
        "B19": "overstated",
        "B24": "right",
        "B26": "right",
        "B27": "right",
        "B28": "right",
        "B29": "wrong",
    },
    "03": {"B9": "right at the output", "B10": "right", "B30": "learning may stall"},
    "04": {"A1": "right", "A2": "wrong for prediction", "A3": "right", "A4": "right"},
    "05": {"A5": "the sum is right, the reason is not", "A7": "right", "A13": "wrong"},
    "06": {
        "A8": "right",
        "A9": "wrong",
        "A10": "right",
        "A11": "wrong",
        "A12": "right",
        "A14": "a reference",
        "B23": "right",
    },
    "07": {"B21": "right", "B25": "right"},
    "09": {"A6": "right for full BPTT", "A15": "wrong", "A16": "a legitimate rule"},
    "10": {"B20": "right, generalisation aside"},
}
PLACES = {claim: number for number, claims in VERDICTS.items() for claim in claims}

BOX = re.compile(r'<div class="alert alert-info">\n\n(.+?)\n\n</div>', re.DOTALL)
CLAIM = re.compile(r"\*\*Claim ([AB]\d+)\.\*\* \*(?:(?!\*\*).)+\*\*Verdict: ([^*]+?)[.:,]?\*\*", re.DOTALL)


def claims(source):
    """Yield (claim, verdict) of all boxes in a markdown cell that have the form of a claim box."""
    for box in BOX.findall(source):
        for paragraph in re.split(r"\n\n(?=\*\*Claim )", box):
            if match := CLAIM.match(paragraph):
                yield match[1], " ".join(match[2].split())


@pytest.mark.parametrize(
    ("box", "found"),
    [
        ("**Claim A9.** *So it\nis.* **Verdict: wrong.** Why.", [("A9", "wrong")]),
        ("**Claim A9.** *So it is:*\n$E = 1$.\n**Verdict: right**, if.", [("A9", "right")]),
        ("**Claim A9.** *a* **Verdict: right.** b\n\n**Claim A10.** *c* **Verdict: wrong.** d",
         [("A9", "right"), ("A10", "wrong")]),
        ("**Claim A9** *a* **Verdict: right.** b", []),
        ("**Claim A9.** *a* **Answer:** b", []),
        ("**Claim A9.** a **Verdict: right.** b", []),
    ],
)  # fmt: skip
def test_what_is_a_claim(box, found):
    assert list(claims(f'## A heading\n\n<div class="alert alert-info">\n\n{box}\n\n</div>')) == found
    assert list(claims(box)) == []


def test_the_table_names_each_claim_once():
    expected = {f"A{number}" for number in range(1, 17)} | {f"B{number}" for number in range(1, 31)}
    assert set(PLACES) == expected
    assert sum(map(len, VERDICTS.values())) == len(expected)


@every_lesson
def test_each_claim_stands_in_its_notebook_with_its_verdict(path):
    found = [claim for cell in CELLS[path] if cell.cell_type == "markdown" for claim in claims(cell.source)]
    wanted = VERDICTS.get(path.name[:2], {})
    assert sorted(name for name, _ in found) == sorted(wanted)
    for name, verdict in found:
        assert verdict.startswith(wanted[name]), f"{name}: {verdict}"


@every_lesson
def test_a_claim_has_the_form_of_a_claim_box(path):
    for cell in CELLS[path]:
        if cell.cell_type == "markdown":
            form = [name for name, _ in claims(cell.source)]
            assert form == re.findall(r"\*\*Claim (\w+)", cell.source), cell.source
            assert len(form) == cell.source.count("Verdict:"), cell.source


@every_lesson
def test_the_cell_below_a_claim_shows_its_verdict(path):
    cells = CELLS[path]
    for i, cell in enumerate(cells):
        if cell.cell_type == "markdown" and list(claims(cell.source)):
            assert cell.source.endswith("</div>"), f"cell {i + 1}: the box is not the last thing before the code"
            below = list(takewhile(lambda cell: cell.cell_type == "code", cells[i + 1 :]))
            assert any(code.outputs for code in below), f"cell {i + 1}: no code with an output below the box"


def test_the_first_notebook_lists_all_claims_with_links():
    rows = text(contents.START).splitlines()
    for claim, number in PLACES.items():
        assert any(row.startswith(f"| [{claim}]({number}_") for row in rows), f"{claim} is not listed"


@pytest.mark.parametrize("path", contents.LISTS, ids=lambda path: path.stem)
def test_what_is_told_of_the_other_notebooks_is_up_to_date(path):
    """If not: `make notebooks` brings it up to date."""
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "markdown":
            assert contents.written(cell.source) == cell.source


@pytest.mark.parametrize(("heading", "hours"), [("One hour", 1), ("Three hours", 3), ("Six hours", 6)])
def test_a_plan_takes_the_time_that_it_says(heading, hours):
    plan = text(ROOT / "notebooks/teaching_guide.ipynb").split(f"\n## {heading}\n")[1].split("\n## ")[0]
    assert sum(int(minutes) for minutes in re.findall(r"^\| (\d+) \|", plan, re.MULTILINE)) == 60 * hours


# The anatomy of a notebook


@every_notebook
def test_title_cell(path):
    first = CELLS[path][0]
    number = path.name[:2]
    assert first.cell_type == "markdown"
    title, question, rest = first.source.split("\n\n", 2)
    assert re.fullmatch(rf"# {number} · [^*`]+", title)
    assert re.fullmatch(r"\*\*[^*]+\?[^*]*\*\*", question), question
    assert re.search(r"About \d+ minutes|About an hour", rest)


@every_lesson
def test_title_cell_says_what_it_is_good_for_and_what_is_before_and_after(path):
    source = CELLS[path][0].source
    goals = re.search(r"^After this(?: notebook)? you can\n+((?:- .+\n(?:  .+\n)*)+)", source, re.MULTILINE)
    assert goals, "no list of what you can do after this"
    assert 1 <= len(re.findall(r"^- ", goals[1], re.MULTILINE)) <= 3
    place = PATHS.index(path)
    if place > 0:
        assert re.search(rf"\bBefore:\s+\[[^]]+\]\({PATHS[place - 1].name}\)", source)
    if path != PATHS[-1]:
        assert re.search(rf"\bAfter:\s+\[[^]]+\]\({PATHS[place + 1].name}\)", source)


@every_file
def test_headings(path):
    headings = re.findall(r"^(#+) (.+)$", re.sub(r"```.*?```", "", text(path), flags=re.DOTALL), re.MULTILINE)
    assert [level for level, _ in headings].count("#") == 1
    for level, heading in headings[1:]:
        assert len(level) in (2, 3), heading
        assert not re.match(r"\d|Part ", heading), f"a number in the heading: {heading}"


@every_notebook
def test_the_imports_come_first(path):
    code = [cell for cell in CELLS[path] if cell.cell_type == "code"]
    assert re.match(r"(import|from) ", code[0].source)
    assert CELLS[path].index(code[0]) == 1


@every_notebook
def test_a_live_figure(path):
    notebook = nbformat.read(path, as_version=4)
    live = notebooks.live_names(notebook)
    assert any(notebooks.calls(cell.source) & live for cell in notebook.cells if cell.cell_type == "code")


@every_file
def test_cells_are_short(path):
    """At most twelve lines; blank ones are not counted. One exception: the set-up cell, which only imports."""
    for i, cell in enumerate(CELLS[path], 1):
        if cell.cell_type == "code" and not (
            i == 2 and re.match(r"(?:(?:import|from) .*\n+)+use_style\(\)$", cell.source)
        ):
            assert sum(bool(line.strip()) for line in cell.source.splitlines()) <= 12, f"cell {i}"


@every_lesson
def test_exercises_have_a_number_a_title_and_a_hint(path):
    cells = CELLS[path]
    exercises = [i for i, cell in enumerate(cells) if "exercise" in cell.metadata.get("tags", [])]
    titles = re.findall(r"^### Exercise (\d+): .+$", text(path), re.MULTILINE)
    assert titles == [str(number) for number in range(1, len(exercises) + 1)]
    assert len(exercises) >= 3
    for i in exercises:
        assert cells[i - 1].cell_type == "markdown"
        assert re.search(r"^### Exercise ", cells[i - 1].source, re.MULTILINE), f"cell {i + 1} has no title above"
        folds = re.findall(r"<details>\s*<summary>Hint(?: \d)?</summary>\s+\S.*?</details>", cells[i - 1].source, re.S)
        assert folds, f"cell {i + 1} has no hint"


@every_lesson
def test_summary_and_teaching_notes_close_the_notebook(path):
    end = text(path).rpartition("\n## Summary\n")[2]
    further = re.findall(r"^## (.+)$", end, re.MULTILINE)
    assert further == ([] if path != PATHS[-1] else ["Where you stand"])  # the last one closes the course as well
    last_code = max(i for i, cell in enumerate(CELLS[path]) if cell.cell_type == "code")
    assert not any("\n## Summary" in "\n" + cell.source for cell in CELLS[path][:last_code])
    summary, _, notes = end.partition("<details>")
    assert re.match(r"\s*<summary>Teaching notes</summary>\s+\S", notes)
    summary = summary.partition("\n## ")[0]
    assert notes.rstrip().endswith("</details>")
    assert re.search("minutes", notes, re.IGNORECASE)
    assert re.search("ask the class", notes, re.IGNORECASE)
    assert re.search("misconception", notes, re.IGNORECASE)
    points = re.findall(r"^- (?!Next)", summary, re.MULTILINE)
    assert 2 <= len(points) <= 5
    if path != PATHS[-1]:
        assert re.search(r"\bNext\b.*\]\(", summary, re.DOTALL), "no link to what comes next"


@every_lesson
def test_there_is_something_to_guess(path):
    assert text(path).count("**Guess") >= 2


def printed(cell):
    """All that a code cell says in words."""
    return " ".join(output.get("text", "") + output.get("data", {}).get("text/html", "") for output in cell.outputs)


@every_file
def test_every_picture_is_said_in_words(path):
    """A live figure stores its words; by any other picture something is printed, there or in the next cell, or told."""
    live = notebooks.live_names(nbformat.read(path, as_version=4))
    for i, cell in enumerate(CELLS[path]):
        if not any("image/png" in output.get("data", {}) for output in cell.get("outputs", [])):
            continue
        said = printed(cell)
        if not notebooks.calls(cell.source) & live and "unrolled-still-words" not in said:
            for below in CELLS[path][i + 1 : i + 2]:
                said += printed(below) if below.cell_type == "code" else re.sub(r"^#.*", "", below.source)
        assert len(re.sub(r"<[^>]*>", "", said).split()) >= 5, f"cell {i + 1}"


@every_file
def test_no_warning_is_stored(path):
    """Errors and stderr are found by test_notebooks.py; this is for what was printed all the same."""
    for i, cell in enumerate(CELLS[path], 1):
        for output in cell.get("outputs", []):
            said = output.get("text", "") + output.get("data", {}).get("text/plain", "")
            assert not re.search(r"\w+Warning\b|Traceback", said), f"cell {i}: {said[:200]}"


# Links

LINK = re.compile(r"\]\(\s*([^)\s]+)[^)]*\)|(?:href|src)=\"([^\"]+)\"|(https?://[^\s)>\"]+)")
PAGES = [*ALL, *(path for path in ROOT.rglob("*.md") if not any(p.startswith(".") for p in path.parts))]


def links(source):
    """The addresses in a piece of markdown."""
    return [next(filter(None, match.groups())) for match in LINK.finditer(re.sub(r"`[^`\n]*`", "", source))]


def anchors(path):
    """The places in a notebook or page that a link can lead to, as JupyterLab names them."""
    source = text(path) if path in CELLS else path.read_text(encoding="utf-8")
    headings = re.findall(r"^#+ (.+?)\s*$", re.sub(r"```.*?```", "", source, flags=re.DOTALL), re.MULTILINE)
    cells = {f"cell-id={cell.id}" for cell in CELLS.get(path, ())}
    return cells | {re.sub(r"[*`]", "", heading).replace(" ", "-") for heading in headings}


def broken(link, path):
    """Say what is wrong with a link on a page, or return None."""
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        whole = parts.scheme == "https" and re.fullmatch(r"[\w-]+(\.[\w-]+)+", parts.netloc)
        return None if whole and not link.endswith((".", ",")) else "no whole https address"
    target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
    if not target.exists() or not target.is_relative_to(ROOT):
        return "no such file"
    if parts.fragment and unquote(parts.fragment) not in anchors(target):
        return "no such heading"
    return None


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_lead_somewhere(path):
    found = links(text(path) if path in CELLS else path.read_text(encoding="utf-8"))
    assert {link: fault for link in found if (fault := broken(link, path))} == {}


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("[a](04_unrolling.ipynb)", None),
        ("[a](04_unrolling.ipynb#A-neuron-that-remembers)", None),
        ("[a](#Summary)", None),
        ("[a](01_chain_rule.ipynb#cell-id=c07)", None),
        ("[a](01_chain_rule.ipynb#cell-id=c7)", "no such heading"),
        ("![a](../.github/backpropagation.png)", None),
        ("https://arxiv.org/abs/1211.5063", None),
        ("[a](04_unroling.ipynb)", "no such file"),
        ("[a](../../elsewhere.md)", "no such file"),
        ("[a](04_unrolling.ipynb#a-neuron-that-remembers)", "no such heading"),
        ("[a](http://arxiv.org)", "no whole https address"),
        ("[a](https://arxiv)", "no whole https address"),
        ('<a href="05.ipynb">a</a>', "no such file"),
    ],
)
def test_a_broken_link_is_found(source, fault):
    (link,) = links(source)
    assert broken(link, ROOT / "notebooks/04_unrolling.ipynb") == fault


def test_the_readme_lists_all_notebooks_in_order():
    listed = re.findall(
        r"^\| \d\d \| .*\]\(notebooks/(\w+\.ipynb)\)", (ROOT / "README.md").read_text(encoding="utf-8"), re.M
    )
    assert listed == [path.name for path in LESSONS]


# One word for one thing: what the course does not say, and what it says in place. A claim's own statement may.

SAY_INSTEAD = {
    r"loss(?:es)?(?: function)?": "error",
    r"cost function": "error",
    r"objective(?: function)?": "error",
    r"ground truth": "target",
    r"activation value|hidden value|cell state": "hidden state",
    r"net input|preactivation": "pre-activation",
    r"learning speed|training rate": "learning rate",
    r"epochs?": "pass through the sequence",
    r"timesteps?|time-steps?": "step",
    r"back[- ]prop(?:agat\w+)?|backprop": "backpropagation",
    r"output neuron's error": "output error",
    r"neural nets?": "network",
    r"neurones?": "neuron",
    r"hyper-?parameters?": "setting",
    r"(?:optimi|minimi|normali|recogni|generali)z\w+": "the same with s",
    r"colors?|neighbors?|behaviors?": "the same with our",
}


@every_file
def test_one_word_for_one_thing(path):
    told = re.sub(r"^\| \[[AB]\d+\].*$", "", text(path), flags=re.MULTILINE)  # the list of claims
    prose = re.sub(r"\*\*Claim \w+\.\*\* \*[^*]+\*|```.*?```|`[^`]*`|\*[^*]*\*", "", told, flags=re.DOTALL)
    for word, ours in SAY_INSTEAD.items():
        found = re.search(rf".*\b(?:{word})\b.*", prose, re.IGNORECASE)
        assert not found, f"say {ours}: {found[0]}"


# Nothing of the machine on which it was made

MACHINE = re.compile(r"(?<![\w.~\"'<])/(?:home|root|tmp|Users|mnt|work|private)/\w|\b[A-Z]:\\\\?\w+\\|file:///\w")


def test_no_paths_of_a_machine():
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    kinds = {".py", ".md", ".ipynb", ".toml", ".yml", ".yaml", ".json", ".cfg", ".lock", ".csv", ""}
    files = [ROOT / name for name in names if name and Path(name).suffix in kinds and (ROOT / name).exists()]
    assert len(files) > 50
    for path in files:
        said = re.sub(r'"image/png": ".*"', "", path.read_text(encoding="utf-8"))
        found = MACHINE.search(said)
        assert not found, f"{path.name}: {said[found.start() - 40 : found.end() + 40]}"
