"""Takes a catalogue as CKAN's DCAT harvester does and prints, as JSON, what it would keep. Run in the environment of CKAN."""

import json
import sys

from ckanext.dcat.harvesters.rdf import DCATRDFHarvester
from ckanext.dcat.processors import RDFParser


class Harvester(DCATRDFHarvester):
    """Keeps its complaints instead of writing them into a database."""

    def __init__(self):
        self.errors = []

    def _save_gather_error(self, message, job):
        self.errors.append(str(message))


harvester, url = Harvester(), sys.argv[1]
kept = []
while url:
    content, kind = harvester._get_content_and_type(url, None, 1, content_type=None)
    if content is None:
        break
    parser = RDFParser()
    parser.parse(content, _format=kind)
    for dataset in parser.datasets():
        identity = harvester._get_guid(dataset, source_url=url)
        kept.append(
            {
                "id": identity,
                "title": dataset.get("title"),
                "resources": [r.get("url") for r in dataset["resources"]],
                "licence": dataset.get("license_id"),
            }
        )
    url = parser.next_page()
print(json.dumps({"kept": kept, "errors": harvester.errors}))
