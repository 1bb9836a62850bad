//! The closed lists of words the tables use: regions, segments, channels and so on.
//!
//! Each is an enum whose names are what people read in every file, in the order charts show them.

/// Defines a closed list: the enum, all its values in order, and their names.
macro_rules! vocabulary {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $value:ident = $text:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum $name { $($(#[$vmeta])* #[doc = $text] $value),+ }

        impl $name {
            /// Every value, in the order people see them.
            pub const ALL: &'static [Self] = &[$(Self::$value),+];
            /// The names, in the same order.
            pub const NAMES: &'static [&'static str] = &[$($text),+];
            /// How many there are.
            pub const COUNT: usize = Self::ALL.len();

            /// The name people read.
            #[must_use]
            pub const fn name(self) -> &'static str { Self::NAMES[self as usize] }

            /// Position in [`Self::ALL`].
            #[must_use]
            pub const fn index(self) -> usize { self as usize }

            /// The value of this exact name.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                Self::NAMES.iter().position(|&n| n == name).map(|i| Self::ALL[i])
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(self.name())
            }
        }
    };
}

vocabulary! {
    /// Where a customer is.
    Region { NorthAmerica = "North America", Europe = "Europe", Apac = "APAC", LatinAmerica = "Latin America" }
}
vocabulary! {
    /// How big a customer is, by employees: 5–199, 200–1,999, 2,000 and more.
    Segment { Smb = "SMB", MidMarket = "Mid-Market", Enterprise = "Enterprise" }
}
vocabulary! {
    /// What a customer does.
    Industry {
        Technology = "Technology", Finance = "Finance", Manufacturing = "Manufacturing", Healthcare = "Healthcare",
        ProfessionalServices = "Professional Services", Retail = "Retail", Education = "Education", Media = "Media",
        Government = "Government", NonProfit = "Non-Profit",
    }
}
vocabulary! {
    /// Bands of the number of employees.
    CompanySize {
        To10 = "1-10", To50 = "11-50", To200 = "51-199", To500 = "200-499", To1000 = "500-999", To2000 = "1000-1999",
        To10000 = "2000-9999", More = "10000+",
    }
}
vocabulary! {
    /// How a subscription is billed.
    BillingPlan { Monthly = "Monthly", Annual = "Annual" }
}
vocabulary! {
    /// Where an account or a deal came from.
    Source {
        InboundLead = "Inbound Lead", MarketingCampaign = "Marketing Campaign", Event = "Event", Partner = "Partner",
        Referral = "Referral", ColdOutreach = "Cold Outreach", ExistingCustomer = "Existing Customer",
    }
}
vocabulary! {
    /// Where an account stands on the last day of the data.
    Status { Active = "Active", Inactive = "Inactive", Churned = "Churned", Prospect = "Prospect" }
}
vocabulary! {
    /// How likely a customer is to leave in the next 90 days.
    RiskBand { Low = "Low", Medium = "Medium", High = "High" }
}
vocabulary! {
    /// What kind of sale a deal is.
    DealType { New = "New", Expansion = "Expansion", Renewal = "Renewal" }
}
vocabulary! {
    /// What is sold.
    Product {
        CrmPlatform = "CRM Platform", AnalyticsSuite = "Analytics Suite", IntegrationPackage = "Integration Package",
        PremiumSupport = "Premium Support", CustomDevelopment = "Custom Development",
        TrainingServices = "Training Services",
    }
}
vocabulary! {
    /// How far a deal has come.
    Stage {
        Prospecting = "Prospecting", Qualification = "Qualification", Proposal = "Proposal",
        Negotiation = "Negotiation", ClosedWon = "Closed Won", ClosedLost = "Closed Lost",
    }
}
vocabulary! {
    /// The rival that was in the race, where one is known. Invented companies.
    Competitor {
        Nimbuscale = "Nimbuscale", Orbitly = "Orbitly", PipeHarbor = "PipeHarbor", Relatrix = "Relatrix",
        Closewell = "Closewell",
    }
}
vocabulary! {
    /// Why a deal was lost.
    LossReason {
        Price = "Price", Competitor = "Competitor", NoDecision = "No Decision", MissingFeatures = "Missing Features",
        Timing = "Timing", Budget = "Budget Cut",
    }
}
vocabulary! {
    /// How a feedback reached us. `Phone` is the agent's note of a call.
    Channel {
        Survey = "Survey", SupportTicket = "Support Ticket", Email = "Email", Chat = "Chat", Review = "Review",
        Phone = "Phone", SocialMedia = "Social Media",
    }
}
vocabulary! {
    /// What a feedback is about.
    Category {
        ProductQuality = "Product Quality", CustomerService = "Customer Service", Pricing = "Pricing",
        Features = "Features", Performance = "Performance", Support = "Support", Implementation = "Implementation",
        Training = "Training",
    }
}
vocabulary! {
    /// The analyser's verdict: score at least .05, at most −.05, or between.
    SentimentLabel { Positive = "Positive", Neutral = "Neutral", Negative = "Negative" }
}

vocabulary! {
    /// A business story that can be planted in a dataset.
    Story {
        PriceRise = "price-rise", BadRelease = "bad-release", StarRep = "star-rep", SlowSupport = "slow-support",
        OnboardingFix = "onboarding-fix", NewCompetitor = "new-competitor",
        QuarterEndDiscounts = "quarter-end-discounts", ReferralEdge = "referral-edge", Handover = "handover",
        Outage = "outage", SilentDecline = "silent-decline", IntegrationLaunch = "integration-launch",
        SurveyWording = "survey-wording", SimpsonsParadox = "simpsons-paradox",
    }
}
vocabulary! {
    /// How clearly a planted story shows in the rows.
    Strength { Subtle = "subtle", Clear = "clear", Obvious = "obvious" }
}
vocabulary! {
    /// What a story moves, or a finding is about.
    Metric {
        Sentiment = "sentiment", Nps = "nps", CategoryShare = "category_share", FeedbackVolume = "feedback_volume",
        ResponseTime = "response_time", UnresolvedShare = "unresolved_share", ChurnRate = "churn_rate",
        WinRate = "win_rate", LossReasonShare = "loss_reason_share", CycleLength = "cycle_length",
        Discount = "discount", ExpansionRate = "expansion_rate",
    }
}

impl SentimentLabel {
    /// The label of a score in ten-thousandths, by VADER's own thresholds of ±.05.
    #[must_use]
    pub const fn of(score_e4: i32) -> Self {
        if score_e4 >= 500 {
            Self::Positive
        } else if score_e4 <= -500 {
            Self::Negative
        } else {
            Self::Neutral
        }
    }
}
