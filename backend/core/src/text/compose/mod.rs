//! Chooses the clauses of a feedback so that its score comes out near the wanted tone.

mod choose;
mod single;

use super::bank::{Bank, Digits, NANO, Role, bank};
use super::manner::{Manner, WORDS_BY_TONE, cap};
use super::outline::{MOST_CLAUSES, Outline, Shape};
use super::sentiment::{analyser, compound, round_e4, rules::emphasis};
use super::{Brief, Composition, EXCLAIM, LOWER, NOBODY, OPEN_END};
use crate::maths::exp;
use crate::rng::Draws;
use crate::vocabulary::Channel;

/// Tones beyond this are asked for as this: the sum they need goes to infinity.
const STRONGEST_TONE: f64 = 0.97;
/// How much of the wanted feeling a story tells; chosen.
const STORY: f64 = 0.8;
/// How far praise and blame of a mixed text lie from its mean, in valence; chosen.
const CONTRAST: f64 = 2.0;
/// Fewer combinations of two clauses than this, and a lead or tag is added.
const ENOUGH: u64 = 2_000_000;
/// A prime above every modulus it meets: multiplying by it permutes.
const PRIME: u64 = 4_294_967_291;
/// Words of the lead or tag of a short text, measured.
const LEAD_WORDS: f64 = 6.0;
/// A text of few words does not begin with a kind of clause that takes this many times as many; chosen.
const WORDY: f64 = 1.2;
/// Share of texts that shall name the product: those of several clauses, and those of one, which it makes longer.
/// Chosen so that about half of all do.
const NAMED: f64 = 0.84;
const NAMED_ALONE: f64 = 0.70;
/// Share of letters and long reviews in which one clause is tied to those before ("One more thing:"); chosen.
const LINKED: f64 = 0.35;
/// Share of urgent texts that say so first; chosen.
const ALARMED: f64 = 0.5;
/// Share of clauses that speak of the product, measured.
const SPEAKS: f64 = 0.27;
/// Chance that one of so many clauses does.
const SOME_SPEAKS: [f64; MOST_CLAUSES + 1] = {
    let mut silent = [1.0; MOST_CLAUSES + 1];
    let mut i = 1;
    while i <= MOST_CLAUSES {
        silent[i] = silent[i - 1] * (1.0 - SPEAKS);
        i += 1;
    }
    let mut some = [0.0; MOST_CLAUSES + 1];
    let mut i = 0;
    while i <= MOST_CLAUSES {
        some[i] = 1.0 - silent[i];
        i += 1;
    }
    some
};

/// Composes the text of a feedback. `unique` is a number no other feedback of the dataset has: customer
/// number × 4,096 + ordinal.
#[must_use]
pub fn compose(brief: &Brief, mut draws: Draws, unique: u64) -> Composition {
    let code = draws.bits();
    let tone = brief.tone.clamp(-STRONGEST_TONE, STRONGEST_TONE);
    let mut composer = Composer {
        bank: bank(),
        manner: Manner::of(brief.channel),
        brief,
        draws,
        want: tone * (15.0 / (1.0 - tone * tone)).sqrt(),
        mood: if tone >= 0.05 { 2 } else { usize::from(tone > -0.05) },
        sum: 0,
        felt: false,
        marks: (0, 0),
        shouts: false,
        words: 0.0,
        room: cap(brief.channel),
        urgent: None,
        topic: None,
        may_name: false,
        made: Composition::new(code, brief.product),
    };
    composer.run(tone, unique);
    composer.made
}

/// The clauses of content a text has so far, and [`NOBODY`] where there is none yet.
type Taken = [u16; MOST_CLAUSES];

/// The mood of texts that neither praise nor blame.
const NEUTRAL: usize = 1;

struct Composer<'a> {
    bank: &'static Bank,
    manner: &'static Manner,
    brief: &'a Brief,
    draws: Draws,
    /// Wanted valence sum.
    want: f64,
    /// 0 negative, [`NEUTRAL`], 2 positive.
    mood: usize,
    /// Valence sum so far, 1e-9.
    sum: i64,
    /// Some clause so far has feeling.
    felt: bool,
    /// Exclamation and question marks so far.
    marks: (u8, u8),
    /// Some clause so far must not be put in small letters.
    shouts: bool,
    /// Wanted number of words.
    words: f64,
    /// Bytes left.
    room: usize,
    /// What says that an answer is wanted soon.
    urgent: Option<u16>,
    /// What all clauses of content speak of.
    topic: Option<usize>,
    /// The next clause that speaks of the product shall name it.
    may_name: bool,
    made: Composition,
}

impl Composer<'_> {
    fn run(&mut self, tone: f64, unique: u64) {
        let outline = self.outline(tone);
        let count = self.count(outline);
        let shape = &outline.shapes[count - 1];
        self.may_name = self.draws.chance(if count == 1 { NAMED_ALONE } else { NAMED / SOME_SPEAKS[shape.feeling] });

        // What stands around the content comes first, so that the content can make up for its feeling.
        // A single clause has a lead or tag; two greetings would be one too many, except in a letter.
        let greets = count > 1 || self.brief.channel == Channel::Email;
        let alarm = if self.brief.urgent { self.common(Role::Alarm, ALARMED) } else { None };
        let opener = match alarm {
            None if greets => self.common(Role::Opener, self.manner.opener),
            _ => alarm,
        };
        let urgent = if self.brief.urgent { self.common(Role::Urgent, 0.8) } else { None };
        let closer = self.common(Role::Closer, self.manner.closer);
        let emoji = self.common(Role::Emoji, self.manner.emoji);
        let hashtag = self.common(Role::Hashtag, self.manner.hashtag);

        self.made.push(opener);
        self.urgent = urgent;
        if self.brief.sarcastic {
            self.single(Role::Sarcasm, unique);
        } else if count == 1 {
            self.single(outline.roles[0], unique);
        } else {
            self.several(shape, unique);
        }
        for id in [closer, emoji, hashtag] {
            self.made.push(id);
        }
        self.finish(closer.is_none() && emoji.is_none() && hashtag.is_none() && urgent.is_none());
    }

    /// Which clauses the text may have, and how many words it shall have.
    fn outline(&mut self, tone: f64) -> &'static Outline {
        let (median, sigma) = self.manner.words;
        let words = self.draws.log_normal(median, sigma) * exp(WORDS_BY_TONE * tone);
        self.words = words;
        let outlines = if self.mood == NEUTRAL { self.manner.calm } else { self.manner.outlines };
        let outline = &outlines[self.draws.below(outlines.len() as u32) as usize];
        let wordy = self.bank.mean_words[outline.roles[0] as usize] > WORDY * words;
        if wordy { &outlines[0] } else { outline }
    }

    /// How many of the clauses it has, by its length.
    fn count(&self, outline: &Outline) -> usize {
        let mean = |role: Role| self.bank.mean_words[role as usize];
        let [first, more @ ..] = outline.roles;
        let (mut count, mut so_far) = (1, mean(first) + if first == Role::Short { LEAD_WORDS } else { 0.0 });
        // All are asked, as none that comes after one too many can fit.
        for role in more {
            count += usize::from(so_far + 0.5 * mean(role) <= self.words);
            so_far += mean(role);
        }
        if self.brief.mixed { count.max(2) } else { count }
    }

    /// A clause of `common.txt` that fits the mood, with this chance. Its feeling and length are booked.
    fn common(&mut self, role: Role, chance: f64) -> Option<u16> {
        if chance <= 0.0 || !self.draws.chance(chance) {
            return None;
        }
        let list = self.bank.common(self.mood, role, self.brief.channel, self.brief.product);
        if list.len == 0 {
            return None;
        }
        // "Best regards" under a neutral letter would make it a happy one.
        for _ in 0..6 {
            let id = self.bank.ids[(list.start + self.draws.below(list.len)) as usize];
            if self.mood != NEUTRAL || !self.bank.clauses[id as usize].feels {
                self.book(id);
                return Some(id);
            }
        }
        None
    }

    /// Takes a clause into account: its feeling, its length, and whether it names the product.
    fn book(&mut self, id: u16) {
        let clause = &self.bank.clauses[id as usize];
        let named = clause.has_product && self.may_name;
        let digits = self.made.digits(id);
        self.book_weighed(id, named, self.bank.weigh(clause, digits, self.brief.product, named));
    }

    /// The same, for a clause that is weighed already.
    fn book_weighed(&mut self, id: u16, named: bool, valence: i64) {
        let clause = &self.bank.clauses[id as usize];
        self.room = self.room.saturating_sub(usize::from(clause.longest) + 1);
        if named {
            self.may_name = false;
            self.made.named = id;
        }
        self.marks = (self.marks.0 + clause.exclamations, self.marks.1 + clause.questions);
        self.shouts |= clause.shouts;
        self.sum += valence;
        self.felt |= valence != 0;
    }

    /// Valence still wanted.
    fn need(&self) -> f64 {
        self.want - self.sum as f64 / NANO
    }

    /// Several clauses: freely near their fair share, the last one so that the sum comes out.
    fn several(&mut self, shape: &Shape, unique: u64) {
        let Shape { order, count, second, .. } = *shape;
        // The second thing told is tied to the first; what follows from the first needs no tie.
        let (joiner, mut joined) = match second {
            _ if self.brief.mixed => (self.common(Role::Joiner, 1.0), 1),
            Some(place) if order[place] == Role::Story => (self.common(Role::Link, 1.0), place),
            Some(place) if count > 2 => (self.common(Role::Link, LINKED), place),
            _ => (None, 0),
        };
        let contrast = if self.draws.chance(0.5) { CONTRAST } else { -CONTRAST };

        let turns = if self.brief.mixed { &shape.turns_mixed } else { &shape.turns };
        let mut chosen = [NOBODY; MOST_CLAUSES];
        // Those that share the feeling of the text.
        let mut left = shape.feeling;
        for (turn, &slot) in (1..).zip(&turns[..count]) {
            let slot = usize::from(slot);
            let lean = match slot {
                0 if self.brief.mixed => contrast,
                1 if self.brief.mixed => -contrast,
                _ => 0.0,
            };
            let id = if turn == count {
                self.fitting(order[slot], &chosen)
            } else if order[slot] == Role::Follow {
                self.follow(&chosen)
            } else {
                // Some say most of it in one sentence: mean 1, up to 2.
                let u = self.draws.unit();
                let rest = left as f64;
                let weight = match order[slot] {
                    // A story carries the feeling of the whole.
                    Role::Story => STORY * rest,
                    _ => (2.0 * u).min(rest),
                };
                let share = weight * self.need() / rest + lean;
                left -= 1;
                let (from, to) = self.reach(share);
                self.pick(order[slot], from, to, &chosen).inspect(|&id| self.book(id))
            };
            if let (None, false, Some(id)) = (self.topic, self.brief.mixed, id) {
                self.topic = self.some_topic(id);
            }
            chosen[slot] = id.unwrap_or(NOBODY);
        }
        let mut content = [NOBODY; MOST_CLAUSES];
        let mut len = 0;
        for id in chosen {
            content[len] = id;
            len += usize::from(id != NOBODY);
        }
        if len == 0 {
            return self.single(Role::Short, unique);
        }
        joined = joined.min(len - 1);
        let kinds = |id: u16| self.bank.details[id as usize].combinations;
        let is_short = len <= 2 && content[..len].iter().fold(1u64, |all, &id| all.saturating_mul(kinds(id))) < ENOUGH;
        let decorations = self.bank.decorations(self.brief.channel, false, self.made.len > 0);
        let decorate = is_short && decorations.combinations() > 0;
        let mut drawn = (0..4).map(|_| decorations.pick(self.draws.below(decorations.combinations())).0);
        let has_room = |id: &u16| usize::from(self.bank.clauses[*id as usize].longest) < self.room;
        let decoration = if decorate { drawn.find(has_room) } else { None };
        if let Some(id) = decoration {
            self.book(id);
        }
        self.push_decorated((&content, len), decoration, joiner.map(|id| (id, joined)));
    }

    /// Puts content with the joiner before the clause of this place, urgency, and lead or tag in order.
    fn push_decorated(
        &mut self,
        (content, len): (&Taken, usize),
        decoration: Option<u16>,
        joiner: Option<(u16, usize)>,
    ) {
        let is_tag = |id: &u16| self.bank.clauses[*id as usize].is_tag;
        self.made.push(decoration.filter(|id| !is_tag(id)));
        let first = usize::from(self.made.len);
        self.made.push_block(content, len);
        if let Some((joiner, at @ 1..)) = joiner {
            self.made.insert(first + at, joiner);
        }
        self.made.last = self.made.len;
        self.made.push(self.urgent);
        self.made.push(decoration.filter(is_tag));
    }

    /// Punctuation, small letters, slips; then the score.
    fn finish(&mut self, ends_with_content: bool) {
        let last = self.bank.clauses[self.made.parts()[usize::from(self.made.last) - 1] as usize].ends;

        if last == b'.' {
            let strong = libm::fabs(self.want) > 1.5 && self.sum.signum() as f64 == self.want.signum();
            if strong && self.draws.chance(self.manner.exclaim) {
                self.made.flags |= EXCLAIM;
                self.marks.0 += 1;
            } else if ends_with_content
                && usize::from(self.made.last) == self.made.parts().len()
                && self.draws.chance(self.manner.open_end)
            {
                self.made.flags |= OPEN_END;
            }
        }
        if !self.shouts && self.draws.chance(self.manner.lower) {
            self.made.flags |= LOWER;
        }
        if self.draws.chance(self.manner.typo) {
            let part = self.draws.below(u32::from(self.made.len)) as usize;
            let id = self.made.parts()[part];
            let typos = self.bank.details[id as usize].typos();
            if !typos.is_empty() {
                self.made.typo = self.draws.below(typos.len().min(256) as u32) as u8;
                self.made.typo_in = id;
            }
        }

        let push = emphasis(self.marks.0.into(), self.marks.1.into());
        let sum = self.sum as f64 / NANO;
        let score = if self.sum != 0 {
            round_e4(compound(sum + if self.sum > 0 { push } else { -push }))
        } else if self.felt && push > 0.0 {
            // Feelings that cancel out to the last bit, or not: the order of adding decides which way `!` pushes.
            analyser().score(&self.made.text())
        } else {
            0
        };
        self.made.score_e4 = score as i16;
    }
}

impl Composition {
    /// The digits of a clause: counted for a one-clause text, drawn otherwise.
    #[inline]
    pub(super) fn digits(&self, id: u16) -> Digits {
        match id {
            _ if id == self.content => Digits::Index(u64::from(self.content_index)),
            _ if id == self.decoration => Digits::Index(u64::from(self.decoration_index)),
            _ => self.retried(id, if id == self.fit { self.tries } else { 0 }),
        }
    }
}
