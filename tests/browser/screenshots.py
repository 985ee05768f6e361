"""Pictures of every type of page, wide and narrow, light and dark, in English and French, to look at.

``python -m tests.browser.screenshots FOLDER [NAME ...]`` from the top of the repository; names are those of page_types.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from .chromium import chromium, look, photograph
from .page_types import PAGES
from .serving import gather, served

WIDTHS = {"wide": 1280, "narrow": 375}


def main(folder: Path, names: list[str]) -> int:
    """Writes NAME-LANGUAGE-WIDTH-SCHEME.png for each page; returns how many."""
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    with tempfile.TemporaryDirectory() as kept:
        data, profile = Path(kept, "data"), Path(kept, "profile")
        with served(gather(data)) as address, chromium(profile) as driver:
            for width, pixels in WIDTHS.items():
                for scheme in ("light", "dark"):
                    look(driver, width=pixels, prefers_color_scheme=scheme)
                    for name in names or PAGES:
                        for language, prefix in (("en", ""), ("fr", "/fr")):
                            driver.get(f"{address}{prefix}{PAGES[name]}")
                            photograph(driver, folder / f"{name}-{language}-{width}-{scheme}.png")
                            count += 1
    return count


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: python -m tests.browser.screenshots FOLDER [NAME ...]")
    print(main(Path(sys.argv[1]), sys.argv[2:]), "pictures")
