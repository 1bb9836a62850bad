"""Reads tables of one folder as CSV, NDJSON and Parquet with other people's readers and compares them, types included.

check_tables.py FOLDER COLUMNS.json: the folder has customers.csv, customers.ndjson, customers.parquet and so on;
COLUMNS.json says what type and nullability each column must have: {"customers": [["customer_id", "string", false], …]}.
"""

import json
import sys
from pathlib import Path

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

ARROW = {"string": pa.string(), "integer": pa.int64(), "real": pa.float64(), "date": pa.date32(), "boolean": pa.bool_()}
DUCKDB = {"string": "VARCHAR", "integer": "BIGINT", "real": "DOUBLE", "date": "DATE", "boolean": "BOOLEAN"}
POLARS = {"string": pl.String, "integer": pl.Int64, "real": pl.Float64, "date": pl.Date, "boolean": pl.Boolean}


def check(folder, table, columns):
    names = [name for name, _, _ in columns]
    path = str(folder / f"{table}.parquet")

    file = pq.ParquetFile(path)
    assert file.metadata.created_by.startswith("crmgen "), file.metadata.created_by
    compressions = {file.metadata.row_group(g).column(c).compression
                    for g in range(file.metadata.num_row_groups) for c in range(len(columns))}
    assert compressions <= {"ZSTD"}, compressions
    arrow = pq.read_table(path)
    arrow.validate(full=True)
    for field, (name, kind, nullable) in zip(arrow.schema, columns, strict=True):
        assert (field.name, field.type, field.nullable) == (name, ARROW[kind], nullable), field

    types = ", ".join(f"'{name}': '{DUCKDB[kind]}'" for name, kind, _ in columns)
    csv = f"read_csv('{folder}/{table}.csv', header=true, columns={{{types}}})"
    ndjson = f"read_ndjson('{folder}/{table}.ndjson', columns={{{types}}})"
    parquet = f"'{path}'"
    described = duckdb.sql(f"DESCRIBE SELECT * FROM {parquet}").fetchall()
    assert [(name, kind) for name, kind, *_ in described] == [(name, DUCKDB[kind]) for name, kind, _ in columns]
    rows = duckdb.sql(f"SELECT count(*) FROM {csv}").fetchall()[0][0]
    assert rows == arrow.num_rows and (rows == 0 or rows > 10), rows
    in_order = ", ".join(names)
    for other in (ndjson, parquet):
        numbered = "SELECT row_number() OVER () AS line, {} FROM {}"
        one, two = numbered.format(in_order, csv), numbered.format(in_order, other)
        for left, right in ((one, two), (two, one)):
            differ = duckdb.sql(f"({left}) EXCEPT ALL ({right}) LIMIT 3").fetchall()
            assert not differ, (table, other, differ)

    # The least and greatest values in the footer are those of the rows: readers skip row groups by them.
    for name, kind, _ in columns:
        if kind in ("integer", "real", "date") and rows:
            found = duckdb.sql(f"SELECT min({name}), max({name}), count(*) - count({name}) FROM {csv}").fetchall()[0]
            statistics = [file.metadata.row_group(g).column(names.index(name)).statistics
                          for g in range(file.metadata.num_row_groups)]
            ranges = [s for s in statistics if s.has_min_max]
            said = (min((s.min for s in ranges), default=None), max((s.max for s in ranges), default=None),
                    sum(s.null_count for s in statistics))
            assert said == found, (table, name, said, found)
            some = duckdb.sql(f"SELECT count(*) FROM {csv} WHERE {name} > ?", params=[found[0]]).fetchall()[0]
            assert duckdb.sql(f"SELECT count(*) FROM {parquet} WHERE {name} > ?", params=[found[0]]).fetchall()[0] == some

    frame = pl.read_parquet(path)
    assert dict(frame.schema) == {name: POLARS[kind] for name, kind, _ in columns}
    assert frame.to_arrow().cast(arrow.schema).equals(arrow)
    return rows


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    counts = {table: check(folder, table, columns) for table, columns in json.loads(sys.argv[2]).items()}
    print(json.dumps(counts))
