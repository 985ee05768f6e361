"""The log as feeds: pages of events for programs and for people."""

#: Events on one page; a full page never changes.
SIZE = 100
