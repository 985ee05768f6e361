"""Text to findings: parse, lint, shapes, context; and findings to text and JSON."""
