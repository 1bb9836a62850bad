//! What every request goes through first and every response last: whose it is, how often they ask, headers that protect
//! readers, HEAD, and the promise that every error is a problem document.

use std::time::Instant;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode, Version};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest, ResponseError, web};

use crate::app::Shared;
use crate::dataset::Owner;
use crate::problem::{ApiError, PROBLEM_JSON};

/// What the page may do: talk to this server, and nothing else.
const PAGE_POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
    connect-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";
/// The explorer writes style attributes into its page; the rest is the same.
const DOCS_POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

/// Answers of the API are no pages: nothing in them may run.
const API_POLICY: &str = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'";
/// The id of a request, in the answer and in the log.
pub(crate) const REQUEST_ID: &str = "x-request-id";
/// Characters of an id that a client or a proxy may give.
const LONGEST_ID: usize = 64;

/// Whose request it is: the name of a key, or nobody's where none is needed.
#[derive(Clone, Debug)]
pub(crate) struct Requester(pub(crate) Owner);

/// Marks a HEAD request, which is otherwise answered as GET.
#[derive(Clone, Copy, Debug)]
struct HeadOnly;

/// Whether the client wants the headers alone, so that nothing need be made.
pub(crate) fn is_head(request: &HttpRequest) -> bool {
    request.extensions().get::<HeadOnly>().is_some()
}

/// The outermost middleware but the access log and CORS.
pub(crate) async fn edge(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let begun = Instant::now();
    let shared = request.app_data::<web::Data<Shared>>().cloned();
    let id = request_id(request.headers(), shared.as_deref().map(|shared| &**shared));
    let method = request.method().clone();
    if method == Method::HEAD {
        // Handlers know only GET. The server itself leaves the body out, as it remembers what was asked.
        request.head_mut().method = Method::GET;
        request.extensions_mut().insert(HeadOnly);
    }
    let path = request.path().to_owned();
    let mut response = match shared.as_deref().map_or(Ok(()), |shared| admit(&request, shared)) {
        Ok(()) => next.call(request).await?.map_into_boxed_body(),
        Err(refusal) => request.error_response(refusal).map_into_boxed_body(),
    };
    if let Some(error) = bare_error(&response) {
        response = response.into_response(error.error_response());
    }
    if let Some(shared) = shared {
        let route = response.request().match_pattern().unwrap_or_else(|| "other".to_owned());
        shared.metrics.answered(known(&method), &route, response.status().as_u16(), begun.elapsed());
    }
    let ok = response.status().is_success();
    if response.request().version() < Version::HTTP_11 {
        // Old clients know no chunks: the end of the connection is the end of the answer.
        response.response_mut().head_mut().no_chunking(true);
    }
    let headers = response.headers_mut();
    // Tells the compressor to leave a stream alone; says nothing to clients (RFC 9110, 8.4.1).
    if headers.get(header::CONTENT_ENCODING).is_some_and(|encoding| encoding == "identity") {
        headers.remove(header::CONTENT_ENCODING);
    }
    let policy = match path.as_str() {
        path if path.starts_with("/docs/") => DOCS_POLICY,
        path if path.starts_with("/api/") => API_POLICY,
        _ => PAGE_POLICY,
    };
    set(headers, header::CONTENT_SECURITY_POLICY, policy);
    set(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(headers, header::REFERRER_POLICY, "no-referrer");
    set(headers, HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(headers, HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()");
    headers.insert(HeaderName::from_static(REQUEST_ID), id);
    if !headers.contains_key(header::CACHE_CONTROL) {
        // The page's build puts a hash into the names of its assets, so they never change.
        let hashed = ok && path.starts_with("/assets/");
        set(headers, header::CACHE_CONTROL, if hashed { "public, max-age=31536000, immutable" } else { "no-cache" });
    }
    Ok(response)
}

/// The id that came with a request, if it is a plain one, or a new one.
fn request_id(headers: &HeaderMap, shared: Option<&Shared>) -> HeaderValue {
    let plain = |id: &&HeaderValue| {
        let bytes = id.as_bytes();
        !bytes.is_empty()
            && bytes.len() <= LONGEST_ID
            && bytes.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
    };
    if let Some(id) = headers.get(REQUEST_ID).filter(plain) {
        return id.clone();
    }
    let id = shared.map_or_else(String::new, |shared| format!("{:016x}", (shared.surroundings.seed)()));
    HeaderValue::try_from(id).unwrap_or_else(|_| HeaderValue::from_static("none"))
}

/// A method as a label of few values.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::PUT => "PUT",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

/// Lets a request in: it has a key where one is needed, does not come too often, and no other site is behind it.
///
/// # Errors
/// Why it is not let in.
fn admit(request: &ServiceRequest, shared: &Shared) -> Result<(), ApiError> {
    if !request.path().starts_with("/api/") {
        return Ok(());
    }
    let owner = match &shared.keys {
        Some(keys) => keys.whose(request.request()),
        None => Ok(None),
    };
    let client = match &owner {
        Ok(Some(name)) => format!("key {name}"),
        _ => request.peer_addr().map_or_else(String::new, |address| address.ip().to_string()),
    };
    if let Err(wait) = shared.limiter.take(&client, Instant::now()) {
        return Err(ApiError::TooManyRequests { seconds: wait.as_secs_f64().ceil().max(1.0) as u64 });
    }
    request.extensions_mut().insert(Requester(owner?));
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if changes && !same_site(request.headers(), &shared.allowed_origins) { Err(ApiError::CrossSite) } else { Ok(()) }
}

/// Whether a request comes from no page, from a page of this server, or from one of a site that is allowed. Browsers send
/// `Sec-Fetch-Site` over TLS and to this machine, and `Origin` with everything that changes something.
fn same_site(headers: &HeaderMap, allowed: &[String]) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let origin = text(header::ORIGIN.as_str());
    if origin.is_some_and(|origin| allowed.iter().any(|a| a == "*" || a.eq_ignore_ascii_case(origin))) {
        return true;
    }
    match (text("sec-fetch-site"), origin) {
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        (None, None) => true,
        (None, Some(origin)) => {
            let authority = origin.split_once("://").map(|(_, authority)| authority);
            authority.is_some() && authority == text(header::HOST.as_str())
        }
    }
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.insert(name, HeaderValue::from_static(value));
}

/// The problem to send in place of an error that some library made without one.
fn bare_error(response: &ServiceResponse<BoxBody>) -> Option<ApiError> {
    let status = response.status();
    let is_error = status.is_client_error() || status.is_server_error();
    if !is_error || response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == PROBLEM_JSON) {
        return None;
    }
    Some(match status {
        StatusCode::NOT_FOUND => ApiError::NotFound { path: response.request().path().to_owned() },
        StatusCode::RANGE_NOT_SATISFIABLE => {
            ApiError::BadRequest("The part of the file that was asked for is not there.")
        }
        status if status.is_client_error() => ApiError::BadRequest("The request is not well formed."),
        status => {
            log::error!("{} {} ended with {status}", response.request().method(), response.request().path());
            ApiError::Internal
        }
    })
}
