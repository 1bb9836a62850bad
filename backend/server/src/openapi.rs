//! The description of the API: made from the routes, never written by hand.

use actix_web::App;
use actix_web::http::Method;
use utoipa::OpenApi;
use utoipa::openapi::schema::RefBuilder;
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme,
};
use utoipa::openapi::{Content, HeaderBuilder, OpenApi as Document, Ref, RefOr, Required, ResponseBuilder};
use utoipa_actix_web::AppExt;

use crate::api::rows;
use crate::app;
use crate::problem::PROBLEM_JSON;

/// Why the description could not be written down.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("{0}")]
    Json(serde_json::Error),
    #[error("{0}")]
    Yaml(String),
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "crmgen",
        description = "Believable CRM data from a recipe: customers, their deals, and what they say about us, with sentiment.\n\n\
            A dataset is a pure function of its recipe: the same recipe gives the same bytes, here, on the command line, \
            and on any other machine. POST a recipe to `/api/v1/datasets`, look at it page by page or as numbers for charts, and \
            download it; or ask for one table straight away at `/api/v1/tables/{table}.csv`.\n\n\
            Every error is an `application/problem+json` document (RFC 9457) whose `type` is an address that explains it. \
            Wherever GET works, HEAD works too; any other method that an address does not take is answered with 405, and \
            `Allow` names those it does.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0")
    ),
    tags(
        (name = "datasets", description = "Make, list and delete datasets."),
        (name = "tables", description = "Rows, page by page, and what the columns mean."),
        (name = "summary", description = "The numbers behind the dashboard."),
        (name = "recommendations", description = "What the numbers mean and what to do, with the evidence."),
        (name = "exports", description = "Whole tables and whole datasets as files."),
        (name = "service", description = "About this server: its choices, its health, its description."),
    ),
    components(schemas(rows::CustomerRow, rows::DealRow, rows::FeedbackRow))
)]
struct About;

/// The description of every route.
pub(crate) fn document() -> Document {
    let (_, mut document) =
        App::new().into_utoipa_app().openapi(About::openapi()).configure(app::routes).split_for_parts();
    // The attribute of a route calls every body required; a recipe may be left out.
    let datasets = document.paths.paths.get_mut("/api/v1/datasets");
    if let Some(RefOr::T(body)) = datasets.and_then(|item| item.post.as_mut()?.request_body.as_mut()) {
        body.required = Some(Required::False);
    }
    describe_admission(&mut document);
    document
}

/// What is asked of every call before its handler sees it: a key where the server wants one, patience, and no other site
/// behind it. Described once, and referred to by each call.
fn describe_admission(document: &mut Document) {
    let refusals = [
        (
            "401",
            "KeyRefused",
            "This server wants a key, and the request has none, or one that is not known.",
            "WWW-Authenticate",
            "How to send a key.",
        ),
        ("403", "OtherSite", "A page of another site tried to change something.", "", ""),
        (
            "429",
            "TooManyRequests",
            "This client asks more often than the server allows.",
            "Retry-After",
            "Seconds to wait.",
        ),
    ];
    let components = document.components.get_or_insert_default();
    for (_, name, description, header, meaning) in refusals {
        let problem = Content::new(Some(Ref::from_schema_name("Problem")));
        let mut response = ResponseBuilder::new().description(description).content(PROBLEM_JSON, problem);
        if !header.is_empty() {
            let value = HeaderBuilder::new().description(Some(meaning)).build();
            response = response.header(header, value);
        }
        components.responses.insert(name.to_owned(), response.build().into());
    }
    let http =
        |scheme, how: &str| SecurityScheme::Http(HttpBuilder::new().scheme(scheme).description(Some(how)).build());
    let in_header = ApiKeyValue::with_description("X-API-Key", "The key as it is, where the server wants one.");
    let schemes = [
        ("bearer", http(HttpAuthScheme::Bearer, "The key after the word Bearer, where the server wants one.")),
        ("header", SecurityScheme::ApiKey(ApiKey::Header(in_header))),
        ("password", http(HttpAuthScheme::Basic, "Any name, and the key as the password, where the server wants one.")),
    ];
    // The first says that a server may want none.
    let mut security = vec![SecurityRequirement::default()];
    for (name, scheme) in schemes {
        components.add_security_scheme(name, scheme);
        security.push(SecurityRequirement::new(name, [""; 0]));
    }
    for (_, item) in document.paths.paths.iter_mut().filter(|(path, _)| path.starts_with(app::API)) {
        let reading = [&mut item.get].into_iter().map(|operation| (operation, false));
        let changing = [&mut item.post, &mut item.put, &mut item.patch, &mut item.delete];
        for (operation, changes) in reading.chain(changing.into_iter().map(|operation| (operation, true))) {
            let Some(operation) = operation else { continue };
            operation.security = Some(security.clone());
            for (status, name, description, ..) in refusals.iter().filter(|(status, ..)| changes || *status != "403") {
                let location = Ref::from_response_name(*name).ref_location;
                let refusal = RefBuilder::new().ref_location(location).description(Some(*description)).build();
                operation.responses.responses.insert((*status).to_owned(), RefOr::Ref(refusal));
            }
        }
    }
}

/// The description as YAML.
///
/// # Errors
/// When it cannot be written down.
pub(crate) fn yaml() -> Result<String, Error> {
    document().to_yaml().map_err(|error| Error::Yaml(error.to_string()))
}

/// Every address pattern of a description, with the methods it takes.
pub(crate) fn methods(document: &Document) -> Vec<(String, Vec<Method>)> {
    let taken = |item: &utoipa::openapi::PathItem| {
        [
            (Method::GET, &item.get),
            (Method::POST, &item.post),
            (Method::PUT, &item.put),
            (Method::PATCH, &item.patch),
            (Method::DELETE, &item.delete),
        ]
        .into_iter()
        .filter(|(_, operation)| operation.is_some())
        .map(|(method, _)| method)
        .collect()
    };
    document.paths.paths.iter().map(|(pattern, item)| (pattern.clone(), taken(item))).collect()
}
