"""Every query of the library answers as expected, in two engines, and has something to say about the real catalogue."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import rdflib

from psin import assets
from psin.queries import Library

from .conftest import Answers, Row, oxigraph

EXPECTED = Path(__file__).parent / "expected"
NAMES = sorted(path.stem for path in assets.queries().glob("*.rq"))
