"""The catalogue for assistants: a read-only server of the Model Context Protocol, over HTTP at ``/mcp`` and over stdio.

Every request stands for itself and is answered in JSON. The SDK is imported at the first request, since it takes longer to
load than everything else. Source: Model Context Protocol, revision 2026-07-28 and those before it.
"""

from .route import blueprint

__all__ = ["blueprint"]
