//! What happened to the customers of a block: flat arrays of small codes, an entry a row.

use crate::calendar::Day;
use crate::text::Composition;
use crate::vocabulary::{
    BillingPlan as Billing, Category, Channel, Industry, Product, Region, RiskBand, Segment, Source, Status,
};
use crate::world::account::StaffId;
use crate::world::deal::Deal;

/// Defines arrays that have an entry for the same row at the same place.
macro_rules! arrays {
    ($($(#[$meta:meta])* struct $name:ident { $($(#[$about:meta])* $field:ident: $value:ty,)+ })+) => {$(
        $(#[$meta])*
        #[derive(Debug)]
        pub(crate) struct $name { $($(#[$about])* pub(crate) $field: Vec<$value>,)+ }

        impl $name {
            /// No rows yet, and room for so many.
            pub(super) fn with_capacity(rows: usize) -> Self {
                Self { $($field: Vec::with_capacity(rows),)+ }
            }

            /// Adds the rows that come next.
            pub(super) fn append(&mut self, mut more: Self) {
                $(self.$field.append(&mut more.$field);)+
            }
        }
    )+};
}

arrays! {
    /// The customers of a block.
    struct Customers {
        segment: Segment,
        region: Region,
        industry: Industry,
        city: u16,
        created: Day,
        last_activity: Day,
        status: Status,
        churned: Day,
        billing: Option<Billing>,
        manager: StaffId,
        manager_since: Day,
        source: Source,
        monthly_cents: i64,
        lifetime_value: i64,
        feedback_count: u32,
        score_sum_e4: i64,
        /// Churn risk in ten-thousandths; −1 where there is none.
        risk_e4: i32,
    }

    /// The deals of a block, by customer and then by day of opening.
    struct Deals {
        customer: u32,
        ordinal: u32,
        deal: Deal,
    }

    /// The feedback of a block, by customer and then by day.
    struct Feedbacks {
        customer: u32,
        ordinal: u32,
        day: Day,
        channel: Channel,
        category: Category,
        product: Product,
        rating: Option<u8>,
        nps: Option<u8>,
        words: Composition,
        score_e4: i32,
        risk: RiskBand,
        response: Option<i32>,
        resolved: bool,
        resolution: Option<i32>,
    }
}
