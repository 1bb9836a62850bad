"""Reads tableau.tdsx with an extract inside, and prints rows, types and sums of its tables as JSON.

check_extract.py FOLDER SCHEMAS: as for check_tableau.py. The extract is read through Tableau's own library.
"""

import json
import sys
import tempfile
import zipfile
from pathlib import Path

from check_tableau import check_tdsx, schemas
from tableauhyperapi import Connection, HyperProcess, Telemetry

EXTRACT = "Data/Extracts/crm.hyper"


def read(path):
    tables = {}
    with tempfile.TemporaryDirectory() as logs:
        options = {"log_dir": logs}
        with HyperProcess(Telemetry.DO_NOT_SEND_USAGE_DATA_TO_TABLEAU, parameters=options) as server, Connection(
            server.endpoint, path
        ) as connection:
            for name in connection.catalog.get_table_names("Extract"):
                columns = connection.catalog.get_table_definition(name).columns
                sums = {}
                for column in columns:
                    if str(column.type) in ("BIG_INT", "DOUBLE"):
                        sums[column.name.unescaped] = connection.execute_scalar_query(
                            f"SELECT CAST(SUM({column.name}) AS DOUBLE PRECISION) FROM {name}")
                tables[name.name.unescaped] = {
                    "rows": connection.execute_scalar_query(f"SELECT COUNT(*) FROM {name}"),
                    "types": {column.name.unescaped: str(column.type) for column in columns},
                    "sums": sums,
                }
    return tables


if __name__ == "__main__":
    folder, schema_folder = Path(sys.argv[1]), Path(sys.argv[2])
    with tempfile.TemporaryDirectory() as unpacked:
        with zipfile.ZipFile(folder / "tableau.tdsx") as package:
            tables = read(package.extract(EXTRACT, unpacked))
    columns = {f"{name}.csv": list(about["types"]) for name, about in tables.items()}
    check_tdsx(folder / "tableau.tdsx", schemas(schema_folder), EXTRACT, columns)
    print(json.dumps(tables))
