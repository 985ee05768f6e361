"""Whether records of several catalogues are about one thing: candidates, decisions of people, and what follows."""
