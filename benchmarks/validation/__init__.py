"""``psin validate`` beside other SHACL engines: whole processes, the same shapes, the same data."""
