//! `ask`: puts a question and waits for the answer.

use conversation::{ChoiceOption, Content};
use flow_model::program::{AnswerRule, AskNode, ChoiceRule, ProgramNode};
use regex_lite::Regex;

use super::Next;
use crate::answer::choice::{Named, comparable, find_option};
use crate::answer::date::read_date;
use crate::answer::email::read_email;
use crate::answer::number::{Number, read_number};
use crate::answer::phone::read_phone;
use crate::answer::{normalise, text_of};
use crate::calendar::date_text;
use crate::program::ReadProgram;
use crate::run::Run;
use crate::session::Waiting;
use crate::trouble::Trouble;
use crate::value::Value;

/// Puts the question, unless a message that was kept for it answers it already.
pub(super) fn enter<P: ReadProgram>(
    run: &mut Run<'_, P>,
    node: &ProgramNode,
    settings: &AskNode,
) -> Result<Next, Trouble> {
    while let Some(content) = run.take_kept() {
        run.hear(&content);
        if let Some(next) = command(run, &content)? {
            return Ok(next);
        }
        if let Some(answer) = read(run, settings, &content)? {
            return accept(run, settings, answer);
        }
    }
    put(run, node, settings, false)?;
    Ok(Next::Wait(Waiting::Answer { retries: settings.retry.max }))
}

/// A message comes: a command, an answer, or neither.
pub(super) fn answer<P: ReadProgram>(
    run: &mut Run<'_, P>,
    node: &ProgramNode,
    settings: &AskNode,
    content: &Content,
    retries: u32,
) -> Result<Next, Trouble> {
    if let Some(next) = command(run, content)? {
        run.stop_timer();
        return Ok(next);
    }
    if let Some(answer) = read(run, settings, content)? {
        run.stop_timer();
        return accept(run, settings, answer);
    }
    if retries == 0 {
        run.stop_timer();
        return Ok(Next::exit("invalid", "not a valid answer, and no retry left"));
    }
    put(run, node, settings, true)?;
    Ok(Next::Wait(Waiting::Answer { retries: retries - 1 }))
}

/// Nobody answered in time.
pub(super) fn silence() -> Next {
    Next::exit("no_reply", "no reply in time")
}

fn accept<P: ReadProgram>(run: &mut Run<'_, P>, settings: &AskNode, answer: Answer) -> Result<Next, Trouble> {
    run.session.menu.clear();
    if !settings.save_as.is_empty() {
        run.save(&settings.save_as, answer.value)?;
    }
    Ok(match answer.option {
        Some(id) => Next::exit(&format!("option:{id}"), "the option was chosen"),
        None => Next::exit("answered", "a valid answer"),
    })
}

/// Commands work at every question: those of this flow first, then those of the flows that called it. Leaving a
/// subflow by one ends it without results.
fn command<P: ReadProgram>(run: &mut Run<'_, P>, content: &Content) -> Result<Option<Next>, Trouble> {
    let Some(text) = text_of(content) else {
        return Ok(None);
    };
    let mut word = None;
    for depth in (0..run.session.frames.len()).rev() {
        let unit = run.session.frames[depth].unit;
        if run.unit(unit)?.commands.is_empty() {
            continue;
        }
        let target = run.command(unit, word.get_or_insert_with(|| normalise(text)))?;
        if let Some(target) = target {
            run.session.frames.truncate(depth + 1);
            run.session.menu.clear();
            return Ok(Some(Next::To(target, "command")));
        }
    }
    Ok(None)
}

/// Sends the question, or what is said when the answer did not fit.
fn put<P: ReadProgram>(
    run: &mut Run<'_, P>,
    node: &ProgramNode,
    settings: &AskNode,
    again: bool,
) -> Result<(), Trouble> {
    let mut text = if again { run.text(&settings.retry.text)? } else { String::new() };
    if text.is_empty() {
        text = run.spoken(&settings.text)?;
    }
    let content = match &settings.answer {
        AnswerRule::Choice { options } => {
            let mut shown = Vec::with_capacity(options.len());
            for option in options {
                shown.push(ChoiceOption { id: option.id.clone(), label: run.label(&option.label)? });
            }
            Content::Choice { text, options: shown }
        }
        AnswerRule::Text { .. }
        | AnswerRule::Number { .. }
        | AnswerRule::Email
        | AnswerRule::Phone { .. }
        | AnswerRule::Date { .. } => Content::Text(text),
    };
    run.send(node, content)?;
    if let Some(seconds) = settings.no_reply_after_s {
        run.start_timer(run.event.now_ms.saturating_add(seconds.saturating_mul(1000)));
    }
    Ok(())
}

/// A valid answer.
struct Answer {
    value: Value,
    /// The option's id, where there are options.
    option: Option<String>,
}

fn read<P: ReadProgram>(
    run: &mut Run<'_, P>,
    settings: &AskNode,
    content: &Content,
) -> Result<Option<Answer>, Trouble> {
    if let AnswerRule::Choice { options } = &settings.answer {
        return read_choice(run, options, content);
    }
    // What the customer wrote, and what it means among the choices that were shown before the question:
    // `1` is the number one to a question for a number, and the first choice to one for a text.
    let written = text_of(content).map(str::to_owned);
    let chosen = run.choice.as_ref().map(|(_, label)| label.clone());
    let readings = match &settings.answer {
        AnswerRule::Text { .. } => [chosen, written],
        _ => [written, chosen],
    };
    for text in readings.into_iter().flatten() {
        if let Some(value) = read_text(run, &settings.answer, &text)? {
            return Ok(Some(Answer { value, option: None }));
        }
    }
    Ok(None)
}

fn read_text<P: ReadProgram>(run: &mut Run<'_, P>, rule: &AnswerRule, text: &str) -> Result<Option<Value>, Trouble> {
    Ok(match rule {
        AnswerRule::Text { min_length, max_length, pattern } => {
            let text = text.trim();
            let length = text.chars().count();
            let long_enough = length >= min_length.map_or(1, |min| min as usize).max(1);
            let short_enough = length <= max_length.map_or(limits::FLOW_TEXT_CHARS, |max| max as usize);
            if !long_enough || !short_enough {
                return Ok(None);
            }
            if let Some(pattern) = pattern {
                let pattern = Regex::new(pattern).map_err(|_| Trouble::damaged("a pattern cannot be read"))?;
                if !pattern.is_match(text) {
                    return Ok(None);
                }
            }
            Some(Value::text(text))
        }
        AnswerRule::Number { min, max, integer } => {
            let number = read_number(text).filter(|number| {
                let value = number.as_f64();
                min.is_none_or(|min| value >= min) && max.is_none_or(|max| value <= max)
            });
            match number {
                Some(Number::Whole(number)) => Some(Value::Int(number)),
                Some(Number::Fraction(number)) if !integer => Some(Value::Float(number)),
                _ => None,
            }
        }
        AnswerRule::Email => read_email(text).map(Value::Text),
        AnswerRule::Phone { country } => read_phone(text, country).map(Value::Text),
        AnswerRule::Date { min, max } => {
            let today = run.clock()?.today();
            read_date(text, today, min.as_deref(), max.as_deref()).map(|date| Value::Text(date_text(date)))
        }
        AnswerRule::Choice { .. } => None,
    })
}

fn read_choice<P: ReadProgram>(
    run: &mut Run<'_, P>,
    options: &[ChoiceRule],
    content: &Content,
) -> Result<Option<Answer>, Trouble> {
    let chosen = |option: &ChoiceRule| Answer { value: Value::text(&*option.id), option: Some(option.id.clone()) };
    if let Content::Picked { id, .. } = content
        && let Some(option) = options.iter().find(|option| option.id == *id)
    {
        return Ok(Some(chosen(option)));
    }
    let Some(text) = text_of(content) else {
        return Ok(None);
    };
    // Keywords hold the plain labels too, normalised when the flow was published: most answers end here.
    let whole = normalise(text);
    let mut meant = options.iter().filter(|option| option.keywords.contains(&whole));
    if let (Some(option), None) = (meant.next(), meant.next()) {
        return Ok(Some(chosen(option)));
    }
    let mut named = Vec::with_capacity(options.len());
    for option in options {
        named.push(Named { labels: labels(run, option)?, keywords: option.keywords.clone() });
    }
    Ok(find_option(text, &named).map(|place| chosen(&options[place])))
}

/// The option's label in every language that needs no filling in, and as the customer saw it.
fn labels<P: ReadProgram>(run: &mut Run<'_, P>, option: &ChoiceRule) -> Result<Vec<String>, Trouble> {
    let mut labels = Vec::with_capacity(option.label.len());
    for (_, label) in &option.label {
        if !label.contains('{') {
            labels.push(comparable(label));
        }
    }
    if labels.len() < option.label.len() {
        labels.push(comparable(&run.label(&option.label)?));
    }
    Ok(labels)
}
