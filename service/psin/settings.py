"""Every limit and address as one table. A setting ``query_seconds`` is read from ``PSIN_QUERY_SECONDS``."""

from __future__ import annotations

import os
from collections.abc import Mapping

from .errors import InputError
from .light import Record


class Setting(Record):
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
    Setting(
        "report_url", "", "", "Where readers report a mistake, https: or mailto:, with {title} and {iri} of the record."
    ),
    Setting("edit_url", "", "", "Where readers edit a document, with {file} for its path in the repository."),
    Setting("endpoint", "", "", "A SPARQL engine elsewhere that answers the queries; empty for the own workers."),
    Setting("endpoint_user", "", "", "User of that engine; the password is read from PSIN_ENDPOINT_PASSWORD."),
    Setting("trusted_proxies", "", "", "Addresses or networks whose X-Forwarded-For is believed, with blanks between."),
    Setting("web_threads", 96, "threads", "Requests answered at the same time, those included that wait for a worker."),
    Setting("workers", 12, "processes", "Queries evaluated at the same time; one is kept for pages."),
    Setting("quick_seconds", 0.25, "s", "Time after which a query counts as heavy."),
    Setting("heavy_queries", 3, "queries", "Heavy queries evaluated at the same time."),
    Setting("heavy_per_client", 2, "queries", "Heavy queries of one client evaluated at the same time."),
    Setting("queue_length", 72, "queries", "Queries that may wait for a worker, half of them heavy ones."),
    Setting("queue_seconds", 5.0, "s", "How long a query may wait for a worker before it is told to come back."),
    Setting("rate_seconds", 60.0, "s", "Query time that a client gets every minute; 0 for no limit."),
    Setting("rate_burst_seconds", 120.0, "s", "Query time that a client can save up."),
    Setting("query_seconds", 10.0, "s", "Time a query may take from start to last byte."),
    Setting("query_memory_mib", 1024, "MiB", "Memory a query may use beyond what its worker starts with."),
    Setting("query_rows", 100_000, "rows", "Rows or triples a result may have."),
    Setting("query_bytes", 50_000_000, "bytes", "Size a result may have."),
    Setting(
        "list_members", 20_000, "members", "Members that a list may have to be sent whole, as CSV, JSON or Turtle."
    ),
    Setting("held_bytes", 16_000_000, "bytes", "Size up to which an answer is complete before its first byte is sent."),
    Setting(
        "cache_bytes", 64_000_000, "bytes", "Memory for answers that are kept until the documents change; 0 for none."
    ),
    Setting("query_text_bytes", 64_000, "bytes", "Length of the text of a query."),
    Setting("query_depth", 200, "levels", "Nesting of brackets in the text of a query."),
    Setting(
        "query_isolation", "auto", "", "How workers are kept off the network: auto, namespace, seccomp or landlock."
    ),
    Setting(
        "store",
        "",
        "",
        "Folder for a store on disk, which a restart finds ready; empty for a temporary one if the graph is large.",
    ),
    Setting(
        "store_triples", 2_000_000, "triples", "Size up to which the graph is kept in memory if no folder is named."
    ),
    Setting(
        "state",
        "",
        "",
        "Folder for the log of changes and the dumps of versions; empty for one that goes with the service.",
    ),
    Setting(
        "history_commits",
        10_000,
        "commits",
        "Commits of the folder's git history that a new log begins with; 0 for none.",
    ),
    Setting("dump_versions", 10, "versions", "Versions of which dumps are kept."),
    Setting("reconcile_batch", 100, "queries", "Names that a client of the reconciliation service may send at once."),
    Setting(
        "reconcile_seconds", 5.0, "s", "Time the names of one batch may take; beyond it the answer is to come back."
    ),
    Setting(
        "service_allow", "", "", "IRIs of endpoints that SERVICE may ask; internal: before those at private addresses."
    ),
    Setting("service_seconds", 5.0, "s", "Time such an endpoint has to answer."),
    Setting("service_bytes", 2_000_000, "bytes", "Size of its answer."),
    Setting("request_bytes", 1_000_000, "bytes", "Size of the body of a request."),
    Setting("header_bytes", 65_536, "bytes", "Size of the head of a request, its address included."),
    Setting("connections", 400, "connections", "Connections at the same time; the idlest is closed for a new one."),
    Setting("connections_per_client", 100, "connections", "Connections of one client, unless it is a trusted proxy."),
    Setting("receive_seconds", 20.0, "s", "Time a client may take to send a request."),
    Setting("idle_seconds", 30.0, "s", "Time a connection may lie idle."),
    Setting("stall_seconds", 20.0, "s", "Time in which a client has to take something of its answer."),
    Setting("slow_bytes", 2000, "bytes/s", "Speed at which a client has to take its answer on average."),
    Setting(
        "spool_bytes", 1_000_000_000, "bytes", "Answers waiting for slow readers; beyond it queries wait with them."
    ),
    Setting("stop_seconds", 10.0, "s", "Time answers get to finish when the service is stopped."),
    Setting("watch_seconds", 0.0, "s", "How often to look for changed documents and load them; 0 for never."),
    Setting("releases", "", "", "Folder with what psin release made, to show and to ask; empty for none."),
    Setting("open_releases", 2, "releases", "Releases that are kept ready to be asked."),
    Setting("log", "json", "", "json for one line a request on standard error, off for none."),
    Setting("log_personal", "", "", "What a log line tells besides: address, query, or both."),
    Setting("cache", "", "", "Folder for what validation has worked out, or off; empty for psin in XDG_CACHE_HOME."),
    Setting("document_bytes", 5_000_000, "bytes", "Size of one document that is read or validated."),
    Setting("validate_seconds", 10.0, "s", "Time the service may take to validate a document that is sent to it."),
    Setting(
        "harvested", "", "", "Folder of what was harvested from partners; empty for one below state or XDG_STATE_HOME."
    ),
    Setting("harvest_fetch_seconds", 120.0, "s", "Time a partner has to answer one request of a harvest in full."),
    Setting(
        "harvest_read_seconds",
        120.0,
        "s",
        "Time that reading a file of a partner, or judging some of its records, may take.",
    ),
    Setting("harvest_seconds", 3600.0, "s", "Time a whole harvest may take."),
    Setting("harvest_versions", 5, "versions", "Versions of a partner's records that are kept to go back to."),
    Setting(
        "harvest_internal",
        "",
        "",
        "Hosts with port at private addresses that may be harvested from, with blanks between.",
    ),
    Setting("validations", 2, "documents", "Documents sent to the service that are validated at the same time."),
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
        self._values: dict[str, int | float | str] = {name: setting.default for name, setting in known.items()}
        named = {name for name in environment if name.startswith("PSIN_")}
        for name, setting in known.items():
            if name not in overrides and setting.variable not in named:
                continue
            raw = overrides[name] if name in overrides else environment[setting.variable]
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
