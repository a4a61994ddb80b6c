//! What may stand on a picture? A guess by a program that is installed beside this one (Tesseract), off unless the settings name
//! it. It is called without a shell, sees nothing but the picture, and nobody waits for it for long. What becomes of a guess is
//! decided in `slip/guess.rs`.

use std::{
    io::{self, Read, Write},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    sync::{Arc, mpsc},
    thread,
    time::{Duration, Instant},
};

use tokio::{sync::Semaphore, time::timeout};

use crate::Error;

/// The largest picture that is handed over, in bytes.
const PICTURE: usize = 20_000_000;
/// The longest text that is taken back, in bytes.
const TEXT: u64 = 200_000;
/// Between two looks whether the program has ended.
const LOOK: Duration = Duration::from_millis(20);

/// How the lines of a text run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writing {
    /// 横書き
    Across,
    /// 縦書き
    Down,
}

impl Writing {
    /// What the program is told; 5 is one block of text in columns.
    const fn arguments(self) -> &'static [&'static str] {
        match self {
            Writing::Across => &["stdin", "stdout", "-l", "jpn"],
            Writing::Down => &["stdin", "stdout", "-l", "jpn_vert", "--psm", "5"],
        }
    }
}

/// Why there is no guess; the words are for the person at the desk, who reads the paper then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unread {
    /// The settings name no program.
    #[error("文字の読取りは、この市では使っていません。")]
    Off,
    /// The program is not there or may not be started.
    #[error("文字の読取りのプログラムを始められませんでした。システムの担当に知らせてください。入力は残っています。")]
    Missing,
    /// It did not end in time.
    #[error("文字の読取りが{0}秒で終わらなかったので、やめました。入力は残っています。紙を見て入力してください。")]
    Late(u64),
    /// It ended with an error.
    #[error("文字の読取りができませんでした（終了コード {0}）。入力は残っています。紙を見て入力してください。")]
    Failed(i32),
    /// It saw no signs.
    #[error("文字は読み取れませんでした。紙を見て入力してください。")]
    Nothing,
    /// There is no picture, or one that is too large.
    #[error("この用紙には、読み取れる画像がありません。")]
    NoPicture,
}

impl From<Unread> for Error {
    fn from(why: Unread) -> Self {
        Error::field("slip", why.to_string())
    }
}

/// The program that guesses.
#[derive(Debug, Clone)]
pub struct Ocr {
    program: PathBuf,
    patience: Duration,
    turn: Arc<Semaphore>,
}

impl Ocr {
    /// Reads the settings; an engine that is `off` is none.
    ///
    /// # Errors
    /// What to write instead.
    pub fn parse(engine: &str, program: &str, seconds: u64) -> Result<Option<Self>, &'static str> {
        match engine {
            "off" => Ok(None),
            "tesseract" if !Path::new(program).is_absolute() => {
                Err("ocr.command needs a whole path: /usr/bin/tesseract")
            }
            "tesseract" if !(1..=120).contains(&seconds) => Err("ocr.timeout_seconds has to be between 1 and 120"),
            "tesseract" => Ok(Some(Ocr::new(program.into(), Duration::from_secs(seconds)))),
            _ => Err("ocr.engine is off or tesseract"),
        }
    }

    /// A program and how long it may take for one picture.
    #[must_use]
    pub fn new(program: PathBuf, patience: Duration) -> Self {
        Ocr { program, patience, turn: Arc::new(Semaphore::new(1)) }
    }

    /// What may stand on these pictures, one after the other. One person at a time is served.
    pub(crate) async fn read(&self, pictures: Vec<Vec<u8>>, writing: Writing) -> Result<String, Unread> {
        if pictures.is_empty() || pictures.iter().any(|picture| picture.len() > PICTURE) {
            return Err(Unread::NoPicture);
        }
        let late = || Unread::Late(self.patience.as_secs());
        let turn = timeout(self.patience, Arc::clone(&self.turn).acquire_owned()).await.map_err(|_| late())?;
        let ocr = self.clone();
        let work = move || {
            let _turn = turn;
            let texts = pictures.into_iter().map(|picture| ocr.run(picture, writing));
            texts.collect::<Result<Vec<String>, Unread>>()
        };
        let texts = tokio::task::spawn_blocking(work).await.map_err(|_| Unread::Missing)??;
        let text = texts.join("\n");
        if text.trim().is_empty() { Err(Unread::Nothing) } else { Ok(text.trim().to_owned()) }
    }

    /// Starts the program with nothing of this one's environment, where secrets may stand.
    fn run(&self, picture: Vec<u8>, writing: Writing) -> Result<String, Unread> {
        let started = Command::new(&self.program)
            .args(writing.arguments())
            .env_clear()
            .envs([("LC_ALL", "C.UTF-8"), ("OMP_THREAD_LIMIT", "1")])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let mut child = started.map_err(|error| {
            tracing::warn!(%error, "the program that reads pictures could not be started");
            Unread::Missing
        })?;
        let until = Instant::now() + self.patience;
        let text = talk(&mut child, picture);
        let ended = ended_by(&mut child, until);
        let status = ended.ok_or_else(|| {
            tracing::warn!("the program that reads pictures took too long");
            Unread::Late(self.patience.as_secs())
        })?;
        if !status.success() {
            tracing::warn!(code = status.code(), "the program that reads pictures ended with an error");
            return Err(Unread::Failed(status.code().unwrap_or(-1)));
        }
        let left = until.saturating_duration_since(Instant::now()).max(LOOK);
        let bytes = text.recv_timeout(left).map_err(|_| Unread::Late(self.patience.as_secs()))?;
        Ok(plain(&String::from_utf8_lossy(&bytes)))
    }
}

/// Hands the picture over and listens, on threads of their own: whoever writes into a full pipe waits for whoever reads.
fn talk(child: &mut Child, picture: Vec<u8>) -> mpsc::Receiver<Vec<u8>> {
    let (say, heard) = mpsc::channel();
    if let Some(mut input) = child.stdin.take() {
        // A program that ends early does not read it all; its exit code tells.
        thread::spawn(move || input.write_all(&picture));
    }
    if let Some(output) = child.stdout.take() {
        thread::spawn(move || -> io::Result<()> {
            let mut text = Vec::new();
            let done = output.take(TEXT).read_to_end(&mut text);
            let _ = say.send(text);
            done.map(drop)
        });
    }
    heard
}

/// Waits; a program that does not end in time is ended.
fn ended_by(child: &mut Child, until: Instant) -> Option<ExitStatus> {
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) if Instant::now() < until => thread::sleep(LOOK),
            Ok(None) | Err(_) => {
                let _ = child.kill();
                let _ = child.wait();
                return None;
            }
        }
    }
}

/// Without control characters, and without the spaces that it puts between Japanese signs.
fn plain(text: &str) -> String {
    let signs: Vec<char> = text.chars().filter(|c| *c == '\n' || !c.is_control()).collect();
    let is_wide = |at: Option<&char>| at.is_none_or(|c| !c.is_ascii_graphic());
    let keeps = |(n, c): (usize, &char)| {
        let lonely = *c == ' ' && (is_wide(n.checked_sub(1).and_then(|n| signs.get(n))) || is_wide(signs.get(n + 1)));
        (!lonely).then_some(*c)
    };
    let joined: String = signs.iter().enumerate().filter_map(keeps).collect();
    let lines: Vec<&str> = joined.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_between_japanese_signs_are_none() {
        assert_eq!(plain("公園 の 街灯 が\u{c}\n\n 切れ て います 。 \n"), "公園の街灯が\n切れています。");
        assert_eq!(plain("Wi Fi と 110 番"), "Wi Fiと110番");
    }

    #[test]
    fn settings_name_a_program_or_nothing() {
        assert!(Ocr::parse("off", "", 0).unwrap().is_none());
        assert!(Ocr::parse("tesseract", "/usr/bin/tesseract", 30).unwrap().is_some());
        for (engine, program, seconds) in
            [("tesseract", "tesseract", 30), ("tesseract", "/usr/bin/tesseract", 0), ("cloud", "/x", 30)]
        {
            assert!(Ocr::parse(engine, program, seconds).is_err(), "{engine} {program} {seconds}");
        }
    }

    #[tokio::test]
    async fn what_is_no_picture_is_not_handed_over() {
        let ocr = Ocr::new("/nonexistent".into(), Duration::from_secs(1));
        assert_eq!(ocr.read(vec![], Writing::Across).await, Err(Unread::NoPicture));
        assert_eq!(ocr.read(vec![vec![0; PICTURE + 1]], Writing::Across).await, Err(Unread::NoPicture));
        assert_eq!(ocr.read(vec![vec![0]], Writing::Across).await, Err(Unread::Missing));
    }
}
