//! What do residents of a load run write? The same form again and again, each time with a token of its own.

use crate::client::post;

/// About 125 characters, harmless, as such letters are.
pub(crate) const BODY: &str = "駅前の駐輪場についてお願いします。夕方になると自転車があふれ、歩道を通る人や車いすの方が\
車道に出なければなりません。利用の多い時間だけでも整理をする人を置くか、隣の空き地を使えるようにできないでしょうか。\
来年度の予算で検討していただけると助かります。";

/// The fields of the form with a token.
pub(crate) fn fields(token: &str) -> [(&str, &str); 6] {
    [
        ("form_token", token),
        ("body", BODY),
        ("reply", "yes"),
        ("reply_way", "mail"),
        ("name", "甲野 花子"),
        ("email", "hanako@example.jp"),
    ]
}

/// The form as it is sent.
pub(crate) fn request(token: &str) -> Vec<u8> {
    post("/voice", &fields(token))
}
