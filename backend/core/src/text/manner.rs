//! How people write in each channel: lengths, order, habits. Shares and lengths from the model, rest chosen.

use super::bank::Role::{Ask as A, Evidence as E, Follow as F, Impact as I, Note as N, Short as S, Story as T};
use super::outline::{Outline, outlines};
use crate::vocabulary::Channel;

/// Most characters of a survey answer.
pub const SURVEY_CAP: usize = 800;
/// Most characters of a support ticket.
pub const SUPPORT_TICKET_CAP: usize = 1_500;
/// Most characters of an e-mail.
pub const EMAIL_CAP: usize = 1_800;
/// Most characters of a chat message.
pub const CHAT_CAP: usize = 400;
/// Most characters of a review.
pub const REVIEW_CAP: usize = 1_200;
/// Most characters of the note of a call.
pub const PHONE_CAP: usize = 800;
/// Most characters of a post.
pub const SOCIAL_MEDIA_CAP: usize = 280;

/// Most characters of a text in this channel.
#[must_use]
pub const fn cap(channel: Channel) -> usize {
    match channel {
        Channel::Survey => SURVEY_CAP,
        Channel::SupportTicket => SUPPORT_TICKET_CAP,
        Channel::Email => EMAIL_CAP,
        Channel::Chat => CHAT_CAP,
        Channel::Review => REVIEW_CAP,
        Channel::Phone => PHONE_CAP,
        Channel::SocialMedia => SOCIAL_MEDIA_CAP,
    }
}

/// The habits of a channel. All but `words` are chances.
pub(crate) struct Manner {
    /// Median and sigma of the log-normal number of words.
    pub(crate) words: (f64, f64),
    pub(crate) outlines: &'static [Outline],
    /// Those of texts that neither praise nor blame.
    pub(crate) calm: &'static [Outline],
    pub(crate) opener: f64,
    pub(crate) closer: f64,
    pub(crate) emoji: f64,
    pub(crate) hashtag: f64,
    /// Everything in small letters.
    pub(crate) lower: f64,
    /// No full stop at the end.
    pub(crate) open_end: f64,
    /// `!` at the end of a text with strong feelings.
    pub(crate) exclaim: f64,
    pub(crate) typo: f64,
}

/// Happy texts are shorter: words × exp(−.25 h), with h ≈ 1.2 · tone.
pub(crate) const WORDS_BY_TONE: f64 = -0.25 * 1.2;

const SURVEYS: &[Outline] = &outlines([
    [(S, 10), (E, 20), (I, 30), (E, 25), (A, 90), (E, 40), (I, 50), (E, 60)],
    [(S, 10), (S, 80), (E, 20), (I, 30), (E, 40), (A, 90), (E, 50), (I, 60)],
    [(S, 10), (A, 90), (E, 20), (I, 30), (E, 25), (E, 40), (I, 50), (E, 60)],
    [(E, 10), (I, 30), (A, 90), (E, 20), (E, 40), (S, 80), (E, 50), (I, 60)],
]);
const REVIEWS: &[Outline] = &outlines([
    [(S, 10), (E, 20), (E, 25), (I, 40), (E, 30), (S, 80), (E, 50), (I, 60)],
    [(S, 10), (S, 80), (T, 20), (I, 40), (E, 50), (E, 30), (I, 60), (E, 70)],
    [(T, 10), (S, 80), (I, 40), (E, 30), (E, 60), (I, 70), (E, 50), (S, 90)],
    [(T, 10), (I, 40), (S, 80), (E, 30), (E, 50), (I, 60), (E, 35), (S, 90)],
    [(E, 10), (S, 80), (E, 20), (I, 40), (E, 30), (E, 50), (E, 60), (I, 70)],
    [(S, 80), (T, 10), (I, 20), (E, 30), (E, 40), (I, 60), (E, 50), (I, 70)],
]);
const CHATS: &[Outline] = &outlines([
    [(S, 10), (A, 90), (E, 20), (I, 30), (F, 60), (A, 80), (E, 50), (I, 40)],
    [(E, 10), (A, 90), (E, 20), (I, 30), (F, 60), (A, 80), (E, 50), (I, 40)],
    [(E, 10), (F, 60), (I, 30), (A, 90), (E, 20), (F, 95), (E, 50), (I, 40)],
    [(A, 90), (E, 10), (I, 30), (E, 20), (F, 60), (A, 80), (E, 50), (I, 40)],
    [(S, 10), (E, 20), (A, 90), (I, 30), (F, 60), (A, 80), (E, 50), (I, 40)],
]);
const POSTS: &[Outline] = &outlines([
    [(S, 10), (S, 20), (E, 15), (A, 90), (I, 30), (E, 40), (E, 50), (I, 60)],
    [(S, 10), (I, 20), (E, 15), (A, 90), (E, 30), (E, 40), (E, 50), (I, 60)],
    [(E, 10), (S, 20), (A, 90), (I, 30), (E, 40), (E, 45), (E, 50), (I, 60)],
]);
const LETTERS: &[Outline] = &outlines([
    [(E, 10), (A, 90), (I, 30), (F, 60), (E, 20), (F, 70), (E, 40), (I, 50)],
    [(T, 10), (A, 90), (I, 30), (F, 60), (T, 50), (E, 20), (F, 70), (I, 55)],
    [(T, 10), (F, 60), (A, 90), (I, 30), (E, 20), (T, 50), (F, 70), (I, 55)],
    [(T, 10), (A, 90), (F, 60), (I, 30), (T, 40), (E, 50), (I, 55), (F, 70)],
    [(E, 10), (I, 30), (F, 90), (E, 20), (A, 80), (E, 40), (I, 50), (F, 95)],
    [(T, 20), (E, 10), (A, 90), (F, 60), (I, 30), (T, 50), (E, 55), (F, 70)],
]);
/// Who neither praises nor blames writes about one thing, and says what is wanted.
const CALM_LETTERS: &[Outline] = &outlines([
    [(E, 10), (A, 90), (F, 95), (I, 30), (E, 20), (F, 60), (A, 80), (E, 25)],
    [(E, 10), (I, 30), (F, 90), (A, 80), (E, 20), (F, 95), (E, 25), (I, 35)],
    [(T, 10), (F, 90), (F, 80), (I, 30), (T, 50), (F, 95), (F, 85), (A, 70)],
    [(T, 10), (F, 80), (I, 30), (F, 90), (T, 50), (A, 70), (F, 95), (E, 60)],
    [(T, 10), (A, 70), (F, 90), (I, 30), (T, 50), (F, 95), (F, 80), (E, 60)],
]);
const NOTES: &[Outline] = &outlines([
    [(N, 10), (F, 20), (N, 30), (F, 40), (F, 50), (N, 60), (F, 70), (F, 80)],
    [(N, 10), (F, 20), (F, 30), (N, 40), (F, 50), (N, 60), (F, 70), (F, 80)],
    [(N, 10), (N, 20), (F, 30), (F, 40), (N, 50), (F, 60), (F, 70), (N, 80)],
]);

impl Manner {
    /// The habits of this channel.
    pub(crate) const fn of(channel: Channel) -> &'static Self {
        match channel {
            Channel::Survey => &Self {
                words: (9.0, 0.9),
                outlines: SURVEYS,
                calm: SURVEYS,
                opener: 0.0,
                closer: 0.0,
                emoji: 0.01,
                hashtag: 0.0,
                lower: 0.08,
                open_end: 0.30,
                exclaim: 0.15,
                typo: 0.03,
            },
            Channel::SupportTicket => &Self {
                words: (40.0, 0.7),
                outlines: LETTERS,
                calm: CALM_LETTERS,
                opener: 0.35,
                closer: 0.25,
                emoji: 0.0,
                hashtag: 0.0,
                lower: 0.01,
                open_end: 0.04,
                exclaim: 0.08,
                typo: 0.03,
            },
            Channel::Email => &Self {
                words: (55.0, 0.6),
                outlines: LETTERS,
                calm: CALM_LETTERS,
                opener: 0.93,
                closer: 0.90,
                emoji: 0.0,
                hashtag: 0.0,
                lower: 0.0,
                open_end: 0.0,
                exclaim: 0.06,
                typo: 0.02,
            },
            Channel::Chat => &Self {
                words: (10.0, 0.6),
                outlines: CHATS,
                calm: CHATS,
                opener: 0.30,
                closer: 0.0,
                emoji: 0.07,
                hashtag: 0.0,
                lower: 0.40,
                open_end: 0.45,
                exclaim: 0.12,
                typo: 0.06,
            },
            Channel::Review => &Self {
                words: (13.0, 1.0),
                outlines: REVIEWS,
                calm: REVIEWS,
                opener: 0.0,
                closer: 0.0,
                emoji: 0.02,
                hashtag: 0.0,
                lower: 0.04,
                open_end: 0.10,
                exclaim: 0.20,
                typo: 0.02,
            },
            Channel::Phone => &Self {
                words: (25.0, 0.6),
                outlines: NOTES,
                calm: NOTES,
                opener: 0.0,
                closer: 0.0,
                emoji: 0.0,
                hashtag: 0.0,
                lower: 0.0,
                open_end: 0.05,
                exclaim: 0.0,
                typo: 0.01,
            },
            Channel::SocialMedia => &Self {
                words: (15.0, 0.5),
                outlines: POSTS,
                calm: POSTS,
                opener: 0.25,
                closer: 0.0,
                emoji: 0.28,
                hashtag: 0.55,
                lower: 0.12,
                open_end: 0.15,
                exclaim: 0.30,
                typo: 0.03,
            },
        }
    }
}
