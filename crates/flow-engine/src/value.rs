//! A variable's value. Through `postcard` it is a plain enum; as JSON it is itself. Objects keep their order.

use serde::de::{DeserializeSeed, EnumAccess, Error, MapAccess, SeqAccess, VariantAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

#[derive(Debug, Clone, Default, PartialEq)]
pub enum Value {
    #[default]
    Null,
    Bool(bool),
    Int(i64),
    /// Always finite.
    Float(f64),
    Text(String),
    List(Vec<Value>),
    Object(Vec<(String, Value)>),
}

impl Value {
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub fn field(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(fields) => fields.iter().find(|(known, _)| known == name).map(|(_, value)| value),
            _ => None,
        }
    }

    /// Bytes at rest, to within a few.
    pub fn size_bytes(&self) -> usize {
        match self {
            Self::Null => 1,
            Self::Bool(_) => 2,
            Self::Int(_) | Self::Float(_) => 9,
            Self::Text(text) => 2 + text.len(),
            Self::List(items) => 2 + items.iter().map(Self::size_bytes).sum::<usize>(),
            Self::Object(fields) => {
                2 + fields.iter().map(|(name, value)| 1 + name.len() + value.size_bytes()).sum::<usize>()
            }
        }
    }

    pub fn nests_deeper_than(&self, depth: usize) -> bool {
        let below = |value: &Self| depth.checked_sub(1).is_none_or(|depth| value.nests_deeper_than(depth));
        match self {
            Self::List(items) => depth == 0 || items.iter().any(below),
            Self::Object(fields) => depth == 0 || fields.iter().any(|(_, value)| below(value)),
            Self::Null | Self::Bool(_) | Self::Int(_) | Self::Float(_) | Self::Text(_) => false,
        }
    }

    /// The JSON value. Whole numbers beyond 64 bits with sign become text, so that no digit of an id is lost.
    pub fn from_json(json: serde_json::Value) -> Self {
        match json {
            serde_json::Value::Null => Self::Null,
            serde_json::Value::Bool(value) => Self::Bool(value),
            serde_json::Value::Number(number) => match (number.as_i64(), number.as_f64()) {
                (Some(value), _) => Self::Int(value),
                (None, Some(value)) if !number.is_u64() && value.is_finite() => Self::Float(value),
                _ => Self::Text(number.to_string()),
            },
            serde_json::Value::String(text) => Self::Text(text),
            serde_json::Value::Array(items) => Self::List(items.into_iter().map(Self::from_json).collect()),
            serde_json::Value::Object(fields) => {
                Self::Object(fields.into_iter().map(|(name, value)| (name, Self::from_json(value))).collect())
            }
        }
    }

    pub fn to_json(&self) -> serde_json::Value {
        match self {
            Self::Null => serde_json::Value::Null,
            Self::Bool(value) => (*value).into(),
            Self::Int(value) => (*value).into(),
            Self::Float(value) => (*value).into(),
            Self::Text(text) => text.as_str().into(),
            Self::List(items) => items.iter().map(Self::to_json).collect(),
            Self::Object(fields) => {
                let mut object = serde_json::Map::new();
                object.extend(fields.iter().map(|(name, value)| (name.clone(), value.to_json())));
                serde_json::Value::Object(object)
            }
        }
    }
}

const VARIANTS: &[&str] = &["Null", "Bool", "Int", "Float", "Text", "List", "Object"];

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let readable = serializer.is_human_readable();
        let name = "Value";
        match self {
            Self::Null if readable => serializer.serialize_unit(),
            Self::Null => serializer.serialize_unit_variant(name, 0, "Null"),
            Self::Bool(value) if readable => value.serialize(serializer),
            Self::Bool(value) => serializer.serialize_newtype_variant(name, 1, "Bool", value),
            Self::Int(value) if readable => value.serialize(serializer),
            Self::Int(value) => serializer.serialize_newtype_variant(name, 2, "Int", value),
            Self::Float(value) if readable => value.serialize(serializer),
            Self::Float(value) => serializer.serialize_newtype_variant(name, 3, "Float", value),
            Self::Text(value) if readable => value.serialize(serializer),
            Self::Text(value) => serializer.serialize_newtype_variant(name, 4, "Text", value),
            Self::List(value) if readable => value.serialize(serializer),
            Self::List(value) => serializer.serialize_newtype_variant(name, 5, "List", value),
            Self::Object(fields) if readable => {
                let mut map = serializer.serialize_map(Some(fields.len()))?;
                for (name, value) in fields {
                    map.serialize_entry(name, value)?;
                }
                map.end()
            }
            Self::Object(fields) => serializer.serialize_newtype_variant(name, 6, "Object", fields),
        }
    }
}

/// Reads a value that nests at most this deep: a forged session must not exhaust the stack.
impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Depth(limits::JSON_DEPTH).deserialize(deserializer)
    }
}

#[derive(Clone, Copy)]
struct Depth(usize);

impl Depth {
    fn below<E: Error>(self) -> Result<Self, E> {
        match self.0.checked_sub(1) {
            Some(depth) => Ok(Self(depth)),
            None => Err(E::custom("the value nests too deeply")),
        }
    }
}

impl<'de> DeserializeSeed<'de> for Depth {
    type Value = Value;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        if deserializer.is_human_readable() {
            deserializer.deserialize_any(self)
        } else {
            deserializer.deserialize_enum("Value", VARIANTS, self)
        }
    }
}

impl<'de> Visitor<'de> for Depth {
    type Value = Value;

    fn expecting(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("a value")
    }

    fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<Value, A::Error> {
        let (tag, variant) = data.variant_seed(Tag)?;
        Ok(match tag {
            0 => {
                variant.unit_variant()?;
                Value::Null
            }
            1 => Value::Bool(variant.newtype_variant()?),
            2 => Value::Int(variant.newtype_variant()?),
            3 => match variant.newtype_variant::<f64>()? {
                value if value.is_finite() => Value::Float(value),
                _ => return Err(A::Error::custom("not a finite number")),
            },
            4 => Value::Text(variant.newtype_variant()?),
            5 => Value::List(variant.newtype_variant_seed(Items(self.below()?))?),
            _ => Value::Object(variant.newtype_variant_seed(Fields(self.below()?))?),
        })
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Int(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(i64::try_from(value).map_or_else(|_| Value::Text(value.to_string()), Value::Int))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Float(value))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(Value::text(value))
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Value, E> {
        Ok(Value::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Value, A::Error> {
        Items(self.below()?).visit_seq(seq).map(Value::List)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let below = self.below()?;
        let mut fields = Vec::new();
        while let Some(name) = map.next_key::<String>()? {
            fields.push((name, map.next_value_seed(below)?));
        }
        Ok(Value::Object(fields))
    }
}

/// The variant's number.
struct Tag;

impl<'de> DeserializeSeed<'de> for Tag {
    type Value = u32;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<u32, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Tag {
    type Value = u32;

    fn expecting(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("a kind of value")
    }

    fn visit_u32<E: Error>(self, tag: u32) -> Result<u32, E> {
        self.visit_u64(tag.into())
    }

    fn visit_u64<E: Error>(self, tag: u64) -> Result<u32, E> {
        match u32::try_from(tag) {
            Ok(tag) if (tag as usize) < VARIANTS.len() => Ok(tag),
            _ => Err(E::custom("an unknown kind of value")),
        }
    }
}

struct Items(Depth);

impl<'de> DeserializeSeed<'de> for Items {
    type Value = Vec<Value>;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Vec<Value>, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Items {
    type Value = Vec<Value>;

    fn expecting(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("values")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Vec<Value>, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element_seed(self.0)? {
            items.push(item);
        }
        Ok(items)
    }
}

struct Fields(Depth);

impl<'de> DeserializeSeed<'de> for Fields {
    type Value = Vec<(String, Value)>;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Fields {
    type Value = Vec<(String, Value)>;

    fn expecting(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("named values")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut fields = Vec::new();
        while let Some(field) = seq.next_element_seed(Field(self.0))? {
            fields.push(field);
        }
        Ok(fields)
    }
}

struct Field(Depth);

impl<'de> DeserializeSeed<'de> for Field {
    type Value = (String, Value);
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_tuple(2, self)
    }
}

impl<'de> Visitor<'de> for Field {
    type Value = (String, Value);

    fn expecting(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("a name and a value")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let missing = || A::Error::custom("a field is missing");
        let name = seq.next_element()?.ok_or_else(missing)?;
        let value = seq.next_element_seed(self.0)?.ok_or_else(missing)?;
        Ok((name, value))
    }
}
