"""What a reader of a list chose, read from the address and written back into it, and the choices that are left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from ...catalogue.readmodel import LISTS, ORDERS, UNKNOWN, Listing, Selection, twin
from ...catalogue.readmodel.facets import Facet, iri_of
from ...catalogue.readmodel.folding import clean
from ..language import _, each_language, here, language
from . import countries
from .cache import per_version
from .names import names, web_name
from .words import Link, Text

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

    from ..site import Site

PAGE_SIZE = 50
#: Values of a facet that are always seen, and the most that a page offers.
_SEEN, _OFFERED = 8, 40
#: Values of one facet that one address may name.
_CHOSEN = 50
#: Characters of a query that fit into an address.
_LONGEST_ADDRESS = 8000
FOLDERS = {"network": "networks", "organisation": "organisations", "convening": "convenings"}
_DEFAULT_ORDER = {"convening": "newest"}


@each_language
def _titles() -> dict[str, str]:
    return {
        "country": _("Country"),
        "region": _("Region"),
        "level": _("Level of government"),
        "kind": _("Kind"),
        "status": _("Status"),
        "formality": _("Formality now"),
        "stage": _("Stage of life"),
        "activity": _("Activity"),
        "audience": _("Audience"),
        "founded": _("Founded"),
        "convener": _("Convened by"),
        "sponsor": _("Sponsored by"),
        "practice": _("Practice"),
        "value": _("Value"),
        "advice": _("Advice from lessons"),
        "role": _("Role"),
        "does": _("What it does"),
        "year": _("Year"),
        "form": _("Form"),
        "convening kind": _("Kind of occasion"),
    }


def facet_title(kind: str, name: str) -> str:
    """What a facet is called, in the language of the page."""
    titles = _titles()
    return titles.get(f"{kind} {name}") or titles[name]


@each_language
def _words() -> dict[tuple[str, str], str]:
    """Values that are no terms of the graph, by the name of their facet."""
    return {
        ("form", UNKNOWN): _("single occasion"),
        ("status", UNKNOWN): _("nobody has looked yet"),
        ("convener", UNKNOWN): _("nobody on record now"),
        ("sponsor", UNKNOWN): _("nobody on record now"),
        ("convener", "itself"): _("itself"),
        ("sponsor", "itself"): _("itself"),
        ("convener", "named"): _("named in words only"),
        ("sponsor", "named"): _("named in words only"),
        ("advice", "with"): _("some lesson has advice"),
        ("advice", "without"): _("no advice"),
        ("does", "convenes"): _("convenes networks"),
        ("does", "sponsors"): _("sponsors networks"),
        ("does", "belongs"): _("is a member of networks"),
        ("does", "organises"): _("organises convenings"),
        ("form", "series"): _("series"),
        ("form", "conveners"): _("convening of conveners"),
    }


def _special(facet: Facet, code: str) -> str | None:
    found = _words().get((facet.name, code))
    if found is None and code == UNKNOWN:
        return _("not known")
    if found is None and facet.years and len(code) == 5 and code.endswith("0s"):
        return _("{year}s", year=code[:4])
    return found


#: Names of values that are kept; whatever a stranger writes into an address counts too.
_NAMED = 20_000


def value_link(site: Site, kind: str, facet: Facet, code: str) -> Link:
    """A value of a facet with its name, and with its page if it has one."""
    kept: dict[tuple[str, str], Link] = per_version(site, "values of facets", dict)
    found = kept.get((facet.name, code))
    if found is None:
        found = _value_link(site, facet, code)
        if len(kept) < _NAMED:
            kept[facet.name, code] = found
    return found


def _value_link(site: Site, facet: Facet, code: str) -> Link:
    words = _special(facet, code)
    if words is not None:
        return Link(Text(words))
    iri = iri_of(facet, code)
    if iri is None:
        return Link(Text(clean(code, 40)))
    if facet.name == "country":
        return Link(Text(countries.name(code)))
    link = names(site).link(iri)
    return link if link.href else Link(Text(web_name(str(link))))


@dataclass(frozen=True)
class Choice:
    code: str
    words: Text
    count: int
    chosen: bool


@dataclass(frozen=True)
class Group:
    """A facet on the page; ``more`` are choices that are folded away, ``left`` how many are not offered."""

    name: str
    title: str
    choices: list[Choice]
    more: list[Choice]
    left: int
    open: bool
    years: bool


@dataclass(frozen=True)
class Chip:
    """A choice that can be taken back: ``address`` is the list without it."""

    title: str
    words: Text
    address: str


class Browse:
    """A list as asked for by the arguments of an address: facets by name, any number of times, ``q``, ``since``,
    ``until`` (years), ``sort`` and ``page``. What makes no sense is left out of account."""

    def __init__(self, site: Site, kind: str, arguments: MultiDict[str, str], place: str = "") -> None:
        self.site, self.kind = site, kind
        self.place = place or f"/{FOLDERS[kind]}"
        self.listing: Listing = site.model.listings[kind]
        chosen = {
            facet.name: tuple(
                dict.fromkeys(value for raw in arguments.getlist(facet.name)[:_CHOSEN] if (value := clean(raw)))
            )
            for facet in LISTS[kind].facets
        }
        dated = bool(self.listing.years[0])
        since, until = (_year(arguments.get(name, "")) if dated else None for name in ("since", "until"))
        self.selection = Selection(
            {name: codes for name, codes in chosen.items() if codes}, clean(arguments.get("q", "")), since, until
        )
        default = _DEFAULT_ORDER.get(kind, "name")
        self.sort = arguments.get("sort", "") if arguments.get("sort", "") in ORDERS else default
        self._default = default
        self.numbers = self.listing.ordered(self.selection, self.sort, language())
        self.last = max(1, -(-len(self.numbers) // PAGE_SIZE))
        raw = arguments.get("page", "1")
        self.number = min(self.last, max(1, int(raw))) if raw.isascii() and raw.isdigit() and len(raw) < 7 else 1

    @property
    def shown(self) -> list[int]:
        """The numbers of the members on this page."""
        return self.numbers[(self.number - 1) * PAGE_SIZE : self.number * PAGE_SIZE]

    def pairs(self, *but: tuple[str, str]) -> list[tuple[str, str]]:
        """The arguments of the list in their usual order, without some of them."""
        found = [("q", self.selection.q)] if self.selection.q else []
        found += [(name, code) for name, codes in self.selection.chosen.items() for code in codes]
        found += [
            (name, str(year))
            for name, year in (("since", self.selection.since), ("until", self.selection.until))
            if year is not None
        ]
        return [pair for pair in found if pair not in but]

    def address(self, page: int = 1, *but: tuple[str, str], extension: str = "", **more: str) -> str:
        """The list at another page, without some choices, or in another format."""
        pairs = self.pairs(*but)
        if self.sort != self._default:
            pairs.append(("sort", self.sort))
        if page > 1:
            pairs.append(("page", str(page)))
        pairs += more.items()
        ending = f"?{urlencode(pairs, safe='/')}" if pairs else ""
        return f"{self.place}{extension}{ending}" if extension else here(self.place) + ending

    def query_string(self) -> str:
        """The choices, for another page about the same members."""
        pairs = self.pairs()
        return f"?{urlencode(pairs, safe='/')}" if pairs else ""

    def groups(self) -> list[Group]:
        """The facets with what each choice would leave."""
        counts = self.listing.counts(self.selection)
        return [
            self._group(facet, counts[facet.name])
            for facet in LISTS[self.kind].facets
            if self._useful(counts[facet.name])
        ]

    @staticmethod
    def _useful(counts: list[tuple[str, int]]) -> bool:
        return any(code != UNKNOWN for code, _count in counts)

    def _group(self, facet: Facet, counts: list[tuple[str, int]]) -> Group:
        chosen = self.selection.chosen.get(facet.name, ())
        if facet.years:
            counts = sorted(counts, key=lambda item: (item[0] == UNKNOWN, item[0]))
        offered = [
            item for number, item in enumerate(counts) if number < _OFFERED or item[0] in chosen or item[0] == UNKNOWN
        ]
        choices = [
            Choice(code, value_link(self.site, self.kind, facet, code).text, count, code in chosen)
            for code, count in offered
        ]
        first = [item for number, item in enumerate(choices) if number < _SEEN or item.chosen or item.code == UNKNOWN]
        if len(choices) - len(first) < 3:
            first = choices
        known = {code for code, _count in counts}
        first += [
            Choice(code, value_link(self.site, self.kind, facet, code).text, 0, True)
            for code in chosen
            if code not in known
        ]
        years = facet.years and (self.selection.since is not None or self.selection.until is not None)
        return Group(
            facet.name,
            facet_title(self.kind, facet.name),
            first,
            [item for item in choices if item not in first],
            len(counts) - len(offered),
            bool(chosen) or years,
            facet.years,
        )

    def chips(self) -> list[Chip]:
        """What was chosen, each with the way back."""
        found = []
        if self.selection.q:
            found.append(Chip(_("Words"), Text(self.selection.q), self.address(1, ("q", self.selection.q))))
        for name, codes in self.selection.chosen.items():
            facet = self.listing.listed.facet(name)
            assert facet is not None
            for code in codes:
                words = value_link(self.site, self.kind, facet, code).text
                found.append(Chip(facet_title(self.kind, name), words, self.address(1, (name, code))))
        for name, year, title in (("since", self.selection.since, _("From")), ("until", self.selection.until, _("To"))):
            if year is not None:
                found.append(Chip(title, Text(str(year)), self.address(1, (name, str(year)))))
        return found

    def sparql(self) -> str | None:
        """The query that gives the same members; None if it would be too long."""
        members = self.site.model.iris(self.numbers) if self.selection.q or "advice" in self.selection.chosen else ()
        return twin(self.listing.listed, self.selection, members)

    def editor(self, query: str | None) -> str | None:
        """The address of the query in the editor; None if it does not fit into one."""
        address = here(f"/sparql?query={quote(query)}") if query else None
        return address if address and len(address) <= _LONGEST_ADDRESS else None


def _year(raw: str) -> int | None:
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) == 4 else None
