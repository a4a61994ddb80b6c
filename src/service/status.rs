//! Where does my voice stand? What a resident sees and does with number and secret.

mod change;
mod view;

use kocho_domain::{
    id::PublicKey,
    receipt::{ReceiptError, ReceiptNumber, Secret},
    story::{AuditEvent, Story, Why},
};

pub(crate) use self::change::{add_to, ask_again, reopenable};
pub use self::{
    change::{add, reopen, withdraw},
    view::{DueView, LetterView, PointView, StatusView, view},
};
use crate::{Cx, Error, FieldErrors, session::slow::Gate};

/// Opens a voice with number and secret as typed; answers the voice's key, for a short signed pass. That guesses at a voice
/// are refused stands in the audit; where they came from does not, because mistyping residents are refused, too.
///
/// # Errors
/// [`Error::Invalid`] with the codes `number_needed`, `number_shape`, `number_check`, `secret_needed`, `secret_shape`,
/// `secret_check` for what cannot be right, whatever exists; `no_match` when they do not fit together, the same whether or not the number exists;
/// [`Error::Slowed`] after too many tries.
pub async fn open(cx: &Cx, number: &str, secret: &str, address: &str) -> Result<PublicKey, Error> {
    let (number, secret) = parse(number, secret)?;
    let gate = Gate::new(cx.keys(), "status", &number.to_string(), address);
    let entered = gate.enter(cx).await;
    let found = kocho_store::submission::by_number(&cx.reader(), number.fiscal_year.year(), number.sequence).await?;
    if let Err(refused) = entered {
        if matches!(refused, Error::Slowed { .. }) {
            let voice = found.as_ref().map(|(id, ..)| id.0);
            gate.tell(cx, AuditEvent::new("status_slowed", "submission", voice)).await?;
        }
        return Err(refused);
    }
    let (key, hash) = match found {
        Some((_, key, hash)) => (Some(key), hash),
        None => (None, "0".repeat(64)),
    };
    let fits = secret.matches(&cx.keys().receipt(), &hash);
    let mut tx = cx.begin().await?;
    match key.filter(|_| fits) {
        Some(key) => {
            gate.passed(&mut tx).await?;
            tx.commit(Story::Unrecorded(Why::RateCounter)).await?;
            Ok(key)
        }
        None => {
            gate.failed(cx, &mut tx).await?;
            tx.commit(Story::Unrecorded(Why::RateCounter)).await?;
            Err(Error::field("secret", "no_match"))
        }
    }
}

/// Number and secret as typed; check characters find slips of the pen, which are no guesses and are not counted.
fn parse(number: &str, secret: &str) -> Result<(ReceiptNumber, Secret), Error> {
    // One character that is mistyped has words of its own: the rest is as it should be.
    let code = |text: &str, why, [needed, shape, check]: [&str; 3]| {
        let found = if why == ReceiptError::WrongCheck { check } else { shape };
        if text.trim().is_empty() { needed.to_owned() } else { found.to_owned() }
    };
    match (ReceiptNumber::parse(number), Secret::parse(secret)) {
        (Ok(number), Ok(secret)) => Ok((number, secret)),
        (typed_number, typed_secret) => {
            let mut errors = FieldErrors::new();
            if let Err(why) = typed_number {
                errors.insert("number", code(number, why, ["number_needed", "number_shape", "number_check"]));
            }
            if let Err(why) = typed_secret {
                errors.insert("secret", code(secret, why, ["secret_needed", "secret_shape", "secret_check"]));
            }
            Err(Error::Invalid(errors))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Error, parse};

    #[test]
    fn what_is_missing_and_what_is_mistyped_have_codes_of_their_own() {
        let Err(Error::Invalid(errors)) = parse(" ", "1234") else { panic!("parsed") };
        assert_eq!(errors["number"], "number_needed");
        assert_eq!(errors["secret"], "secret_shape");
        let Err(Error::Invalid(errors)) = parse("R8-000123-K", "1234-5678-9012-3456") else { panic!("parsed") };
        assert!(!errors.contains_key("number"));
        assert_eq!(errors["secret"], "secret_check", "sixteen digits, one of them mistyped");
        for (typed, code) in [("R8-000123-A", "number_check"), ("R8-000124-K", "number_check"), ("123", "number_shape")]
        {
            let Err(Error::Invalid(errors)) = parse(typed, "") else { panic!("parsed") };
            assert_eq!((errors["number"].as_str(), errors["secret"].as_str()), (code, "secret_needed"), "{typed}");
        }
    }
}
