//! Which columns does a row have? Those that its type names, in its order: a type of rows is the one list of them.

use serde::{
    Deserializer,
    de::{DeserializeOwned, Error as _, Visitor, value::Error},
    forward_to_deserialize_any,
};

/// The names of a struct's fields, as its deserialiser asks for them; none for another type.
pub(super) fn of<T: DeserializeOwned>() -> &'static [&'static str] {
    let mut names: &'static [&'static str] = &[];
    // It takes the names and gives nothing, so it always ends in an error, which says nothing.
    let _ = T::deserialize(Asked(&mut names));
    names
}

/// Data that only wants to be asked.
struct Asked<'a>(&'a mut &'static [&'static str]);

impl<'de> Deserializer<'de> for Asked<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
        Err(Error::custom("there is nothing to read"))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        *self.0 = fields;
        self.deserialize_any(visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_row_has_the_columns_of_its_type_in_its_order() {
        #[derive(serde::Deserialize)]
        struct Row {
            _id: i64,
            #[serde(rename = "section")]
            _name: Option<String>,
        }
        assert_eq!(super::of::<Row>(), ["_id", "section"]);
        assert!(super::of::<i64>().is_empty());
    }
}
