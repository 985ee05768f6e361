"""``python -m psin``."""

try:
    from .cli import entry

    entry()
except KeyboardInterrupt:  # before the command has begun, which handles it from there on
    raise SystemExit(130) from None
