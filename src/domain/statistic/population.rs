//! What does a table of the population say? Either one line a cell of several classes at once (post-stratification), or one
//! line a class of each field (raking).
//!
//! ```text
//! age_group,gender,人口          項目,区分,人口
//! 10代,男性,1200                 age_group,10代,2300
//! 10代,女性,1100                 gender,男性,24800
//! ```

/// A line that cannot be read, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// As a spreadsheet numbers it.
    pub line: usize,
    /// 何が・どうすればよいか
    pub what: String,
}

/// A field that people said of themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// age_group
    pub id: String,
    /// 年代
    pub label: String,
    /// 10代 …
    pub classes: Vec<String>,
}

impl Field {
    fn is(&self, name: &str) -> bool {
        self.id == name || self.label == name
    }
}

/// One margin of the population.
#[derive(Debug, Clone, PartialEq)]
pub struct Margin {
    /// Places of its fields.
    pub fields: Vec<usize>,
    /// Places of the classes, one a field, and how many people.
    pub cells: Vec<(Vec<usize>, f64)>,
}

impl Margin {
    /// How many people it counts.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.cells.iter().map(|(_, people)| people).sum()
    }
}

/// Reads a table; its first line names the columns.
///
/// # Errors
/// Every line that cannot be read.
pub fn read(rows: &[Vec<String>], fields: &[Field]) -> Result<Vec<Margin>, Vec<Mistake>> {
    let head: Vec<&str> = rows.first().map(|row| row.iter().map(|cell| cell.trim()).collect()).unwrap_or_default();
    let mut read = Reading { fields, margins: Vec::new(), mistakes: Vec::new() };
    match head.as_slice() {
        ["項目" | "field", "区分" | "class", _] => read.classes(rows),
        [names @ .., _] if !names.is_empty() => read.cells(names, rows),
        _ => read.mistake(1, "1行目に列の名前を書いてください（例：項目,区分,人口）。".to_owned()),
    }
    if read.mistakes.is_empty() && read.margins.iter().all(|margin| margin.total() <= 0.0) {
        read.mistake(2, "人口の行がありません。".to_owned());
    }
    if read.mistakes.is_empty() { Ok(read.margins) } else { Err(read.mistakes) }
}

struct Reading<'a> {
    fields: &'a [Field],
    margins: Vec<Margin>,
    mistakes: Vec<Mistake>,
}

impl Reading<'_> {
    fn mistake(&mut self, line: usize, what: String) {
        self.mistakes.push(Mistake { line, what });
    }

    fn field(&mut self, line: usize, name: &str) -> Option<usize> {
        let found = self.fields.iter().position(|field| field.is(name));
        if found.is_none() {
            let known: Vec<&str> = self.fields.iter().map(|field| field.id.as_str()).collect();
            self.mistake(
                line,
                format!("「{name}」という項目はこの調査にありません。使えるのは {} です。", known.join("、")),
            );
        }
        found
    }

    fn class(&mut self, line: usize, field: usize, name: &str) -> Option<usize> {
        let field = &self.fields[field];
        let found = field.classes.iter().position(|class| class == name);
        if found.is_none() {
            let what = format!("{}に「{name}」という区分はありません。調査票と同じ書き方にしてください。", field.label);
            self.mistake(line, what);
        }
        found
    }

    fn people(&mut self, line: usize, cell: &str) -> Option<f64> {
        let plain: String = cell.trim().chars().filter(|c| *c != ',').collect();
        let found = plain.parse::<f64>().ok().filter(|people| people.is_finite() && *people >= 0.0);
        if found.is_none() {
            self.mistake(line, format!("人口「{cell}」が0以上の数ではありません。"));
        }
        found
    }

    fn add(&mut self, line: usize, fields: Vec<usize>, classes: Vec<usize>, people: f64) {
        let place = self.margins.iter().position(|margin| margin.fields == fields).unwrap_or_else(|| {
            self.margins.push(Margin { fields, cells: Vec::new() });
            self.margins.len() - 1
        });
        if self.margins[place].cells.iter().any(|cell| cell.0 == classes) {
            return self.mistake(line, "同じ区分の行が2つあります。".to_owned());
        }
        self.margins[place].cells.push((classes, people));
    }

    fn classes(&mut self, rows: &[Vec<String>]) {
        for (line, row) in lines(rows) {
            let [name, class, people] = [0, 1, 2].map(|place| row.get(place).map_or("", |cell| cell.trim()));
            let Some(field) = self.field(line, name) else { continue };
            let (class, people) = (self.class(line, field, class), self.people(line, people));
            if let (Some(class), Some(people)) = (class, people) {
                self.add(line, vec![field], vec![class], people);
            }
        }
    }

    fn cells(&mut self, names: &[&str], rows: &[Vec<String>]) {
        let fields: Vec<usize> = names.iter().filter_map(|name| self.field(1, name)).collect();
        if fields.len() < names.len() {
            return;
        }
        for (line, row) in lines(rows) {
            let cell = |place: usize| row.get(place).map_or("", |cell| cell.trim()).to_owned();
            let classes: Vec<usize> =
                fields.iter().enumerate().filter_map(|(place, field)| self.class(line, *field, &cell(place))).collect();
            let people = self.people(line, &cell(fields.len()));
            if let (true, Some(people)) = (classes.len() == fields.len(), people) {
                self.add(line, fields.clone(), classes, people);
            }
        }
    }
}

/// Rows below the head with their numbers; empty ones are passed over.
fn lines(rows: &[Vec<String>]) -> impl Iterator<Item = (usize, &Vec<String>)> {
    let full = |row: &Vec<String>| row.iter().any(|cell| !cell.trim().is_empty());
    (1..).zip(rows).skip(1).filter(move |(_, row)| full(row))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields() -> Vec<Field> {
        let field = |id: &str, label: &str, classes: &[&str]| Field {
            id: id.into(),
            label: label.into(),
            classes: classes.iter().map(|class| (*class).to_owned()).collect(),
        };
        vec![field("age_group", "年代", &["10代", "20代"]), field("gender", "性別", &["男性", "女性"])]
    }

    fn table(text: &str) -> Vec<Vec<String>> {
        text.lines().map(|line| line.split(';').map(str::to_owned).collect()).collect()
    }

    #[test]
    fn cells_of_several_fields_are_one_margin_and_classes_are_one_each() {
        let joint = read(&table("年代;gender;人口\n10代;男性;1,200\n\n20代;女性;800"), &fields()).unwrap();
        assert_eq!(joint.len(), 1);
        assert_eq!((joint[0].fields.as_slice(), joint[0].total()), ([0, 1].as_slice(), 2_000.0));
        assert_eq!(joint[0].cells[1], (vec![1, 1], 800.0));
        let apart = read(&table("項目;区分;人口\n年代;10代;5\n性別;女性;7\n年代;20代;6"), &fields()).unwrap();
        assert_eq!(apart.iter().map(Margin::total).collect::<Vec<_>>(), [11.0, 7.0]);
    }

    #[test]
    fn every_line_that_cannot_be_read_is_named_with_what_to_do() {
        let lines = |text: &str| read(&table(text), &fields()).unwrap_err().iter().map(|m| m.line).collect::<Vec<_>>();
        assert_eq!(
            lines("項目;区分;人口\n年代;30代;5\n職業;農業;7\n年代;10代;多い\n性別;男性;1\n性別;男性;2"),
            [2, 3, 4, 6]
        );
        assert_eq!(lines("職業;人口\n農業;5"), [1]);
        assert_eq!(lines(""), [1]);
        assert_eq!(lines("項目;区分;人口"), [2]);
    }
}
