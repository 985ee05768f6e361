"""A reader that goes on after a mistake, where the writer most likely went on: at the next value, property or subject."""

from __future__ import annotations

import re

from ..lazily import lazy
from ..vocabulary.namespaces import PREFIXES
from .complaints import Complaint, shown
from .intent import starts_subject, terms_ahead
from .lenient_terms import BROKEN, LenientTerms, Mistake, TooDeep
from .lexical import tokenise_all
from .reader import TYPE, Reading, Statement, labels
from .tokens import Token

#: Places that one complaint lists.
PLACES = 1000
_ENDS = frozenset((".", "]", "}", ""))
_VERBS = frozenset(("iri", "name", "broken"))
_DECLARED = lazy(r"@?\w+\s+([\w-]*)\s*:?\s*<?([^>\s]*)>?")


class LenientParser(LenientTerms):
    """Reads a whole text, whatever it holds."""

    def run(self) -> Reading:
        self.tokens, self.comments, self.complaints = tokenise_all(self.text)
        self.given = labels(self.tokens)
        self.sentences("")
        for (cause, _), (values, places) in self.shared.items():
            self.complaints.append(Complaint(cause, places[0], values, tuple(places[1:PLACES])))
        return Reading(self.statements, self.prefixes, self.base, self.comments)

    def sentences(self, end: str) -> None:
        while self.tokens[self.index].text != end and self.tokens[self.index].kind != "end":
            before = self.index
            try:
                if not self.directive() and not self.block():
                    self.triples()
            except Mistake as mistake:
                self.note(mistake)
                self.skip_sentence()
            except (TooDeep, RecursionError):
                self.skip_sentence()
            self.depth = 0
            self.ended = False
            if self.index <= before:
                self.index = before + 1
            self.index = min(self.index, len(self.tokens) - 1)

    # Directives

    def directive(self) -> bool:
        token = self.tokens[self.index]
        try:
            found = super().directive()
        except Mistake as mistake:
            self.note(mistake)
            self.salvage(token)
            return True
        if found and token.text[0] == "@" and token.text != token.text.lower():
            self.note(self.fail(token, "directive-case", found=token.text, small=token.text.lower()))
        return found

    def declared_iri(self, form: str) -> str:
        if self.tokens[self.index].kind == "broken":
            raise Mistake(None)
        return super().declared_iri(form)

    def salvage(self, token: Token) -> None:
        """Takes from a broken declaration what it wanted to declare, and goes to the next line."""
        end = self.line_end(token.at)
        found = _DECLARED.match(self.text, token.at, end)
        if found and token.text.lower().endswith("prefix"):
            namespace = found[2] if re.fullmatch(r"[A-Za-z][\w+.-]*:[^<>\"{}|^`\\]+[#/]", found[2]) else BROKEN
            self.prefixes.setdefault(found[1], PREFIXES.get(found[1], namespace))
        elif not self.base:
            self.base = BROKEN
        while self.tokens[self.index].kind != "end" and self.tokens[self.index].at < end:
            self.index += 1
        if self.tokens[self.index].text == ".":
            self.index += 1

    # Sentences

    def inside(self, opening: Token) -> None:
        self.sentences("}")
        if self.tokens[self.index].kind == "end":
            self.note(self.fail(opening, "never-closed", opening="'{'", closing="}"))
        else:
            self.index += 1

    def triples(self) -> None:
        token = self.tokens[self.index]
        if token.text in (".", ";", ","):
            self.index += 1
            raise self.fail(token, "ends-nothing", found=shown(token.text))
        subject = self.node(as_subject=True)
        if token.text == "[" and self.tokens[self.index].text in (".", "}"):
            self.end_of_sentence()
            return
        self.predicates(subject, token.at)
        while self.end_of_sentence() and self.goes_on(subject, token.at):
            pass

    def end_of_sentence(self) -> bool:
        """True if a dot stands here."""
        token = self.tokens[self.index]
        if self.ended:
            self.ended = False
        elif token.text == ".":
            self.index += 1
            return True
        elif token.text != "}" or self.graphs is None:
            self.note(self.separator_missing())
        return False

    def goes_on(self, subject: str, subject_at: int) -> bool:
        """Behind a dot: another property, or another value, of the same subject."""
        first, dot = self.tokens[self.index], self.tokens[self.index - 1]
        count = terms_ahead(self.tokens, self.index)
        if count == 2 and (first.kind in _VERBS or first.text == "a") and not self.new_subject():
            self.note(self.fail(dot, "dot-for-semicolon", found=shown(first.text)))
            self.predicates(subject, subject_at)
            return True
        if count == 1 and first.kind in ("string", "long") and self.statements:
            self.note(self.fail(dot, "dot-for-comma", found=shown(first.text)))
            last = self.statements[-1]
            if self.values(subject, subject_at, last.predicate, last.predicate_at) == ";":
                self.predicates(subject, subject_at)
            return True
        return False

    def new_subject(self) -> bool:
        return starts_subject(self.text, self.tokens, self.index)

    def predicates(self, subject: str, subject_at: int) -> None:
        if self.tokens[self.index].text in _ENDS:
            token = self.tokens[self.index]
            self.note(self.fail(token, "no-property", found=shown(token.text)))
            return
        while True:
            place = self.tokens[self.index]
            try:
                predicate = self.predicate()
            except Mistake as mistake:
                self.note(mistake)
                if place.kind == "word":
                    predicate = TYPE if place.text == "A" else BROKEN
                elif self.resume() == ";":
                    continue
                else:
                    return
            if self.values(subject, subject_at, predicate, place.at) != ";":
                return

    def values(self, subject: str, subject_at: int, predicate: str, predicate_at: int) -> str:
        """The values of one property; returns the separator behind them, empty for the end of the subject."""
        while True:
            token, depth = self.tokens[self.index], self.depth
            try:
                value = self.node()
            except Mistake as mistake:
                self.note(mistake)
                self.depth, value = depth, BROKEN
                if token.kind in ("punctuation", "language", "datatype"):
                    self.index -= 1
            self.statements.append(Statement(subject, predicate, value, subject_at, predicate_at, token.at))
            separator = self.separator()
            if separator != ",":
                return separator

    def separator(self) -> str:
        """What stands, or should stand, behind a value: a comma, a semicolon, or nothing for the end of the subject."""
        while True:
            token = self.tokens[self.index]
            if (
                token.text in _ENDS
                and (token.text != "}" or self.graphs is not None)
                and (token.text != "]" or self.depth)
            ):
                return ""
            if token.text == ",":
                return self.behind_comma(token)
            if token.text == ";":
                return self.behind_semicolon()
            if token.kind == "punctuation" and token.text not in ("[", "(", "]", ")", "}"):
                self.note(self.fail(token, "sign", found=shown(token.text)))
                self.index += 1
                continue
            mistake = self.separator_missing()
            cause = mistake.complaint.cause if isinstance(mistake, Mistake) and mistake.complaint else ""
            if self.depth and cause == "missing-dot":
                return ""
            self.note(mistake)
            if cause.startswith("missing-"):
                self.ended = cause == "missing-dot"
                return {"missing-comma": ",", "missing-semicolon": ";"}.get(cause, "")
            self.pass_over(cause)

    def behind_comma(self, comma: Token) -> str:
        self.index += 1
        first = self.tokens[self.index]
        if not self.depth and self.new_subject():
            self.note(self.fail(comma, "comma-for-dot", found=shown(first.text)))
            self.ended = True
            return ""
        is_pair = first.kind in ("iri", "name") and terms_ahead(self.tokens, self.index) == 2
        if is_pair or first.text == "a":
            self.note(self.fail(comma, "comma-for-semicolon", found=shown(first.text)))
            return ";"
        return ","

    def behind_semicolon(self) -> str:
        while self.tokens[self.index].text == ";":
            self.index += 1
        token = self.tokens[self.index]
        if token.text in _ENDS:
            return ""
        if not self.depth and self.new_subject():
            self.note(self.fail(self.tokens[self.index - 1], "semicolon-for-dot", found=shown(token.text)))
            self.ended = True
            return ""
        if token.kind in ("string", "long", "number"):
            self.note(self.fail(self.tokens[self.index - 1], "semicolon-for-comma", found=shown(token.text)))
            return ","
        return ";"

    # Finding the way back

    def line_end(self, at: int) -> int:
        found = re.compile(r"[\r\n]|\Z").search(self.text, at)
        return found.start() if found else len(self.text)

    def pass_over(self, cause: str) -> None:
        """Passes over what a mistake left behind, up to where a separator may stand."""
        if cause in ("quote-inside", "not-closed-text"):
            self.statements[-1] = self.statements[-1]._replace(object=BROKEN)
            end, last = self.line_end(self.tokens[self.index].at), None
            while self.tokens[self.index].kind != "end" and self.tokens[self.index].at < end:
                last = self.index if self.tokens[self.index].text in (";", ",", ".") else last
                self.index += 1
            self.index = self.index if last is None else last
        elif cause == "bare-date":
            self.statements[-1] = self.statements[-1]._replace(object=BROKEN)
            while (
                self.tokens[self.index].at == self.tokens[self.index - 1].end
                and self.tokens[self.index].kind == "number"
            ):
                self.index += 1
        else:
            kind = self.tokens[self.index].kind
            self.index += 1
            if kind == "datatype" and self.tokens[self.index].kind in ("iri", "name"):
                self.index += 1

    def resume(self) -> str:
        """Goes to the next separator of the same subject and returns it, empty for the end of the subject."""
        depth = 0
        while True:
            token = self.tokens[self.index]
            if token.kind == "end" or (not depth and (token.text in (".", "]", "}") or self.new_subject())):
                self.ended = not self.depth and token.text != "."
                return ""
            if token.text == ";" and not depth:
                return self.behind_semicolon()
            depth += (token.text in ("[", "(")) - (token.text in ("]", ")"))
            depth = max(depth, 0)
            self.index += 1

    def skip_sentence(self) -> None:
        """Goes behind the next dot, or to the next line that starts a subject."""
        while self.tokens[self.index].kind != "end" and self.tokens[self.index].text != "}":
            if self.tokens[self.index].text == ".":
                self.index += 1
                return
            if self.new_subject():
                return
            self.index += 1
