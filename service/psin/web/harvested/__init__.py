"""What partners fetch: the catalogue for other catalogues, the feed of changes, earlier versions, matching of names, cards."""

from . import catalog

BLUEPRINTS = (catalog.blueprint,)
