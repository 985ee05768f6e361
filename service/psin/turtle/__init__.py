"""Reading Turtle with the position of every term, and writing it in one canonical layout."""
