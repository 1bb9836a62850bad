use super::*;
use crate::block::tests::recipe;
use crate::block::{Block, Plan};

fn read(table: Table, filters: &[&str], sort: &str) -> Result<Query, Vec<crate::recipe::FieldProblem>> {
    let filters = filters.iter().map(|&filter| filter.to_owned()).collect();
    Query::read(table, &QueryText { filters, search: None, sort: Some(sort.to_owned()) })
}

fn refusal(table: Table, filter: &str) -> String {
    read(table, &[filter], "").unwrap_err().remove(0).message
}

/// Keys of the rows kept, in order.
fn keys(table: Table, filters: &[&str], sort: &str, most: usize, from_end: bool) -> Vec<(u64, u32)> {
    let plan = Plan::new(&recipe(&[("customers", "1500")]));
    let query = read(table, filters, sort).unwrap();
    let mut top = Top::new(most, from_end);
    for block in (0..plan.blocks()).rev() {
        let mut made = Made::new(&plan, table, Made::customers_of(&plan, block), query.depth_at_first());
        let rows = query.select(&mut made);
        let whose: Vec<(u64, u32)> = rows.iter().map(|&row| made.block(Depth::WithoutText).whose(table, row)).collect();
        top.add(query.entries(&rows, &whose, &mut made, (most, from_end)));
    }
    top.finish().iter().map(|entry| (entry.customer, entry.row)).collect()
}

#[test]
fn ties_come_by_key_and_both_ends_are_parts_of_one_order() {
    let all = keys(Table::Deals, &[], "-stage,amount", usize::MAX, false);
    assert!(all.len() > 1_500);
    assert_eq!(keys(Table::Deals, &[], "-stage,amount", 40, false), all[..40]);
    assert_eq!(keys(Table::Deals, &[], "-stage,amount", 40, true), all[all.len() - 40..]);
    for order in ["company_name", "-company_name,city", "-churn_date,email", "churn_date"] {
        let all = keys(Table::Customers, &[], order, usize::MAX, false);
        assert_eq!(all.len(), 1_500);
        for most in [1, 7, 300] {
            assert_eq!(keys(Table::Customers, &[], order, most, false), all[..most], "{order}");
            assert_eq!(keys(Table::Customers, &[], order, most, true), all[all.len() - most..], "{order}");
        }
    }
    let unsorted = keys(Table::Deals, &[], "", usize::MAX, false);
    assert!(unsorted.is_sorted() && unsorted.len() == all.len());
}

#[test]
fn rows_wherever_they_stand_are_the_rows_of_the_whole_block() {
    let plan = Plan::new(&recipe(&[("customers", "400")]));
    let block = Block::simulate(&plan, 0);
    let rows: Vec<u32> = vec![0, 1, 2, 9, 200, 201, 399];
    for &table in Table::ALL {
        let all = ColumnSet::all(table);
        let (whole, some) = (block.batch(table, all, 0..block.rows(table)), block.batch_of(table, all, &rows));
        assert_eq!(some.rows, rows.len());
        for (whole, some) in whole.values.iter().zip(&some.values) {
            for (k, &row) in rows.iter().enumerate() {
                assert_eq!(whole.cell(row as usize), some.cell(k));
            }
        }
        assert_eq!(block.batch_of(table, all, &[]).rows, 0);
        assert_eq!(block.whose(table, 399).0, Block::simulate(&plan, 0).whose(table, 399).0);
    }
}

#[test]
fn a_condition_on_a_key_tells_which_customers_to_look_at() {
    let customers = |filter| read(Table::Feedback, &[filter], "").unwrap().customers();
    assert_eq!(customers("customer_id:eq:CUST-0000777"), (777, 777));
    assert_eq!(customers("feedback_id:in:fb-0000009-02,FB-0000005-01"), (5, 9));
    assert_eq!(customers("customer_id:gt:CUST-0000010"), (10, u64::MAX));
    assert_eq!(customers("customer_id:ne:CUST-0000010"), (1, u64::MAX));
    assert_eq!(customers("rating:eq:5"), (1, u64::MAX));
}

#[test]
fn texts_are_made_only_for_rows_that_nothing_cheaper_excludes() {
    let query = read(Table::Feedback, &["feedback_text:contains:price", "channel:eq:Survey"], "").unwrap();
    let plan = Plan::new(&recipe(&[("customers", "300")]));
    struct Watched<'a>(Made<'a>, Vec<(usize, usize)>);
    impl Columns for Watched<'_> {
        fn rows(&mut self) -> usize {
            self.0.rows()
        }
        fn column(&mut self, index: usize, rows: &[u32]) -> Found {
            self.1.push((index, rows.len()));
            self.0.column(index, rows)
        }
    }
    let mut watched = Watched(Made::new(&plan, Table::Feedback, 1..=300, query.depth_at_first()), Vec::new());
    let all = watched.rows();
    let kept = query.select(&mut watched);
    let [(channel, every), (text, some)] = watched.1[..] else { panic!("{:?}", watched.1) };
    assert_eq!((channel, text), (3, 6));
    assert!(every == all && some < all / 2 && !kept.is_empty() && kept.len() < some, "{every} {some} {}", kept.len());
}

#[test]
fn refusals_say_what_was_given_and_what_is_allowed() {
    for (filter, said) in [
        ("amount", "write it as column:operator:value"),
        ("amout:gt:5", "deals has no column \"amout\". Did you mean amount?"),
        ("amount:greater:5", "there is no operator \"greater\"; there are: eq, ne, in"),
        ("amount:gt:many", "amount is compared with a number, such as 12 or -0.5; \"many\" is none."),
        ("amount:gt:1e5", "amount is compared with a number"),
        ("created_date:lt:30.06.2026", "created_date is compared with a day, written YYYY-MM-DD"),
        ("stage:eq:Closed One", "it is \"Closed One\". Did you mean Closed Won?"),
        ("deal_id:eq:CUST-0000001", "deal_id is compared with a key such as DEAL-0000001-01"),
        ("loss_reason:null:maybe", "loss_reason is compared with true or false"),
        ("stage:in:\"Closed Won", "one that holds a comma in quotation marks"),
        ("stage:eq:", "Empty cells are found with stage:null:true"),
    ] {
        let message = refusal(Table::Deals, filter);
        assert!(message.contains(said), "{filter}: {message}");
    }
    assert!(refusal(Table::Customers, "city:eq:Londn").contains("Did you mean London?"));
    assert!(refusal(Table::Feedback, "resolved:eq:yes").contains("true or false"));
    let problems = Query::read(
        Table::Deals,
        &QueryText {
            filters: vec!["x:eq:1".into(), "amount:gt:1".into(), "y".into()],
            search: Some("a".repeat(300)),
            sort: Some("-amount,amount,z".into()),
        },
    )
    .unwrap_err();
    let pointers: Vec<&str> = problems.iter().map(|problem| problem.pointer.as_str()).collect();
    assert_eq!(pointers, ["/filter/0", "/filter/2", "/q", "/sort", "/sort"]);
}
