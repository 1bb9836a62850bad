//! `crmgen serve`: start, say where, and end in good order.

use std::net::SocketAddr;
use std::time::Duration;

use actix_web::rt::System;
use actix_web::{HttpServer, web};
use env_logger::Env;
use tokio::time::sleep;

use crate::app::{self, State};
use crate::cli::Failure;
use crate::config::Config;
use crate::stopping::Signals;
use crate::surroundings::Surroundings;

/// What is logged unless `RUST_LOG` says otherwise. What clients send in bad form is their fault, and no error of ours.
const LOGGED: &str = "info,actix_server=warn,actix_http=off";

/// How long requests are still taken while `/health/ready` says already that it is over: so that a load balancer can send
/// clients elsewhere before connections are refused. Chosen: people hardly notice.
const NOTICE: Duration = Duration::from_secs(1);

/// Runs the server until it is told to stop.
///
/// # Errors
/// When it cannot start: the page is missing, the port is taken, no threads.
pub(crate) fn run(config: &Config, surroundings: Surroundings) -> Result<(), Failure> {
    env_logger::Builder::from_env(Env::default().default_filter_or(LOGGED)).init();
    let page = config.page_folder().map_err(|error| Failure::Usage(error.to_string()))?;
    let address = SocketAddr::new(config.host, config.port);
    System::new().block_on(async {
        let state = State::start(config, surroundings)?;
        let described = web::Data::new(app::Described::new().map_err(Failure::while_doing("cannot describe the API"))?);
        if page.is_none() {
            log::info!("no page at frontend/dist: serving the API alone (see --page)");
        }
        let stopping = state.shared.stopping.clone();
        let notice = NOTICE.min(Duration::from_secs(config.grace_seconds.into()));
        let server = HttpServer::new(move || app::build(&state, &described, page.as_deref()))
            .client_request_timeout(Duration::from_secs(30))
            .client_disconnect_timeout(Duration::from_secs(5))
            .shutdown_timeout(config.grace_seconds.into())
            .disable_signals()
            .bind(address)
            .map_err(Failure::while_doing(format!("cannot listen on {address}")))?;
        for address in server.addrs() {
            println!("listening on http://{address}");
        }
        let server = server.run();
        let handle = server.handle();
        actix_web::rt::spawn(async move {
            stop_signal().await;
            log::info!("stopping: finishing what is under way");
            stopping.begin();
            sleep(notice).await;
            handle.stop(true).await;
        });
        server.await.map_err(Failure::while_doing("the server broke"))
    })
}

/// Returns at the first SIGINT (Ctrl+C) or SIGTERM.
async fn stop_signal() {
    match Signals::listen() {
        Ok(mut signals) => signals.next().await,
        Err(error) => {
            log::error!("cannot listen for Ctrl+C and SIGTERM: {error}");
            std::future::pending::<()>().await;
        }
    }
}
