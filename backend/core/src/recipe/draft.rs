//! What somebody wrote, before it is checked.

/// A value as it was written.
#[derive(Clone, Debug, PartialEq)]
pub enum Given {
    /// Nothing: the same as leaving the field out.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Integer(i128),
    /// A number with a fraction or an exponent.
    Decimal(f64),
    /// A text that is meant as a text.
    Text(String),
    /// Characters of a form, a query string or a flag, which may be meant as a number: the field decides.
    Loose(String),
    /// A list.
    List(Vec<Given>),
    /// Named values, in the order given; a name may occur twice.
    Object(Vec<(String, Given)>),
}

impl Given {
    /// How it looks to people: texts bare, lists in brackets, shortened to about 80 characters.
    pub(super) fn shown(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, false);
        shortened(out)
    }

    /// The same with texts in quotation marks, as a sentence needs it.
    pub(super) fn quoted(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, true);
        shortened(out)
    }

    fn write(&self, out: &mut String, quote: bool) {
        use core::fmt::Write as _;
        let _ = match self {
            Self::Null => write!(out, "null"),
            Self::Bool(value) => write!(out, "{value}"),
            Self::Integer(value) => write!(out, "{value}"),
            Self::Decimal(value) => write!(out, "{value}"),
            Self::Text(text) if quote => write!(out, "\"{text}\""),
            // Digits of a form need no quotation marks; anything else is a word.
            Self::Loose(text) if quote && text.parse::<f64>().is_err() => write!(out, "\"{text}\""),
            Self::Text(text) | Self::Loose(text) => write!(out, "{text}"),
            Self::List(items) => {
                out.push('[');
                for (i, item) in items.iter().enumerate() {
                    out.push_str(if i == 0 { "" } else { ", " });
                    item.write(out, true);
                }
                write!(out, "]")
            }
            Self::Object(fields) => {
                out.push('{');
                for (i, (name, value)) in fields.iter().enumerate() {
                    out.push_str(if i == 0 { "" } else { ", " });
                    out.push_str(name);
                    out.push_str(": ");
                    value.write(out, true);
                }
                write!(out, "}}")
            }
        };
    }
}

/// At most 80 characters, without control characters.
pub(super) fn shortened(text: String) -> String {
    if text.chars().count() <= 80 && !text.chars().any(char::is_control) {
        return text;
    }
    let mut short: String = text.chars().take(79).map(|c| if c.is_control() { ' ' } else { c }).collect();
    short.push('…');
    short
}

/// The fields somebody gave, unchecked, in the order given.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RecipeDraft {
    pub(super) fields: Vec<(String, Given)>,
    pub(super) required: &'static [&'static str],
}

impl RecipeDraft {
    /// A draft of typed fields, as JSON gives them.
    #[must_use]
    pub fn from_fields(fields: Vec<(String, Given)>) -> Self {
        Self { fields, required: &[] }
    }

    /// A draft of names and texts, as forms and query strings give them. List fields take repeated names; an empty
    /// text is a form field that was left empty, and counts as not given.
    #[must_use]
    pub fn from_pairs(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut draft = Self::default();
        for (name, text) in pairs {
            if text.is_empty() {
                // Kept as null, so that a misspelt name is still noticed.
                draft.fields.push((name, Given::Null));
            } else if super::parse::is_list(&name) {
                draft.push_to_list(name, text);
            } else {
                draft.fields.push((name, Given::Loose(text)));
            }
        }
        draft
    }

    /// Refuse the draft unless it gives these fields itself: for addresses that must mean the same for ever.
    #[must_use]
    pub fn requiring(mut self, fields: &'static [&'static str]) -> Self {
        self.required = fields;
        self
    }

    /// The same draft with one field set, replacing what it had, under whichever of its names.
    #[must_use]
    pub fn with(mut self, name: &str, value: Given) -> Self {
        self.fields.retain(|(n, _)| n != name);
        let inside = match name {
            "feedback_activity" => "feedback",
            "deal_activity" => "deals",
            _ => "",
        };
        for (field, old) in &mut self.fields {
            if let ("activity", Given::Object(parts)) = (field.as_str(), old) {
                parts.retain(|(part, _)| part != inside);
            }
        }
        self.fields.push((name.to_owned(), value));
        self
    }

    /// The same draft with this name, if it has none.
    #[must_use]
    pub fn or_named(self, name: String) -> Self {
        let has_name = self.fields.iter().any(|(n, value)| n == "name" && *value != Given::Null);
        if has_name { self } else { self.with("name", Given::Text(name)) }
    }

    fn push_to_list(&mut self, name: String, text: String) {
        for (n, value) in &mut self.fields {
            if let (true, Given::List(items)) = (*n == name, value) {
                items.push(Given::Loose(text));
                return;
            }
        }
        self.fields.push((name, Given::List(vec![Given::Loose(text)])));
    }
}
