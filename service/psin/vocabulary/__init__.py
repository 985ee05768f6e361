"""Namespaces, and the terms and concepts as read from ``ontology/``."""
