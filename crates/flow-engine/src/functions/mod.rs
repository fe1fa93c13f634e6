//! The functions and filters of `flow_model::functions`, registered when a text first names them.

mod date;
mod number;
mod text;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use minijinja::value::Value;
use minijinja::{Environment, Error, ErrorKind, filters, functions, tests};

use crate::scope::Facts;

pub(crate) use text::url_encoded;

/// Makes `name` known to the environment if it is a function, filter or test of the flow language.
pub(crate) fn register(environment: &mut Environment<'static>, name: &str, facts: &Arc<Facts>) {
    register_ours(environment, name, facts);
    register_filter(environment, name);
    register_test(environment, name);
}

/// One body, known as a function and as a filter.
macro_rules! both {
    ($environment:ident, $name:literal, $body:expr) => {{
        $environment.add_function($name, $body);
        $environment.add_filter($name, $body);
    }};
}

fn register_ours(environment: &mut Environment<'static>, name: &str, facts: &Arc<Facts>) {
    match name {
        "number" => both!(environment, "number", number::number),
        "text" => both!(environment, "text", text::text),
        "length" => both!(environment, "length", text::length),
        "contains" => both!(environment, "contains", text::contains),
        "starts_with" => both!(environment, "starts_with", text::starts_with),
        "matches" => both!(environment, "matches", text::matches),
        "date_add" => both!(environment, "date_add", date::date_add),
        "date_diff" => both!(environment, "date_diff", date::date_diff),
        "weekday" => both!(environment, "weekday", date::weekday),
        "format_date" => {
            let known = facts.clone();
            environment.add_function("format_date", move |date: Value, language: Option<String>| {
                date::format_date(date, language.as_deref().unwrap_or(known.language()))
            });
            let known = facts.clone();
            environment.add_filter("format_date", move |date: Value, language: Option<String>| {
                date::format_date(date, language.as_deref().unwrap_or(known.language()))
            });
        }
        "format_number" => both!(environment, "format_number", number::format_number),
        "yen" => {
            let known = facts.clone();
            environment.add_function("yen", move |amount: Value| number::yen(amount, known.language()));
            let known = facts.clone();
            environment.add_filter("yen", move |amount: Value| number::yen(amount, known.language()));
        }
        "format_phone" => both!(environment, "format_phone", text::format_phone),
        "json" => both!(environment, "json", text::json),
        "url_encode" => both!(environment, "url_encode", text::url_encode),
        "random_int" => {
            let draws = AtomicU64::new(0);
            let seed = facts.seed;
            environment.add_function("random_int", move |min: i64, max: i64| {
                number::random_int(seed, draws.fetch_add(1, Ordering::Relaxed), min, max)
            });
        }
        "range" => environment.add_function("range", functions::range),
        "dict" => environment.add_function("dict", functions::dict),
        "namespace" => environment.add_function("namespace", functions::namespace),
        _ => {}
    }
}

macro_rules! table {
    ($environment:ident, $add:ident, $given:ident, $($name:literal => $body:expr,)*) => {
        match $given {
            $($name => $environment.$add($name, $body),)*
            _ => {}
        }
    };
}

fn register_filter(environment: &mut Environment<'static>, name: &str) {
    table! { environment, add_filter, name,
        "abs" => filters::abs,
        "bool" => filters::bool,
        "capitalize" => filters::capitalize,
        "count" => text::length,
        "d" => filters::default,
        "default" => filters::default,
        "dictsort" => filters::dictsort,
        "first" => filters::first,
        "float" => filters::float,
        "groupby" => filters::groupby,
        "int" => filters::int,
        "items" => filters::items,
        "join" => filters::join,
        "last" => filters::last,
        "lines" => filters::lines,
        "list" => filters::list,
        "lower" => filters::lower,
        "map" => filters::map,
        "max" => filters::max,
        "min" => filters::min,
        "reject" => filters::reject,
        "rejectattr" => filters::rejectattr,
        "replace" => filters::replace,
        "reverse" => filters::reverse,
        "round" => filters::round,
        "safe" => filters::safe,
        "select" => filters::select,
        "selectattr" => filters::selectattr,
        "slice" => filters::slice,
        "sort" => filters::sort,
        "split" => filters::split,
        "string" => filters::string,
        "sum" => filters::sum,
        "title" => filters::title,
        "trim" => filters::trim,
        "unique" => filters::unique,
        "upper" => filters::upper,
    }
}

fn register_test(environment: &mut Environment<'static>, name: &str) {
    table! { environment, add_test, name,
        "boolean" => tests::is_boolean,
        "defined" => tests::is_defined,
        "divisibleby" => tests::is_divisibleby,
        "endingwith" => tests::is_endingwith,
        "eq" => tests::is_eq,
        "equalto" => tests::is_eq,
        "even" => tests::is_even,
        "false" => tests::is_false,
        "float" => tests::is_float,
        "ge" => tests::is_ge,
        "greaterthan" => tests::is_gt,
        "gt" => tests::is_gt,
        "in" => tests::is_in,
        "int" => tests::is_integer,
        "integer" => tests::is_integer,
        "iterable" => tests::is_iterable,
        "le" => tests::is_le,
        "lessthan" => tests::is_lt,
        "lower" => tests::is_lower,
        "lt" => tests::is_lt,
        "mapping" => tests::is_mapping,
        "ne" => tests::is_ne,
        "none" => tests::is_none,
        "number" => tests::is_number,
        "odd" => tests::is_odd,
        "sequence" => tests::is_sequence,
        "startingwith" => tests::is_startingwith,
        "string" => tests::is_string,
        "true" => tests::is_true,
        "undefined" => tests::is_undefined,
        "upper" => tests::is_upper,
    }
}

/// An error that says what a function needs, and never what it got: that may be a customer's words.
fn needs(what: &'static str) -> Error {
    Error::new(ErrorKind::InvalidOperation, what)
}
