"""Jena's SHACL validator: its own command, or the one in Debian's package libapache-jena-java."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

_JARS = Path("/usr/share/java")
_NAMES = """
    jena-arq jena-base jena-cmds jena-core jena-dboe-base jena-dboe-index jena-dboe-storage jena-dboe-trans-data
    jena-dboe-transaction jena-iri jena-rdfconnection jena-shacl jena-shex jena-tdb jena-tdb2
    commons-cli commons-codec commons-compress commons-csv commons-io commons-lang3 dexx.collection gson guava httpclient
    httpclient-cache httpcore jackson-annotations jackson-core jackson-databind jakarta.json-api jsonld-java protobuf
    slf4j-api slf4j-nop thrift titanium-json-ld
""".split()
#: Debian's package looks for the messages of its XML parser here, but has them there.
_WANTED, _THERE = "xerces/", "org/apache/jena/ext/xerces/"


class Jena:
    """``missing`` says why it cannot run, if it cannot."""

    def __init__(self) -> None:
        self._own = shutil.which("shacl")
        self._java = shutil.which("java")
        packaged = self._java and (_JARS / "jena-shacl.jar").exists()
        self.missing = (
            "" if self._own or packaged else "there is neither a command shacl nor Debian's libapache-jena-java"
        )

    def command(self, work: Path) -> list[str]:
        """The beginning of the command line; what the package lacks is put into the folder ``work``."""
        if self._own:
            return [self._own, "validate"]
        messages = work / "jena-messages"
        if not messages.exists():
            with zipfile.ZipFile(_JARS / "jena-core.jar") as jar:
                for name in jar.namelist():
                    if name.startswith(_THERE) and name.endswith(".properties"):
                        target = messages / (_WANTED + name.removeprefix(_THERE))
                        target.parent.mkdir(parents=True, exist_ok=True)
                        target.write_bytes(jar.read(name))
        jars = [str(_JARS / f"{name}.jar") for name in _NAMES if (_JARS / f"{name}.jar").exists()]
        return [str(self._java), "-cp", ":".join((str(messages), *jars)), "shacl.shacl_validate"]
