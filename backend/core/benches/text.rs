//! How long a text takes: choosing it, writing it, and analysing it after the fact.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use crmgen_core::rng::{Draws, Stream};
use crmgen_core::text::sentiment::analyser;
use crmgen_core::text::{Brief, Composition, Page, compose};
use crmgen_core::vocabulary::{Category, Channel, Product};
use std::hint::black_box;

/// Feedbacks of all channels in the shares of the model, of all categories, products and tones.
fn briefs() -> Vec<Brief> {
    (0..4_096)
        .map(|i| {
            let mut draws = Draws::at(1, Stream::Feedback, i);
            let channel = draws.pick(&[0.28, 0.54, 0.69, 0.81, 0.88, 0.94, 1.0]);
            Brief {
                channel: Channel::ALL[channel],
                category: Category::ALL[draws.below(8) as usize],
                product: Product::ALL[draws.below(6) as usize],
                tone: 2.0 * draws.unit() - 1.0,
                mixed: draws.chance(0.05),
                urgent: draws.chance(0.04),
                sarcastic: draws.chance(0.002),
            }
        })
        .collect()
}

fn text(c: &mut Criterion) {
    let briefs = briefs();
    let composed = |seed| -> Vec<Composition> {
        briefs.iter().enumerate().map(|(i, b)| compose(b, Draws::at(seed, Stream::Text, i as u64), i as u64)).collect()
    };
    let all = composed(1);
    let render = || {
        let mut page = Page::with_capacity(1 << 21);
        all.iter().for_each(|c| c.render(&mut page));
        page.into_bytes()
    };
    let bytes = render().len() as u64;

    let mut group = c.benchmark_group("text");
    group.throughput(Throughput::Elements(briefs.len() as u64));
    group.bench_function("compose 4,096", |b| b.iter(|| black_box(composed(black_box(2)))));
    group.throughput(Throughput::Bytes(bytes));
    group.bench_function("render 4,096", |b| b.iter(|| black_box(render())));
    let texts: Vec<String> = all.iter().take(256).map(Composition::text).collect();
    group.throughput(Throughput::Bytes(texts.iter().map(|t| t.len() as u64).sum()));
    group.bench_function("analyse 256", |b| {
        b.iter(|| texts.iter().map(|t| analyser().score(black_box(t))).sum::<i32>());
    });
    group.finish();
}

criterion_group!(benches, text);
criterion_main!(benches);
