//! Passwords: what a good one is, how it is hashed, how a new one is drawn.

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use tokio::sync::Semaphore;

use crate::{Cx, Error};

/// Characters that a password has at least.
const LENGTH: usize = 12;
/// The longest password that is hashed, in bytes.
const BYTES: usize = 1024;
/// Hashes that are computed at one time: each takes 19 MiB.
static AT_ONCE: Semaphore = Semaphore::const_new(2);
/// What is verified when there is no account: the same work, never a match.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$a29jaG9rb2Nob2tvY2hv$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
const NOBODY_CHEAP: &str =
    "$argon2id$v=19$m=8,t=1,p=1$a29jaG9rb2Nob2tvY2hv$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Whether a new password may be taken.
///
/// # Errors
/// What to do instead, in words for staff.
pub fn check_new(login: &str, password: &str) -> Result<(), &'static str> {
    if password.chars().count() < LENGTH {
        return Err("12文字以上にしてください。");
    }
    if password.len() > BYTES {
        return Err("長すぎます。短くしてください。");
    }
    let rest = password.to_lowercase().replace(&login.to_lowercase(), "");
    if !login.is_empty() && rest.chars().filter(|c| c.is_alphanumeric()).count() < LENGTH / 2 {
        return Err("ログインIDをもとにしたパスワードは使えません。");
    }
    if password.chars().all(|c| password.starts_with(c)) {
        return Err("同じ文字だけのパスワードは使えません。");
    }
    Ok(())
}

/// A drawn password: four groups of five characters without look-alikes, 100 random bits.
pub fn draw(cx: &Cx) -> String {
    // Base 32 (a–z, 2–7) has no 0, 1, 8 and 9; 32 characters are 160 bits, of which 100 are used.
    let token: Vec<char> = cx.new_token().chars().take(20).collect();
    token.chunks(5).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

fn hasher(cheap: bool) -> Result<Argon2<'static>, Error> {
    let params = if cheap { Params::new(8, 1, 1, None).map_err(fault)? } else { Params::default() };
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn fault(error: impl std::fmt::Display) -> Error {
    Error::Internal(format!("password: {error}"))
}

pub(super) async fn hash(cx: &Cx, password: &str) -> Result<String, Error> {
    let (password, salt, cheap) = (password.to_owned(), cx.new_token(), cx.house.cheap_passwords);
    let _one_of_few = AT_ONCE.acquire().await.map_err(fault)?;
    tokio::task::spawn_blocking(move || {
        let hash = hasher(cheap)?.hash_password_with_salt(password.as_bytes(), salt.as_bytes()).map_err(fault)?;
        Ok(hash.to_string())
    })
    .await
    .map_err(fault)?
}

/// Whether the password is the one behind the hash; without a hash the same work is done and the answer is no.
pub(crate) async fn verify(cx: &Cx, password: &str, hash: Option<String>) -> Result<bool, Error> {
    let (password, cheap) = (password.to_owned(), cx.house.cheap_passwords);
    if password.len() > BYTES {
        return Ok(false);
    }
    let hash = hash.unwrap_or_else(|| if cheap { NOBODY_CHEAP } else { NOBODY }.to_owned());
    let _one_of_few = AT_ONCE.acquire().await.map_err(fault)?;
    tokio::task::spawn_blocking(move || {
        let stored = PasswordHash::new(&hash).map_err(fault)?;
        Ok(hasher(cheap)?.verify_password(password.as_bytes(), &stored).is_ok())
    })
    .await
    .map_err(fault)?
}

#[cfg(test)]
mod tests {
    use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};

    use super::{NOBODY, NOBODY_CHEAP, check_new, hasher};

    #[test]
    fn a_password_is_long_and_is_not_the_login_name() {
        assert!(check_new("kyodo-a", "mizu-tori-8412").is_ok());
        assert!(check_new("kyodo-a", "短い").is_err());
        assert!(check_new("kyodo-a", "kyodo-akyodo-a").is_err());
        assert!(check_new("kyodo-a", "KYODO-A-2026!").is_err());
        assert!(check_new("kyodo-a", "aaaaaaaaaaaaaaa").is_err());
        assert!(check_new("kyodo-a", "水鳥は橋の下で朝を待つ夜").is_ok());
    }

    #[test]
    fn nobody_costs_what_somebody_costs_and_never_matches() {
        for (text, cheap) in [(NOBODY, false), (NOBODY_CHEAP, true)] {
            let nobody = PasswordHash::new(text).unwrap();
            let hasher = hasher(cheap).unwrap();
            let real = hasher.hash_password_with_salt(b"mizu-tori-8412", b"0123456789abcdef").unwrap();
            assert_eq!(
                (&nobody.algorithm, nobody.version, &nobody.params),
                (&real.algorithm, real.version, &real.params)
            );
            assert!(hasher.verify_password(b"mizu-tori-8412", &real).is_ok());
            assert!(hasher.verify_password(b"mizu-tori-8412", &nobody).is_err());
        }
    }
}
