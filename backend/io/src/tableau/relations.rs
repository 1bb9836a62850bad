//! The data source `tableau.tdsx`: the three tables related by customer_id, for people who build their own sheets. The
//! tables are CSV files in the package, or those of an extract.

use crmgen_core::columns::Table;

use super::fields::{fields, file};
use super::source::{
    VERSION, write_extracted, write_layout, write_maps, write_named_connection, write_named_extract, write_relation,
};
use super::xml::{Attributes, Xml};
use crate::ids::Ids;

const NAME: &str = "federated.crmgen";

/// Where the rows are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rows {
    /// In CSV files.
    Files,
    /// In an extract.
    Extract,
}

impl Rows {
    const fn connection(self) -> &'static str {
        match self {
            Self::Files => "textscan.crmgen",
            Self::Extract => "hyper.crmgen",
        }
    }

    fn write_connection(self, xml: &mut Xml) {
        match self {
            Self::Files => write_named_connection(self.connection(), &file(Table::Customers), xml),
            Self::Extract => write_named_extract(self.connection(), xml),
        }
    }

    fn write_table(self, table: Table, xml: &mut Xml) {
        match self {
            Self::Files => write_relation(self.connection(), table, xml),
            Self::Extract => write_extracted(self.connection(), table, xml),
        }
    }
}

/// The data source as Tableau writes it.
pub(super) fn datasource(name: &str, rows: Rows, ids: &Ids) -> String {
    let fields = fields(Table::ALL, &[]);
    let object = |table: Table| ids.object(&file(table));
    let mut xml = Xml::new();
    let attributes: Attributes<'_> = &[
        ("caption", name),
        ("formatted-name", NAME),
        ("inline", "true"),
        ("source-platform", "win"),
        ("version", VERSION),
        ("xmlns:user", "http://www.tableausoftware.com/xml/user"),
    ];
    xml.open("datasource", attributes);
    xml.element("document-format-change-manifest", &[], |xml| {
        for feature in ["ObjectModelEncapsulateLegacy", "ObjectModelTableType", "SchemaViewerObjectModel"] {
            xml.leaf(feature, &[]);
        }
    });
    xml.element("connection", &[("class", "federated")], |xml| {
        rows.write_connection(xml);
        xml.element("relation", &[("type", "collection")], |xml| {
            Table::ALL.iter().for_each(|&table| rows.write_table(table, xml));
        });
        write_maps(&fields, xml);
        xml.element("metadata-records", &[], |xml| {
            fields.iter().for_each(|field| field.write_record(Some(&object(field.of.table)), xml));
        });
    });
    xml.leaf("aliases", &[("enabled", "yes")]);
    fields.iter().for_each(|field| field.write_column(&mut xml));
    for &table in Table::ALL {
        let name = format!("[__tableau_internal_object_id__].[{}]", object(table));
        let attributes = [
            ("caption", file(table)),
            ("datatype", "table".to_owned()),
            ("name", name),
            ("role", "measure".to_owned()),
            ("type", "quantitative".to_owned()),
        ];
        xml.leaf("column", &attributes.iter().map(|(name, value)| (*name, value.as_str())).collect::<Vec<_>>());
    }
    write_layout(&mut xml);
    xml.element("object-graph", &[], |xml| write_graph(rows, &object, xml));
    xml.finish()
}

fn write_graph(rows: Rows, object: &dyn Fn(Table) -> String, xml: &mut Xml) {
    xml.element("objects", &[], |xml| {
        for &table in Table::ALL {
            xml.element("object", &[("caption", &file(table)), ("id", &object(table))], |xml| {
                xml.element("properties", &[("context", "")], |xml| rows.write_table(table, xml));
            });
        }
    });
    xml.element("relationships", &[], |xml| {
        for table in [Table::Deals, Table::Feedback] {
            xml.element("relationship", &[], |xml| {
                xml.element("expression", &[("op", "=")], |xml| {
                    let theirs = format!("[customer_id ({})]", file(table));
                    xml.leaf("expression", &[("op", "[customer_id]")]);
                    xml.leaf("expression", &[("op", &theirs)]);
                });
                xml.leaf("first-end-point", &[("object-id", &object(Table::Customers)), ("unique-key", "true")]);
                xml.leaf("second-end-point", &[("object-id", &object(table))]);
            });
        }
    });
}
