//! The rules by number and name.

use std::fmt;

/// Defines the rules: number, name, and what each says in plain words.
macro_rules! rules {
    ($($(#[doc = $doc:literal])* $number:literal $name:ident = $sentence:literal),+ $(,)?) => {
        /// What no row may break. `Rule::Cells` comes before the 27 numbered rules: only what can be read can be checked.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Rule { $($(#[doc = $doc])* $name = $number),+ }

        impl Rule {
            /// Every rule, by number.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// What it says, in one plain sentence.
            #[must_use]
            pub const fn sentence(self) -> &'static str {
                match self { $(Self::$name => $sentence),+ }
            }
        }
    };
}

rules! {
    /// Types, closed lists, what may be empty, and ranges that follow from the meaning of a column.
    0 Cells = "every cell is what its column says",
    /// Rows come by ascending key, so a key that is not larger than the one before is a repetition or out of place.
    1 UniqueKeys = "keys are unique, and rows are in the order of their keys",
    /// Also: the key of the row begins with the customer's number, and repeats their region and segment rightly.
    2 HasCustomer = "every deal and feedback belongs to a customer of the customers table",
    /// Only what the tables show: names are there, and a colleague's rows lie in one region (the one with most of them)
    /// for at least 95% of all rows; and account managers act from the day they took over, not before: renewals are theirs.
    /// When a sales person was hired is in no table, so that part cannot be checked here.
    3 Staff = "owners and account managers have a name, work in one region for at least 95% of rows, and act from their first day on",
    /// The one exception: the day an open deal is expected to close.
    4 NotAfterAsOf = "nothing happens after the last day of the data",
    /// See the sentence.
    5 DealAfterCustomer = "no deal is opened before its customer is created",
    /// See the sentence.
    6 DealDatesInOrder = "a deal closes, and is expected to close, on or after the day it was opened",
    /// Also: the cycle is the number of days from opening to closing.
    7 ClosedTogether = "a deal has a closed date, a length of its cycle and a final stage, or none of them",
    /// Also: the probabilities of the stages between, 10, 25, 50 and 75.
    8 ProbabilityOfStage = "the probability is that of the stage: 100 for won deals only, 0 for lost ones only",
    /// See the sentence.
    9 LossReason = "lost deals have a loss reason, and no others",
    /// Before discount, within 3.7 sigmas of the segment's median (the .01–99.99% band) for new business, for a further
    /// product or expansions scaled as the model scales them; a renewal is another year of what was won before.
    10 AmountInBand = "amounts are above 0 and usual for the segment",
    /// See the sentence.
    11 DiscountAtMost40 = "discounts are from 0 to 40 percent",
    /// A share, judged from 100 open deals on.
    12 FewOverdue = "at most a quarter of the open deals are past their expected date",
    /// See the sentence.
    13 FeedbackWhileCustomer = "feedback comes from the day the customer was created to 30 days after they left",
    /// Also: what was answered and settled has a resolution time. An answer on the last day counts as in time, as the
    /// hour of a feedback is in no table.
    14 AnswersInOrder = "answers come before solutions, solutions only where settled, and neither after the last day",
    /// See the sentence.
    15 ChurnIsFinal = "who churned has a churn date, and after it no open deal and no win, but for a win-back 90 days on",
    /// Also: prospects are those without a won deal.
    16 ActiveIsRecent = "active customers had activity in the last 180 days, inactive ones had not, prospects never bought",
    /// See the sentence.
    17 LastActivity = "the last activity date is the latest day of the customer's rows",
    /// Renewals before the history are not in the data, so a renewal may fall any whole number of years after the first win.
    18 NeedsEarlierWin = "expansions and renewals follow a won deal, renewals whole years after the first, give or take 45 days",
    /// See the sentence.
    19 SumsMatch = "lifetime value, feedback count and mean sentiment are those of the customer's rows",
    /// See the sentence.
    20 PlaceFits = "country, city, coordinates, phone prefix and e-mail domain fit together",
    /// Also: the domain begins with a word of the name, in the letters of domains.
    21 EmailFits = "e-mail addresses are unique and their domain is made from the company's name",
    /// See the sentence.
    22 SizeFits = "segment and company size contain the number of employees",
    /// See the sentence.
    23 LabelOfScore = "the sentiment label is that of the score",
    /// See the sentence.
    24 ScoreOfText = "the sentiment score is what the analyser says of the text",
    /// Also: the product of every feedback is one the customer had bought by that day.
    25 ProductOwned = "a product named in a text is the row's, and the customer owns it",
    /// By the words in `data/category_words.txt`.
    26 TextOfCategory = "the text speaks about the row's category",
    /// See the sentence.
    27 TextLength = "no text is longer than its channel allows",
}

impl Rule {
    /// Its number in the model: 1 to 27, and 0 for [`Rule::Cells`].
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.sentence())
    }
}
