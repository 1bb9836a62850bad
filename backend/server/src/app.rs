//! The application: what all handlers share, the one list of routes, and the layers around them.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use actix_cors::Cors;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::guard::{Any, Get, Head};
use actix_web::http::{Method, header};
use actix_web::middleware::{Compress, Condition, Logger, from_fn};
use actix_web::{App, Error, HttpRequest, web};
use crmgen_core::recipe::Limits;
use crmgen_io::hyper::Hyper;
use crmgen_io::pipeline::Pool;
use utoipa_actix_web::service_config::ServiceConfig;
use utoipa_actix_web::{AppExt, scope};
use utoipa_swagger_ui::SwaggerUi;

use crate::api;
use crate::cache::Cache;
use crate::cli::Failure;
use crate::config::Config;
use crate::edge::{REQUEST_ID, edge};
use crate::input::BodyLimit;
use crate::jobs::{Builder, Jobs};
use crate::journal::Journal;
use crate::keys::Keys;
use crate::limiter::Limiter;
use crate::metrics::Metrics;
use crate::openapi;
use crate::problem::ApiError;
use crate::restore::restore;
use crate::stopping::Stopping;
use crate::store::Store;
use crate::stream::Downloads;
use crate::surroundings::Surroundings;

/// The prefix of everything that is versioned.
pub(crate) const API: &str = "/api/v1";

/// What handlers share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) store: Store,
    pub(crate) jobs: Jobs,
    pub(crate) pool: Pool,
    pub(crate) downloads: Downloads,
    pub(crate) cache: Arc<Cache>,
    pub(crate) metrics: Arc<Metrics>,
    /// Where recipes are kept; in memory only, if nowhere.
    pub(crate) journal: Option<Journal>,
    /// The keys that open the API; everybody may in, if there are none.
    pub(crate) keys: Option<Keys>,
    pub(crate) limiter: Limiter,
    /// Other sites whose pages may use the API.
    pub(crate) allowed_origins: Vec<String>,
    /// How long an answer may take.
    pub(crate) request_time: Duration,
    pub(crate) limits: Limits,
    /// What makes extracts for Tableau, if it is there.
    pub(crate) hyper: Option<Hyper>,
    pub(crate) surroundings: Surroundings,
    pub(crate) stopping: Stopping,
}

/// [`Shared`], and the settings that are the framework's.
#[derive(Clone, Debug)]
pub(crate) struct State {
    pub(crate) shared: web::Data<Shared>,
    body_limit: BodyLimit,
}

impl State {
    /// Starts the threads behind the API.
    ///
    /// # Errors
    /// When the system gives no threads, or the keys or the data folder cannot be used.
    pub(crate) fn start(config: &Config, surroundings: Surroundings) -> Result<Self, Failure> {
        let keys = config.api_keys.as_deref().map(Keys::read).transpose();
        let keys = keys.map_err(|error| Failure::Usage(error.to_string()))?;
        let hyper = config.hyperd.as_deref().map(Hyper::at).transpose();
        let hyper = hyper.map_err(|error| Failure::Usage(format!("--hyperd: {error}")))?;
        let metrics = Arc::new(Metrics::default());
        let pool = Pool::new(config.threads).map_err(Failure::while_doing("cannot start"))?;
        let cache = Arc::new(Cache::new(u64::from(config.cache_mb) << 20));
        let builder = Builder { pool: pool.clone(), metrics: Arc::clone(&metrics), cache: Arc::clone(&cache) };
        let jobs = Jobs::start(config.builds, config.build_queue, builder)
            .map_err(Failure::while_doing("cannot start the builders"))?;
        let store = Store::new(config.max_datasets);
        let restored = config.data_dir.as_deref().map(|folder| restore(folder, &store)).transpose();
        let (journal, datasets) = restored.map_err(Failure::while_doing("cannot use the data folder"))?.unzip();
        jobs.restore(datasets.unwrap_or_default()).map_err(Failure::while_doing("cannot start the builders"))?;
        let shared = Shared {
            store,
            jobs,
            pool,
            downloads: Downloads::new(config.downloads.get(), &metrics),
            cache,
            metrics,
            journal,
            keys,
            limiter: Limiter::new(config.requests_per_minute),
            allowed_origins: config.allowed_origins.clone(),
            request_time: Duration::from_secs(config.request_seconds.get().into()),
            limits: config.limits(),
            hyper,
            surroundings,
            stopping: Stopping::default(),
        };
        Ok(Self { shared: web::Data::new(shared), body_limit: BodyLimit(config.max_body) })
    }
}

/// Every route of the program, once: for the router, the description, and the answer to wrong methods.
pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .service(
            scope::scope(API)
                .service(api::options::get_options)
                .service(api::datasets::create_dataset)
                .service(api::datasets::list_datasets)
                .service(api::datasets::get_dataset)
                .service(api::datasets::rename_dataset)
                .service(api::datasets::delete_dataset)
                .service(api::events::follow_dataset)
                .service(api::tables::list_tables)
                .service(api::files::download_table)
                .service(api::tables::get_table_page)
                .service(api::summary::get_summary)
                .service(api::answer_key::get_answer_key)
                .service(api::recommendations::get_recommendations)
                .service(api::exports::list_exports)
                .service(api::exports::download_export)
                .service(api::guides::list_guides)
                .service(api::guides::get_guide)
                .service(api::stateless::make_table)
                .service(api::sentiment::analyse_texts)
                .default_service(web::route().to(nothing_here)),
        )
        .service(api::health::is_live)
        .service(api::health::is_ready)
        .service(api::metrics::get_metrics)
        .service(api::problems::explain_problem)
        .service(api::description::get_openapi_yaml)
        .service(api::description::get_openapi_json);
}

/// The description, ready to send, and the methods that each address takes.
#[derive(Debug)]
pub(crate) struct Described {
    pub(crate) yaml: String,
    pub(crate) json: String,
    /// Address patterns and their methods.
    addresses: Vec<(String, Vec<Method>)>,
}

impl Described {
    /// Describes [`routes`].
    ///
    /// # Errors
    /// When the description cannot be written down.
    pub(crate) fn new() -> Result<Self, openapi::Error> {
        let document = openapi::document();
        Ok(Self {
            yaml: openapi::yaml()?,
            json: document.to_json().map_err(openapi::Error::Json)?,
            addresses: openapi::methods(&document),
        })
    }

    /// The methods that are taken at a path, `GET` implying `HEAD`; empty if nothing is there.
    fn methods_at(&self, path: &str) -> Vec<Method> {
        let mut methods: Vec<Method> = Vec::new();
        for (pattern, taken) in &self.addresses {
            if matches(pattern, path) {
                methods.extend(taken.iter().filter(|m| !methods.contains(m)).cloned().collect::<Vec<_>>());
            }
        }
        if methods.contains(&Method::GET) {
            methods.insert(1, Method::HEAD);
        }
        methods
    }
}

/// Whether a path fits a pattern such as `/datasets/{id}/tables/{table}.{format}`.
fn matches(pattern: &str, path: &str) -> bool {
    let (mut wanted, mut given) = (pattern.split('/'), path.split('/'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return true,
            (Some(wanted), Some(given)) if fits(wanted, given) => {}
            _ => return false,
        }
    }
}

/// Whether one step of a path fits one of a pattern, each name in braces standing for at least one character.
fn fits(wanted: &str, given: &str) -> bool {
    let Some((before, rest)) = wanted.split_once('{') else { return wanted == given };
    let Some(given) = given.strip_prefix(before) else { return false };
    let after = rest.split_once('}').map_or("", |(_, after)| after);
    given.char_indices().skip(1).map(|(at, _)| at).chain([given.len()]).any(|at| at > 0 && fits(after, &given[at..]))
}

/// The answer where no route fits.
async fn nothing_here(request: HttpRequest, described: web::Data<Described>) -> Result<&'static str, ApiError> {
    let path = request.path().to_owned();
    let methods = described.methods_at(&path);
    if methods.is_empty() || methods.contains(request.method()) {
        return Err(ApiError::NotFound { path });
    }
    let allowed = methods.iter().map(Method::as_str).collect::<Vec<_>>().join(", ");
    Err(ApiError::MethodNotAllowed { path, method: request.method().to_string(), allowed })
}

/// The application of one worker.
pub(crate) fn build(
    state: &State,
    described: &web::Data<Described>,
    page: Option<&Path>,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody + use<>>,
        Error = Error,
        InitError = (),
    > + use<>,
> {
    let explorer = utoipa_swagger_ui::Config::from("/openapi.json").validator_url("none");
    let (app, _) = App::new().into_utoipa_app().configure(routes).split_for_parts();
    let page = page.map(|folder| {
        actix_files::Files::new("/", folder).index_file("index.html").guard(Any(Get()).or(Head())).default_handler(
            actix_web::dev::fn_service(|request: ServiceRequest| async {
                let path = request.path().to_owned();
                Ok(request.error_response(ApiError::NotFound { path }))
            }),
        )
    });
    app.app_data(state.shared.clone())
        .app_data(described.clone())
        .app_data(state.body_limit)
        .app_data(state.body_limit.for_payloads())
        .service(web::redirect("/docs", "/docs/"))
        .service(SwaggerUi::new("/docs/{_:.*}").config(explorer))
        .configure(|config| {
            if let Some(page) = page {
                config.service(page);
            }
        })
        .default_service(web::route().to(nothing_here))
        .wrap(Compress::default())
        .wrap(from_fn(edge))
        .wrap(Condition::new(!state.shared.allowed_origins.is_empty(), cors(&state.shared.allowed_origins)))
        .wrap(Logger::new(&format!("%a \"%r\" %s %b bytes %{{{REQUEST_ID}}}o %D ms")).log_target("crmgen::access"))
}

/// What pages of other sites may do: all that the page of this server may, with a key where one is needed.
fn cors(origins: &[String]) -> Cors {
    let headers = [header::AUTHORIZATION, header::CONTENT_TYPE, header::IF_NONE_MATCH, header::ACCEPT];
    let cors = Cors::default()
        .allowed_methods([Method::GET, Method::HEAD, Method::POST, Method::PATCH, Method::DELETE])
        .allowed_headers(headers)
        .allowed_header("x-api-key")
        .expose_headers(["etag", "link", "location", "retry-after", "content-disposition", REQUEST_ID])
        .block_on_origin_mismatch(false)
        .max_age(3_600);
    if origins.iter().any(|origin| origin == "*") {
        return cors.allow_any_origin().send_wildcard();
    }
    origins.iter().fold(cors, |cors, origin| cors.allowed_origin(origin))
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn patterns_fit_what_the_router_takes() {
        assert!(matches("/datasets/{id}", "/datasets/7"));
        assert!(matches("/tables/{table}.csv", "/tables/deals.csv"));
        assert!(!matches("/tables/{table}.csv", "/tables/.csv"));
        assert!(matches("/tables/{table}.{format}", "/tables/deals.ndjson"));
        assert!(!matches("/tables/{table}.{format}", "/tables/deals."));
        assert!(!matches("/tables/{table}.{format}", "/tables/deals"));
        assert!(!matches("/datasets/{id}", "/datasets/"));
        assert!(!matches("/datasets/{id}", "/datasets/7/tables"));
    }
}
