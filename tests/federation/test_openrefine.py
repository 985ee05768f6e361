"""OpenRefine, as Debian has it, reconciles a table with our service and takes columns from it."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import signal
import socket
import subprocess
import time
import uuid
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

import pytest

TABLE = "name,note\nOne Team Gov,exact\none team government,another name\nAmbtenaar 2.0,exact\nNESTA Labs of Nowhere Whatsoever,nothing\n"
ENGINE = json.dumps({"facets": [], "mode": "row-based"})


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:  # type: ignore[override]
        return None


class Refine:
    """A running OpenRefine, driven as its own page drives it."""

    def __init__(self, address: str) -> None:
        self.address, self._open = address, build_opener(_Stay)

    def call(
        self, command: str, form: dict[str, str] | None = None, body: bytes | None = None, kind: str = ""
    ) -> tuple[Any, str]:
        """The body of the answer and where it leads."""
        data = urlencode(form).encode() if form is not None else body
        request = Request(f"{self.address}/command/core/{command}", data, {"Content-Type": kind} if kind else {})
        try:
            with self._open.open(request, timeout=60) as answer:
                return answer.read().decode(), ""
        except HTTPError as error:
            with error:
                if error.code == 302:
                    return "", error.headers["Location"]
                raise AssertionError(f"{command}: {error.code} {error.read().decode()[:500]}") from None

    def token(self) -> str:
        return json.loads(self.call("get-csrf-token")[0])["token"]  # type: ignore[no-any-return]

    def project(self, table: str) -> str:
        border = uuid.uuid4().hex
        fields = {"project-name": "test", "format": "text/line-based/*sv"}
        parts = [
            f'--{border}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in fields.items()
        ]
        parts.append(
            f'--{border}\r\nContent-Disposition: form-data; name="project-file"; filename="t.csv"\r\nContent-Type: text/csv\r\n\r\n{table}\r\n--{border}--\r\n'
        )
        options = urlencode(
            {
                "csrf_token": self.token(),
                "options": json.dumps({"separator": ",", "headerLines": 1, "encoding": "UTF-8"}),
            }
        )
        _, place = self.call(
            f"create-project-from-upload?{options}",
            body="".join(parts).encode(),
            kind=f"multipart/form-data; boundary={border}",
        )
        return parse_qs(urlsplit(place).query)["project"][0]

    def run(self, command: str, project: str, **form: str) -> None:
        """Starts a long operation and waits until it is over."""
        answer, _ = self.call(command, {"project": project, "csrf_token": self.token(), "engine": ENGINE, **form})
        assert json.loads(answer)["code"] in ("ok", "pending"), answer
        end = time.monotonic() + 60
        while json.loads(self.call(f"get-processes?project={project}")[0])["processes"]:
            assert time.monotonic() < end, "OpenRefine did not finish"
            time.sleep(0.2)

    def rows(self, project: str) -> list[dict[str, Any]]:
        answer, _ = self.call(
            "get-rows?" + urlencode({"project": project, "start": 0, "limit": 50}),
            {"engine": ENGINE, "csrf_token": self.token()},
        )
        return json.loads(answer)["rows"]  # type: ignore[no-any-return]

    def export(self, project: str) -> list[dict[str, str]]:
        answer, _ = self.call(
            "export-rows/t.csv", {"project": project, "format": "csv", "engine": ENGINE, "csrf_token": self.token()}
        )
        return list(csv.DictReader(io.StringIO(answer)))


@pytest.fixture(scope="module")
def refine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Refine]:
    if not shutil.which("openrefine"):
        pytest.skip("openrefine is not installed: make system does it on Debian")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    place = tmp_path_factory.mktemp("openrefine")
    command = ["openrefine", "-i", "127.0.0.1", "-p", str(port), "-d", str(place), "-x", "refine.headless=true"]
    environment = {**os.environ, "HOME": str(place)}
    with (place / "log").open("w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True, env=environment, cwd=place)
    found, end = Refine(f"http://127.0.0.1:{port}"), time.monotonic() + 90
    try:
        while True:
            try:
                found.token()
                break
            except (URLError, ConnectionError, AssertionError):
                assert process.poll() is None and time.monotonic() < end, (place / "log").read_text()
                time.sleep(0.3)
        yield found
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=20)


def test_openrefine_reconciles_and_extends(refine: Refine, address: str) -> None:
    with build_opener().open(f"{address}/reconcile", timeout=60) as answer:
        manifest = json.load(answer)
    project = refine.project(TABLE)
    service = {"identifierSpace": manifest["identifierSpace"], "schemaSpace": manifest["schemaSpace"]}
    config = {
        "mode": "standard-service",
        "service": f"{address}/reconcile",
        **service,
        "type": {"id": "network", "name": "Network"},
        "autoMatch": True,
        "columnDetails": [],
        "limit": 0,
    }
    refine.run("reconcile", project, columnName="name", config=json.dumps(config))
    cells = [row["cells"][0] for row in refine.rows(project)]
    assert len(cells) == 4 and all("r" in cell for cell in cells)
    asked = [{"id": name, "name": name} for name in ("place", "founded", "status")]
    extension = json.dumps({"properties": asked})
    endpoint = {"endpoint": f"{address}/reconcile", **service}
    refine.run("extend-data", project, baseColumnName="name", extension=extension, columnInsertIndex="1", **endpoint)
    rows = [row for row in refine.export(project) if row["note"]]
    assert [row["note"] for row in rows] == ["exact", "another name", "exact", "nothing"]
    places = [row["country or area"] for row in rows]
    assert places[0] == places[1] == "United Kingdom" and places[2] == "Netherlands" and places[3] == ""
    assert rows[0]["founded"] == "2017"
