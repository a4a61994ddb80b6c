//! Mails of the demo city: a letter, and what became no voice. All people are invented.

use std::sync::Arc;

use anyhow::Result;
use kocho_domain::access::Actor;
use kocho_service::{
    House,
    mail_in::{Arrived, take},
};

/// A letter from a phone, a holiday notice, a photo without a word, a bounce of somebody else's mail.
const MAILS: [&str; 4] = [
    "From: 竹原 みどり <midori@example.jp>\nSubject: 公園のベンチ\nMessage-ID: <demo-1@example.jp>\n\
     Content-Type: text/plain; charset=utf-8\n\n堅倉の公園の、ベンチの板が割れています。\n子どもが座って足を切りそうでした。早めに直してください。\n",
    "From: 納場 ひかり <hikari@example.jp>\nSubject: 自動返信: 市政へのご意見を受け付けました\nMessage-ID: <demo-2@example.jp>\n\
     Auto-Submitted: auto-replied\nContent-Type: text/plain; charset=utf-8\n\n休暇をいただいています。\n",
    "From: 羽鳥 次郎 <jiro@example.jp>\nMessage-ID: <demo-3@example.jp>\nDate: Tue, 12 May 2026 10:15:00 +0900\n\
     Content-Type: application/octet-stream; name=\"IMG_0001.HEIC\"\nContent-Disposition: attachment; filename=\"IMG_0001.HEIC\"\n\nphoto\n",
    "From: MAILER-DAEMON@mx.example.jp\nReturn-Path: <>\nSubject: Undelivered Mail Returned to Sender\nMessage-ID: <demo-4@mx.example.jp>\n\
     Content-Type: text/plain; charset=us-ascii\n\n<somebody@mx.example.jp>: user unknown\n",
];

/// They come in, one by one.
///
/// # Errors
/// What the database says.
pub(crate) async fn come_in(house: &Arc<House>) -> Result<()> {
    for mail in MAILS {
        take(&house.cx(Actor::Worker), &Arrived::whole(mail.replace('\n', "\r\n").into_bytes())).await?;
    }
    Ok(())
}
