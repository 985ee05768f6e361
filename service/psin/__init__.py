"""psin: the open knowledge graph of public sector innovation networks, as a library, a command and a service."""

__version__ = "1.0.0"
