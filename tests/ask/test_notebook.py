"""The notebook of the documentation and one from a question run from the first cell to the last against running services."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import nbformat
import pytest
import urllib3
from nbclient import NotebookClient


@pytest.fixture(scope="module")
def federated(address: str, started: Callable[..., AbstractContextManager[str]]) -> Iterator[str]:
    """A second service, which may ask the first one."""
    with started(PSIN_LOG="off", PSIN_SERVICE_ALLOW=f"internal:{address}/sparql") as own:
        yield own


def run(notebook: nbformat.NotebookNode, folder: Path, **environment: str) -> list[str]:
    """Executes every cell in a process of its own; the texts of all outputs. Raises CellExecutionError with what went wrong."""
    with warnings.catch_warnings(), pytest.MonkeyPatch.context() as patch:
        warnings.simplefilter("ignore")
        for name, value in {"MPLBACKEND": "module://matplotlib_inline.backend_inline", **environment}.items():
            patch.setenv(name, value)
        NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(folder)}}).execute()
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    return [str(output.get("text", "") or output.get("data", {})) for output in outputs]


def test_the_notebook_of_the_documentation_runs(root: Path, address: str, federated: str, tmp_path: Path) -> None:
    notebook = nbformat.read(root / "docs" / "notebook.ipynb", as_version=4)
    assert not any(cell.get("outputs") for cell in notebook.cells), (
        "it is kept without outputs, so that differences can be read"
    )
    shown = run(notebook, tmp_path, PSIN_ADDRESS=federated, PSIN_SECOND=address)
    assert sum("image/png" in output for output in shown) == 2
    assert any("Ambtenaar 2.0" in output and "2014-07" in output for output in shown), "the answer of two endpoints"
    assert any(re.search(r"version [0-9a-f]{16}\.", output) for output in shown)


def test_the_notebook_of_a_question_runs(address: str, tmp_path: Path) -> None:
    text = urllib3.request("GET", f"{address}/queries/activities-on-offer.ipynb?place=DNK&place=NLD").data.decode()
    notebook = nbformat.reads(text, as_version=4)
    notebook.cells = [cell for cell in notebook.cells if not cell.source.startswith("%pip")]
    shown = run(notebook, tmp_path)
    assert any("image/png" in output for output in shown) and any("activityName" in output for output in shown)
