//! Files that are made while they are sent.
//!
//! A thread makes the bytes and puts them into a short queue; the connection takes them from there. A slow reader slows
//! the thread down, and a reader that left stops it: nothing piles up, and nothing is made for nobody.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use actix_web::http::header::{self, AcceptEncoding, Encoding, EntityTag, Header, IfNoneMatch};
use actix_web::{HttpRequest, HttpResponse};
use bytes::Bytes;
use crmgen_io::sink::{Closed, Sink};
use sha2::{Digest, Sha256};
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{Semaphore, mpsc};

use crate::edge::is_head;
use crate::metrics::{Metrics, add};
use crate::problem::ApiError;

/// Pieces (about a block's bytes each) between the maker and the connection. Chosen: enough to hide a hiccup.
const QUEUE: usize = 4;
/// How long a reader may take nothing before it counts as gone. Chosen.
const STALLED: Duration = Duration::from_secs(60);
/// How often a full queue is looked at. Chosen: far below what a reader notices, far above what costs anything.
const LOOK: Duration = Duration::from_millis(1);

/// The downloads that may run at once.
#[derive(Clone, Debug)]
pub(crate) struct Downloads {
    places: Arc<Semaphore>,
    at_once: usize,
    metrics: Arc<Metrics>,
}

impl Downloads {
    pub(crate) fn new(at_once: usize, metrics: &Arc<Metrics>) -> Self {
        let at_once = at_once.min(Semaphore::MAX_PERMITS);
        Self { places: Arc::new(Semaphore::new(at_once)), at_once, metrics: Arc::clone(metrics) }
    }

    /// How many run now.
    pub(crate) fn running(&self) -> u64 {
        self.at_once.saturating_sub(self.places.available_permits()) as u64
    }
}

/// A file to be sent.
#[derive(Debug)]
pub(crate) struct File {
    /// The name people find in their downloads: ASCII, without quotation marks.
    pub(crate) name: String,
    /// The media type.
    pub(crate) media_type: &'static str,
    /// Everything the bytes depend on: two files with the same text here are the same.
    pub(crate) identity: String,
    /// How it is sent.
    pub(crate) packing: Packing,
    /// The same file is the same to the byte each time it is made.
    pub(crate) reproducible: bool,
}

/// How the bytes of a file travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Packing {
    /// As they are, whatever the client takes: they are compressed already.
    Fixed,
    /// As they are, because this client asked for nothing else.
    Plain,
    /// Packed with gzip, as this client asked.
    Gzip,
}

impl Packing {
    /// What a client gets of a file that shrinks: gzip if it takes that, and as gladly as the plain bytes.
    pub(crate) fn for_client(request: &HttpRequest) -> Self {
        // Without the header anything goes (RFC 9110, 12.5.3); scripts that send none expect the plain bytes.
        let accepted = AcceptEncoding::parse(request).ok().filter(|accepted| !accepted.is_empty());
        let offered = [Encoding::gzip(), Encoding::identity()];
        match accepted.and_then(|accepted| accepted.negotiate(offered.iter())) {
            Some(encoding) if encoding == Encoding::gzip() => Self::Gzip,
            _ => Self::Plain,
        }
    }
}

impl File {
    /// A strong entity tag: the same bytes have the same tag, for every client and after every restart. Packed bytes are
    /// others. Where the bytes differ from time to time and mean the same, the tag is a weak one.
    fn etag(&self) -> EntityTag {
        let sum = Sha256::digest(self.identity.as_bytes());
        let packed = if self.packing == Packing::Gzip { "-gzip" } else { "" };
        let tag = sum.iter().take(16).map(|byte| format!("{byte:02x}")).collect::<String>() + packed;
        if self.reproducible { EntityTag::new_strong(tag) } else { EntityTag::new_weak(tag) }
    }
}

/// Sends what `make` puts into the sink. Nothing is made for HEAD, nor for a client that has the file already.
///
/// # Errors
/// When as many downloads run as may, or no thread can be started.
pub(crate) fn send<F>(
    request: &HttpRequest,
    downloads: &Downloads,
    file: &File,
    make: F,
) -> Result<HttpResponse, ApiError>
where
    F: FnOnce(&mut dyn Sink) -> Result<(), MakeError> + Send + 'static,
{
    let etag = file.etag();
    let known = client_has(request, &etag);
    let mut response = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response.insert_header(header::ETag(etag));
    if file.packing != Packing::Fixed {
        response.insert_header((header::VARY, "accept-encoding"));
    }
    if known {
        return Ok(response.finish());
    }
    // "identity" is for our own compressor, which would take the stream for a text; see `edge`.
    let encoding = if file.packing == Packing::Gzip { "gzip" } else { "identity" };
    response
        .insert_header((header::CONTENT_TYPE, file.media_type))
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", file.name)))
        .insert_header((header::CONTENT_ENCODING, encoding));
    if is_head(request) {
        // As a stream without pieces: an empty body would promise a length of 0.
        return Ok(response.streaming(futures_util::stream::empty::<std::io::Result<Bytes>>()));
    }
    let permit = Arc::clone(&downloads.places)
        .try_acquire_owned()
        .map_err(|_| ApiError::Busy("Too many files are being downloaded at once."))?;
    let (sender, receiver) = mpsc::channel(QUEUE);
    let what = request.path().to_owned();
    let metrics = Arc::clone(&downloads.metrics);
    let maker = move || {
        let begun = Instant::now();
        let mut sink = ChannelSink { sender, sent: 0 };
        let made = catch_unwind(AssertUnwindSafe(|| make(&mut sink)));
        let (sent, seconds) = (sink.sent, begun.elapsed().as_secs_f64());
        add(&metrics.file_bytes, sent);
        match made {
            Ok(Ok(())) => log::info!("sent {what}: {sent} bytes in {seconds:.3} s"),
            Ok(Err(MakeError::Closed)) => {
                log::info!("stopped {what}: the reader left after {sent} bytes, {seconds:.3} s");
            }
            Ok(Err(MakeError::Broken(cause))) => {
                log::error!("{what} broke after {sent} bytes: {cause}");
                sink.fail();
            }
            Err(_) => {
                log::error!("{what} broke after {sent} bytes: the maker panicked");
                sink.fail();
            }
        }
        drop(permit);
    };
    thread::Builder::new().name("crmgen-download".to_owned()).spawn(maker).map_err(|cause| {
        log::error!("cannot start a thread for a download: {cause}");
        ApiError::Busy("No more downloads can be started at this moment.")
    })?;
    let pieces = futures_util::stream::unfold(receiver, |mut receiver| async {
        receiver.recv().await.map(|piece| (piece, receiver))
    });
    Ok(response.streaming(pieces))
}

/// Why a file was not made to its end.
#[derive(Debug)]
pub(crate) enum MakeError {
    /// The reader left.
    Closed,
    /// A fault of ours, for the log.
    Broken(String),
}

impl From<Closed> for MakeError {
    fn from(_: Closed) -> Self {
        Self::Closed
    }
}

/// Whether the client said that it has this version already (RFC 9110, 13.1.2).
fn client_has(request: &HttpRequest, etag: &EntityTag) -> bool {
    match IfNoneMatch::parse(request) {
        Ok(IfNoneMatch::Any) => request.headers().contains_key(header::IF_NONE_MATCH),
        Ok(IfNoneMatch::Items(tags)) => tags.iter().any(|tag| tag.weak_eq(etag)),
        Err(_) => false,
    }
}

/// The maker's end of the queue.
struct ChannelSink {
    sender: mpsc::Sender<std::io::Result<Bytes>>,
    sent: u64,
}

impl ChannelSink {
    /// Breaks the connection, so that nobody takes half a file for a whole one.
    fn fail(self) {
        let _ = self.sender.blocking_send(Err(std::io::Error::other("the file broke off")));
    }
}

impl Sink for ChannelSink {
    fn is_open(&self) -> bool {
        !self.sender.is_closed()
    }

    fn send(&mut self, bytes: Vec<u8>) -> Result<(), Closed> {
        let size = bytes.len() as u64;
        let mut piece = Ok(Bytes::from(bytes));
        let begun = Instant::now();
        loop {
            match self.sender.try_send(piece) {
                Ok(()) => {
                    self.sent += size;
                    return Ok(());
                }
                Err(TrySendError::Closed(_)) => return Err(Closed),
                Err(TrySendError::Full(_)) if begun.elapsed() > STALLED => return Err(Closed),
                Err(TrySendError::Full(back)) => {
                    piece = back;
                    thread::sleep(LOOK);
                }
            }
        }
    }
}
