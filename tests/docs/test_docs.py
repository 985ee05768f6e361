"""What the documents for people say is so: commands run, counts are right, nothing leads nowhere."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
COMMANDS = [
    line.split("  #")[0].strip()
    for block in re.findall(r"```sh\n(.*?)```", README, re.S)
    for line in block.replace("\\\n", " ").splitlines()
    if line.startswith("psin ")
]


def psin(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "psin", *arguments], capture_output=True, text=True, cwd=cwd, timeout=60
    )


def test_the_readme_starts_with_the_two_commands() -> None:
    block = re.search(r"```sh\n(.*?)```", README, re.S)
    assert block and [line.split("#")[0].strip() for line in block[1].splitlines()] == ["make serve", "make test"]
    assert README.index("```sh") < 20
    assert len(README.splitlines()) < 80


@pytest.mark.parametrize("command", [c for c in COMMANDS if c.startswith("psin query")])
def test_the_questions_of_the_readme_have_answers(command: str) -> None:
    done = psin(*shlex.split(command)[1:])
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) > 1


def test_the_file_of_the_readme_can_be_written_and_validates(tmp_path: Path) -> None:
    new = next(c for c in COMMANDS if c.startswith("psin new"))
    done = psin(*shlex.split(new)[1:], cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    written = tmp_path / "data" / "networks" / "harbour-circle.ttl"
    checked = psin("validate", str(written))
    assert checked.returncode == 0, checked.stdout + checked.stderr
    laid_out = psin("fmt", "--check", str(written))
    assert laid_out.returncode == 0, laid_out.stdout


def test_the_addresses_of_the_readme_answer(client) -> None:  # type: ignore[no-untyped-def]
    paths = re.findall(r"http://127\.0\.0\.1:8000(/[^\s'`\"]*)", README)
    assert len(paths) >= 4
    for path in paths:
        with client.get(path, headers={"Accept": "text/turtle"}) as answer:
            assert answer.status_code == 200, path


def test_the_query_of_the_readme_runs(client) -> None:  # type: ignore[no-untyped-def]
    query = re.search(r"--data-urlencode 'query=(.*?)'", README, re.S)
    assert query
    answer = client.post("/sparql", data={"query": query[1]}, headers={"Accept": "text/csv"})
    assert answer.status_code == 200
    assert len(answer.get_data(as_text=True).splitlines()) > 5


def test_the_counts_are_right() -> None:
    networks = len(list((ROOT / "data" / "networks").glob("*.ttl")))
    for page in (README, (ROOT / "CHANGELOG.md").read_text("utf-8")):
        assert f"{networks} networks" in page
    assert f"library of {len(list((ROOT / 'queries').glob('*.rq')))} questions" in README


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_between_documents_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def test_every_folder_named_in_the_readme_exists() -> None:
    for folder in re.findall(r"^\| `([a-z/]+)/` \|", README, re.M):
        assert (ROOT / folder).is_dir()


def test_every_command_has_help_that_names_the_exit_codes() -> None:
    from psin.cli.commands import COMMANDS as known

    for name in known:
        done = psin(name, "--help")
        assert done.returncode == 0
        assert "Exit codes: 0" in done.stdout


def test_the_repository_names_no_machine_and_no_registry() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], capture_output=True, text=True, cwd=ROOT, check=True
    )
    forbidden = re.compile(r"/work/(main|shared)|/tmp/psin|pypi\.org|npmjs\.|deb\.debian\.org")
    for name in listed.stdout.split("\n"):
        path = ROOT / name
        if name and path.is_file() and path != Path(__file__) and path.suffix not in (".png", ".json"):
            found = forbidden.search(path.read_text(encoding="utf-8", errors="replace"))
            assert found is None, f"{name}: {found[0] if found else ''}"
