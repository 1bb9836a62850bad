"""Runs the query of each answer key in a folder on the files beside it, with DuckDB.

run_reveals.py FOLDER: the folder has ID.json (an answer key of one story) and ID/ (the dataset's CSV files) for each story.
Prints {"price-rise": {"query": -0.31, "key": -0.31}, ...}.
"""

import json
import os
import sys
from pathlib import Path

import duckdb

found = {}
for key in sorted(Path(sys.argv[1]).resolve().glob("*.json")):
    (story,) = json.loads(key.read_text(encoding="utf-8"))["stories"]
    os.chdir(key.with_suffix(""))
    result = duckdb.sql(story["reveal"]["sql"])
    (row,) = result.fetchall()
    found[story["id"]] = {"query": row[result.columns.index("effect")], "key": story["achieved_effect"]}
print(json.dumps(found))
