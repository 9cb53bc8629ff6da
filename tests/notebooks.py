"""Run notebooks and store their outputs, in a form that a second run does not change by a byte.

    python tests/notebooks.py [--check] [notebook ...]      (all notebooks if none is named)

Each notebook runs from its first cell to its last in a fresh kernel, in its own folder. An error or a warning
in a cell stops everything, and the file stays as it was; a cell tagged "raises-exception" may raise. With
`--check` nothing runs: the stored files are read, and what is wrong with them is said.

The form: no widget state (it is dead without its kernel; the picture and the words beside it are what a
reader sees), no times, no addresses of objects, no tracebacks with paths, ids by position. A picture of measured
times is another one at each run: a cell tagged "measured" keeps the stored picture as long as its code and all else
that it puts out are the same.
"""

import argparse
import ast
import re
import sys
import time
from difflib import unified_diff
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat.v4 import reads, writes

FOLDER = Path(__file__).resolve().parents[1] / "notebooks"
WIDGET = "application/vnd.jupyter.widget-view+json"
NOISE = {"ExecuteTime", "collapsed", "colab", "execution", "lines_to_next_cell", "scrolled", "trusted"}
ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,}")  # as in nbval_sanitize.cfg


class NotebookError(Exception):
    """A notebook cannot be run or stored; the message names it and the cell."""


def normal(notebook):
    """Put a notebook into the form in which it is stored, and return it."""
    notebook.nbformat_minor = 5
    notebook.metadata = nbformat.from_dict(
        {
            "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        }
    )
    for number, cell in enumerate(notebook.cells, 1):
        cell.id = f"c{number:02}"
        for key in NOISE & cell.metadata.keys():
            del cell.metadata[key]
        if cell.cell_type == "code":
            cell.outputs = joined(cell.outputs)
            for output in cell.outputs:
                clean(output)
    return notebook


def joined(outputs):
    """Join neighbouring pieces of one stream: where it is cut is chance."""
    result = []
    for output in outputs:
        if output.output_type == "stream" and result and result[-1].get("name") == output.name:
            result[-1].text += output.text
        else:
            result.append(output)
    return result


def clean(output):
    """Take out of an output what differs from run to run, and what is dead without its kernel."""
    if output.output_type == "error":
        output.traceback = [f"{output.ename}: {output.evalue}"]
    for part in ("data", "metadata"):
        output.get(part, {}).pop(WIDGET, None)
    for kind in {"text/plain", "text/html"} & output.get("data", {}).keys():
        output.data[kind] = ADDRESS.sub("0x...", output.data[kind])


def complaints(notebook):
    """List what must not be in a notebook's outputs, each with the number of its cell."""
    live = live_names(notebook)
    for number, cell in enumerate(notebook.cells, 1):
        if cell.cell_type != "code":
            continue
        pictures = [output for output in cell.outputs if "image/png" in output.get("data", {})]
        if not pictures and calls(cell.source) & live:
            yield f"cell {number}: a live figure without a stored picture"
        for output in cell.outputs:
            if output.output_type == "error" and "raises-exception" not in cell.metadata.get("tags", []):
                yield f"cell {number}: {output.ename}: {output.evalue}"
            if output.get("name") == "stderr":
                yield f"cell {number}: it writes to stderr: {output.text.strip()}"
            if WIDGET in output.get("data", {}) and output not in pictures:
                yield f"cell {number}: a widget without a picture; nobody sees it where no kernel runs"


def live_names(notebook):
    """The names that a notebook imports from `unrolled.explore`: what they make is a live figure."""
    return {
        alias.asname or alias.name
        for cell in notebook.cells
        if cell.cell_type == "code"
        for node in tree(cell.source)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("unrolled.explore")
        for alias in node.names
    }


def calls(source):
    """The names that a cell calls."""
    called = [node.func for node in tree(source) if isinstance(node, ast.Call)]
    return {function.id for function in called if isinstance(function, ast.Name)}


def tree(source):
    """All nodes of a cell's syntax tree; a line of IPython's own (%magic, !shell) counts as empty."""
    try:
        return ast.walk(ast.parse(re.sub(r"^\s*[%!].*", "", source, flags=re.MULTILINE)))
    except SyntaxError:  # shown on purpose, in a cell that is tagged for it; or found when the cell runs
        return ()


def defects(text):
    """List what is wrong with a stored notebook, given as the file's text."""
    try:
        notebook = reads(text)
        nbformat.validate(notebook)
    except (ValueError, KeyError, AttributeError, nbformat.ValidationError) as error:
        return [f"no valid notebook of format 4: {str(error).splitlines()[0]}"]
    found = list(complaints(notebook))
    counts = [cell.execution_count for cell in notebook.cells if cell.cell_type == "code"]
    if counts != list(range(1, len(counts) + 1)):
        found.append(f"not run from top to bottom, or an empty cell: the cells' counts are {counts}")
    wanted = stored(normal(notebook))
    change = list(unified_diff(text.splitlines(), wanted.splitlines(), n=0, lineterm=""))[2:]
    if change:
        found.append("not in the stored form; `make notebooks` would change: " + " | ".join(change)[:200])
    elif not text.endswith("\n"):
        found.append("no newline at its end")
    return found


def words(outputs):
    """What outputs say, without their pictures."""
    return [{**output, "data": {**output.get("data", {}), "image/png": ""}} for output in joined(outputs)]


def stored(notebook):
    """The text of a notebook's file."""
    return writes(notebook) + "\n"


def execute(path):
    """Run a notebook and store its outputs; raise `NotebookError`, and leave the file, when a cell fails."""
    notebook = reads(path.read_text(encoding="utf-8"))
    before = {cell.source: cell.outputs for cell in notebook.cells if "measured" in cell.metadata.get("tags", [])}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        timeout=600,
        record_timing=False,
        store_widget_state=False,
        extra_arguments=["--log-level=ERROR"],  # else each kernel says that its loopback port is not encrypted
        resources={"metadata": {"path": str(path.parent)}},
    )
    try:
        client.execute()
    except CellExecutionError:
        pass  # the cell's output says it; `complaints` finds it there
    except (CellTimeoutError, DeadKernelError) as error:
        raise NotebookError(f"{path.name}: {error}") from None
    for complaint in complaints(notebook):
        raise NotebookError(f"{path.name}, {complaint}")
    normal(notebook)
    for cell in notebook.cells:
        if cell.source in before and words(cell.outputs) == words(before[cell.source]):
            cell.outputs = before[cell.source]
    text = stored(notebook)
    for defect in defects(text):
        raise NotebookError(f"{path.name}, {defect}")
    path.write_text(text, encoding="utf-8", newline="\n")


def main(arguments=None):
    """Run or check the notebooks named in `arguments`; return 0 if all are well."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="run nothing, say what is wrong with the files")
    parser.add_argument("notebooks", nargs="*", type=Path, help="default: all of notebooks/")
    options = parser.parse_args(arguments)
    found = []
    for path in options.notebooks or sorted(FOLDER.glob("*.ipynb")):
        if options.check:
            found += [f"{path.name}, {defect}" for defect in defects(path.read_text(encoding="utf-8"))]
            continue
        start = time.perf_counter()
        try:
            execute(path)
        except NotebookError as error:
            found = [str(error)]
            break
        print(f"{path.name}: {time.perf_counter() - start:.0f} s", flush=True)
    print("\n".join(found), end="\n" if found else "", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
