//! Fields: the columns of the one column table, as Tableau knows them.

use crmgen_core::columns::{Column, Kind, Table};

use super::xml::Xml;

/// A column of a file.
#[derive(Clone, Copy, Debug)]
pub(super) struct FileColumn {
    pub(super) table: Table,
    pub(super) column: &'static Column,
    pub(super) ordinal: usize,
}

/// A column as a field of a data source.
#[derive(Clone, Debug)]
pub(super) struct Field {
    /// Where it comes from.
    pub(super) of: FileColumn,
    /// Its name in the data source, without brackets; names that two files share carry the second file's name.
    pub(super) name: String,
    /// Whether rows of this file are repeated by the join.
    pub(super) repeated: bool,
}

/// The file of a table, as it is called in the package.
pub(super) fn file(table: Table) -> String {
    format!("{}.csv", table.name())
}

/// The columns of a table's file.
pub(super) fn file_columns(table: Table) -> impl Iterator<Item = FileColumn> {
    table.columns().iter().enumerate().map(move |(ordinal, column)| FileColumn { table, column, ordinal })
}

/// The fields of files put together: the first keeps all names, the others those that are still free.
pub(super) fn fields(tables: &[Table], repeated: &[Table]) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    for &table in tables {
        for of in file_columns(table) {
            let taken = fields.iter().any(|field| field.name == of.column.name);
            let name = if taken { format!("{} ({})", of.column.name, file(table)) } else { of.column.name.to_owned() };
            fields.push(Field { of, name, repeated: repeated.contains(&table) });
        }
    }
    fields
}

impl FileColumn {
    /// Tableau's word for the type.
    pub(super) const fn datatype(self) -> &'static str {
        match self.column.kind {
            Kind::Key | Kind::Text | Kind::Label(_) => "string",
            Kind::Number { places: 0 } => "integer",
            Kind::Number { .. } => "real",
            Kind::Date => "date",
            Kind::Flag => "boolean",
        }
    }

    /// The number that stands for the type in metadata records.
    const fn remote_type(self) -> &'static str {
        match self.column.kind {
            Kind::Key | Kind::Text | Kind::Label(_) => "129",
            Kind::Number { places: 0 } => "20",
            Kind::Number { .. } => "5",
            Kind::Date => "133",
            Kind::Flag => "11",
        }
    }

    /// The name for people: `Customer ID` for `customer_id`.
    fn caption(self) -> String {
        let word = |word: &str| match word {
            "id" => "ID".to_owned(),
            "nps" => "NPS".to_owned(),
            _ => word[..1].to_uppercase() + &word[1..],
        };
        self.column.name.split('_').map(word).collect::<Vec<_>>().join(" ")
    }
}

impl Field {
    /// The name in brackets, as formulas and pills write it.
    pub(super) fn bracketed(&self) -> String {
        format!("[{}]", self.name)
    }

    pub(super) fn role(&self) -> &'static str {
        if matches!(self.of.column.kind, Kind::Number { .. }) { "measure" } else { "dimension" }
    }

    pub(super) fn kind(&self) -> &'static str {
        match self.of.column.kind {
            Kind::Number { .. } => "quantitative",
            Kind::Date => "ordinal",
            _ => "nominal",
        }
    }

    /// What numbers are summed up as, if nothing else is asked for. Only sums of what is worth summing, and never of
    /// rows that the join repeats.
    fn aggregation(&self) -> &'static str {
        match self.of.column.kind {
            Kind::Number { .. } if self.repeated => "Avg",
            Kind::Number { .. } if self.of.column.unit.starts_with("USD") || self.of.column.unit == "feedbacks" => {
                "Sum"
            }
            Kind::Number { .. } => "Avg",
            Kind::Date => "Year",
            _ => "Count",
        }
    }

    fn default_format(&self) -> Option<&'static str> {
        match (self.of.column.kind, self.of.column.unit) {
            (Kind::Number { places: 0 }, "USD") => Some("c\"$\"#,##0;-\"$\"#,##0"),
            (Kind::Number { .. }, unit) if unit.starts_with("USD") => Some("c\"$\"#,##0.00;-\"$\"#,##0.00"),
            (Kind::Number { places: 0 }, "percent") => Some("n0\"%\";-0\"%\""),
            (Kind::Number { places: 0 }, _) => Some("n#,##0;-#,##0"),
            (Kind::Number { .. }, unit) if unit.starts_with("probability") => Some("p0.0%"),
            (Kind::Number { .. }, "hours") => Some("n#,##0.0;-#,##0.0"),
            (Kind::Number { .. }, "degrees") => Some("n0.0000;-0.0000"),
            (Kind::Number { .. }, _) => Some("n0.00;-0.00"),
            (Kind::Date, _) => Some("*yyyy-mm-dd"),
            _ => None,
        }
    }

    /// What places on a map are.
    fn semantic_role(&self) -> Option<&'static str> {
        match self.of.column.name {
            "country" => Some("[Country].[ISO3166_2]"),
            "city" => Some("[City].[Name]"),
            "latitude" => Some("[Geographical].[Latitude]"),
            "longitude" => Some("[Geographical].[Longitude]"),
            _ => None,
        }
    }

    /// Writes the `<column>` of the data source: caption, role, format.
    pub(super) fn write_column(&self, xml: &mut Xml) {
        let shared = self.name != self.of.column.name;
        let caption = match shared {
            true => format!("{} ({})", self.of.caption(), self.of.table.name()),
            false => self.of.caption(),
        };
        let name = self.bracketed();
        let mut attributes = vec![("caption", caption.as_str()), ("datatype", self.of.datatype())];
        if self.role() == "measure" {
            attributes.insert(0, ("aggregation", self.aggregation()));
        }
        if let Some(format) = self.default_format() {
            attributes.push(("default-format", format));
        }
        if shared && self.of.column.name == "customer_id" {
            // The same value as the field of the first file: one is enough to choose from.
            attributes.push(("hidden", "true"));
        }
        attributes.extend([("name", name.as_str()), ("role", self.role())]);
        if let Some(role) = self.semantic_role() {
            attributes.push(("semantic-role", role));
        }
        attributes.push(("type", self.kind()));
        xml.leaf("column", &attributes);
    }

    /// Writes the metadata record: what was read from the file.
    pub(super) fn write_record(&self, object_id: Option<&str>, xml: &mut Xml) {
        xml.element("metadata-record", &[("class", "column")], |xml| {
            xml.text("remote-name", &[], self.of.column.name);
            xml.text("remote-type", &[], self.of.remote_type());
            xml.text("local-name", &[], &self.bracketed());
            xml.text("parent-name", &[], &format!("[{}]", file(self.of.table)));
            xml.text("remote-alias", &[], self.of.column.name);
            xml.text("ordinal", &[], &self.of.ordinal.to_string());
            xml.text("local-type", &[], self.of.datatype());
            xml.text("aggregation", &[], self.aggregation());
            if self.of.datatype() == "string" {
                xml.text("scale", &[], "1");
                xml.text("width", &[], "1073741823");
            }
            xml.text("contains-null", &[], "true");
            if self.of.datatype() == "string" {
                xml.leaf("collation", &[("flag", "0"), ("name", "LEN_RUS")]);
            }
            if let Some(id) = object_id {
                xml.text("object-id", &[], &format!("[{id}]"));
            }
        });
    }
}
