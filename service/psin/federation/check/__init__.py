"""Playing the clients that partners have, against any site, and saying in plain words what would break and how to mend it."""
