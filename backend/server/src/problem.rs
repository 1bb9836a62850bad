//! What is said when something cannot be done.
//!
//! One enum names every refusal; one exhaustive match gives each its kind. Clients get RFC 9457 problem documents and
//! never a cause: causes are written to the log, once, where they become an [`ApiError`].

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, ResponseError};
use crmgen_core::recipe::{FieldProblem, grouped};
use serde::Serialize;
use utoipa::ToSchema;

/// The media type of every error.
pub(crate) const PROBLEM_JSON: &str = "application/problem+json";

/// A kind of problem: what its address, `/problems/<slug>`, explains.
#[derive(Debug)]
pub(crate) struct Kind {
    /// The last part of the address; never changed once published.
    pub(crate) slug: &'static str,
    /// The HTTP status.
    pub(crate) status: u16,
    /// What is wrong, in a few words, the same for every occurrence.
    pub(crate) title: &'static str,
    /// What it means and what to do, for people.
    pub(crate) explanation: &'static str,
}

macro_rules! kinds {
    ($($name:ident = $slug:literal $status:literal $title:literal $explanation:literal;)+) => {
        $(const $name: Kind = Kind { slug: $slug, status: $status, title: $title, explanation: $explanation };)+
        /// Every kind of problem there is.
        pub(crate) const KINDS: &[Kind] = &[$($name),+];
    };
}

kinds! {
    INVALID_RECIPE = "invalid-recipe" 422 "The recipe cannot be used"
        "One or more fields of the recipe are wrong. The list `errors` names each of them: what was given, and what is allowed. Correct them all and send the recipe again. GET /api/v1/options tells every allowed value.";
    INVALID_BODY = "invalid-body" 422 "The request body has wrong fields"
        "One or more fields of the body are wrong. The list `errors` names each of them: what was given, and what is allowed.";
    INVALID_QUERY = "invalid-query" 422 "The address has wrong parameters"
        "One or more parameters after the question mark are wrong. The list `errors` names each of them: what was given, and what is allowed.";
    MALFORMED_BODY = "malformed-body" 400 "The request body cannot be read"
        "The body is not what its Content-Type says: the JSON has a syntax error or is not an object, or the form is not UTF-8. `detail` says where.";
    UNSUPPORTED_MEDIA_TYPE = "unsupported-media-type" 415 "The request body has an unknown type"
        "Send the recipe as JSON (Content-Type: application/json) or as an HTML form (Content-Type: application/x-www-form-urlencoded).";
    NOT_JSON = "not-json" 415 "The request body must be JSON"
        "Send the body as JSON, with the header Content-Type: application/json.";
    BODY_TOO_SLOW = "body-too-slow" 408 "The request body took too long"
        "The body did not arrive in time. Send it again over a better connection.";
    KEY_MISSING = "key-missing" 401 "A key is needed"
        "This server answers those who have a key. Send it as `Authorization: Bearer <key>`, as `X-API-Key: <key>`, or as the password where a browser or tool asks for one; any user name will do. Whoever runs the server gives out keys.";
    KEY_UNKNOWN = "key-unknown" 401 "The key is not known"
        "The key is misspelt, or was taken back. Ask whoever runs the server.";
    CROSS_SITE = "cross-site" 403 "Another site may not do this"
        "A page of another site tried to change something here. Whoever runs the server can allow that site with --allowed-origins or CRMGEN_ALLOWED_ORIGINS.";
    TOO_MANY_REQUESTS = "too-many-requests" 429 "Too many requests"
        "This client asks more often than the server allows. The header Retry-After says how many seconds to wait. Whoever runs the server can allow more with --requests-per-minute or CRMGEN_REQUESTS_PER_MINUTE.";
    STOPPING = "stopping" 503 "The server is stopping"
        "The server was told to stop, and finishes what is under way. Try again in a moment.";
    BODY_TOO_LARGE = "body-too-large" 413 "The request body is too large"
        "A recipe is small. Whoever runs the server can allow larger bodies with --max-body or CRMGEN_MAX_BODY.";
    BAD_REQUEST = "bad-request" 400 "The request cannot be understood"
        "The request is not well formed. Compare it with the description at /docs/.";
    NOT_FOUND = "not-found" 404 "There is nothing at this address"
        "The address is misspelt, or belongs to another version. /docs/ lists every address.";
    METHOD_NOT_ALLOWED = "method-not-allowed" 405 "This address does not do that"
        "The address exists, but not for this HTTP method. The header Allow, and `detail`, name the methods it takes.";
    DATASET_NOT_FOUND = "dataset-not-found" 404 "There is no such dataset"
        "The dataset was deleted, or the server was started again since, or the id is misspelt. A dataset can always be made again: post its recipe, and the rows are the same.";
    TABLE_NOT_FOUND = "table-not-found" 404 "There is no such table"
        "The tables are customers, deals and feedback.";
    EXPORT_NOT_FOUND = "export-not-found" 404 "There is no such file"
        "GET /api/v1/datasets/{id}/exports lists the files that a dataset can be downloaded as.";
    FORMAT_NOT_FOUND = "format-not-found" 404 "Tables do not come in this format"
        "The end of the address names the kind of file, such as deals.csv. `detail` lists the kinds there are.";
    GUIDE_NOT_FOUND = "guide-not-found" 404 "There is no such guide"
        "GET /api/v1/guides lists the guides there are.";
    EXPORT_TOO_LARGE = "export-too-large" 409 "The dataset is too large for this kind of file"
        "Some kinds of file have a limit: an Excel sheet holds 1,048,576 rows. `detail` says which table has too many, and what to take instead. GET /api/v1/datasets/{id}/exports says of each file whether it can be had.";
    DATASET_NOT_READY = "dataset-not-ready" 409 "The dataset is still being built"
        "Ask again a little later: the header Retry-After says when, and GET /api/v1/datasets/{id} shows how far it is.";
    DATASET_FAILED = "dataset-failed" 409 "The dataset could not be built"
        "Building this dataset failed. Delete it and post its recipe again; if it fails again, tell whoever runs the server: the log has the reason.";
    STORE_FULL = "store-full" 507 "The store is full"
        "The server keeps a limited number of datasets, and never drops one on its own. Delete one that is not needed (DELETE /api/v1/datasets/{id}), or let whoever runs the server raise --max-datasets or CRMGEN_MAX_DATASETS.";
    BUSY = "busy" 503 "The server has too much to do"
        "Too many datasets are being built, or too many files are being downloaded, at this moment. The header Retry-After says when to try again.";
    TOO_SLOW = "too-slow" 503 "The answer takes too long"
        "The server stopped working on this answer at its time limit. Ask for less (fewer rows, fewer filters on texts, no search), or let whoever runs the server raise --request-seconds or CRMGEN_REQUEST_SECONDS.";
    TOO_DEEP = "too-deep" 422 "The page lies too deep in a sorted table"
        "Sorted tables can be paged from both ends, but not all the way through: narrow the rows down with a filter, turn the order round, or leave sort out. Whole tables are better downloaded as files.";
    INTERNAL = "internal" 500 "Something went wrong on our side"
        "This is a fault of the program, not of the request. The log of the server has the reason.";
}

/// Every reason for which a request is refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ApiError {
    #[error("{}", all_messages(.0))]
    InvalidRecipe(Vec<FieldProblem>),
    #[error("{}", all_messages(.0))]
    InvalidQuery(Vec<FieldProblem>),
    #[error("{}", all_messages(.0))]
    InvalidBody(Vec<FieldProblem>),
    #[error("{0}")]
    MalformedBody(String),
    #[error("The body is {given}; send it as application/json.")]
    NotJson { given: String },
    #[error("The body did not arrive in time.")]
    BodyTooSlow,
    #[error("This server needs a key: send it as Authorization: Bearer <key>.")]
    KeyMissing,
    #[error("This key is not known here.")]
    KeyUnknown,
    #[error("A page of another site may not change anything here.")]
    CrossSite,
    #[error("You have asked too often. Try again in {}.", spoken(*.seconds))]
    TooManyRequests { seconds: u64 },
    #[error("The server is stopping.")]
    Stopping,
    #[error("The body is {given}; send the recipe as application/json or application/x-www-form-urlencoded.")]
    UnsupportedMediaType { given: String },
    #[error("The body is larger than the {} bytes that are allowed.", grouped(*.limit))]
    BodyTooLarge { limit: u64 },
    #[error("{0}")]
    BadRequest(&'static str),
    #[error("There is nothing at {path}.")]
    NotFound { path: String },
    #[error("{path} does not take {method}; it takes {allowed}.")]
    MethodNotAllowed { path: String, method: String, allowed: String },
    #[error("There is no dataset {id}.")]
    DatasetNotFound { id: String },
    #[error("There is no table \"{name}\"; the tables are {}.", table_names())]
    TableNotFound { name: String },
    #[error("There is no file \"{file}\"; the files are {known}.")]
    ExportNotFound { file: String, known: String },
    #[error("Tables do not come as .{name}; they come as: {known}.")]
    FormatNotFound { name: String, known: String },
    #[error("There is no guide for \"{tool}\"; there are guides for {known}.")]
    GuideNotFound { tool: String, known: String },
    #[error("{0}")]
    ExportTooLarge(String),
    #[error("The dataset is still being built. Ask again in a second.")]
    DatasetNotReady,
    #[error("The dataset could not be built. Delete it and post its recipe again.")]
    DatasetFailed,
    #[error("The server holds {capacity} datasets, which is all it may. Delete one that is not needed.")]
    StoreFull { capacity: usize },
    #[error("{0} Try again in {RETRY_BUSY_SECONDS} seconds.")]
    Busy(&'static str),
    #[error(
        "The answer took longer than this server allows. Ask for less, or try again in {RETRY_BUSY_SECONDS} seconds."
    )]
    TooSlow,
    #[error(
        "offset is {offset}; with sort, a page must be among the first or the last {} rows.",
        grouped(crate::scan::DEEPEST_SORTED)
    )]
    TooDeep { offset: u64 },
    /// The cause has been logged where it happened.
    #[error("Something went wrong on our side. The server's log has the reason.")]
    Internal,
}

/// What is suggested when the queue is full: about the time a build of a million customers takes. Chosen.
const RETRY_BUSY_SECONDS: u32 = 5;
/// What is suggested while a dataset is being built.
const RETRY_BUILDING_SECONDS: u32 = 1;

fn spoken(seconds: u64) -> String {
    if seconds == 1 { "1 second".to_owned() } else { format!("{} seconds", grouped(seconds)) }
}

fn all_messages(problems: &[FieldProblem]) -> String {
    problems.iter().map(|p| p.message.as_str()).collect::<Vec<_>>().join(" ")
}

fn table_names() -> String {
    crmgen_core::columns::Table::ALL.iter().map(|t| t.name()).collect::<Vec<_>>().join(", ")
}

impl ApiError {
    /// The kind of this problem: the one place that chooses status codes.
    pub(crate) const fn kind(&self) -> &'static Kind {
        match self {
            Self::InvalidRecipe(_) => &INVALID_RECIPE,
            Self::InvalidQuery(_) => &INVALID_QUERY,
            Self::InvalidBody(_) => &INVALID_BODY,
            Self::NotJson { .. } => &NOT_JSON,
            Self::BodyTooSlow => &BODY_TOO_SLOW,
            Self::KeyMissing => &KEY_MISSING,
            Self::KeyUnknown => &KEY_UNKNOWN,
            Self::CrossSite => &CROSS_SITE,
            Self::TooManyRequests { .. } => &TOO_MANY_REQUESTS,
            Self::Stopping => &STOPPING,
            Self::MalformedBody(_) => &MALFORMED_BODY,
            Self::UnsupportedMediaType { .. } => &UNSUPPORTED_MEDIA_TYPE,
            Self::BodyTooLarge { .. } => &BODY_TOO_LARGE,
            Self::BadRequest(_) => &BAD_REQUEST,
            Self::NotFound { .. } => &NOT_FOUND,
            Self::MethodNotAllowed { .. } => &METHOD_NOT_ALLOWED,
            Self::DatasetNotFound { .. } => &DATASET_NOT_FOUND,
            Self::TableNotFound { .. } => &TABLE_NOT_FOUND,
            Self::ExportNotFound { .. } => &EXPORT_NOT_FOUND,
            Self::FormatNotFound { .. } => &FORMAT_NOT_FOUND,
            Self::GuideNotFound { .. } => &GUIDE_NOT_FOUND,
            Self::ExportTooLarge(_) => &EXPORT_TOO_LARGE,
            Self::DatasetNotReady => &DATASET_NOT_READY,
            Self::DatasetFailed => &DATASET_FAILED,
            Self::StoreFull { .. } => &STORE_FULL,
            Self::Busy(_) => &BUSY,
            Self::TooSlow => &TOO_SLOW,
            Self::TooDeep { .. } => &TOO_DEEP,
            Self::Internal => &INTERNAL,
        }
    }

    /// The document that clients get.
    pub(crate) fn problem(&self) -> Problem {
        let kind = self.kind();
        let problems: &[FieldProblem] = match self {
            Self::InvalidRecipe(problems) | Self::InvalidQuery(problems) | Self::InvalidBody(problems) => problems,
            _ => &[],
        };
        let title = match (self, problems.len()) {
            (Self::InvalidRecipe(_), 1) => "The recipe has 1 problem".to_owned(),
            (Self::InvalidRecipe(_), n) => format!("The recipe has {n} problems"),
            (Self::InvalidBody(_), 1) => "The body has 1 problem".to_owned(),
            (Self::InvalidBody(_), n) => format!("The body has {n} problems"),
            (Self::InvalidQuery(_), 1) => "The address has 1 wrong parameter".to_owned(),
            (Self::InvalidQuery(_), n) => format!("The address has {n} wrong parameters"),
            _ => kind.title.to_owned(),
        };
        Problem {
            kind: format!("/problems/{}", kind.slug),
            title,
            status: kind.status,
            detail: self.to_string(),
            errors: problems.iter().cloned().map(FieldProblemDto::from).collect(),
        }
    }
}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.kind().status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        match self {
            Self::DatasetNotReady => {
                response.insert_header((header::RETRY_AFTER, RETRY_BUILDING_SECONDS));
            }
            Self::Busy(_) | Self::TooSlow => {
                response.insert_header((header::RETRY_AFTER, RETRY_BUSY_SECONDS));
            }
            Self::TooManyRequests { seconds } => {
                response.insert_header((header::RETRY_AFTER, *seconds));
            }
            Self::KeyMissing | Self::KeyUnknown => {
                response.insert_header((header::WWW_AUTHENTICATE, "Basic realm=\"crmgen\", charset=\"UTF-8\""));
                response.append_header((header::WWW_AUTHENTICATE, "Bearer realm=\"crmgen\""));
            }
            Self::NotJson { .. } => {
                response.insert_header(("accept-post", "application/json"));
            }
            Self::MethodNotAllowed { allowed, .. } => {
                response.insert_header((header::ALLOW, allowed.as_str()));
            }
            Self::UnsupportedMediaType { .. } => {
                response.insert_header(("accept-post", "application/json, application/x-www-form-urlencoded"));
            }
            _ => {}
        }
        let body = serde_json::to_vec(&self.problem()).unwrap_or_default();
        response.insert_header((header::CONTENT_TYPE, PROBLEM_JSON)).body(body)
    }
}

/// Why a request was refused, as RFC 9457 lays it out.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// The kind of problem, as an address on this server that explains it.
    #[serde(rename = "type")]
    #[schema(example = "/problems/invalid-recipe")]
    pub(crate) kind: String,
    /// What is wrong, in a few words.
    #[schema(example = "The recipe has 1 problem")]
    pub(crate) title: String,
    /// The HTTP status, once more.
    #[schema(example = 422)]
    pub(crate) status: u16,
    /// What happened this time, in plain sentences.
    #[schema(example = "customers is 0; it must be a whole number from 1 to 10,000,000.")]
    pub(crate) detail: String,
    /// Every field or parameter that is wrong; empty when the problem is not about fields.
    pub(crate) errors: Vec<FieldProblemDto>,
}

/// One field, or one parameter of the address, that is wrong.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = FieldProblem)]
pub(crate) struct FieldProblemDto {
    /// Where it is, as a JSON pointer into the body; `/query/…` for parameters of the address.
    #[schema(example = "/customers")]
    pointer: String,
    /// The bare name.
    #[schema(example = "customers")]
    field: String,
    /// What was given, shortened if long.
    #[schema(example = "0")]
    given: String,
    /// What would have been right.
    #[schema(example = "a whole number from 1 to 10000000")]
    allowed: String,
    /// Both in one sentence, to be shown beside the field.
    #[schema(example = "customers is 0; it must be a whole number from 1 to 10,000,000.")]
    message: String,
}

impl From<FieldProblem> for FieldProblemDto {
    fn from(problem: FieldProblem) -> Self {
        let FieldProblem { pointer, field, given, allowed, message } = problem;
        Self { pointer, field, given, allowed, message }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_kind_has_its_own_address_and_says_what_to_do() {
        let slugs: BTreeSet<&str> = KINDS.iter().map(|kind| kind.slug).collect();
        assert_eq!(slugs.len(), KINDS.len());
        for kind in KINDS {
            assert!(StatusCode::from_u16(kind.status).is_ok_and(|status| status.as_u16() >= 400), "{}", kind.slug);
            assert!(kind.explanation.ends_with('.') && kind.explanation.len() > 40, "{}", kind.slug);
        }
    }

    #[test]
    fn one_second_is_no_seconds() {
        let said = |seconds| ApiError::TooManyRequests { seconds }.to_string();
        assert_eq!(said(1), "You have asked too often. Try again in 1 second.");
        assert_eq!(said(59), "You have asked too often. Try again in 59 seconds.");
    }

    #[test]
    fn a_fault_of_ours_tells_nothing_but_that_it_is_ours() {
        let problem = ApiError::Internal.problem();
        assert_eq!((problem.status, problem.errors.len()), (500, 0));
        assert_eq!(problem.detail, "Something went wrong on our side. The server's log has the reason.");
    }
}
