use super::*;
use crate::rng::{Draws, Stream};

/// Forty customers a level, three rows a month, alike within a customer; level 2 falls by `drop` from month 9 on.
fn panel(seed: u64, drop: f64) -> (Panel, Vec<u16>) {
    let mut panel = Panel { months: 18, ..Panel::default() };
    let mut codes = Vec::new();
    for unit in 0..160_u32 {
        let mut d = Draws::at(seed, Stream::Planner, u64::from(unit));
        let own = 0.5 * d.normal();
        let level = (unit % 4) as u16;
        for month in 0..18_u8 {
            for _ in 0..3 {
                let fallen = if level == 2 && month >= 9 { drop } else { 0.0 };
                // A trend that all share, and two strata that differ.
                let shared = 0.05 * f64::from(month) + f64::from(unit % 2);
                panel.push(unit, month, (unit % 2) as u16, own + shared - fallen + d.normal());
                codes.push(level);
            }
        }
    }
    (panel, codes)
}

#[test]
fn a_drop_is_found_dated_and_measured() {
    let (panel, codes) = panel(1, 0.6);
    let found = panel.scan(&codes, 4, Shape::Since);
    let clearest = found.iter().max_by(|a, b| a.z.abs().total_cmp(&b.z.abs())).unwrap();
    assert_eq!((clearest.level, clearest.window.from), (2, 9), "{found:?}");
    assert!((clearest.effect + 0.6).abs() < 2.0 * clearest.error, "{clearest:?}");
    assert!(clearest.z < -5.0, "{clearest:?}");
}

#[test]
fn what_is_absorbed_is_not_found_again() {
    let (mut panel, codes) = panel(1, 0.6);
    panel.absorb(&codes, 2, Window { from: 9, until: 18 }, -0.6);
    let found = panel.scan(&codes, 4, Shape::Since);
    assert!(found.iter().all(|d| d.z.abs() < 3.5), "{found:?}");
}

#[test]
fn without_a_change_deviates_are_standard_normal() {
    let (mut squares, mut n) = (0.0, 0.0);
    for seed in 0..60 {
        let (panel, codes) = panel(seed, 0.0);
        let rest = panel.residuals(true);
        let (noise, likeness) = likeness(&panel.unit, &rest);
        let mut in_month = vec![0.0; 18];
        panel.month.iter().for_each(|&m| in_month[m as usize] += 1.0);
        let level = |rows: &Vec<u32>| Level::new(Units::of(&panel, &rest, rows), Shape::Since, noise, likeness, None);
        let levels: Vec<Level> = by_level(&codes, 4).iter().map(level).collect();
        let windows = &[Window { from: 9, until: 18 }];
        let comparison = Comparison::new(Shape::Since, windows, &in_month, &levels);
        for found in comparison.clearest() {
            squares += found.z * found.z;
            n += 1.0;
        }
    }
    let variance: f64 = squares / n;
    assert!((0.75..1.3).contains(&variance), "{variance}");
}

#[test]
fn many_windows_at_once_say_what_each_says_by_itself() {
    let (panel, codes) = panel(2, 0.4);
    let rest = panel.residuals(true);
    let (noise, likeness) = likeness(&panel.unit, &rest);
    for shape in [Shape::SinceOrForAWhile, Shape::Always] {
        let windows = shape.windows(18);
        for rows in by_level(&codes, 4) {
            let level = Level::new(Units::of(&panel, &rest, &rows), shape, noise, likeness, None);
            for (apart, together) in level.both(&windows) {
                let near = |a: f64, b: f64| (a - b).abs() < 1e-9 * (1.0 + a.abs());
                assert!(near(apart.0, together.0) && near(apart.1, together.1), "{apart:?} {together:?}");
            }
        }
    }
}
