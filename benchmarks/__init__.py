"""Measured comparisons with peers. Nothing here is part of the installed package."""
