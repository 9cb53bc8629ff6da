"""Write what 00 and the teaching guide tell of the other notebooks: their table, all claims, links to claim boxes.

    python tests/contents.py

tests/test_course.py fails when the lists are not those that this would write.
"""

import re
from pathlib import Path
from typing import NamedTuple

import nbformat

FOLDER = Path(__file__).resolve().parents[1] / "notebooks"
START = FOLDER / "00_start_here.ipynb"
LISTS = (START, FOLDER / "teaching_guide.ipynb")
CLAIM = re.compile(
    r"\*\*Claim (?P<number>[AB]\d+)\.\*\*\s+(?P<words>.+?)\s+\*\*Verdict: (?P<verdict>[^*]+?)[.:,]?\*\*", re.DOTALL
)
DISCUSSIONS = {
    "A": "How do gradients travel through an unrolled recurrent network?",
    "B": "Why does a derivative turn up in backpropagation at all?",
}


class Claim(NamedTuple):
    """A claim box: what is claimed, the verdict, and the cell that holds the box."""

    number: str
    words: str
    verdict: str
    path: Path
    cell: int


def notebooks():
    """Return the paths of notebooks 01 and on, in reading order."""
    return [path for path in sorted(FOLDER.glob("[0-9][0-9]_*.ipynb")) if path != START]


def claims():
    """Return all claim boxes as `Claim`, in the order of their numbers."""
    found = []
    for path in notebooks():
        for number, cell in enumerate(nbformat.read(path, as_version=4).cells, 1):
            if cell.cell_type == "markdown":
                for match in CLAIM.finditer(cell.source):
                    words, verdict = (" ".join(match[part].split()) for part in ("words", "verdict"))
                    words = re.sub(r"^\*(.+?)\*", r"\1", words)  # the claim, or its first words, are in italics
                    found.append(Claim(match["number"], words, verdict, path, number))
    return sorted(found, key=lambda claim: (claim.number[0], int(claim.number[1:])))


def list_of_claims():
    """Return the list of all claims, as Markdown."""
    lines = [
        "All blue boxes of the course. A number leads to its box; the cell below the box shows the verdict.",
        "(In JupyterLab the first click opens the notebook, a second one goes to the box.)",
    ]
    for letter, question in DISCUSSIONS.items():
        lines += ["", f"<details><summary>Discussion {letter}: <i>{question}</i></summary>", ""]
        lines += ["| | claim | verdict |", "|---|---|---|"]
        for claim in claims():
            if claim.number[0] == letter:
                words = claim.words.replace("|", "\\|")
                lines.append(f"| {link(claim)} | {words} | {claim.verdict} |")
        lines += ["", "</details>"]
    return "\n".join(lines)


def table_of_notebooks():
    """Return the table of notebooks, as Markdown: title, question, minutes."""
    lines = ["| | notebook | the question it answers | minutes |", "|---|---|---|---|"]
    for path in notebooks():
        title = nbformat.read(path, as_version=4).cells[0].source
        number, name = re.match(r"# (\d\d) · (.+)", title).groups()
        question = " ".join(re.search(r"\*\*(.+?)\*\*", title, re.DOTALL)[1].split())
        minutes = re.search(r"About (\d+) minutes", title)[1]
        lines.append(f"| {number} | [{name}]({path.name}) | {question} | {minutes} |")
    return "\n".join(lines)


def link(claim):
    """Return a link to the cell that holds a claim box."""
    return f"[{claim.number}]({claim.path.name}#cell-id=c{claim.cell:02})"


def written(source):
    """Return a cell's text with the lists in it, and all links to claim boxes, brought up to date."""
    links = {claim.number: link(claim) for claim in claims()}
    source = re.sub(r"\[([AB]\d+)\]\([^)]*\)", lambda found: links[found[1]], source)
    table = re.compile(r"\| \| notebook \|.*?(?=\n\n|\Z)", re.DOTALL)
    if table.search(source):
        return table.sub(lambda _: table_of_notebooks(), source)
    if source.startswith("## All claims"):
        return f"## All claims\n\n{list_of_claims()}"
    return source


def main():
    """Bring notebook 00 and the teaching guide up to date."""
    for path in LISTS:
        notebook = nbformat.read(path, as_version=4)
        for cell in notebook.cells:
            if cell.cell_type == "markdown":
                cell.source = written(cell.source)
        path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
