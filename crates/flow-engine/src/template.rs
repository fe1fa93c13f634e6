//! Templates and expressions: `minijinja` with fuel, a cap on output, and our functions.
//!
//! An environment is built only when a text needs one, and holds only what that text names: most steps render
//! plain text or single variables, and a fresh guest pays for every page that it touches.

use std::borrow::Cow;
use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use minijinja::{AutoEscape, Environment, ErrorKind, State, UndefinedBehavior, escape_formatter};

use crate::effect::ProblemCode;
use crate::functions;
use crate::scope::{Plain, Scope, from_template};
use crate::trouble::Trouble;
use crate::value::Value;

/// What one plain `{{ name }}` counts as in a step's fuel: a look-up and an output.
const PLAIN_FUEL: u64 = 2;

/// How the template engine calls a text whose values become parts of an address.
const ADDRESS: &str = "address";

/// The function around every expression that notes its fuel.
const MEASURE: &str = "__measure";

#[derive(Default)]
pub(crate) struct Templates {
    environment: Option<Environment<'static>>,
    /// Names that the environment has been asked for.
    known: Vec<String>,
    expression_fuel: Arc<AtomicU64>,
    /// The next value begins an address.
    begins_address: Arc<AtomicBool>,
    pub fuel: u64,
}

impl Templates {
    /// The text with everything filled in.
    pub fn render(&mut self, source: &str, scope: &Scope) -> Result<String, Trouble> {
        if !has_markup(source) {
            return Ok(source.to_owned());
        }
        if let Some((text, fuel)) = render_plain(source, scope) {
            self.fuel += fuel;
            return bounded(text);
        }
        self.fill("text", source, scope)
    }

    /// The address with everything filled in: what customers wrote stays inside the part where it was put. Only a value
    /// that the address begins with, and what `url_encode` or `safe` made, is taken as it is.
    pub fn render_address(&mut self, source: &str, scope: &Scope) -> Result<String, Trouble> {
        if !has_markup(source) {
            return Ok(source.to_owned());
        }
        self.begins_address.store(source.starts_with("{{"), Ordering::Relaxed);
        self.fill(ADDRESS, source, scope)
    }

    fn fill(&mut self, name: &str, source: &str, scope: &Scope) -> Result<String, Trouble> {
        let environment = self.environment(source, scope);
        let template = environment
            .template_from_named_str(name, source)
            .map_err(|error| failed(ProblemCode::TemplateFailed, &error))?;
        let mut output = Bounded(Vec::new());
        let captured = template
            .render_captured_to(scope.value(), &mut output)
            .map_err(|error| failed(ProblemCode::TemplateFailed, &error))?;
        let fuel = captured.state().fuel_levels().map_or(0, |(used, _)| used);
        drop(captured);
        self.fuel += fuel;
        String::from_utf8(output.0).map_err(|_| Trouble::new(ProblemCode::TemplateFailed, "the text is not UTF-8"))
    }

    /// The expression's value.
    pub fn evaluate(&mut self, source: &str, scope: &Scope) -> Result<Value, Trouble> {
        let value = self.evaluate_raw(source, scope)?;
        from_template(&value).map_err(|detail| Trouble::new(ProblemCode::ExpressionFailed, detail))
    }

    /// Whether the expression holds: what is empty, zero or none does not.
    pub fn holds(&mut self, source: &str, scope: &Scope) -> Result<bool, Trouble> {
        self.evaluate_raw(source, scope).map(|value| value.is_true())
    }

    fn evaluate_raw(&mut self, source: &str, scope: &Scope) -> Result<minijinja::Value, Trouble> {
        let failed = |error: minijinja::Error| failed(ProblemCode::ExpressionFailed, &error);
        let environment = self.environment(source, scope);
        // An expression does not tell what it took; a function that gets its value can ask.
        let measured = format!("{MEASURE}({source}\n)");
        let value = environment.compile_expression(&measured).map_err(failed)?.eval(scope.value()).map_err(failed)?;
        self.fuel += self.expression_fuel.swap(0, Ordering::Relaxed);
        match value.is_undefined() {
            true => Err(Trouble::new(ProblemCode::ExpressionFailed, "the expression uses a value that is not set")),
            false => Ok(value),
        }
    }

    /// The environment, with every function and filter that `source` names.
    fn environment(&mut self, source: &str, scope: &Scope) -> &Environment<'static> {
        let environment = self.environment.get_or_insert_with(|| {
            let mut environment = Environment::empty();
            environment.set_auto_escape_callback(|name| match name {
                ADDRESS => AutoEscape::Custom(ADDRESS),
                _ => AutoEscape::None,
            });
            environment.set_undefined_behavior(UndefinedBehavior::Strict);
            let begins_address = self.begins_address.clone();
            environment.set_formatter(move |out, state, value| {
                // The first value is the beginning even where it holds nothing, so that none after it is taken for that.
                let begins = begins_address.swap(false, Ordering::Relaxed);
                match state.auto_escape() {
                    // Nothing is nothing, and not the word `None`.
                    _ if value.is_none() => Ok(()),
                    AutoEscape::Custom(_) => {
                        let text = value.to_string();
                        let part = if begins || value.is_safe() { text } else { functions::url_encoded(&text) };
                        out.write_str(&part).map_err(|_| ErrorKind::WriteFailure.into())
                    }
                    _ => escape_formatter(out, state, value),
                }
            });
            let fuel = self.expression_fuel.clone();
            environment.add_function(MEASURE, move |state: &State, value: minijinja::Value| {
                fuel.store(state.fuel_levels().map_or(0, |(used, _)| used), Ordering::Relaxed);
                value
            });
            environment.set_fuel(Some(limits::TEMPLATE_FUEL));
            environment.set_recursion_limit(RECURSION);
            environment.set_keep_trailing_newline(true);
            environment.set_trim_blocks(true);
            environment.set_lstrip_blocks(true);
            environment
        });
        for word in words(source) {
            if !self.known.iter().any(|known| known == word) {
                functions::register(environment, word, scope.facts());
                self.known.push(word.to_owned());
            }
        }
        environment
    }
}

/// Nesting of macros and blocks; low, so that no host's stack decides.
const RECURSION: usize = 16;

fn has_markup(source: &str) -> bool {
    source.as_bytes().windows(2).any(|pair| matches!(pair, b"{{" | b"{%" | b"{#"))
}

/// Texts with nothing but `{{ name }}` and `{{ name | lower }}`, where the names are set and hold text or whole numbers.
/// Anything else is `None`, and the template engine's.
fn render_plain(source: &str, scope: &Scope) -> Option<(String, u64)> {
    let mut output = String::with_capacity(source.len() + 32);
    let mut rest = source;
    let mut fuel = 0;
    while let Some(at) = rest.find('{') {
        let (before, markup) = rest.split_at(at);
        output.push_str(before);
        if let Some(inside) = markup.strip_prefix("{{") {
            let (expression, after) = inside.split_once("}}")?;
            fuel += write_plain(expression, scope, &mut output)?;
            rest = after;
        } else if markup.starts_with("{%") || markup.starts_with("{#") {
            return None;
        } else {
            output.push('{');
            rest = &markup[1..];
        }
    }
    output.push_str(rest);
    Some((output, fuel))
}

/// Writes what the template engine would, and returns what that counts as.
fn write_plain(expression: &str, scope: &Scope, output: &mut String) -> Option<u64> {
    let mut parts = expression.split('|').map(|part| part.trim_matches(' '));
    let mut fuel = PLAIN_FUEL;
    let mut text = match scope.plain(parts.next()?)? {
        Plain::Text(text) => Cow::Borrowed(text),
        Plain::Number(number) if parts.next().is_none() => Cow::Owned(number.to_string()),
        Plain::Number(_) => return None,
    };
    for filter in parts {
        text = match filter {
            "lower" => text.to_lowercase().into(),
            "upper" => text.to_uppercase().into(),
            "trim" => text.trim().to_owned().into(),
            _ => return None,
        };
        fuel += 1;
    }
    output.push_str(&text);
    Some(fuel)
}

fn bounded(text: String) -> Result<String, Trouble> {
    if text.len() > limits::TEMPLATE_OUTPUT_BYTES {
        return Err(Trouble::new(ProblemCode::TemplateFailed, TOO_LONG));
    }
    Ok(text)
}

const TOO_LONG: &str = "the text is longer than a template may make it";

/// Takes what a template may produce and refuses the rest.
struct Bounded(Vec<u8>);

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > limits::TEMPLATE_OUTPUT_BYTES {
            return Err(io::Error::other(TOO_LONG));
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Names in a text, the words of quoted strings included: `map("upper")` names a filter there.
fn words(source: &str) -> impl Iterator<Item = &str> {
    source.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

/// The engine's error without what it was given: details name types and places, never a customer's words.
fn failed(code: ProblemCode, error: &minijinja::Error) -> Trouble {
    let mut detail = error.kind().to_string();
    if let Some(more) = error.detail() {
        detail.push_str(": ");
        detail.push_str(more);
    }
    if let (ProblemCode::TemplateFailed, Some(line)) = (code, error.line()) {
        detail.push_str(&format!(" (line {line})"));
    }
    Trouble::new(code, detail)
}
