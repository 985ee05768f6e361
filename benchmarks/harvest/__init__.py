"""A partner with many networks, harvested: how memory grows with its size, beside a library that reads it whole."""
