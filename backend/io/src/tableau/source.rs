//! Data sources: where the files are, how they are joined or related, which fields come out of them.

use crmgen_core::columns::Table;

use super::fields::{Field, fields, file, file_columns};
use super::xml::{Attributes, Xml};
use crate::hyper::{OWNER, SCHEMA};

/// The folder of the CSV files in every package.
pub(crate) const FOLDER: &str = "Data/crm";
/// The extract in a package that has one in place of the CSV files.
pub(crate) const EXTRACT: &str = "Data/Extracts/crm.hyper";
/// The version of the format that all of this is written in.
pub(super) const VERSION: &str = "18.1";

/// A calculated field.
#[derive(Clone, Copy, Debug)]
pub(super) struct Calculation {
    /// Its name in formulas and pills, without brackets.
    pub(super) name: &'static str,
    pub(super) caption: &'static str,
    /// `{first}` stands for the first day of the history.
    formula: &'static str,
    datatype: &'static str,
    /// Empty where there is none.
    format: &'static str,
    /// What it says, for people who hover over it.
    about: &'static str,
}

/// Two files joined into one wide table.
#[derive(Debug)]
pub(super) struct Source {
    /// Its name in the workbook.
    pub(super) name: &'static str,
    pub(super) caption: &'static str,
    /// The files, the one that keeps its names first.
    tables: [Table; 2],
    join: &'static str,
    pub(super) fields: Vec<Field>,
    pub(super) calculations: &'static [Calculation],
    first_day: String,
}

impl Source {
    pub(super) fn new(
        (name, caption): (&'static str, &'static str),
        tables: [Table; 2],
        join: &'static str,
        calculations: &'static [Calculation],
        first_day: &str,
    ) -> Self {
        let fields = fields(&tables, &[Table::Customers]);
        Self { name, caption, tables, join, fields, calculations, first_day: first_day.to_owned() }
    }

    /// The formula of a calculated field.
    pub(super) fn formula(&self, calculation: &Calculation) -> String {
        calculation.formula.replace("{first}", &self.first_day)
    }

    /// Writes the `<column>` of a calculated field; with its description where it is defined.
    pub(super) fn write_calculation(&self, calculation: &Calculation, described: bool, xml: &mut Xml) {
        let name = format!("[{}]", calculation.name);
        let mut attributes = vec![("caption", calculation.caption), ("datatype", calculation.datatype)];
        if !calculation.format.is_empty() {
            attributes.push(("default-format", calculation.format));
        }
        attributes.extend([("name", name.as_str()), ("role", calculation.role()), ("type", calculation.kind())]);
        xml.element("column", &attributes, |xml| {
            xml.leaf("calculation", &[("class", "tableau"), ("formula", &self.formula(calculation))]);
            if described {
                xml.element("desc", &[], |xml| {
                    xml.element("formatted-text", &[], |xml| xml.text("run", &[], calculation.about));
                });
            }
        });
    }

    /// The field of this name.
    pub(super) fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The calculated field of this name.
    pub(super) fn calculation(&self, name: &str) -> Option<&'static Calculation> {
        self.calculations.iter().find(|calculation| calculation.name == name)
    }

    /// The name of the connection to the files.
    fn connection(&self) -> String {
        format!("textscan.{}", self.name.trim_start_matches("federated."))
    }

    /// Writes the data source of the workbook.
    pub(super) fn write(&self, xml: &mut Xml) {
        let attributes = [("caption", self.caption), ("inline", "true"), ("name", self.name), ("version", VERSION)];
        xml.element("datasource", &attributes, |xml| {
            xml.element("connection", &[("class", "federated")], |xml| {
                let connection = self.connection();
                write_named_connection(&connection, &file(self.tables[0]), xml);
                xml.element("relation", &[("join", self.join), ("type", "join")], |xml| {
                    xml.element("clause", &[("type", "join")], |xml| {
                        xml.element("expression", &[("op", "=")], |xml| {
                            for table in self.tables {
                                let op = format!("[{}].[customer_id]", file(table));
                                xml.leaf("expression", &[("op", &op)]);
                            }
                        });
                    });
                    for table in self.tables {
                        write_relation(&connection, table, xml);
                    }
                });
                write_maps(&self.fields, xml);
                xml.element("metadata-records", &[], |xml| {
                    self.fields.iter().for_each(|field| field.write_record(None, xml));
                });
            });
            xml.leaf("aliases", &[("enabled", "yes")]);
            self.calculations.iter().for_each(|calculation| self.write_calculation(calculation, true, xml));
            self.fields.iter().for_each(|field| field.write_column(xml));
            write_layout(xml);
        });
    }
}

impl Calculation {
    pub(super) const fn new(
        name: &'static str,
        caption: &'static str,
        (datatype, format): (&'static str, &'static str),
        formula: &'static str,
        about: &'static str,
    ) -> Self {
        Self { name, caption, formula, datatype, format, about }
    }

    pub(super) fn role(&self) -> &'static str {
        if matches!(self.datatype, "integer" | "real") { "measure" } else { "dimension" }
    }

    pub(super) fn kind(&self) -> &'static str {
        if self.role() == "measure" { "quantitative" } else { "nominal" }
    }
}

/// A connection to the folder of the files.
pub(super) fn write_named_connection(connection: &str, file: &str, xml: &mut Xml) {
    xml.element("named-connections", &[], |xml| {
        xml.element("named-connection", &[("caption", "crm"), ("name", connection)], |xml| {
            let attributes =
                [("class", "textscan"), ("directory", FOLDER), ("filename", file), ("password", ""), ("server", "")];
            xml.leaf("connection", &attributes);
        });
    });
}

/// A file as a table with its columns.
pub(super) fn write_relation(connection: &str, table: Table, xml: &mut Xml) {
    let file = file(table);
    let name = format!("[{}]", file.replace('.', "#"));
    let attributes = [("connection", connection), ("name", &file), ("table", &name), ("type", "table")];
    xml.element("relation", &attributes, |xml| {
        let format = [("character-set", "UTF-8"), ("header", "yes"), ("locale", "en_US"), ("separator", ",")];
        xml.element("columns", &format, |xml| {
            for of in file_columns(table) {
                let ordinal = of.ordinal.to_string();
                xml.leaf("column", &[("datatype", of.datatype()), ("name", of.column.name), ("ordinal", &ordinal)]);
            }
        });
    });
}

/// Which field is which column of which file.
pub(super) fn write_maps(fields: &[Field], xml: &mut Xml) {
    xml.element("cols", &[], |xml| {
        for field in fields {
            let value = format!("[{}].[{}]", file(field.of.table), field.of.column.name);
            xml.leaf("map", &[("key", &field.bracketed()), ("value", &value)]);
        }
    });
}

/// A connection to the extract.
pub(super) fn write_named_extract(connection: &str, xml: &mut Xml) {
    xml.element("named-connections", &[], |xml| {
        xml.element("named-connection", &[("caption", "crm"), ("name", connection)], |xml| {
            let attributes = [
                ("authentication", "auth-none"),
                ("author-locale", "en_US"),
                ("class", "hyper"),
                ("dbname", EXTRACT),
                ("default-settings", "yes"),
                ("schema", SCHEMA),
                ("sslmode", ""),
                ("username", OWNER),
            ];
            xml.leaf("connection", &attributes);
        });
    });
}

/// A table of the extract. It goes by the name of the table's file, so that fields are called the same either way.
pub(super) fn write_extracted(connection: &str, table: Table, xml: &mut Xml) {
    let name = format!("[{SCHEMA}].[{}]", table.name());
    let file = file(table);
    let attributes = [("connection", connection), ("name", file.as_str()), ("table", &name), ("type", "table")];
    xml.leaf("relation", &attributes);
}

/// How the list of fields is laid out.
pub(super) fn write_layout(xml: &mut Xml) {
    let layout: Attributes<'_> =
        &[("dim-ordering", "alphabetic"), ("measure-ordering", "alphabetic"), ("show-structure", "true")];
    xml.leaf("layout", layout);
}
