//! An invented chart of every kind, as `/dev/components` shows it.

use super::{Around, BarChart, LineChart, Share, ShareChart, ShareWords, StackedChart};

fn around(id: &str, title: &str, basis: &str) -> Around {
    let desc = "例の図です。数は下の表で読めます。".to_owned();
    Around { id: id.to_owned(), title: title.to_owned(), desc, basis: basis.to_owned() }
}

/// Bars.
pub(crate) fn bars() -> BarChart {
    let counted =
        [("市民協働推進のための環境づくり", 14), ("出会いの場の創出", 3)].map(|(name, n)| (name.to_owned(), n));
    BarChart::of(around("bars", "横の棒", "17通（ウェブ 12、はがき 5）"), "施策", "件", &counted)
}

/// Bars that consist of something.
pub(crate) fn stacked() -> StackedChart {
    let series = ["意見", "要望", "提案", "苦情", "問合せ", "お礼", "未定"].map(str::to_owned);
    let counted = [("広報・広聴の充実", vec![4, 6, 3, 2, 2, 1, 1]), ("計画にない声", vec![1, 8, 0, 3, 0, 0, 2])];
    let counted = counted.map(|(name, numbers)| (name.to_owned(), numbers));
    StackedChart::of(around("stacked", "内訳のある棒", "33通"), "基本施策", "件", &series, &counted)
}

/// A line with a target.
pub(crate) fn line() -> LineChart {
    let value = |year: u16, n: f64| (format!("{year}年"), f64::from(year), n);
    let values = [value(2016, 58.0), value(2018, 66.0), value(2020, 71.0)];
    LineChart::of(around("line", "線と目標", ""), ("年", "団体"), &values, Some(&value(2022, 84.0)))
}

/// Shares of people, one of them kept back.
pub(crate) fn shares() -> ShareChart {
    let said = |text: &str| text.to_owned();
    let words = ShareWords {
        table: said("表で見る"),
        heading: said("選択肢"),
        people: said("人"),
        percent: said("％"),
        margin: said("標本誤差（±ポイント）"),
        of_answers: String::new(),
        kept_back: said("5人未満"),
    };
    let share = |name: &str, told, margin| Share { name: said(name), told, margin, ..Share::default() };
    let shares = [
        share("広報紙", Some((62, 59.0)), Some(9.2)),
        share("ホームページ", Some((41, 39.0)), Some(9.1)),
        share("防災無線", None, None),
    ];
    ShareChart::of(around("shares", "人の割合", ""), words, &shares)
}
