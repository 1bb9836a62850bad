"""Reads excel.xlsx with openpyxl and prints what the dashboard says, with formulas and their values, as JSON.

check_excel.py FILE
check_excel.py FILE BARE: writes FILE again as BARE, its formulas without their values.
"""

import datetime
import json
import sys

import openpyxl


def formulas_of(path):
    """The formulas of the sheet Summary: cell, formula, value."""
    return [(cell.coordinate, cell.value, value.value)
            for plain, computed in zip(openpyxl.load_workbook(path)["Summary"].iter_rows(),
                                       openpyxl.load_workbook(path, data_only=True)["Summary"].iter_rows())
            for cell, value in zip(plain, computed)
            if isinstance(cell.value, str) and cell.value.startswith("=")]


def main(path):
    values, formulas = openpyxl.load_workbook(path, data_only=True), openpyxl.load_workbook(path)
    assert values.sheetnames == ["Dashboard", "Summary", "Customers", "Deals", "Feedback", "Dates", "Columns"]
    tables = {}
    for sheet in values.worksheets:
        for table in sheet.tables.values():
            (head, *rows) = sheet[table.ref]
            assert [cell.value for cell in head] == [c.name for c in table.tableColumns], sheet.title
            assert sheet.max_row == len(rows) + 1, "the table covers every row"
            assert sheet.freeze_panes and table.autoFilter is not None
            tables[table.displayName] = {"rows": len(rows), "columns": [c.name for c in table.tableColumns]}
    kinds = {}
    for name in ("Customers", "Deals", "Feedback"):
        sheet = values[name]
        for column in sheet.iter_cols():
            found = {type(cell.value).__name__ for cell in column[1:] if cell.value is not None}
            kinds.setdefault(name, {})[column[0].value] = sorted(found)
    days = [row[0].value for row in values["Dates"].iter_rows(min_row=2)]
    assert all(b - a == datetime.timedelta(days=1) for a, b in zip(days, days[1:])), "no day is missing"
    summary = {cell: [formula, value] for cell, formula, value in formulas_of(path)}
    charts = [
        {"series": [s.val.numRef.f for s in chart.series], "labels": [(s.cat.strRef or s.cat.numRef).f for s in chart.series]}
        for chart in formulas["Dashboard"]._charts
    ]
    print(json.dumps({"tables": tables, "kinds": kinds, "summary": summary, "charts": charts}))


if __name__ == "__main__":
    if len(sys.argv) > 2:
        openpyxl.load_workbook(sys.argv[1]).save(sys.argv[2])
        print("true")
    else:
        main(sys.argv[1])
