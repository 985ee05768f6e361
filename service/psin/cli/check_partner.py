"""``psin check-partner``: what the software of partners would make of a site."""

from __future__ import annotations

import argparse
import json

from ..federation.check.report import html, plain, text
from ..federation.check.run import check
from ..settings import Settings


def run(options: argparse.Namespace) -> int:
    report = check(options.url, Settings())
    writers = {
        "text": text,
        "html": html,
        "json": lambda found: json.dumps(plain(found), ensure_ascii=False, indent=1) + "\n",
    }
    print(writers[options.format](report), end="")
    return 1 if report.broken else 0
