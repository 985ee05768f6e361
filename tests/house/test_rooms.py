"""The layout of the house: rooms import downwards only, files stay short, nothing of one room hides in another."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "service" / "psin"
#: From the ground up: a room imports only from rooms before it.
ROOMS = "errors light lazily settings assets vocabulary documents turtle engine validation catalogue queries federation web cli __main__".split()
FILES = sorted(PACKAGE.rglob("*.py"))
#: A file is read in one go; about 400 lines is where a reader tires.
LONGEST = 400


def room_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else path.stem


def imported_rooms(path: Path) -> set[str]:
    package = ("psin", *path.relative_to(PACKAGE).parts[:-1])
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            names = [*base, *(node.module.split(".") if node.module else [])]
            targets = [names] if len(names) > 1 else [[*names, alias.name] for alias in node.names]
            found |= {target[1] for target in targets if target[0] == "psin" and len(target) > 1}
        elif isinstance(node, ast.Import):
            found |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("psin.")}
    return found - {"__version__"}


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_room_imports_only_from_rooms_below(path: Path) -> None:
    room = room_of(path)
    if room == "__init__":
        assert imported_rooms(path) == set()
        return
    assert room in ROOMS, f"{room} is not a room of the house"
    above = {other for other in imported_rooms(path) if ROOMS.index(other) > ROOMS.index(room)}
    assert not above, f"{path.name} in {room} reaches up into {sorted(above)}"


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_file_can_be_read_in_one_go(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


def test_only_the_web_room_knows_flask() -> None:
    for path in FILES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        modules = {n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and not n.level}
        modules |= {alias.name for n in ast.walk(tree) if isinstance(n, ast.Import) for alias in n.names}
        if any(m.split(".")[0] in ("flask", "werkzeug") for m in modules):
            assert room_of(path) == "web", path


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_every_module_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), f"{path} has no docstring"
