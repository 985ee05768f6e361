"""SHACL, compiled once: Core constraints to plain checks over an index, SPARQL constraints to set-based queries."""
