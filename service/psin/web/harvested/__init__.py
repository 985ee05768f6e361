"""What partners fetch: the catalogue for other catalogues, the feed of changes, earlier versions, matching of names, cards."""

from . import catalog, feed, memento

BLUEPRINTS = (catalog.blueprint, feed.blueprint, memento.blueprint)
