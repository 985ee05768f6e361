"""Reads what a page says of itself with extruct and signposting and prints it as JSON. Run in their environment."""

import json
import sys
from urllib.request import Request, urlopen

import extruct
import signposting

url = sys.argv[1]
with urlopen(Request(url, headers={"Accept": "text/html"})) as answer:
    html = answer.read().decode()
found = signposting.find_signposting_http(url)
print(
    json.dumps(
        {
            "embedded": extruct.extract(html, base_url=url, syntaxes=["json-ld"])["json-ld"],
            "cite_as": found.citeAs.target if found.citeAs else None,
            "described_by": sorted(str(link.type) for link in found.describedBy),
            "licence": found.license.target if found.license else None,
        }
    )
)
