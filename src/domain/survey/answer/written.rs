//! How is an answer written? By hand and not by derives: a survey has millions of them, and each is read at once by its shape.

use std::{collections::BTreeMap, fmt};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error, MapAccess, SeqAccess, Visitor},
    ser::SerializeMap,
};

use super::Answer;

impl Serialize for Answer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Answer::Codes { codes, other: None } => codes.serialize(serializer),
            Answer::Codes { codes, other: Some(other) } => {
                let mut map = serializer.serialize_map(Some(2))?;
                map.serialize_entry("codes", codes)?;
                map.serialize_entry("other", other)?;
                map.end()
            }
            Answer::Rows(rows) => pair(serializer, "rows", rows),
            Answer::Scale(value) => pair(serializer, "scale", value),
            Answer::Ranking(codes) => pair(serializer, "rank", codes),
            Answer::Number(number) => serializer.serialize_i64(*number),
            Answer::Date(date) => pair(serializer, "date", date),
            Answer::Text(text) => serializer.serialize_str(text),
        }
    }
}

fn pair<S: Serializer>(serializer: S, key: &str, value: &impl Serialize) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(1))?;
    map.serialize_entry(key, value)?;
    map.end()
}

impl<'de> Deserialize<'de> for Answer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Shape)
    }
}

/// Tells an answer by its shape.
struct Shape;

impl<'de> Visitor<'de> for Shape {
    type Value = Answer;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an answer")
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Answer, E> {
        Ok(Answer::Number(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Answer, E> {
        i64::try_from(number).map(Answer::Number).map_err(E::custom)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Answer, E> {
        Ok(Answer::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Answer, A::Error> {
        let mut codes = Vec::with_capacity(seq.size_hint().unwrap_or(1));
        while let Some(code) = seq.next_element()? {
            codes.push(code);
        }
        Ok(Answer::Codes { codes, other: None })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Answer, A::Error> {
        let (mut codes, mut other, mut answer) = (None, None, None);
        while let Some(key) = map.next_key::<String>()? {
            if answer.is_some() {
                return Err(A::Error::custom("more than one answer"));
            }
            match key.as_str() {
                "codes" => codes = Some(map.next_value()?),
                "other" => other = Some(map.next_value()?),
                "rows" => answer = Some(Answer::Rows(map.next_value::<BTreeMap<String, i64>>()?)),
                "scale" => answer = Some(Answer::Scale(map.next_value()?)),
                "rank" => answer = Some(Answer::Ranking(map.next_value()?)),
                "date" => answer = Some(Answer::Date(map.next_value()?)),
                unknown => return Err(A::Error::custom(format_args!("no answer has {unknown}"))),
            }
        }
        match (codes, answer) {
            (Some(codes), None) => Ok(Answer::Codes { codes, other }),
            (None, Some(answer)) if other.is_none() => Ok(answer),
            _ => Err(A::Error::custom("not one answer")),
        }
    }
}
