//! The quota matrix as a table: rows 年代, columns 性別 in each 地区, with margins.

use kocho_domain::{
    panel::{
        Classes,
        quota::{Count, Matrix},
    },
    rule::panel::Panels,
};

/// A cell or margin.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct CellView {
    pub(crate) wanted: u32,
    pub(crate) chosen: u32,
    pub(crate) free: u32,
    pub(crate) beyond: u32,
    pub(crate) waiting: u32,
}

impl CellView {
    const fn of(count: Count) -> Self {
        CellView {
            wanted: count.wanted,
            chosen: count.chosen,
            free: count.free(),
            beyond: count.beyond(),
            waiting: count.waiting,
        }
    }

    /// Nobody is wanted, has a place or waits.
    pub(crate) const fn is_blank(&self) -> bool {
        self.wanted == 0 && self.chosen == 0 && self.waiting == 0
    }

    /// The word that stands beside the numbers.
    pub(crate) fn word(&self) -> String {
        match (self.free, self.beyond) {
            (0, 0) => "満".to_owned(),
            (0, beyond) => format!("{beyond}超"),
            (free, _) => format!("残{free}"),
        }
    }
}

/// The table.
#[derive(Debug, Clone, Default)]
pub(crate) struct MatrixView {
    /// 地区, each with how many columns it has.
    pub(crate) districts: Vec<(String, usize)>,
    /// 性別 of every column.
    pub(crate) columns: Vec<String>,
    /// 年代 with its cells and margin.
    pub(crate) rows: Vec<(String, Vec<CellView>, CellView)>,
    /// Margins of the columns.
    pub(crate) sums: Vec<CellView>,
    /// All.
    pub(crate) total: CellView,
}

impl MatrixView {
    /// From the matrix and the classes in the order of the rule; classes that nobody wants, has or waits for are left out.
    pub(crate) fn of(rule: &Panels, matrix: &Matrix, order: &[Vec<String>; 3]) -> Self {
        let [ages, genders, districts] = order;
        let blank = |which: &dyn Fn(&Classes) -> bool| CellView::of(matrix.sum(which)).is_blank();
        let mut columns: Vec<(&String, &String)> = Vec::new();
        for district in districts {
            for gender in genders {
                if !blank(&|c| c.district == *district && c.gender == *gender) {
                    columns.push((district, gender));
                }
            }
        }
        let mut heads: Vec<(String, usize)> = Vec::new();
        for (district, _) in &columns {
            let label = rule.class_label(district).to_owned();
            match heads.last_mut() {
                Some((last, span)) if *last == label => *span += 1,
                _ => heads.push((label, 1)),
            }
        }
        let row = |age: &String| {
            let cell = |(district, gender): &(&String, &String)| {
                let classes =
                    Classes { age_group: age.clone(), gender: (*gender).clone(), district: (*district).clone() };
                CellView::of(matrix.cell(&classes))
            };
            let margin = CellView::of(matrix.sum(|c| c.age_group == *age));
            (rule.class_label(age).to_owned(), columns.iter().map(cell).collect(), margin)
        };
        MatrixView {
            rows: ages.iter().filter(|age| !blank(&|c| c.age_group == **age)).map(row).collect(),
            sums: columns
                .iter()
                .map(|(d, g)| CellView::of(matrix.sum(|c| c.district == **d && c.gender == **g)))
                .collect(),
            columns: columns.iter().map(|(_, gender)| rule.class_label(gender).to_owned()).collect(),
            districts: heads,
            total: CellView::of(matrix.sum(|_| true)),
        }
    }
}

/// What is wanted in one district, to be changed.
#[derive(Debug, Clone)]
pub(crate) struct Block {
    pub(crate) district: String,
    pub(crate) genders: Vec<String>,
    /// 年代 with its fields.
    pub(crate) rows: Vec<(String, Vec<QuotaField>)>,
}

/// A field: name, label, value.
pub(crate) type QuotaField = (String, String, String);

/// The name of a cell's field.
pub(crate) fn field(classes: &Classes) -> String {
    format!("q.{}.{}.{}", classes.age_group, classes.gender, classes.district)
}

/// The cell that a field names.
pub(crate) fn classes(name: &str) -> Option<Classes> {
    let mut parts = name.strip_prefix("q.")?.split('.').map(str::to_owned);
    let classes = Classes { age_group: parts.next()?, gender: parts.next()?, district: parts.next()? };
    parts.next().is_none().then_some(classes)
}

/// The fields of a quota, district by district; `typed` wins over what is stored.
pub(crate) fn blocks(
    rule: &Panels,
    matrix: &Matrix,
    order: &[Vec<String>; 3],
    typed: &[(Classes, String)],
) -> Vec<Block> {
    let [ages, genders, districts] = order;
    let value = |classes: &Classes| {
        let own = typed.iter().find(|(cell, _)| cell == classes).map(|(_, typed)| typed.clone());
        own.unwrap_or_else(|| matrix.cell(classes).wanted.to_string())
    };
    let block = |district: &String| Block {
        district: rule.class_label(district).to_owned(),
        genders: genders.iter().map(|gender| rule.class_label(gender).to_owned()).collect(),
        rows: ages
            .iter()
            .map(|age| {
                let cell = |gender: &String| {
                    let classes =
                        Classes { age_group: age.clone(), gender: gender.clone(), district: district.clone() };
                    (field(&classes), rule.words(&classes), value(&classes))
                };
                (rule.class_label(age).to_owned(), genders.iter().map(cell).collect())
            })
            .collect(),
    };
    districts.iter().map(block).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cells_field_names_its_classes() {
        let cell = Classes { age_group: "40s".into(), gender: "female".into(), district: "ogawa".into() };
        assert_eq!(classes(&field(&cell)), Some(cell));
        for other in ["csrf", "q.40s.female", "q.a.b.c.d"] {
            assert_eq!(classes(other), None, "{other}");
        }
    }

    #[test]
    fn a_cell_says_in_a_word_whether_there_is_room() {
        let word = |wanted, chosen| CellView::of(Count { wanted, chosen, waiting: 0 }).word();
        assert_eq!([word(3, 1), word(3, 3), word(3, 5)], ["残2", "満", "2超"]);
    }
}
