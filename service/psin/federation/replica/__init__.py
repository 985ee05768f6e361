"""A copy of a catalogue made in three ways from what it publishes, and the proof that all are one and the same."""
