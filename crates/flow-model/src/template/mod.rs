//! Templates and expressions, read but never evaluated here.
//!
//! `minijinja` gives a syntax tree; what the analyser wants to know of it is gathered in a `Reading`.

mod walk;

use minijinja::machinery::{Token, parse, parse_expr, tokenize};

/// Whether a text has anything for the template language in it.
pub(crate) fn is_template(text: &str) -> bool {
    text.contains("{{") || text.contains("{%") || text.contains("{#")
}

/// What a template or expression does.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Reading {
    pub reads: Vec<Read>,
    pub calls: Vec<Call>,
    pub comparisons: Vec<Comparison>,
    /// Statements that flows may not use, such as `include`.
    pub forbidden: Vec<(&'static str, Position)>,
    /// The text that stands between placeholders.
    pub literal: String,
    /// The whole expression, when it is a name or a literal.
    pub whole: Operand,
}

/// Line and column, from 1, columns in characters.
pub(crate) type Position = (u32, u32);

/// A variable that is looked at.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Read {
    /// `customer` of `customer.name`.
    pub name: String,
    /// `name` of `customer.name`.
    pub attribute: Option<String>,
    pub at: Position,
    /// The template says what to do when it is not set: `| default(…)`, `is defined`.
    pub guarded: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Call {
    pub name: String,
    pub form: CallForm,
    /// How many arguments, the filtered value included. `None` when a list is spread.
    pub arguments: Option<usize>,
    pub at: Position,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CallForm {
    Function,
    Filter,
    Test,
}

/// Two values that are compared or calculated with.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Comparison {
    pub left: Operand,
    pub right: Operand,
    /// True for `-`, `*` and the like, which need numbers.
    pub arithmetic: bool,
    pub at: Position,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) enum Operand {
    Variable(String),
    Text(String),
    Number,
    Boolean,
    #[default]
    Other,
}

/// Why a text cannot be read, in `minijinja`'s words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SyntaxError {
    pub detail: String,
    pub at: Position,
}

pub(crate) fn read_template(text: &str) -> Result<Reading, SyntaxError> {
    check_length(text, false)?;
    match parse(text, "template", Default::default(), Default::default()) {
        Ok(tree) => Ok(walk::template(text, &tree)),
        Err(error) => {
            let error = refused(text, &error);
            match left_out(&error.detail) {
                Some(name) => Ok(Reading { forbidden: vec![(name, error.at)], ..Reading::default() }),
                None => Err(error),
            }
        }
    }
}

/// The statement of Jinja that is left out of this build of `minijinja`, when that is what the parser stumbled over.
fn left_out(detail: &str) -> Option<&'static str> {
    let name = detail.strip_prefix("unknown statement ")?;
    ["block", "call", "extends", "from", "import", "include", "macro"].into_iter().find(|known| *known == name)
}

pub(crate) fn read_expression(text: &str) -> Result<Reading, SyntaxError> {
    if text.trim().is_empty() {
        return Err(SyntaxError { detail: "it is empty".to_owned(), at: (1, 1) });
    }
    if let Some(at) = placeholder_end(text) {
        return Err(SyntaxError { detail: "`}}` ends a placeholder, and an expression is none".to_owned(), at });
    }
    check_length(text, true)?;
    let tree = parse_expr(text).map_err(|error| refused(text, &error))?;
    Ok(walk::expression(text, &tree))
}

/// Reading an expression goes one call deeper for each operator, so what is longer is not begun.
fn check_length(text: &str, is_expression: bool) -> Result<(), SyntaxError> {
    let mut tokens = 0;
    for token in tokenize(text, is_expression, Default::default(), Default::default()) {
        // What the words of the language are not, the parser says.
        let Ok((token, span)) = token else { return Ok(()) };
        match token {
            Token::VariableStart | Token::BlockStart => tokens = 0,
            _ => tokens += 1,
        }
        if tokens > limits::EXPRESSION_TOKENS {
            let detail = format!("the expression has more than {} words and signs", limits::EXPRESSION_TOKENS);
            return Err(SyntaxError { detail, at: (u32::from(span.start_line), u32::from(span.start_col) + 1) });
        }
    }
    Ok(())
}

/// Where a `}}` stands that closes nothing in the expression. `minijinja` 2 panics at what comes after it.
fn placeholder_end(text: &str) -> Option<Position> {
    let bytes = text.as_bytes();
    let (mut depth, mut quote, mut at) = (0_i64, None, 0);
    while at < bytes.len() {
        match (bytes[at], quote) {
            (b'\\', Some(_)) => at += 1,
            (byte, Some(open)) if byte == open => quote = None,
            (_, Some(_)) => {}
            (byte @ (b'"' | b'\''), None) => quote = Some(byte),
            (b'(' | b'[' | b'{', None) => depth += 1,
            (b'}', None) if depth == 0 && bytes.get(at + 1) == Some(&b'}') => return Some(position(text, at)),
            (b')' | b']' | b'}', None) => depth -= 1,
            _ => {}
        }
        at += 1;
    }
    None
}

fn refused(text: &str, error: &minijinja::Error) -> SyntaxError {
    SyntaxError {
        detail: error.detail().unwrap_or("it cannot be read").to_owned(),
        at: match error.range() {
            Some(range) => position(text, range.start),
            None => (u32::try_from(error.line().unwrap_or(1)).unwrap_or(u32::MAX), 1),
        },
    }
}

/// Line and column of a byte.
fn position(text: &str, offset: usize) -> Position {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|char| *char != '\n').count() + 1;
    (u32::try_from(line).unwrap_or(u32::MAX), u32::try_from(column).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::{CallForm, read_expression, read_template};

    #[test]
    fn an_expression_ends_no_placeholder() {
        for (text, column) in [("a }} b", 3), ("a -}} {{ b", 4), ("'}}' ~ a }} b", 10), ("{'a': 1} }} b", 10)] {
            let error = read_expression(text).expect_err(text);
            assert_eq!(error.at, (1, column), "{text}");
        }
        for text in ["{'a': {'b': 1}}", "'}}'", "[{'a': [{}]}]", r#""\"}}" ~ a"#] {
            read_expression(text).expect(text);
        }
    }

    #[test]
    fn a_chain_that_would_fill_the_stack_is_not_begun() {
        let chains = [("1", "+1"), ("now", ".b"), ("now", "[0]"), ("", "not "), ("", "-"), ("a", "|b"), ("a", "~a")];
        for (start, link) in chains {
            let text = format!("{start}{}1", link.repeat(100_000));
            assert!(read_expression(&text).expect_err(link).detail.contains("1000 words"), "{link}");
            assert!(read_template(&format!("{{{{ {text} }}}}")).is_err(), "{link}");
            let bearable = format!("{start}{}1", link.repeat(limits::EXPRESSION_TOKENS / 3 - 1));
            let _ = read_expression(&bearable);
        }
        let many = "{{ a + 1 }} ".repeat(5_000);
        assert!(read_template(&many).is_ok(), "each placeholder counts alone");
    }

    fn reads(template: &str) -> Vec<String> {
        let reading = read_template(template).expect("a template");
        let show = |read: &super::Read| {
            let attribute = read.attribute.as_ref().map(|name| format!(".{name}"));
            let guarded = if read.guarded { "?" } else { "" };
            format!("{}{}{guarded}", read.name, attribute.unwrap_or_default())
        };
        reading.reads.iter().map(show).collect()
    }

    #[test]
    fn finds_what_is_read_but_not_what_the_template_makes_itself() {
        assert_eq!(reads("{{ customer.name }} {{ a + b[c] }}"), ["customer.name", "a", "b", "c"]);
        assert_eq!(reads("{% for x in list %}{{ x }}{{ loop.index }}{% endfor %}{{ x }}"), ["list", "x"]);
        assert_eq!(reads("{% set y = a %}{{ y }}{% if y and z %}{{ y }}{% endif %}"), ["a", "z"]);
        assert_eq!(
            reads("{{ a | default('x') }}{{ a }}{% if b is defined %}{{ b }}{% endif %}"),
            ["a?", "a?", "b?", "b?"]
        );
        assert_eq!(reads("{{ yen(total) }} {{ name | upper }}"), ["total", "name"]);
    }

    #[test]
    fn finds_calls_and_comparisons_with_their_position() {
        let reading = read_expression("yen(a, b) == 'x' and\n n is odd").expect("an expression");
        let calls: Vec<_> =
            reading.calls.iter().map(|call| (call.name.as_str(), call.form, call.arguments, call.at)).collect();
        assert_eq!(calls, [("yen", CallForm::Function, Some(2), (1, 1)), ("odd", CallForm::Test, Some(1), (2, 7))]);
        assert_eq!(reading.comparisons.len(), 1);
    }

    #[test]
    fn says_where_it_cannot_read() {
        let error = read_template("注文\n{{ a + }}").expect_err("broken");
        assert_eq!(error.at, (2, 8), "{}", error.detail);
        assert_eq!(read_expression(" ").expect_err("empty").detail, "it is empty");
        assert_eq!(read_template("{% include 'x' %}").expect("known").forbidden, [("include", (1, 4))]);
        assert_eq!(read_template("{% fi %}").expect_err("unknown").detail, "unknown statement fi");
    }
}
