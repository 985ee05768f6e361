from __future__ import annotations

from collections.abc import Iterator

import pytest
from psin.engine import Engine
from psin.settings import Settings

GRAPH = rb"""<http://e/a> <http://e/p> "plain" <http://g/1> .
<http://e/a> <http://e/p> "plain" <http://g/2> .
<http://e/a> <http://e/q> "two" <http://g/2> .
<http://e/b> <http://e/p> "x\"}},{\r\n\"y\",<result>\tz" <http://g/2> .
<http://e/b> <http://e/q> "z}},{" <http://g/3> .
<http://e/b> <http://e/r> "1"^^<http://www.w3.org/2001/XMLSchema#integer> <http://g/3> .
<http://e/c> <http://e/p> <http://e/a> <http://g/3> .
<http://e/c> <http://e/q> "\u00E9t\u00E9"@fr <http://g/3> .
"""


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    settings = Settings({}, workers=2, query_seconds=2.0, query_memory_mib=256, query_rows=5000)
    with Engine.open(GRAPH, settings) as opened:
        yield opened
