//! The words: phrase banks, grammar, sentiment.
