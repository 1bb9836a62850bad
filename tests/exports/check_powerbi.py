"""Reads powerbi.zip: JSON parts against what Microsoft's documentation requires, and every name against the model.

check_powerbi.py FILE
"""

import json
import re
import sys
import zipfile

SCHEMA = re.compile(r"https://developer\.microsoft\.com/json-schemas/fabric/[A-Za-z/]+/\d+\.\d+\.\d+/schema\.json")
# What each kind of file must have (learn.microsoft.com, Power BI Desktop projects: report and semantic model folders, and
# the published schemas it names).
REQUIRED = {
    ".pbip": {"version", "artifacts"},
    "definition.pbir": {"version", "datasetReference"},
    "definition.pbism": {"version"},
    ".platform": {"metadata", "config"},
    "version.json": {"version"},
    "report.json": {"themeCollection", "layoutOptimization"},
    "pages.json": {"pageOrder", "activePageName"},
    "page.json": {"name", "displayName", "displayOption", "height", "width"},
    "visual.json": {"name", "position", "visual"},
}
TYPES = {"string", "int64", "double", "dateTime", "boolean"}


def tmdl_tables(files, folder):
    """Tables with their columns and measures."""
    tables = {}
    for name, text in files.items():
        match = re.fullmatch(rf"{re.escape(folder)}/definition/tables/(.+)\.tmdl", name)
        if match:
            (table,) = re.findall(r"^table (\S+)$", text, re.M)
            assert table == match[1]
            columns = dict(re.findall(r"^\tcolumn (\S+)\n\t\tdataType: (\S+)$", text, re.M))
            assert set(columns.values()) <= TYPES, columns
            sources = re.findall(r"^\t\tsourceColumn: (\S+)$", text, re.M)
            assert sources == list(columns), "each column comes from the column of its name"
            for other in re.findall(r"^\t\tsortByColumn: (\S+)$", text, re.M):
                assert columns[other] == "int64"
            measures = dict(re.findall(r"^\tmeasure '(.+?)' = (.+)$", text, re.M))
            assert not set(measures) & set(columns)
            (partition,) = re.findall(r"^\tpartition (\S+) = m$", text, re.M)
            assert partition == table
            for line in text.splitlines():
                indent = len(line) - len(line.lstrip("\t"))
                assert not line.startswith(" ") and indent <= 4 and "\t" not in line.strip("\t"), line
            tags = re.findall(r"lineageTag: (\S+)", text)
            assert len(set(tags)) == len(tags)
            tables[table] = (columns, measures, text)
    return tables


def check_formulas(tables):
    measures = {name for _, of, _ in tables.values() for name in of}
    assert len(measures) == sum(len(of) for _, of, _ in tables.values()), "a measure is named twice"
    for _, of, _ in tables.values():
        for formula in of.values():
            for table, column in re.findall(r"(\w+)\[([^\]]+)\]", formula):
                assert column in tables[table][0], (formula, table, column)
            for name in re.findall(r"(?<!\w)\[([^\]]+)\]", formula):
                assert name in measures, (formula, name)
            assert formula.count("(") == formula.count(")")


def main(path):
    with zipfile.ZipFile(path) as package:
        assert package.testzip() is None
        names = package.namelist()
        files = {n: package.read(n).decode() for n in names if not n.endswith((".parquet", ".csv"))}
    assert all(not text.startswith("\ufeff") for text in files.values())
    project, = [n for n in files if n.endswith(".pbip")]
    stem = project.removesuffix(".pbip")
    report, model = f"{stem}.Report", f"{stem}.SemanticModel"

    documents = {}
    for name, text in files.items():
        kind = next((kind for kind in REQUIRED if name.endswith(kind)), None)
        if kind:
            documents[name] = json.loads(text)
            missing = REQUIRED[kind] - set(documents[name])
            assert not missing and SCHEMA.fullmatch(documents[name]["$schema"]), (name, missing)
    for needed in ("definition.pbism", "definition/database.tmdl", "definition/model.tmdl", "definition/relationships.tmdl"):
        assert f"{model}/{needed}" in files
    assert documents[project]["artifacts"] == [{"report": {"path": report}}]
    assert documents[f"{report}/definition.pbir"]["datasetReference"]["byPath"]["path"] == f"../{model}"
    for folder, kind in ((report, "Report"), (model, "SemanticModel")):
        assert documents[f"{folder}/.platform"]["metadata"]["type"] == kind

    tables = tmdl_tables(files, model)
    listed = re.findall(r"^ref table (\S+)$", files[f"{model}/definition/model.tmdl"], re.M)
    assert sorted(listed) == sorted(tables)
    check_formulas(tables)
    assert "IsParameterQuery=true" in files[f"{model}/definition/expressions.tmdl"]
    data = {n.removeprefix("Data/") for n in names if n.endswith(".parquet")}
    read = {file for _, _, text in tables.values() for file in re.findall(r'DataFolder & "\\(\S+?\.parquet)"', text)}
    assert read == data == {"customers.parquet", "deals.parquet", "feedback.parquet"}

    ends = []
    for line in files[f"{model}/definition/relationships.tmdl"].splitlines():
        match = re.fullmatch(r"\t(from|to)Column: (\w+)\.(\w+)", line)
        if match:
            end, table, column = match.groups()
            ends.append((end, tables[table][0][column]))
            assert end == "from" or re.search(rf"column {column}\n\t\tdataType: \S+\n\t\tisKey", tables[table][2])
    assert len(ends) == 10 and all(a[1] == b[1] for a, b in zip(ends[::2], ends[1::2]))

    order = documents[f"{report}/definition/pages/pages.json"]["pageOrder"]
    shown = []
    for page in order:
        home = f"{report}/definition/pages/{page}"
        about = documents[f"{home}/page.json"]
        assert about["name"] == page
        for name, visual in documents.items():
            if not (name.startswith(f"{home}/visuals/") and name.endswith("visual.json")):
                continue
            assert name == f"{home}/visuals/{visual['name']}/visual.json"
            place = visual["position"]
            assert place["x"] + place["width"] <= about["width"] and place["y"] + place["height"] <= about["height"]
            for role in visual["visual"].get("query", {}).get("queryState", {}).values():
                for projection in role["projections"]:
                    (kind, field), = projection["field"].items()
                    table, property = field["Expression"]["SourceRef"]["Entity"], field["Property"]
                    assert property in tables[table][0 if kind == "Column" else 1], (name, table, property)
                    assert projection["queryRef"] == f"{table}.{property}"
                    shown.append(f"{table}.{property}")
    assert len(shown) > 12
    print(json.dumps({"tables": {t: list(columns.items()) for t, (columns, _, _) in tables.items()}, "shown": shown}))


if __name__ == "__main__":
    main(sys.argv[1])
