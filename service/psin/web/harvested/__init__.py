"""What partners fetch: the catalogue for other catalogues, the feed of changes, earlier versions, matching of names, cards."""

from . import catalog, embed, feed, memento, reconcile

BLUEPRINTS = (catalog.blueprint, embed.blueprint, feed.blueprint, memento.blueprint, reconcile.blueprint)
