//! What clients send: recipes as JSON or as a form, and parameters of the address. All end in the same few types, and
//! all refusals name every wrong field.

use std::fmt;
use std::future::{Future, Ready, ready};
use std::ops::RangeInclusive;
use std::pin::Pin;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::web::{Bytes, PayloadConfig};
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use crmgen_core::recipe::{FieldProblem, Given, RecipeDraft, grouped, nearest};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::problem::ApiError;

/// A JSON value as the recipe parser takes it: names in the order given, repeated names kept, whole numbers exact.
struct Json(Given);

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AnyValue;
        impl<'de> Visitor<'de> for AnyValue {
            type Value = Json;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("any JSON value")
            }
            fn visit_unit<E>(self) -> Result<Json, E> {
                Ok(Json(Given::Null))
            }
            fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
                Ok(Json(Given::Bool(value)))
            }
            fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
                Ok(Json(Given::Integer(value.into())))
            }
            fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
                Ok(Json(Given::Integer(value.into())))
            }
            fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
                Ok(Json(Given::Decimal(value)))
            }
            fn visit_str<E>(self, value: &str) -> Result<Json, E> {
                Ok(Json(Given::Text(value.to_owned())))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
                let mut list = Vec::new();
                while let Some(Json(item)) = items.next_element()? {
                    list.push(item);
                }
                Ok(Json(Given::List(list)))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Json, A::Error> {
                let mut fields = Vec::new();
                while let Some((name, Json(value))) = entries.next_entry()? {
                    fields.push((name, value));
                }
                Ok(Json(Given::Object(fields)))
            }
        }
        deserializer.deserialize_any(AnyValue)
    }
}

/// A draft of JSON text. A byte order mark before it, as some editors on Windows put there, is skipped.
///
/// # Errors
/// Where the JSON is broken, or that it is no object, in one sentence.
pub(crate) fn draft_from_json(json: &[u8]) -> Result<RecipeDraft, String> {
    match serde_json::from_slice(json.strip_prefix(b"\xef\xbb\xbf").unwrap_or(json)) {
        Ok(Json(Given::Object(fields))) => Ok(RecipeDraft::from_fields(fields)),
        Ok(Json(_)) => Err("A recipe is a JSON object, such as {\"customers\": 500}.".to_owned()),
        Err(error) => Err(format!("The JSON is broken: {error}.")),
    }
}

/// A draft of a form.
///
/// # Errors
/// That it is not UTF-8.
pub(crate) fn draft_from_form(form: &[u8]) -> Result<RecipeDraft, String> {
    serde_html_form::from_bytes::<Vec<(String, String)>>(form)
        .map(RecipeDraft::from_pairs)
        .map_err(|_| "The form cannot be read: it is not UTF-8.".to_owned())
}

/// The body of a request, as a draft of a recipe: JSON, a form, or nothing at all for a recipe of defaults.
#[derive(Debug)]
pub(crate) struct RecipeBody(pub(crate) RecipeDraft);

/// Reads a whole body within the limits of size and time.
fn whole_body(request: &HttpRequest, payload: &mut Payload) -> impl Future<Output = Result<Bytes, ApiError>> + use<> {
    let limit = request.app_data::<BodyLimit>().map_or(BodyLimit::DEFAULT, |limit| limit.0);
    let bytes = tokio::time::timeout(BODY_TIME, Bytes::from_request(request, payload));
    async move {
        let Ok(bytes) = bytes.await else { return Err(ApiError::BodyTooSlow) };
        bytes.map_err(|error| match error.as_error::<PayloadError>() {
            Some(PayloadError::Overflow) => ApiError::BodyTooLarge { limit },
            _ => ApiError::BadRequest("The body ended too early, or is not encoded as its headers say."),
        })
    }
}

/// How long a client may take to send a body. Chosen: a megabyte in this time is slower than any modem.
const BODY_TIME: Duration = Duration::from_secs(30);

impl FromRequest for RecipeBody {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let content_type = request.content_type().to_ascii_lowercase();
        let bytes = whole_body(request, payload);
        Box::pin(async move {
            let bytes = bytes.await?;
            let draft = match content_type.as_str() {
                _ if bytes.is_empty() => Ok(RecipeDraft::default()),
                "application/json" => draft_from_json(&bytes),
                "application/x-www-form-urlencoded" => draft_from_form(&bytes),
                "" => return Err(ApiError::UnsupportedMediaType { given: "of no stated type".to_owned() }),
                other => return Err(ApiError::UnsupportedMediaType { given: other.to_owned() }),
            };
            draft.map(Self).map_err(ApiError::MalformedBody)
        })
    }
}

/// The body of a request as the fields of a JSON object.
#[derive(Debug)]
pub(crate) struct JsonBody(pub(crate) Vec<(String, Given)>);

impl FromRequest for JsonBody {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let content_type = request.content_type().to_ascii_lowercase();
        let bytes = whole_body(request, payload);
        Box::pin(async move {
            let bytes = bytes.await?;
            match content_type.as_str() {
                "application/json" => fields_from_json(&bytes).map(Self).map_err(ApiError::MalformedBody),
                "" => Err(ApiError::NotJson { given: "of no stated type".to_owned() }),
                other => Err(ApiError::NotJson { given: other.to_owned() }),
            }
        })
    }
}

/// The fields of a JSON object, names in the order given, repeated names kept.
///
/// # Errors
/// Where the JSON is broken, or that it is no object, in one sentence.
pub(crate) fn fields_from_json(json: &[u8]) -> Result<Vec<(String, Given)>, String> {
    match serde_json::from_slice(json) {
        Ok(Json(Given::Object(fields))) => Ok(fields),
        Ok(Json(_)) => Err("The body must be a JSON object.".to_owned()),
        Err(error) => Err(format!("The JSON is broken: {error}.")),
    }
}

/// The largest body taken, in bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BodyLimit(pub(crate) u64);

impl BodyLimit {
    const DEFAULT: u64 = 1 << 20;

    /// The same limit, for the extractor that reads bodies.
    pub(crate) fn for_payloads(self) -> PayloadConfig {
        PayloadConfig::new(usize::try_from(self.0).unwrap_or(usize::MAX))
    }
}

/// The parameters of the address, decoded, in the order given.
#[derive(Debug)]
pub(crate) struct QueryPairs(pub(crate) Vec<(String, String)>);

impl FromRequest for QueryPairs {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(
            serde_html_form::from_str(request.query_string())
                .map(Self)
                .map_err(|_| ApiError::BadRequest("The part of the address after the question mark is not UTF-8.")),
        )
    }
}

/// The address of a call that takes no parameters: it has none.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NoParameters;

impl FromRequest for NoParameters {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let pairs = QueryPairs::from_request(request, payload).into_inner();
        ready(pairs.and_then(|pairs| QueryReader::new(pairs).finish()).map(|()| Self))
    }
}

/// Reads named parameters one after the other, gathers what is wrong, and refuses those nobody asked for.
#[derive(Debug)]
pub(crate) struct QueryReader {
    pairs: Vec<(String, String)>,
    known: Vec<&'static str>,
    problems: Vec<FieldProblem>,
}

impl QueryReader {
    pub(crate) fn new(pairs: QueryPairs) -> Self {
        Self { pairs: pairs.0, known: Vec::new(), problems: Vec::new() }
    }

    /// A whole number; `default` if it is not given.
    pub(crate) fn integer(&mut self, name: &'static str, bounds: RangeInclusive<u64>, default: u64) -> u64 {
        let Some(text) = self.single(name) else { return default };
        let digits = text.bytes().all(|b| b.is_ascii_digit());
        if let Some(number) = digits.then(|| text.parse().ok()).flatten().filter(|n| bounds.contains(n)) {
            return number;
        }
        let (low, high) = (*bounds.start(), *bounds.end());
        let spoken = match high {
            u64::MAX => format!("a whole number of at least {}", grouped(low)),
            _ => format!("a whole number from {} to {}", grouped(low), grouped(high)),
        };
        self.refuse(name, &text, spoken.replace(',', ""), &format!("{name} is {}; it must be {spoken}.", shown(&text)));
        default
    }

    /// A value that `parse` understands; `allowed` says what that is.
    pub(crate) fn optional<T>(
        &mut self,
        name: &'static str,
        allowed: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.single(name)?;
        let value = parse(&text);
        if value.is_none() {
            let message = format!("{name} is {}; it must be {allowed}.", shown(&text));
            self.refuse(name, &text, allowed.to_owned(), &message);
        }
        value
    }

    /// Values of a closed list of names, from repeated parameters; `commas` lets one parameter hold several.
    /// Gives positions in `names`, in the order of `names`, each once; none if the parameter is not given.
    pub(crate) fn positions(&mut self, name: &'static str, names: &[&str], commas: bool) -> Vec<usize> {
        let mut held = vec![false; names.len()];
        for text in self.all(name) {
            for word in text.split(|c| commas && c == ',').map(str::trim).filter(|word| !word.is_empty()) {
                if let Some(position) = names.iter().position(|n| n.eq_ignore_ascii_case(word)) {
                    held[position] = true;
                } else {
                    let all = names.join(", ");
                    let hint = nearest(word, names).map_or(String::new(), |near| format!(" Did you mean {near}?"));
                    let message = format!("{name} is {}, which is none of: {all}.{hint}", shown(word));
                    self.refuse(name, word, all, &message);
                }
            }
        }
        held.iter().enumerate().filter(|(_, held)| **held).map(|(position, _)| position).collect()
    }

    /// Notes a problem that concerns a parameter already read.
    pub(crate) fn refuse(&mut self, name: &str, given: &str, allowed: String, message: &str) {
        self.problems.push(FieldProblem {
            pointer: format!("/query/{name}"),
            field: name.to_owned(),
            given: given.chars().take(80).collect(),
            allowed,
            message: message.to_owned(),
        });
    }

    /// Notes problems whose pointers are within the address.
    pub(crate) fn refuse_all(&mut self, problems: Vec<FieldProblem>) {
        let in_address = |p: FieldProblem| FieldProblem { pointer: format!("/query{}", p.pointer), ..p };
        self.problems.extend(problems.into_iter().map(in_address));
    }

    /// # Errors
    /// Everything that was wrong, and every parameter that was never read.
    pub(crate) fn finish(mut self) -> Result<(), ApiError> {
        let unknown: Vec<(String, String)> =
            self.pairs.iter().filter(|(name, _)| !self.known.contains(&name.as_str())).cloned().collect();
        for (name, value) in unknown {
            let name: String = name.chars().take(80).collect();
            let hint = nearest(&name, &self.known).map_or(String::new(), |near| format!(" Did you mean {near}?"));
            let allowed = if self.known.is_empty() { "no parameters".to_owned() } else { self.known.join(", ") };
            let message = format!("There is no parameter called \"{name}\".{hint}");
            self.refuse(&name, &value, allowed, &message);
        }
        if self.problems.is_empty() { Ok(()) } else { Err(ApiError::InvalidQuery(self.problems)) }
    }

    /// Like [`Self::finish`], together with what was wrong in a recipe that came from the same address.
    ///
    /// # Errors
    /// As [`Self::finish`], and everything that was wrong with the recipe.
    pub(crate) fn finish_with<T>(mut self, read: Result<T, Vec<FieldProblem>>) -> Result<T, ApiError> {
        match read {
            Ok(value) => self.finish().map(|()| value),
            Err(problems) => {
                self.refuse_all(problems);
                Err(ApiError::InvalidQuery(self.problems))
            }
        }
    }

    /// Every value of a parameter, in the order given.
    pub(crate) fn all(&mut self, name: &'static str) -> Vec<String> {
        self.known.push(name);
        self.pairs.iter().filter(|(n, _)| n == name).map(|(_, text)| text.clone()).collect()
    }

    /// The one value of a parameter; empty counts as not given.
    pub(crate) fn single(&mut self, name: &'static str) -> Option<String> {
        let mut all = self.all(name);
        all.retain(|text| !text.is_empty());
        if all.len() > 1 {
            self.refuse(
                name,
                &all[1],
                "the parameter once".to_owned(),
                &format!("{name} is given twice; give it once."),
            );
        }
        all.into_iter().next()
    }
}

/// Short, and in quotation marks unless it is a number.
fn shown(text: &str) -> String {
    let short: String = text.chars().take(80).collect();
    if short.parse::<f64>().is_ok() { short } else { format!("\"{short}\"") }
}
