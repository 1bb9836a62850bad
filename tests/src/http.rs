//! Asking the server, the short way.

use std::io::Read;
use std::sync::OnceLock;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use ureq::Agent;
use ureq::http::{HeaderMap, Request, Response};

use crate::program::{PATIENCE, Server};

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The whole body.
    pub body: Vec<u8>,
}

impl Answer {
    /// A header as text; empty if it is not there.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The body as text.
    ///
    /// # Panics
    /// When it is not UTF-8.
    #[must_use]
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("the body is UTF-8")
    }

    /// The body as JSON.
    ///
    /// # Panics
    /// When it is not JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }
}

fn agent() -> &'static Agent {
    static AGENT: OnceLock<Agent> = OnceLock::new();
    AGENT.get_or_init(|| {
        let config =
            Agent::config_builder().http_status_as_error(false).max_redirects(0).timeout_global(Some(PATIENCE)).build();
        config.new_agent()
    })
}

fn whole(response: Result<Response<ureq::Body>, ureq::Error>) -> Answer {
    let response = response.expect("the server answers");
    let (parts, body) = response.into_parts();
    let mut bytes = Vec::new();
    body.into_with_config().limit(u64::MAX).reader().read_to_end(&mut bytes).expect("the answer is whole");
    Answer { status: parts.status.as_u16(), headers: parts.headers, body: bytes }
}

impl Server {
    /// GET.
    #[must_use]
    pub fn get(&self, path: &str) -> Answer {
        self.get_with(path, &[])
    }

    /// GET with headers.
    #[must_use]
    pub fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let request = agent().get(format!("{}{path}", self.address));
        whole(headers.iter().fold(request, |request, (name, value)| request.header(*name, *value)).call())
    }

    /// HEAD.
    #[must_use]
    pub fn head(&self, path: &str) -> Answer {
        whole(agent().head(format!("{}{path}", self.address)).call())
    }

    /// DELETE.
    #[must_use]
    pub fn delete(&self, path: &str) -> Answer {
        whole(agent().delete(format!("{}{path}", self.address)).call())
    }

    /// PUT without a body.
    #[must_use]
    pub fn put(&self, path: &str) -> Answer {
        whole(agent().put(format!("{}{path}", self.address)).send_empty())
    }

    /// POST.
    #[must_use]
    pub fn post(&self, path: &str, content_type: &str, body: &[u8]) -> Answer {
        let request = agent().post(format!("{}{path}", self.address));
        whole(if content_type.is_empty() { request.send(body) } else { request.content_type(content_type).send(body) })
    }

    /// Any method, with headers and a body.
    ///
    /// # Panics
    /// When there is no such method.
    #[must_use]
    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let request = Request::builder().method(method).uri(format!("{}{path}", self.address));
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        let request = request.body(body).expect("a request");
        whole(agent().run(agent().configure_request(request).allow_non_standard_methods(true).build()))
    }

    /// POST of a recipe as JSON.
    #[must_use]
    pub fn post_recipe(&self, recipe: &Value) -> Answer {
        self.post("/api/v1/datasets", "application/json", recipe.to_string().as_bytes())
    }

    /// Makes a dataset, waits until it is ready, and gives it as the API shows it.
    ///
    /// # Panics
    /// When it is refused, fails, or takes too long.
    #[must_use]
    pub fn dataset(&self, recipe: &Value) -> Value {
        let answer = self.post_recipe(recipe);
        assert!(matches!(answer.status, 201 | 202), "{}", answer.text());
        self.when_ready(answer.header("location"))
    }

    /// Waits until a dataset is ready, and gives it.
    ///
    /// # Panics
    /// When it fails or takes too long.
    #[must_use]
    pub fn when_ready(&self, path: &str) -> Value {
        let begun = Instant::now();
        loop {
            let dataset = self.get(path).json();
            if dataset["status"] == "ready" {
                return dataset;
            }
            assert!(dataset["status"] == "building" && begun.elapsed() < PATIENCE, "{dataset:#}");
            thread::sleep(Duration::from_millis(20));
        }
    }
}
