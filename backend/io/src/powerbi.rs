//! `powerbi.zip`: a Power BI project (PBIP) over packaged Parquet files: a model with types, relationships, a table of days
//! and measures (TMDL), and one report page (PBIR).
//!
//! The JSON parts name Microsoft's published schemas and hold what those require, as far as the documentation says; the
//! tests check that, and that every field a visual shows is in the model. TMDL has no checker outside Power BI. Nobody has
//! opened the project in Power BI Desktop yet.

mod model;
mod report;

use std::sync::Arc;

use crmgen_core::columns::Table;
use crmgen_core::cube::{Index, Period};
use crmgen_core::recipe::grouped;

use crate::archive::{ArchiveError, add_file, add_tables};
use crate::dictionary::dictionary_csv;
use crate::encode::Encode;
use crate::ids::Ids;
use crate::parquet::Parquet;
use crate::pipeline::Pool;
use crate::sink::Sink;
use crate::source::Source;
use crate::zip::ZipWriter;

#[cfg(test)]
pub(crate) use model::named as measure;

/// The name of the project and of everything in it.
pub(crate) const PROJECT: &str = "CRM Overview";

/// Writes the project into a sink. `index` is what was counted of the same source, `period` the months of its history.
///
/// # Errors
/// When the sink is closed, or making the rows failed.
pub fn write_powerbi<S: Sink + ?Sized>(
    pool: &Pool,
    source: Arc<dyn Source>,
    index: &Index,
    period: Period,
    sink: &mut S,
) -> Result<(), ArchiveError> {
    let ids = Ids::new(source.recipe_json());
    let mut zip = ZipWriter::new(sink);
    add_file(&mut zip, "README.txt", readme(source.name(), index, period).as_bytes())?;
    let files = model::files(period, &ids).into_iter().chain(report::files(source.name(), &ids));
    for (name, text) in files {
        add_file(&mut zip, &name, text.as_bytes())?;
    }
    let encoder: Arc<dyn Encode> = Arc::new(Parquet);
    add_tables(&mut zip, pool, source, &encoder, "Data/")?;
    add_file(&mut zip, "Data/data_dictionary.csv", &dictionary_csv())?;
    zip.finish()?;
    Ok(())
}

fn readme(name: &str, index: &Index, period: Period) -> String {
    let first = period.from.day(1);
    let [customers, deals, feedback] =
        [Table::Customers, Table::Deals, Table::Feedback].map(|table| grouped(index.rows(table)));
    format!(
        "{name}, for Power BI
\nThis is practice data. No person or company in it is real.

1. Unzip everything into one folder, such as C:\\crm. Keep the folders as they are.
2. Start Power BI Desktop. In versions before 2025, turn on File > Options and settings > Options > Preview features >
   \"Power BI Project (.pbip) save option\", \"Store semantic model using TMDL format\" and \"Store reports using enhanced
   metadata format (PBIR)\", and start it again.
3. Open \"{PROJECT}.pbip\".
4. Tell it where the data is: Home > Transform data > Edit parameters. Set DataFolder to the folder Data you unzipped,
   such as C:\\crm\\Data, and click OK.
5. Click Refresh (or \"Apply changes\"). The page fills. The card \"Customers\" should say {customers}.
   The table of deals has {deals} rows, the table of feedback {feedback}.

Of deals closed before {first}, only those that were won are in the table of deals: the first deals of customers who joined
before. The measures \"Won Revenue\" and \"Win Rate\" count from that day on; do the same in measures of your own.

What has been tried: the Parquet files were read back with pyarrow and DuckDB, and every field that the page shows was
looked up in the model. The project has not been opened in Power BI Desktop yet. If it does not open for you, load the
three files in Data with \"Get data\" > Parquet; they are the same data.
"
    )
}
