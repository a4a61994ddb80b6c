//! Everything that is logged during the stories is kept, so that a planted name, phone, address, mail or secret in it fails.

use std::{
    io::Write,
    sync::{Mutex, Once},
};

static LOGGED: Mutex<Vec<u8>> = Mutex::new(Vec::new());
static START: Once = Once::new();

struct Sink;

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        LOGGED.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Starts keeping, at the level at which most is said.
pub(crate) fn keep() {
    START.call_once(|| {
        let lines = tracing_subscriber::fmt().with_ansi(false).with_env_filter(
            "info,kocho=trace,kocho_web=trace,kocho_service=trace,kocho_worker=trace,tower_http=debug",
        );
        lines.with_writer(|| Sink).init();
    });
}

/// Fails when one of these was logged.
pub(crate) fn must_not_know(planted: &[String]) {
    let logged = String::from_utf8_lossy(&LOGGED.lock().unwrap()).into_owned();
    for secret in planted.iter().filter(|s| s.chars().count() >= 6) {
        assert!(!logged.contains(secret.as_str()), "personal data in the log: {secret}");
    }
}
