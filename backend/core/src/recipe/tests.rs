use super::*;
use proptest::prelude::*;

fn today() -> Day {
    Day::parse("2026-11-23").unwrap()
}

fn read(draft: &RecipeDraft) -> Result<Recipe, Vec<FieldProblem>> {
    Recipe::from_draft(draft, &Limits::default(), today(), || 42)
}

fn fields(list: &[(&str, Given)]) -> RecipeDraft {
    RecipeDraft::from_fields(list.iter().map(|(n, v)| ((*n).to_owned(), v.clone())).collect())
}

fn pairs(list: &[(&str, &str)]) -> RecipeDraft {
    RecipeDraft::from_pairs(list.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())))
}

fn text(s: &str) -> Given {
    Given::Text(s.to_owned())
}

#[test]
fn an_empty_draft_gives_every_default() {
    let recipe = read(&RecipeDraft::default()).unwrap();
    assert_eq!(
        recipe.identity(),
        "generator=5;seed=42;customers=500;regions=North America;regions=Europe;regions=APAC;regions=Latin America;\
         segments=SMB;segments=Mid-Market;segments=Enterprise;industries=Technology;industries=Finance;\
         industries=Manufacturing;industries=Healthcare;industries=Professional Services;industries=Retail;\
         industries=Education;industries=Media;industries=Government;industries=Non-Profit;as_of=2026-11-23;months=24;\
         feedback_activity=1;deal_activity=1"
    );
    assert_eq!(recipe.name(), "Dataset");
}

#[test]
fn a_form_and_json_give_the_same_recipe() {
    let json = fields(&[
        ("name", text("Spring")),
        ("seed", Given::Integer(7)),
        ("customers", Given::Decimal(1000.0)),
        ("regions", Given::List(vec![text("APAC"), text("europe"), text("APAC")])),
        ("as_of", text("2026-06-30")),
        (
            "activity",
            Given::Object(vec![("feedback".into(), Given::Decimal(0.5)), ("deals".into(), Given::Integer(2))]),
        ),
        ("stories", Given::List(vec![])),
        ("months", Given::Null),
    ]);
    let form = pairs(&[
        ("name", "Spring"),
        ("seed", "7"),
        ("customers", "1000"),
        ("regions", "APAC"),
        ("regions", "Europe"),
        ("as_of", "2026-06-30"),
        ("feedback_activity", "0.5"),
        ("deal_activity", "2"),
        ("months", ""),
        ("stories", ""),
    ]);
    let (json, form) = (read(&json).unwrap(), read(&form).unwrap());
    assert_eq!(json, form);
    assert_eq!(json.regions(), [Region::Europe, Region::Apac]);
}

#[test]
fn every_bad_field_is_named_at_once() {
    let draft = fields(&[
        ("custmers", Given::Integer(5)),
        ("customers", Given::Integer(0)),
        ("seed", Given::Integer(1 << 53)),
        ("months", text("24")),
        ("name", text(" ")),
        ("regions", Given::List(vec![text("Europe"), text("Eurpe"), Given::Integer(3)])),
        ("segments", Given::List(vec![])),
        ("as_of", text("2026-02-30")),
        ("activity", Given::Object(vec![("feedback".into(), Given::Integer(9)), ("deal".into(), Given::Integer(1))])),
        ("stories", Given::List(vec![text("price-rse")])),
        ("seed", Given::Integer(1)),
    ]);
    let problems = read(&draft).unwrap_err();
    let said: Vec<String> = problems.iter().map(|p| format!("{} {}", p.pointer, p.message)).collect();
    assert_eq!(
        said,
        [
            "/custmers There is no field called \"custmers\". Did you mean customers?",
            "/seed seed is given twice; give it once.",
            "/name name is \" \"; it must be a text of 1 to 80 characters on one line.",
            "/seed seed is 9007199254740992; it must be a whole number from 0 to 9,007,199,254,740,991.",
            "/customers customers is 0; it must be a whole number from 1 to 10,000,000.",
            "/regions/1 regions has \"Eurpe\", which is none of: North America, Europe, APAC, Latin America. Did you mean Europe?",
            "/regions/2 regions has 3, which is none of: North America, Europe, APAC, Latin America.",
            "/segments segments is []; it must be a list of at least one of: SMB, Mid-Market, Enterprise.",
            "/as_of as_of is \"2026-02-30\"; it must be a date from 1990-01-01 to 2100-12-31, written YYYY-MM-DD.",
            "/months months is \"24\"; it must be a whole number from 6 to 60.",
            "/activity/feedback activity.feedback is 9; it must be a number from 0.1 to 5.",
            "/activity/deal There is no field called \"deal\". Did you mean deals?",
            "/stories/0 stories has \"price-rse\", which is none of: price-rise, bad-release, star-rep, slow-support, onboarding-fix, new-competitor, quarter-end-discounts, referral-edge, handover, outage, silent-decline, integration-launch, survey-wording, simpsons-paradox, surprise. Did you mean price-rise?",
        ]
    );
    assert_eq!(problems[4].given, "0");
    assert_eq!(problems[4].allowed, "a whole number from 1 to 10000000");
}

#[test]
fn the_edges_of_every_bound_are_allowed() {
    for (name, value) in [
        ("seed", "0"),
        ("seed", "9007199254740991"),
        ("customers", "1"),
        ("customers", "10000000"),
        ("months", "6"),
        ("months", "60"),
        ("feedback_activity", "0.1"),
        ("deal_activity", "5"),
        ("as_of", "1990-01-01"),
        ("as_of", "2100-12-31"),
    ] {
        assert!(read(&pairs(&[(name, value)])).is_ok(), "{name}={value}");
    }
    for (name, value) in [
        ("seed", "-1"),
        ("seed", "9007199254740992"),
        ("seed", "1.5"),
        ("seed", "+5"),
        ("customers", "10000001"),
        ("customers", "1e3"),
        ("months", "5"),
        ("months", "61"),
        ("feedback_activity", "0.09"),
        ("deal_activity", "5.1"),
        ("deal_activity", "inf"),
        ("deal_activity", "NaN"),
        ("as_of", "1989-12-31"),
        ("as_of", "2101-01-01"),
        ("activity", "1"),
        ("stories", "surprise:clear"),
    ] {
        assert!(read(&pairs(&[(name, value)])).is_err(), "{name}={value}");
    }
}

#[test]
fn required_fields_must_be_written_out() {
    let problems = read(&pairs(&[("as_of", "2026-06-30"), ("seed", "")]).requiring(&["seed", "as_of"])).unwrap_err();
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].pointer, "/seed");
}

#[test]
fn a_drawn_seed_is_cut_to_53_bits_and_only_drawn_when_needed() {
    let drawn = Recipe::from_draft(&RecipeDraft::default(), &Limits::default(), today(), || u64::MAX).unwrap();
    assert_eq!(drawn.seed(), MAX_SEED);
    let given = pairs(&[("seed", "7")]);
    let kept = Recipe::from_draft(&given, &Limits::default(), today(), || unreachable!("the seed was given"));
    assert_eq!(kept.unwrap().seed(), 7);
}

#[test]
fn the_default_size_respects_a_lower_limit() {
    let recipe = Recipe::from_draft(&RecipeDraft::default(), &Limits { customers: 100 }, today(), || 1).unwrap();
    assert_eq!(recipe.customers(), 100);
}

#[test]
fn a_name_is_given_only_where_there_is_none() {
    assert_eq!(read(&pairs(&[]).or_named("Dataset 1f2e".into())).unwrap().name(), "Dataset 1f2e");
    assert_eq!(read(&pairs(&[("name", "Mine")]).or_named("Other".into())).unwrap().name(), "Mine");
}

#[test]
fn a_field_set_later_wins_over_the_object_it_is_part_of() {
    let object = Given::Object(vec![("feedback".into(), Given::Integer(2)), ("deals".into(), Given::Integer(3))]);
    let draft = fields(&[("activity", object)]).with("feedback_activity", Given::Loose("0.5".into()));
    let recipe = read(&draft).unwrap();
    assert_eq!((recipe.activity_feedback(), recipe.activity_deals()), (0.5, 3.0));
}

#[test]
fn long_values_are_shortened_in_messages() {
    let long = "x".repeat(500);
    let problems = read(&fields(&[("name", text(&long)), (&long, Given::Null)])).unwrap_err();
    assert!(problems.iter().all(|p| p.message.chars().count() < 300 && p.pointer.len() < 100), "{problems:?}");
}

proptest! {
    #[test]
    fn a_recipe_survives_the_way_through_its_pairs(seed in 0..=MAX_SEED, customers in 1u64..=10_000_000, months in 6u32..=60,
        regions in proptest::collection::vec(0usize..4, 1..6), day in 7_305i32..47_000, a in 0.1f64..5.0, b in 0.1f64..5.0) {
        let mut draft = pairs(&[
            ("seed", &seed.to_string()), ("customers", &customers.to_string()), ("months", &months.to_string()),
            ("as_of", &Day(day).to_string()), ("feedback_activity", &a.to_string()), ("deal_activity", &b.to_string()),
        ]);
        let regions = regions.iter().map(|&i| text(Region::NAMES[i])).collect();
        draft = draft.with("regions", Given::List(regions));
        let recipe = read(&draft).unwrap();
        let again = RecipeDraft::from_pairs(recipe.to_pairs().into_iter().map(|(n, v)| (n.to_owned(), v)));
        prop_assert_eq!(read(&again).unwrap().identity(), recipe.identity());
    }

    #[test]
    fn nothing_written_in_a_form_can_panic(list in proptest::collection::vec((".{0,12}", ".{0,12}"), 0..6), which in 0usize..12) {
        let known = ["name", "seed", "customers", "regions", "segments", "industries", "as_of", "months", "activity",
            "feedback_activity", "deal_activity", "stories"];
        let named = list.into_iter().map(|(n, v)| if n.len() % 2 == 0 { (known[which].to_owned(), v) } else { (n, v) });
        if let Err(problems) = read(&RecipeDraft::from_pairs(named)) {
            prop_assert!(!problems.is_empty());
        }
    }
}
