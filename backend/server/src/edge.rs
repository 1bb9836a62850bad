//! What every response goes through last: headers that protect readers, HEAD, and the promise that every error is a
//! problem document.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest, ResponseError};

use crate::problem::{ApiError, PROBLEM_JSON};

/// What the page may do: talk to this server, and nothing else.
const PAGE_POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
    connect-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";
/// The explorer writes style attributes into its page; the rest is the same.
const DOCS_POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

/// Marks a HEAD request, which is otherwise answered as GET.
#[derive(Clone, Copy, Debug)]
struct HeadOnly;

/// Whether the client wants the headers alone, so that nothing need be made.
pub(crate) fn is_head(request: &HttpRequest) -> bool {
    request.extensions().get::<HeadOnly>().is_some()
}

/// The outermost middleware but the access log.
pub(crate) async fn edge(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    if request.method() == Method::HEAD {
        // Handlers know only GET. The server itself leaves the body out, as it remembers what was asked.
        request.head_mut().method = Method::GET;
        request.extensions_mut().insert(HeadOnly);
    }
    let path = request.path().to_owned();
    let mut response = next.call(request).await?.map_into_boxed_body();
    if let Some(error) = bare_error(&response) {
        response = response.into_response(error.error_response());
    }
    let ok = response.status().is_success();
    let headers = response.headers_mut();
    // Tells the compressor to leave a stream alone; says nothing to clients (RFC 9110, 8.4.1).
    if headers.get(header::CONTENT_ENCODING).is_some_and(|encoding| encoding == "identity") {
        headers.remove(header::CONTENT_ENCODING);
    }
    let policy = if path.starts_with("/docs/") { DOCS_POLICY } else { PAGE_POLICY };
    set(headers, header::CONTENT_SECURITY_POLICY, policy);
    set(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(headers, header::REFERRER_POLICY, "no-referrer");
    set(headers, HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    if !headers.contains_key(header::CACHE_CONTROL) {
        // The page's build puts a hash into the names of its assets, so they never change.
        let hashed = ok && path.starts_with("/assets/");
        set(headers, header::CACHE_CONTROL, if hashed { "public, max-age=31536000, immutable" } else { "no-cache" });
    }
    Ok(response)
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
