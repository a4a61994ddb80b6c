//! What do invented residents write about which measure? Reads the bank of example letters in `data/voices`.
//! The program itself never reads the bank; only training and the measuring of figures do.

use super::lists::LEARNED_WITH;
use super::{Example, PlanText};
use crate::voices::{self, Line};

/// The files of the bank: one writer each, so that a writer can be left out when figures are measured.
const FILES: [(&str, &str); 15] = [
    ("elderly", include_str!("../data/voices/elderly.tsv")),
    ("young", include_str!("../data/voices/young.tsv")),
    ("families", include_str!("../data/voices/families.tsv")),
    ("leaders", include_str!("../data/voices/leaders.tsv")),
    ("memos", include_str!("../data/voices/memos.tsv")),
    ("newcomers", include_str!("../data/voices/newcomers.tsv")),
    ("neighbours", include_str!("../data/voices/neighbours.tsv")),
    ("callers", include_str!("../data/voices/callers.tsv")),
    ("visitors", include_str!("../data/voices/visitors.tsv")),
    ("witnesses", include_str!("../data/voices/witnesses.tsv")),
    ("townsfolk", include_str!("../data/voices/townsfolk.tsv")),
    ("signers", include_str!("../data/voices/signers.tsv")),
    ("wayfarers", include_str!("../data/voices/wayfarers.tsv")),
    ("lodgers", include_str!("../data/voices/lodgers.tsv")),
    ("borderers", include_str!("../data/voices/borderers.tsv")),
];

/// Reads one file: `codes<TAB>sections<TAB>flag<TAB>text` a line; marks of personal information are reduced to their words.
fn read(name: &str, tsv: &str, plan: &PlanText) -> Result<Vec<Example>, String> {
    let line = |(number, line): (usize, &str)| {
        let id = format!("{name}:{}", number + 1);
        voice(&id, line, plan).map_err(|why| format!("{id}: {why}"))
    };
    tsv.lines().enumerate().map(line).collect()
}

/// All letters, one list a writer.
///
/// # Errors
/// The first line that cannot be read, and why.
pub fn all(plan: &PlanText) -> Result<Vec<Vec<Example>>, String> {
    FILES.iter().map(|(name, tsv)| read(name, tsv, plan)).collect()
}

/// A number for all that weights are learned from: the letters, the word lists, and the plan's measures. The committed
/// weights bear it, so that a test can tell whether they are out of date.
#[must_use]
pub fn digest(plan: &PlanText) -> String {
    let letters = FILES.iter().map(|(_, tsv)| *tsv);
    let measures = plan.measures.iter().flat_map(|m| [m.code.as_str(), m.name.as_str()]);
    let bytes = letters.chain(LEARNED_WITH).chain(measures).flat_map(str::bytes);
    let fnv1a = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    format!("{:016x}", bytes.fold(0xcbf2_9ce4_8422_2325, fnv1a))
}

fn voice(id: &str, line: &str, plan: &PlanText) -> Result<Example, String> {
    let Line { codes, sections, text, .. } = voices::line(line)?;
    let list = |field: &str| -> Vec<String> {
        field.split(',').map(str::trim).filter(|part| !part.is_empty() && *part != "-").map(str::to_owned).collect()
    };
    let measures = list(codes);
    if let Some(code) = measures.iter().find(|code| plan.measures.iter().all(|m| m.code != **code)) {
        return Err(format!("the plan has no measure {code}"));
    }
    Ok(Example { id: id.to_owned(), text, measures, sections: list(sections), kind: String::new() })
}

#[cfg(test)]
mod tests {
    use super::super::learned::Learned;
    use super::*;

    fn plan() -> PlanText {
        PlanText::from_toml(include_str!("../../../config/plans/omitama-2-1.toml")).unwrap()
    }

    #[test]
    fn the_committed_weights_were_learned_from_the_committed_letters() {
        let said = "out of date: cargo run --release -p kocho-text --example train";
        assert_eq!(Learned::built_in().head.bank, digest(&plan()), "{said}");
    }

    #[test]
    fn every_letter_can_be_read_and_every_measure_has_letters_of_many_writers() {
        let plan = plan();
        let writers = all(&plan).unwrap();
        for measure in &plan.measures {
            let of =
                |letters: &&Vec<Example>| letters.iter().filter(|l| l.measures.contains(&measure.code)).count() >= 20;
            let n = writers.iter().filter(of).count();
            assert!(n >= 6, "{} has many letters of {n} writers", measure.code);
        }
    }

    #[test]
    fn marks_of_personal_information_are_reduced_to_their_words() {
        let read = |line| voice("x:1", line, &plan());
        let letter = read("1101,1102\t市民協働課\t-\t班長の[[name:見本花子]]です。\\n[[phone:0299-00-0000]]").unwrap();
        assert_eq!(letter.text, "班長の見本花子です。\n0299-00-0000");
        assert_eq!(letter.measures, ["1101", "1102"]);
        assert!(read("-\t-\t-").is_err() && read("9999\t-\t-\t見本").is_err());
    }
}
