//! How many requests each client may make: a bucket that fills at a steady rate and holds as much as a minute brings.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Clients remembered at a time. Chosen: some megabytes; a client whose bucket is full again is forgotten first.
const CLIENTS: usize = 20_000;

/// The buckets of all clients.
#[derive(Debug)]
pub(crate) struct Limiter {
    /// Requests a minute; 0 is no limit.
    a_minute: u32,
    buckets: Mutex<HashMap<String, Bucket>>,
}

#[derive(Clone, Copy, Debug)]
struct Bucket {
    left: f64,
    at: Instant,
}

impl Limiter {
    pub(crate) fn new(a_minute: u32) -> Self {
        Self { a_minute, buckets: Mutex::default() }
    }

    /// Takes one request of a client out of the bucket.
    ///
    /// # Errors
    /// When it is empty: how long it takes until there is one again.
    pub(crate) fn take(&self, client: &str, now: Instant) -> Result<(), Duration> {
        if self.a_minute == 0 {
            return Ok(());
        }
        let most = f64::from(self.a_minute);
        let a_second = most / 60.0;
        let filled = |bucket: Bucket| {
            (bucket.left + now.saturating_duration_since(bucket.at).as_secs_f64() * a_second).min(most)
        };
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= CLIENTS && !buckets.contains_key(client) {
            buckets.retain(|_, bucket| filled(*bucket) < most);
            if buckets.len() >= CLIENTS {
                return Err(Duration::from_secs(1));
            }
        }
        let bucket = buckets.entry(client.to_owned()).or_insert(Bucket { left: most, at: now });
        let left = filled(*bucket);
        *bucket = Bucket { left, at: now };
        if left < 1.0 {
            return Err(Duration::from_secs_f64((1.0 - left) / a_second));
        }
        bucket.left -= 1.0;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_gets_so_many_at_once_and_then_a_steady_stream() {
        let limiter = Limiter::new(60);
        let now = Instant::now();
        assert!((0..60).all(|_| limiter.take("a", now).is_ok()));
        let wait = limiter.take("a", now).unwrap_err();
        assert!((0.9..=1.0).contains(&wait.as_secs_f64()), "{wait:?}");
        assert!(limiter.take("b", now).is_ok(), "others have their own");
        let later = now + Duration::from_millis(2_100);
        assert_eq!((0..5).filter(|_| limiter.take("a", later).is_ok()).count(), 2);
        assert!(Limiter::new(0).take("a", now).is_ok());
    }
}
