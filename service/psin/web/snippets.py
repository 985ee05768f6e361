"""A question as a line or two in the languages that people use, and as a notebook."""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass
from urllib.parse import urlencode

from ..queries.library import LibraryQuery
from .language import _, language

Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class Snippet:
    """``language`` is what it is written in, ``text`` runs as it stands."""

    language: str
    text: str


def address(base: str, name: str, pairs: Pairs, extension: str = "") -> str:
    """The address of a question with values, as a page or in a format; ``base`` ends without a slash."""
    ending = f"?{urlencode(pairs)}" if pairs else ""
    return f"{base}/queries/{name}{extension}{ending}"


def snippets(base: str, name: str, pairs: Pairs) -> list[Snippet]:
    """How to fetch the answer from a shell, Python and R. Names and values are quoted as each language needs it."""
    csv = address(base, name, pairs, ".csv")
    return [
        Snippet("curl", f"curl -L {shlex.quote(csv)}"),
        Snippet("Python", f"import pandas\n\nanswer = pandas.read_csv({_python(csv)})\nanswer.head()"),
        Snippet("R", f"answer <- read.csv({json.dumps(csv)})\nhead(answer)"),
    ]


def notebook(base: str, query: LibraryQuery, text: str, pairs: Pairs, version: str) -> bytes:
    """A notebook (nbformat 4.5) in the language of the request that asks the question over SPARQL and draws its first chart."""
    link, spoken = address(base, query.name, pairs), language()
    origin = _("From <{link}>, version `{version}` of the catalogue, CC BY 4.0.", link=link, version=version)
    cells = [
        _words("title", f"# {query.title_in(spoken)}\n\n{query.question_in(spoken)}\n\n{origin}"),
        _code("needs", "%pip install --quiet SPARQLWrapper pandas matplotlib"),
        _code("ask", "import pandas\nfrom SPARQLWrapper import JSON, SPARQLWrapper\n\n"
              f"endpoint = SPARQLWrapper({_python(base + '/sparql')})\n"
              "endpoint.setMethod(\"POST\")\nendpoint.setReturnFormat(JSON)\n"
              f"endpoint.setQuery({_python(text)})\nfound = endpoint.queryAndConvert()"),
        _code("table", 'columns = found["head"]["vars"]\n'
              'rows = [{name: row[name]["value"] for name in columns if name in row} for row in found["results"]["bindings"]]\n'
              "answer = pandas.DataFrame(rows, columns=columns)\nanswer"),
        *_plot(query),
    ]  # fmt: skip
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    whole = {
        "cells": cells,
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()


def _plot(query: LibraryQuery) -> list[dict[str, object]]:
    for chart in query.charts:
        label, values = chart.column("label") or chart.column("place"), list(chart.columns("value"))
        if values:
            return [_code("plot", f"numbers = answer.set_index({label!r})[{values!r}].apply(pandas.to_numeric)\n"
                          "numbers.head(30).iloc[::-1].plot.barh(figsize=(8, 9))")]  # fmt: skip
    return []


def _python(text: str) -> str:
    """A literal of Python; a text of several lines as such, where nothing in it speaks against that."""
    if "\n" in text and '"""' not in text and "\\" not in text and not text.endswith('"'):
        return f'"""{text}"""'
    return repr(text)


def _words(name: str, text: str) -> dict[str, object]:
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": text.splitlines(keepends=True)}


def _code(name: str, text: str) -> dict[str, object]:
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": name,
        "metadata": {},
        "outputs": [],
        "source": text.splitlines(keepends=True),
    }
