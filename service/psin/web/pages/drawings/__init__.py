"""Drawings as SVG: in a page they take its colours, as a file they bring their own."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from ..rendering import fragment

if TYPE_CHECKING:
    from ...site import Site

_STATIC = Path(__file__).resolve().parents[2] / "static"
#: The colours that psin.css gives to pages, for a file that stands alone.
_COLOURS = """
:root { color-scheme: light dark; --paper: #fff; --tint: #f1f5f6; --tint-2: #e3ecee; --ink: #15232b; --ink-2: #4a5a63; --line: #cdd8dc;
  --line-2: #8b9ca4; --brand-soft: #9fd3df; --link: #07597a; --accent: #f2b33d; --bad: #98201f; --good: #14633b; --sans: system-ui, sans-serif; }
@media (prefers-color-scheme: dark) { :root { --paper: #10191e; --tint: #18242b; --tint-2: #20303a; --ink: #e6edf0; --ink-2: #a9b8bf;
  --line: #33454f; --line-2: #6f848e; --brand-soft: #8cc7d5; --link: #8fd0ea; --bad: #f5a9a3; --good: #8fdcb0; } }
svg { background: var(--paper); }
"""


def inline(name: str, **context: Any) -> Markup:
    """The drawing ``name`` of ``drawings.html`` for a page."""
    return fragment("drawings.html", name, **context)


@cache
def _style() -> str:
    return _COLOURS + (_STATIC / "drawings.css").read_text(encoding="utf-8")


def policy() -> str:
    """The Content-Security-Policy of a drawing as a file: nothing but its own style sheet."""
    digest = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; frame-ancestors 'none'"


def standalone(name: str, site: Site, root: str, title: str, **context: Any) -> str:
    """The drawing as a file with its style sheet in it, its links leading to ``root``."""
    drawing = str(inline(name, **context))
    head, inner = drawing.split(">", 1)
    source = f"psin, {root}, {site.catalogue.version[:8]}, CC BY 4.0"
    opening = f'{head} xmlns="http://www.w3.org/2000/svg">'
    about = Markup("<title>{}</title><desc>{}</desc>").format(title, source)
    return f"{opening}{about}<style>{_style()}</style>{inner.strip()}\n".replace(
        'href="/', f'href="{Markup.escape(root)}/'
    )
