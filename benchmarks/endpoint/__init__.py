"""The endpoint beside its peers: same machine, same data, same queries, in turn."""
