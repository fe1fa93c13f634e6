//! What templates see: the frame's variables, `customer`, `message`, `now`, `today`.

use std::sync::{Arc, OnceLock};

use minijinja::Value as TemplateValue;
use minijinja::value::{Enumerator, Object, ObjectRepr, ValueKind};

use crate::calendar::date_text;
use crate::clock::Clock;
use crate::event::Event;
use crate::session::{Session, Variables};
use crate::value::Value;

/// What every template of a step can know besides variables.
#[derive(Debug, Clone)]
pub(crate) struct Facts {
    customer: [(&'static str, String); 5],
    pub message_text: String,
    pub message_choice: String,
    pub seed: u64,
    now_ms: u64,
    posix_zone: String,
    /// The unit whose zone that is.
    pub zone_of: Option<u16>,
    /// `now` and `today`: made when a text asks for them.
    times: OnceLock<Option<(String, String)>>,
}

impl Facts {
    pub fn new(event: &Event, session: &Session) -> Self {
        let customer = &event.customer;
        Self {
            customer: [
                ("name", customer.name.clone()),
                ("language", customer.language.clone()),
                ("channel", customer.channel.as_str().to_owned()),
                ("phone", customer.phone.clone()),
                ("email", customer.email.clone()),
            ],
            message_text: session.last_text.clone(),
            message_choice: session.last_choice.clone(),
            seed: event.seed,
            now_ms: event.now_ms,
            posix_zone: String::new(),
            zone_of: None,
            times: OnceLock::new(),
        }
    }

    pub fn set_zone(&mut self, unit: u16, posix_zone: String) {
        self.zone_of = Some(unit);
        self.posix_zone = posix_zone;
        self.times = OnceLock::new();
    }

    pub fn language(&self) -> &str {
        &self.customer[1].1
    }

    fn customer(&self, field: &str) -> Option<&str> {
        self.customer.iter().find(|(name, _)| *name == field).map(|(_, value)| value.as_str())
    }

    fn times(&self) -> Option<&(String, String)> {
        self.times
            .get_or_init(|| {
                let clock = Clock::new(self.now_ms, &self.posix_zone).ok()?;
                Some((clock.iso(), date_text(clock.today())))
            })
            .as_ref()
    }
}

/// A value that is written without the template engine.
pub(crate) enum Plain<'a> {
    Text(&'a str),
    Number(i64),
}

/// The names one template can use.
#[derive(Debug, Clone)]
pub(crate) struct Scope {
    variables: Variables,
    facts: Arc<Facts>,
}

impl Scope {
    pub fn new(variables: &Variables, facts: &Arc<Facts>) -> Self {
        Self { variables: variables.clone(), facts: facts.clone() }
    }

    pub fn facts(&self) -> &Arc<Facts> {
        &self.facts
    }

    pub fn value(&self) -> TemplateValue {
        TemplateValue::from_object(self.clone())
    }

    /// What `name` holds, or a field of it, if that is text or a whole number.
    pub fn plain(&self, name: &str) -> Option<Plain<'_>> {
        if let Some(field) = name.strip_prefix("customer.") {
            return self.facts.customer(field).map(Plain::Text);
        }
        match name {
            "message.text" => Some(Plain::Text(&self.facts.message_text)),
            "now" => Some(Plain::Text(&self.facts.times()?.0)),
            "today" => Some(Plain::Text(&self.facts.times()?.1)),
            name => {
                let mut path = name.split('.');
                let root = self.variable(path.next()?)?;
                match path.try_fold(root, |value, field| value.field(field))? {
                    Value::Text(text) => Some(Plain::Text(text)),
                    Value::Int(number) => Some(Plain::Number(*number)),
                    _ => None,
                }
            }
        }
    }

    fn variable(&self, name: &str) -> Option<&Value> {
        self.variables.0.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }
}

impl Object for Scope {
    fn get_value(self: &Arc<Self>, key: &TemplateValue) -> Option<TemplateValue> {
        let facts = &self.facts;
        match key.as_str()? {
            "customer" => Some(TemplateValue::from_object(Customer(facts.clone()))),
            "message" => Some(TemplateValue::from_object(Message(facts.clone()))),
            "now" => facts.times().map(|(now, _)| now.as_str().into()),
            "today" => facts.times().map(|(_, today)| today.as_str().into()),
            name => self.variable(name).map(to_template),
        }
    }
}

/// `customer`.
#[derive(Debug)]
struct Customer(Arc<Facts>);

impl Object for Customer {
    fn get_value(self: &Arc<Self>, key: &TemplateValue) -> Option<TemplateValue> {
        self.0.customer(key.as_str()?).map(TemplateValue::from)
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Str(&["name", "language", "channel", "phone", "email"])
    }
}

/// `message`.
#[derive(Debug)]
struct Message(Arc<Facts>);

impl Object for Message {
    fn get_value(self: &Arc<Self>, key: &TemplateValue) -> Option<TemplateValue> {
        match key.as_str()? {
            "text" => Some(self.0.message_text.as_str().into()),
            "choice" => Some(self.0.message_choice.as_str().into()),
            _ => None,
        }
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Str(&["text", "choice"])
    }
}

/// An object that keeps the order of its fields.
#[derive(Debug)]
struct Fields(Vec<(Arc<str>, TemplateValue)>);

impl Object for Fields {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Map
    }

    fn get_value(self: &Arc<Self>, key: &TemplateValue) -> Option<TemplateValue> {
        let key = key.as_str()?;
        self.0.iter().find(|(name, _)| &**name == key).map(|(_, value)| value.clone())
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values(self.0.iter().map(|(name, _)| TemplateValue::from(name.clone())).collect())
    }
}

pub(crate) fn to_template(value: &Value) -> TemplateValue {
    match value {
        Value::Null => TemplateValue::from(()),
        Value::Bool(value) => (*value).into(),
        Value::Int(value) => (*value).into(),
        Value::Float(value) => (*value).into(),
        Value::Text(text) => text.as_str().into(),
        Value::List(items) => items.iter().map(to_template).collect::<Vec<_>>().into(),
        Value::Object(fields) => TemplateValue::from_object(Fields(
            fields.iter().map(|(name, value)| (name.as_str().into(), to_template(value))).collect(),
        )),
    }
}

/// The value as a session can hold it, or why not.
pub(crate) fn from_template(value: &TemplateValue) -> Result<Value, String> {
    let mut room = limits::SESSION_BYTES;
    convert(value, limits::JSON_DEPTH, &mut room)
}

fn convert(value: &TemplateValue, depth: usize, room: &mut usize) -> Result<Value, String> {
    let too_large = || "the value is too large to keep".to_owned();
    let text_size = value.as_str().map_or(0, str::len);
    *room = room.checked_sub(1 + text_size).ok_or_else(too_large)?;
    let below = || depth.checked_sub(1).ok_or_else(|| "the value nests too deeply".to_owned());
    match value.kind() {
        ValueKind::None => Ok(Value::Null),
        ValueKind::Bool => Ok(Value::Bool(value.is_true())),
        ValueKind::Number if value.is_integer() => {
            i64::try_from(value.clone()).map(Value::Int).map_err(|_| "the whole number is too large".to_owned())
        }
        ValueKind::Number => match f64::try_from(value.clone()) {
            Ok(number) if number.is_finite() => Ok(Value::Float(number)),
            _ => Err("the result is not a number".to_owned()),
        },
        ValueKind::String => Ok(Value::text(value.as_str().unwrap_or_default())),
        ValueKind::Seq | ValueKind::Iterable => {
            let below = below()?;
            let items = value.try_iter().map_err(|error| error.kind().to_string())?;
            let items: Result<_, _> = items.map(|item| convert(&item, below, room)).collect();
            Ok(Value::List(items?))
        }
        ValueKind::Map => {
            let below = below()?;
            let names = value.try_iter().map_err(|error| error.kind().to_string())?;
            let mut fields = Vec::new();
            for name in names {
                let field = value.get_item(&name).map_err(|error| error.kind().to_string())?;
                let name = name.to_string();
                *room = room.checked_sub(name.len()).ok_or_else(too_large)?;
                fields.push((name, convert(&field, below, room)?));
            }
            Ok(Value::Object(fields))
        }
        ValueKind::Undefined => Err("the expression uses a value that is not set".to_owned()),
        other => Err(format!("a {other} cannot be kept")),
    }
}
