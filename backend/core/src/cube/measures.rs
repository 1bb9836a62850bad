//! What is summed in each cell: places in the arrays, and how a row adds to them.

/// Customers, in the cell of the month they joined (`LEFT`: in the month they left).
pub(super) mod customer {
    use crate::block::Block;
    use crate::vocabulary::{RiskBand, Status};

    pub(crate) const JOINED: usize = 0;
    pub(crate) const LEFT: usize = 1;
    pub(crate) const STATUS: usize = 2;
    pub(crate) const RISK: usize = STATUS + Status::COUNT;
    pub(crate) const RISK_CENTS: usize = RISK + RiskBand::COUNT;
    pub(crate) const COUNT: usize = RISK_CENTS + RiskBand::COUNT;

    pub(crate) fn joined(sums: &mut [i64; COUNT], block: &Block, i: usize) {
        let c = &block.customers;
        sums[JOINED] += 1;
        sums[STATUS + c.status[i].index()] += 1;
        if let Some(band) = block.customer_risk(i) {
            sums[RISK + band.index()] += 1;
            sums[RISK_CENTS + band.index()] += c.monthly_cents[i];
        }
    }
}

/// Deals: `CREATED` and `OPEN…` in the month of opening, the rest in the month of closing.
pub(super) mod deal {
    use crate::vocabulary::{DealType, LossReason, Product, Source, Stage};
    use crate::world::deal::Deal;

    /// The stages before closing.
    pub(crate) const OPEN_STAGES: usize = 4;
    pub(crate) const CREATED: usize = 0;
    pub(crate) const OPEN: usize = 1;
    pub(crate) const OPEN_AMOUNT: usize = OPEN + OPEN_STAGES;
    pub(crate) const WON: usize = OPEN_AMOUNT + OPEN_STAGES;
    pub(crate) const CLOSED: usize = WON + 1;
    pub(crate) const WON_AMOUNT: usize = CLOSED + 1;
    pub(crate) const WON_DAYS: usize = WON_AMOUNT + 1;
    pub(crate) const SOURCE_WON: usize = WON_DAYS + 1;
    pub(crate) const SOURCE_CLOSED: usize = SOURCE_WON + Source::COUNT;
    pub(crate) const TYPE_WON: usize = SOURCE_CLOSED + Source::COUNT;
    pub(crate) const TYPE_CLOSED: usize = TYPE_WON + DealType::COUNT;
    pub(crate) const LOSS: usize = TYPE_CLOSED + DealType::COUNT;
    pub(crate) const PRODUCT_AMOUNT: usize = LOSS + LossReason::COUNT;
    pub(crate) const COUNT: usize = PRODUCT_AMOUNT + Product::COUNT;

    pub(crate) fn opened(sums: &mut [i64; COUNT], deal: &Deal) {
        sums[CREATED] += 1;
        if deal.stage < Stage::ClosedWon {
            sums[OPEN + deal.stage.index()] += 1;
            sums[OPEN_AMOUNT + deal.stage.index()] += deal.amount;
        }
    }

    pub(crate) fn closed(sums: &mut [i64; COUNT], deal: &Deal) {
        let won = i64::from(deal.won());
        sums[WON] += won;
        sums[CLOSED] += 1;
        sums[SOURCE_WON + deal.source.index()] += won;
        sums[SOURCE_CLOSED + deal.source.index()] += 1;
        sums[TYPE_WON + deal.kind.index()] += won;
        sums[TYPE_CLOSED + deal.kind.index()] += 1;
        if deal.won() {
            sums[WON_AMOUNT] += deal.amount;
            sums[WON_DAYS] += i64::from(deal.closed.since(deal.created));
            sums[PRODUCT_AMOUNT + deal.product.index()] += deal.amount;
        }
        if let Some(reason) = deal.loss_reason {
            sums[LOSS + reason.index()] += 1;
        }
    }
}

/// Feedback, in the month it reached us.
pub(super) mod feedback {
    use super::response;
    use crate::block::Block;
    use crate::vocabulary::{Category, Channel, Product, SentimentLabel};

    pub(crate) const CHANNEL: usize = 0;
    pub(crate) const CHANNEL_SCORE: usize = CHANNEL + Channel::COUNT;
    /// By channel, then by label.
    pub(crate) const CHANNEL_LABEL: usize = CHANNEL_SCORE + Channel::COUNT;
    pub(crate) const CATEGORY: usize = CHANNEL_LABEL + Channel::COUNT * SentimentLabel::COUNT;
    pub(crate) const CATEGORY_SCORE: usize = CATEGORY + Category::COUNT;
    pub(crate) const CATEGORY_NEGATIVE: usize = CATEGORY_SCORE + Category::COUNT;
    pub(crate) const PRODUCT: usize = CATEGORY_NEGATIVE + Category::COUNT;
    pub(crate) const PRODUCT_SCORE: usize = PRODUCT + Product::COUNT;
    pub(crate) const NPS: usize = PRODUCT_SCORE + Product::COUNT;
    pub(crate) const RESPONSE: usize = NPS + 11;
    pub(crate) const RESPONSE_HUNDREDTHS: usize = RESPONSE + response::BANDS.len();
    pub(crate) const UNRESOLVED: usize = RESPONSE_HUNDREDTHS + 1;
    pub(crate) const COUNT: usize = UNRESOLVED + 1;

    #[inline]
    pub(crate) fn said(sums: &mut [i64; COUNT], block: &Block, i: usize) {
        let f = &block.feedback;
        let (channel, category, product) = (f.channel[i].index(), f.category[i].index(), f.product[i].index());
        let (score, label) = (i64::from(f.score_e4[i]), block.label(i));
        sums[CHANNEL + channel] += 1;
        sums[CHANNEL_SCORE + channel] += score;
        sums[CHANNEL_LABEL + channel * SentimentLabel::COUNT + label.index()] += 1;
        sums[CATEGORY + category] += 1;
        sums[CATEGORY_SCORE + category] += score;
        sums[CATEGORY_NEGATIVE + category] += i64::from(label == SentimentLabel::Negative);
        sums[PRODUCT + product] += 1;
        sums[PRODUCT_SCORE + product] += score;
        if let Some(nps) = f.nps[i] {
            sums[NPS + nps as usize] += 1;
        }
        if let Some(hundredths) = f.response[i] {
            sums[RESPONSE + response::band(hundredths)] += 1;
            sums[RESPONSE_HUNDREDTHS] += i64::from(hundredths);
        }
        sums[UNRESOLVED] += i64::from(!f.resolved[i]);
    }
}

/// Bands of first response times.
pub(crate) mod response {
    /// Names, and the hundredths of an hour below which a band ends; the last has no end.
    pub const BANDS: [(&str, Option<i32>); 9] = [
        ("under 15 minutes", Some(25)),
        ("15 minutes to 1 hour", Some(100)),
        ("1 to 4 hours", Some(400)),
        ("4 to 8 hours", Some(800)),
        ("8 to 24 hours", Some(2_400)),
        ("1 to 2 days", Some(4_800)),
        ("2 to 4 days", Some(9_600)),
        ("4 to 7 days", Some(16_800)),
        ("over 7 days", None),
    ];

    /// Where bands end, in hundredths of an hour.
    const ENDS: [i32; BANDS.len() - 1] = {
        let mut ends = [0; BANDS.len() - 1];
        let mut band = 0;
        while let (_, Some(end)) = BANDS[band] {
            ends[band] = end;
            band += 1;
        }
        ends
    };

    /// The band of a time in hundredths of an hour.
    #[inline]
    pub(crate) fn band(hundredths: i32) -> usize {
        // All ends are compared: no branch to guess.
        ENDS.iter().map(|&end| usize::from(hundredths >= end)).sum()
    }
}
