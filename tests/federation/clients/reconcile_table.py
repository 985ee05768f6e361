"""Reconciles names with the reconciler package and prints, as JSON, what it matched. Run in its environment."""

import sys

import pandas
from reconciler import reconcile

address, *names = sys.argv[1:]
found = reconcile(pandas.Series(names), type_id="network", reconciliation_endpoint=address)
print(found.to_json(orient="records"))
