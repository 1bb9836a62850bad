//! The page in a browser, with a dataset of 1,000,000 customers: its first chart, and how long a filter holds it up.

use super::running::Server;
use super::table::{Table, Want};
use crate::shell::{self, Failure};
use crate::{chromium, node};

/// Customers in the dataset.
const CUSTOMERS: &str = "1000000";

/// Measures the page.
pub(crate) fn measure(table: &mut Table) -> Result<(), Failure> {
    let browser = match chromium::find_or_install() {
        Ok(browser) => browser,
        Err(why) => {
            table.missing("the page", why.to_string());
            return Ok(());
        }
    };
    node::install_packages()?;
    node::script("build")?;
    let dist = node::dist();
    let server = Server::start(&["--page", &dist.to_string_lossy()])?;
    let mut measure = node::npm(&["run", "--silent", "measure", "--", CUSTOMERS]);
    measure.env("CHROMIUM_PATH", browser).env("CRMGEN_URL", format!("http://{}", server.address));
    let said = shell::output(measure)?;
    for line in said.lines() {
        let Some((name, value)) = line.strip_suffix(" ms").and_then(|line| line.rsplit_once(' ')) else { continue };
        let Ok(value) = value.parse() else { continue };
        let what = format!("page, {CUSTOMERS} customers: {}", name.replace('_', " "));
        if name.starts_with("longest_task_filter") {
            table.judge(what, Want::AtMost, 200.0, value, "ms");
        } else {
            table.note(what, value, "ms");
        }
    }
    Ok(())
}
