//! The moment the program is told to stop, for whoever would otherwise go on.

use std::io;
use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::sync_channel;
use std::thread;

use actix_web::rt::System;
use tokio::signal;

/// The exit code of work that was told to stop, as shells know it of Ctrl+C.
pub(crate) const STOPPED: u8 = 130;

/// Whether the program is stopping. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stopping(Arc<AtomicBool>);

impl Stopping {
    /// From now on it is.
    pub(crate) fn begin(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it is.
    pub(crate) fn has_begun(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// The same as a flag, for what knows no server.
    pub(crate) fn flag(&self) -> &AtomicBool {
        &self.0
    }

    /// Begins at the first SIGINT (Ctrl+C) or SIGTERM from now on; a second one ends the program at once. For work that looks
    /// now and then whether it should go on.
    ///
    /// # Errors
    /// When the system lets nobody listen for signals.
    pub(crate) fn at_signal() -> io::Result<Self> {
        let stopping = Self::default();
        let told = stopping.clone();
        let (sender, listening) = sync_channel(1);
        let listen = move || {
            System::new().block_on(async {
                let mut signals = match Signals::listen() {
                    Ok(signals) => signals,
                    Err(error) => return drop(sender.send(Err(error))),
                };
                let _ = sender.send(Ok(()));
                signals.next().await;
                told.begin();
                signals.next().await;
                process::exit(STOPPED.into());
            });
        };
        thread::Builder::new().name("crmgen-signals".to_owned()).spawn(listen)?;
        listening.recv().unwrap_or_else(|_| Err(io::Error::other("the thread ended"))).map(|()| stopping)
    }
}

/// What tells the program to stop: SIGINT (Ctrl+C), and SIGTERM where there is one.
#[derive(Debug)]
pub(crate) struct Signals {
    #[cfg(unix)]
    interrupt: signal::unix::Signal,
    #[cfg(unix)]
    terminate: signal::unix::Signal,
}

impl Signals {
    /// Listens from now on.
    ///
    /// # Errors
    /// When the system does not let us.
    #[cfg(unix)]
    pub(crate) fn listen() -> io::Result<Self> {
        use signal::unix::{SignalKind, signal};
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    /// Listens from the first [`Self::next`] on.
    ///
    /// # Errors
    /// Never.
    #[cfg(not(unix))]
    pub(crate) fn listen() -> io::Result<Self> {
        Ok(Self {})
    }

    /// Returns at the next of them.
    pub(crate) async fn next(&mut self) {
        #[cfg(unix)]
        {
            let (interrupt, terminate) = (Box::pin(self.interrupt.recv()), Box::pin(self.terminate.recv()));
            futures_util::future::select(interrupt, terminate).await;
        }
        #[cfg(not(unix))]
        if signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
