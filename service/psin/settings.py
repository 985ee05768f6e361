"""Every limit and address as one table. A setting ``query_seconds`` is read from ``PSIN_QUERY_SECONDS``."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

from .errors import InputError


@dataclass(frozen=True)
class Setting:
    """One row of the table: ``unit`` is empty for text."""

    name: str
    default: int | float | str
    unit: str
    help: str

    @property
    def variable(self) -> str:
        return f"PSIN_{self.name.upper()}"


SETTINGS: tuple[Setting, ...] = (
    Setting("host", "127.0.0.1", "", "Address the service listens on."),
    Setting("port", 8000, "", "Port the service listens on."),
    Setting("public_url", "", "", "Address under which readers reach the service, if a proxy stands before it."),
    Setting("web_threads", 8, "threads", "Requests answered at the same time."),
    Setting("workers", 4, "processes", "Queries evaluated at the same time."),
    Setting("queue_seconds", 5.0, "s", "How long a query may wait for a free worker before it is told to come back."),
    Setting("query_seconds", 10.0, "s", "Time a query may take from start to last byte."),
    Setting("query_memory_mib", 1024, "MiB", "Memory a query may use beyond what its worker starts with."),
    Setting("query_rows", 100_000, "rows", "Rows or triples a result may have."),
    Setting("query_bytes", 50_000_000, "bytes", "Size a result may have."),
    Setting("query_text_bytes", 64_000, "bytes", "Length of the text of a query."),
    Setting("query_depth", 200, "levels", "Nesting of brackets in the text of a query."),
    Setting("query_isolation", "auto", "", "How workers are kept off the network: auto, namespace, seccomp or landlock."),
    Setting("request_bytes", 1_000_000, "bytes", "Size of the body of a request."),
    Setting("document_bytes", 5_000_000, "bytes", "Size of one document that is read or validated."),
)


class Settings(Mapping[str, "int | float | str"]):
    """The values in force: the defaults, overridden by the environment, overridden by keyword arguments.

    Raises InputError if a value is not of the default's type or a name is not in the table.
    """

    def __init__(self, environment: Mapping[str, str] | None = None, **overrides: int | float | str) -> None:
        environment = os.environ if environment is None else environment
        known = {setting.name: setting for setting in SETTINGS}
        for name in overrides:
            if name not in known:
                raise InputError(f"There is no setting '{name}'.", f"Settings are: {', '.join(known)}.")
        self._values: dict[str, int | float | str] = {}
        for name, setting in known.items():
            raw = overrides.get(name, environment.get(setting.variable, setting.default))
            kind = type(setting.default)
            try:
                value = kind(raw)
            except ValueError:
                raise InputError(
                    f"The setting {setting.variable} is '{raw}', which is not a number.",
                    f"Give it in {setting.unit}." if setting.unit else "",
                ) from None
            if not isinstance(value, str) and value < 0:
                raise InputError(f"The setting {setting.variable} is {value}, but it cannot be negative.")
            self._values[name] = value

    def __getitem__(self, name: str) -> int | float | str:
        return self._values[name]

    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __getattr__(self, name: str):  # type: ignore[no-untyped-def]
        try:
            return self.__dict__["_values"][name]
        except KeyError:
            raise AttributeError(name) from None
