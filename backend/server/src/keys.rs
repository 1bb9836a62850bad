//! Keys that open the API, where whoever runs the server wants them.
//!
//! Keys are kept as their SHA-256 only, and compared without telling by the time taken how much was right.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::http::header;
use sha2::{Digest, Sha256};

use crate::dataset::Owner;
use crate::problem::ApiError;

/// The fewest characters of a key. Chosen: 16 random letters cannot be guessed over a network.
const SHORTEST: usize = 16;

/// All keys, with the names they have.
#[derive(Debug)]
pub(crate) struct Keys(Vec<(Arc<str>, [u8; 32])>);

/// Why the keys cannot be used. Never tells a key.
#[derive(Debug, thiserror::Error)]
pub(crate) enum KeysError {
    #[error("the keys in {path} cannot be read: {cause}")]
    File { path: String, cause: std::io::Error },
    #[error(
        "line {line} of {path} is no key: write name:key, with a name of letters, digits, - and _, and a key of at least {SHORTEST} characters"
    )]
    Line { path: String, line: usize },
    #[error("line {line} of {path}: its name or its key stands there before")]
    Twice { path: String, line: usize },
    #[error("{path} has no key")]
    Empty { path: String },
}

impl Keys {
    /// Reads a file with a line `name:key` for each; empty lines, and those that begin with `#`, are left out.
    ///
    /// # Errors
    /// When it cannot be read, or a line is no key.
    pub(crate) fn read(file: &Path) -> Result<Self, KeysError> {
        let path = file.display().to_string();
        let text = fs::read_to_string(file).map_err(|cause| KeysError::File { path: path.clone(), cause })?;
        let mut keys: Vec<(Arc<str>, [u8; 32])> = Vec::new();
        for (number, line) in text.lines().enumerate() {
            let (line, number) = (line.trim(), number + 1);
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let parts = line.split_once(':').map(|(name, key)| (name.trim(), key.trim()));
            let plain = |name: &str| {
                !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
            };
            let Some((name, key)) = parts.filter(|(name, key)| plain(name) && key.len() >= SHORTEST) else {
                return Err(KeysError::Line { path, line: number });
            };
            let sum = digest(key);
            if keys.iter().any(|(known, known_sum)| **known == *name || *known_sum == sum) {
                return Err(KeysError::Twice { path, line: number });
            }
            keys.push((name.into(), sum));
        }
        if keys.is_empty() { Err(KeysError::Empty { path }) } else { Ok(Self(keys)) }
    }

    /// The name of a key. Looks at all of them, and at every byte, whatever is given.
    fn name_of(&self, key: &str) -> Owner {
        let given = digest(key);
        let mut found = None;
        for (name, sum) in &self.0 {
            let different = sum.iter().zip(&given).fold(0, |different, (a, b)| different | (a ^ b));
            if std::hint::black_box(different) == 0 {
                found = Some(name);
            }
        }
        found.cloned()
    }

    /// Whose request this is.
    ///
    /// # Errors
    /// When it has no key, or one that is not known.
    pub(crate) fn whose(&self, request: &HttpRequest) -> Result<Owner, ApiError> {
        let key = key_of(request).ok_or(ApiError::KeyMissing)?;
        self.name_of(&key).map(Some).ok_or(ApiError::KeyUnknown)
    }
}

fn digest(key: &str) -> [u8; 32] {
    Sha256::digest(key.as_bytes()).into()
}

/// The key of a request: `Authorization: Bearer …`, the password of `Authorization: Basic …` (browsers and BI tools ask for
/// one), or `X-API-Key: …`.
fn key_of(request: &HttpRequest) -> Option<String> {
    let text = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    if let Some(key) = text("x-api-key") {
        return Some(key.trim().to_owned());
    }
    let (scheme, rest) = text(header::AUTHORIZATION.as_str())?.trim().split_once(' ')?;
    if scheme.eq_ignore_ascii_case("bearer") {
        return Some(rest.trim().to_owned());
    }
    if scheme.eq_ignore_ascii_case("basic") {
        let decoded = String::from_utf8(base64(rest.trim())?).ok()?;
        return Some(decoded.split_once(':')?.1.to_owned());
    }
    None
}

/// Decodes base64 (RFC 4648, section 4); padding may be missing.
fn base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    let (mut held, mut bits) = (0_u32, 0);
    for byte in text.trim_end_matches('=').bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        held = held << 6 | u32::from(value);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits & 0xff) as u8);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn keys(text: &str) -> Result<Keys, KeysError> {
        let path = std::env::temp_dir().join(format!("crmgen-keys-{}-{}", std::process::id(), text.len()));
        fs::write(&path, text).unwrap();
        let keys = Keys::read(&path);
        fs::remove_file(path).unwrap();
        keys
    }

    #[test]
    fn keys_are_known_by_name_however_they_are_sent() {
        let keys = keys("# ours\nana: first-key-0123456\n\nben:second-key-012345\n").unwrap();
        let whose = |header: (&str, &str)| {
            let request = TestRequest::get().insert_header(header).to_http_request();
            keys.whose(&request).ok().flatten().map(|name| name.to_string())
        };
        assert_eq!(whose(("authorization", "Bearer first-key-0123456")).as_deref(), Some("ana"));
        assert_eq!(whose(("x-api-key", "second-key-012345")).as_deref(), Some("ben"));
        // "x:second-key-012345"
        assert_eq!(whose(("authorization", "basic eDpzZWNvbmQta2V5LTAxMjM0NQ==")).as_deref(), Some("ben"));
        for wrong in ["Bearer first-key-012345", "Bearer ", "Basic !!", "Digest x", "first-key-0123456"] {
            assert_eq!(whose(("authorization", wrong)), None, "{wrong}");
        }
    }

    #[test]
    fn a_file_that_is_wrong_says_where_and_never_what() {
        for (text, said) in [
            ("ana:short", "line 1"),
            ("ana:first-key-0123456\nno key here at all", "line 2"),
            ("ana:first-key-0123456\nana:another-key-0123456", "line 2"),
            ("# nothing", "has no key"),
        ] {
            let error = keys(text).unwrap_err().to_string();
            assert!(error.contains(said) && !error.contains("-key-"), "{error}");
        }
    }
}
