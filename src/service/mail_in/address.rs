//! To which voice does a mail belong? By the address that only the writer of that voice has got, by the mail of ours that
//! it answers, or by the number in its subject when it comes from the address that the voice came from.

use kocho_document::mail_in::Mail;
use kocho_domain::{id::SubmissionId, mail_in::numbers_in, receipt::ReceiptNumber, submission::Submission};
use kocho_store::{Source, outbox, submission};
use subtle::ConstantTimeEq;

use crate::{Cx, Error};

/// Whose letter it is.
pub(super) enum Whose {
    /// It answers about this voice.
    Voice(SubmissionId),
    /// It answers a mail for staff.
    Staff,
    /// Nobody's: a new voice. The code says what was doubtful.
    Nobody(&'static str),
}

/// True for an address that can be the base of addresses with a plus.
pub fn is_usable(address: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    address.split_once('@').is_some_and(|(user, domain)| {
        !user.is_empty()
            && user.len() <= 30
            && user.chars().all(plain)
            && domain.contains('.')
            && domain.chars().all(plain)
    })
}

/// The address of one voice: `kocho+r8-000123-k.tag@city.example.jp`; `None` when the city has no such addresses.
pub(crate) fn of(cx: &Cx, voice: &Submission) -> Option<String> {
    let base = cx.house.mail_address.as_deref().filter(|base| is_usable(base))?;
    let (user, domain) = base.split_once('@')?;
    let number = voice.number.to_string().to_ascii_lowercase();
    Some(format!("{user}+{number}.{}@{domain}", cx.keys().address_tag(voice.key.as_str())))
}

/// From ourselves: our address as the sender, or one of our mails that came back as it was.
pub(super) async fn is_own(cx: &Cx, mail: &Mail) -> Result<bool, Error> {
    let base = cx.house.mail_address.as_deref().unwrap_or_default();
    let from_us = mail.sender.as_ref().is_some_and(|sender| {
        let address = sender.address.to_ascii_lowercase();
        !base.is_empty() && (address == base.to_ascii_lowercase() || number_and_tag(base, &address).is_some())
    });
    if from_us {
        return Ok(true);
    }
    let keys = kocho_domain::mail_in::keys_in(&mail.message_id);
    Ok(!outbox::named(&cx.reader(), &keys).await?.is_empty())
}

/// Finds the voice.
pub(super) async fn whose(cx: &Cx, mail: &Mail, sender_hash: Option<&str>) -> Result<Whose, Error> {
    let from = cx.reader();
    for address in &mail.recipients {
        if let Some(voice) = addressed(cx, &from, address).await? {
            return Ok(Whose::Voice(voice));
        }
    }
    let answered = outbox::named(&from, &mail.answers).await?;
    if let Some(voice) = answered.iter().find_map(|mail| mail.submission) {
        return Ok(Whose::Voice(voice));
    }
    if !answered.is_empty() {
        return Ok(Whose::Staff);
    }
    let mut doubt = "";
    for number in numbers_in(&mail.subject) {
        let Some((voice, _)) = by_number(&from, number).await? else { continue };
        let known = submission::email_hash(&from, voice).await?;
        if known.is_some() && known.as_deref() == sender_hash {
            return Ok(Whose::Voice(voice));
        }
        // A number can be guessed: whoever writes from elsewhere has a voice of their own.
        doubt = "number_of_another";
    }
    Ok(Whose::Nobody(doubt))
}

async fn addressed(cx: &Cx, from: &impl Source, address: &str) -> Result<Option<SubmissionId>, Error> {
    let base = cx.house.mail_address.as_deref().unwrap_or_default();
    let Some((number, tag)) = number_and_tag(base, address) else { return Ok(None) };
    let Some((voice, key)) = by_number(from, number).await? else { return Ok(None) };
    let fits: bool = cx.keys().address_tag(&key).as_bytes().ct_eq(tag.as_bytes()).into();
    Ok(fits.then_some(voice))
}

/// What stands between the plus and the @.
fn number_and_tag<'a>(base: &str, address: &'a str) -> Option<(ReceiptNumber, &'a str)> {
    let (user, domain) = base.split_once('@')?;
    let (local, at) = address.rsplit_once('@')?;
    if !at.eq_ignore_ascii_case(domain) {
        return None;
    }
    let (own, rest) = local.split_once('+')?;
    let (number, tag) = rest.split_once('.')?;
    let number = ReceiptNumber::parse(number).ok().filter(|_| own.eq_ignore_ascii_case(user))?;
    Some((number, tag))
}

async fn by_number(from: &impl Source, number: ReceiptNumber) -> Result<Option<(SubmissionId, String)>, Error> {
    let found = submission::by_number(from, number.fiscal_year.year(), number.sequence).await?;
    Ok(found.map(|(voice, key, _)| (voice, key.as_str().to_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_addresses_can_have_a_plus() {
        for address in ["kocho@city.example.jp", "a.b-c_d@x.jp"] {
            assert!(is_usable(address), "{address}");
        }
        for address in ["kocho", "kocho@localhost", "a+b@x.jp", "広聴@x.jp", "@x.jp", "a@b@c.jp", "a b@x.jp"] {
            assert!(!is_usable(address), "{address}");
        }
    }

    #[test]
    fn the_parts_of_a_voices_address_are_found_in_any_case() {
        let number = ReceiptNumber { fiscal_year: kocho_domain::era::FiscalYear::starting(2026), sequence: 123 };
        let address = format!("Kocho+{}.abcdefgh@CITY.example.jp", number.to_string().to_lowercase());
        assert_eq!(number_and_tag("kocho@city.example.jp", &address), Some((number, "abcdefgh")));
        assert_eq!(number_and_tag("other@city.example.jp", &address), None);
        assert_eq!(number_and_tag("kocho@city.example.jp", "kocho+x@city.example.jp"), None);
        assert_eq!(number_and_tag("", "kocho@city.example.jp"), None);
    }
}
