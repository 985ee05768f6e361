"""What the server itself refuses before the application sees it, in the shape of every other error.

Source: RFC 9110, section 15.5; RFC 9457.
"""

from __future__ import annotations

from waitress.task import ErrorTask
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from .language import of_path
from .negotiation import choose
from .problems import PROBLEM, TEXT, as_json, as_text
from .said import said

_ADVICE = {
    400: "Send it as HTTP/1.1 says; most clients do that by themselves.",
    413: "Send less, or in several requests.",
    431: "Send a long query by POST, in the body.",
}
_DETAIL = {
    413: "The body of the request is larger than it may be.",
    431: "The address and the headers of the request are longer than they may be.",
    500: "The service made a mistake while answering.",
}


class Refusal(ErrorTask):
    """A malformed or oversized request, answered as problem details or plain text, readable from any web page."""

    def execute(self) -> None:
        error = self.request.error
        status = int(error.code)
        detail = _DETAIL.get(status) or f"The request is not HTTP as it should be: {error.body.strip().rstrip('.')}."
        # A request that could not be read has no path.
        chosen = of_path(getattr(self.request, "path", "/"))
        title, detail, advice = (said(text, chosen) for text in (error.reason, detail, _ADVICE.get(status, "")))
        accept = parse_accept_header(self.request.headers.get("ACCEPT", ""), MIMEAccept)
        if choose(accept, (PROBLEM, TEXT)) is PROBLEM:
            kind, text = PROBLEM.media_type, as_json(status, title, detail, advice, {"code": f"http-{status}"})
        else:
            kind, text = TEXT.content_type, as_text(title, detail, advice)
        body = text.encode()
        self.status = f"{status} {error.reason}"
        self.response_headers += [
            ("Content-Type", kind),
            ("Content-Language", chosen),
            ("Access-Control-Allow-Origin", "*"),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
        ]
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)
