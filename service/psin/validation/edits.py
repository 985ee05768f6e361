"""Changes that mend a finding and nothing else: safe enough to be made without asking."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from ..documents import BASE, from_iri
from ..lazily import lazy
from ..vocabulary import foreign
from ..vocabulary.languages import better_tag
from ..vocabulary.namespaces import COUNTRY, LANGUAGE, PREFIXES, XSD
from .dates import datatype_of
from .directives import directives
from .findings import Edit, Finding, Words
from .parse import Parsed

#: From the IRI of a name that does not exist to the names that exist in its place, with the part they share.
Beside = Callable[[str], tuple[str, Iterable[str]]]

_TOKEN = lazy(
    r"""(?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
    | (?P<string>\"{3}(?:\"{0,2}(?:[^\"\\]|\\.))*\"{3}|'{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}|"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')
      (?P<tag>@[A-Za-z0-9-]+|\^\^(?:<[^<>\s]*>|[\w.-]*:[\w-]*))?
    | (?P<language>@[A-Za-z0-9-]+)
    | (?P<name>(?P<prefix>[^\W\d_][\w.-]*)?:(?P<local>[\w-][\w.:-]*)?)
    | (?P<number>[0-9]+(?![.\w]))""",
    "xs",
)
_MISSPELT, _REFERENCES, _BASES = frozenset({"G02", "G03", "G06"}), frozenset({"G18", "G19"}), frozenset({"G15", "G21"})
_LICENCES = tuple(f"https://creativecommons.org/{name}/" for name in ("licenses/by/4.0", "publicdomain/zero/1.0"))
_ORDER = {name: number for number, name in enumerate(PREFIXES)}


class Editor:
    """Finds the edits of one document."""

    def __init__(self, parsed: Parsed, beside: Beside) -> None:
        self.parsed, self.text, self._beside = parsed, parsed.text, beside
        self._starts = [0, *(found.end() for found in re.finditer(r"\r\n|\n|\r", parsed.text))]
        self.directives = list(directives(parsed.text))

    def mended(self, one: Finding) -> Finding:
        """The finding with its edit, if there is a safe one, and with words for it if it has none."""
        edit = self.edit(one)
        if edit is None or self.text[edit.offset : edit.offset + edit.length] == edit.text:
            return one
        wanted = edit.text.strip()
        fix = one.fix or Words(f"Write {wanted}", f"Écrire {wanted}")
        return one._replace(edit=edit, fix=fix)

    def edit(self, one: Finding) -> Edit | None:
        at = self._starts[one.line - 1] + one.column - 1 if one.line <= len(self._starts) else len(self.text)
        token = _TOKEN.match(self.text, at)
        if one.code == "G01":
            return self._missing_prefix(token)
        if one.code in _BASES:
            return self._base()
        if token is None or one.value is None:
            return None
        if one.code == "G08":
            return _language(token)
        if one.value[0] == '"':
            return self._date(one, token)
        if one.value[0] != "<":
            return None
        return self._name(one.code, one.value[1:-1], token)

    def _name(self, code: str, iri: str, token: re.Match[str]) -> Edit | None:
        if code == "G04":
            return self._namespace(iri, token)
        slashed = self._slash(iri, token)
        if slashed or (code not in _MISSPELT and code not in _REFERENCES):
            return slashed
        shared, names = self._beside(iri)
        wrong = iri.removeprefix(shared).partition("#")[0]
        right = only_candidate(wrong, names)
        beginning = shared[-1:] if token["iri"] else ""
        at = token[0].rfind(beginning + wrong)
        if right is None or at < 0 or not self._written(token, iri):
            return None
        return Edit(token.start() + at + len(beginning), len(wrong), right)

    def _namespace(self, iri: str, token: re.Match[str]) -> Edit | None:
        """The mistaken beginning, written in full: of a name with a prefix the lint points at the declaration."""
        right = foreign.corrected(iri)
        if right and token["iri"] == f"<{iri}>":
            return Edit(token.start(), len(token[0]), f"<{right}>")
        return None

    def _slash(self, iri: str, token: re.Match[str]) -> Edit | None:
        """A slash too many or too few at the end of an address that is known without or with it."""
        written = token["iri"][1:-1] if token["iri"] else ""
        if f"{iri}/" in _LICENCES and written == iri:
            return Edit(token.start(), len(token[0]), f"<{iri}/>")
        listed = iri.startswith((COUNTRY, LANGUAGE)) and iri.endswith("/")
        document = iri.startswith(BASE) and re.search(r"/(?=#|$)", iri) and from_iri(re.sub(r"/(?=#|$)", "", iri))
        if not written or not (listed or document) or not re.search(r"/(?=#|$)", written):
            return None
        return Edit(token.start(), len(token[0]), f"<{re.sub(r'/(?=#|$)', '', written)}>")

    def _written(self, token: re.Match[str], iri: str) -> bool:
        """Whether what stands there is the IRI, and not for example ``a``."""
        if token["name"]:
            namespaces = self.parsed.reading.prefixes if self.parsed.reading else {}
            return namespaces.get(token["prefix"] or "", "?") + (token["local"] or "") == iri
        return bool(token["iri"]) and iri.endswith(re.sub(r"^(?:\.\./)+", "", token["iri"][1:-1]))

    def _base(self) -> Edit | None:
        """The address of the document as its file says, if the one written differs in scheme, www or last slash alone."""
        declared = next((one for one in self.directives if one.prefix is None), None)
        if declared is None:
            return None
        meant = self.parsed.by_name.iri if self.parsed.by_name else _plain(declared.iri)
        if from_iri(meant) is None or _plain(declared.iri) != meant:
            return None
        return Edit(declared.iri_at, len(declared.iri), meant)

    def _missing_prefix(self, token: re.Match[str] | None) -> Edit | None:
        prefix = token["prefix"] if token and token["name"] else None
        if prefix not in PREFIXES or any(one.prefix == prefix for one in self.directives):
            return None
        line = f"@prefix {prefix}: <{PREFIXES[prefix]}> ."
        end = "\r\n" if "\r\n" in self.text else "\n"
        for one in self.directives:
            if one.prefix in _ORDER and _ORDER[one.prefix] > _ORDER[prefix]:
                return Edit(one.at, 0, line + end)
        if not self.directives:
            return Edit(0, 0, line + end)
        last = self.directives[-1].end
        return Edit(last, 0, line + end if self.text[last - 1] == "\n" else end + line)

    def _date(self, one: Finding, token: re.Match[str]) -> Edit | None:
        """The datatype that fits the date as it is written."""
        written = token["number"] or (token["string"] or "").strip("\"'")
        datatype = datatype_of(written, (one.path or "")[1:-1])
        if datatype is None:
            return None
        namespaces = self.parsed.reading.prefixes if self.parsed.reading else {}
        prefix = next((name for name, namespace in namespaces.items() if namespace == XSD), None)
        suffix = f"^^<{XSD}{datatype}>" if prefix is None else f"^^{prefix}:{datatype}"
        if token["number"]:
            return Edit(token.start(), len(written), f'"{written}"{suffix}')
        if token["tag"] in (suffix, f"^^<{XSD}{datatype}>"):
            return None
        return Edit(token.end("string"), len(token["tag"] or ""), suffix)


def _language(token: re.Match[str]) -> Edit | None:
    """The lint has pointed at the tag itself."""
    written = (token["language"] or "")[1:]
    better = better_tag(written) if written else None
    return Edit(token.start() + 1, len(written), better) if better else None


def _plain(iri: str) -> str:
    """An address of ours in its one form: https, no www, no fragment, no slash at the end."""
    return re.sub(r"^https?://(?:www\.)?", "https://", iri.strip()).partition("#")[0].rstrip("/")


def only_candidate(wrong: str, names: Iterable[str]) -> str | None:
    """The one name that is nearest to a misspelt one, at most two keystrokes away; None if there is none or several.

    Names that differ in a digit are different things. A short name must be nearer: one keystroke below five letters.
    """
    most = 2 if len(wrong) >= 5 else 1
    digits = re.sub(r"\D", "", wrong)
    near: list[tuple[int, str]] = []
    for name in names:
        if abs(len(name) - len(wrong)) <= most and re.sub(r"\D", "", name) == digits:
            far = keystrokes(wrong.lower(), name.lower(), most)
            if far <= most:
                near.append((far, name))
    near.sort()
    return near[0][1] if near and (len(near) == 1 or near[1][0] > near[0][0]) else None


def keystrokes(one: str, other: str, most: int) -> int:
    """Letters to insert, delete, replace or swap (optimal string alignment); above ``most`` it stops counting."""
    before, row = list[int](), list(range(len(other) + 1))
    for i, sign in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, beside in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (sign != beside))
            if i > 1 and j > 1 and sign == other[j - 2] and one[i - 2] == beside:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]
