//! What nodes do through a `Run`: fill in texts, keep values, send and take messages.

use std::mem;
use std::sync::Arc;

use conversation::{ChoiceOption, Content};
use flow_model::program::{LocalText, ProgramNode};

use crate::answer::choice::{Named, comparable, find_option};
use crate::answer::text_of;
use crate::effect::{Effect, ProblemCode};
use crate::program::ReadProgram;
use crate::run::Run;
use crate::scope::Scope;
use crate::session::{Kept, LAST_TEXT_BYTES};
use crate::trouble::Trouble;
use crate::value::Value;

/// Room that variables leave for the rest of a session: the last message, a menu, counters.
const RESERVE_BYTES: usize = 8 * 1024;

impl<P: ReadProgram> Run<'_, P> {
    pub fn render(&mut self, template: &str) -> Result<String, Trouble> {
        let scope = self.scope()?;
        self.templates.render(template, &scope)
    }

    pub fn render_address(&mut self, template: &str) -> Result<String, Trouble> {
        let scope = self.scope()?;
        self.templates.render_address(template, &scope)
    }

    /// The text in the customer's language, filled in, without white space at its end; empty when it says nothing.
    pub fn text(&mut self, text: &LocalText) -> Result<String, Trouble> {
        let source = in_language(text, &self.event.customer.language);
        let mut text = self.render(source)?;
        text.truncate(text.trim_end().len());
        Ok(text)
    }

    /// `text`, where nothing to say is an error.
    pub fn spoken(&mut self, text: &LocalText) -> Result<String, Trouble> {
        let text = self.text(text)?;
        match text.is_empty() {
            true => Err(Trouble::new(ProblemCode::TemplateFailed, "the message is empty")),
            false => Ok(text),
        }
    }

    /// An option's label: one line.
    pub fn label(&mut self, label: &LocalText) -> Result<String, Trouble> {
        let label = self.text(label)?;
        match label.trim() {
            "" => Err(Trouble::new(ProblemCode::TemplateFailed, "a label is empty")),
            label => Ok(label.to_owned()),
        }
    }

    pub fn evaluate(&mut self, expression: &str) -> Result<Value, Trouble> {
        let scope = self.scope()?;
        self.templates.evaluate(expression, &scope)
    }

    pub fn holds(&mut self, expression: &str) -> Result<bool, Trouble> {
        let scope = self.scope()?;
        self.templates.holds(expression, &scope)
    }

    fn scope(&mut self) -> Result<Scope, Trouble> {
        let unit = self.frame().unit;
        if self.facts.zone_of != Some(unit) {
            let zone = self.unit(unit)?.posix_zone.clone();
            Arc::make_mut(&mut self.facts).set_zone(unit, zone);
        }
        Ok(Scope::new(&self.frame().variables, &self.facts))
    }

    /// Gives a variable of the current flow its value.
    pub fn save(&mut self, name: &str, value: Value) -> Result<(), Trouble> {
        let size_bytes = name.len() + value.size_bytes();
        let old = self.frame().variables.0.iter().find(|(known, _)| known == name);
        let old_bytes = old.map_or(0, |(_, value)| name.len() + value.size_bytes());
        self.check_size(size_bytes.saturating_sub(old_bytes))?;
        let shown = match self.budget.trace(size_bytes) {
            true => value.clone(),
            false => Value::text(format!("({size_bytes} bytes, not shown)")),
        };
        if let Some(visit) = self.trace.visits.last_mut() {
            visit.changed.push((name.to_owned(), shown));
        }
        self.frame_mut().variables.set(name, value);
        Ok(())
    }

    pub fn check_size(&self, growth_bytes: usize) -> Result<(), Trouble> {
        if self.session.size_bytes() + growth_bytes > limits::SESSION_BYTES - RESERVE_BYTES {
            return Err(Trouble::new(ProblemCode::SessionTooLarge, "the flow keeps more than a session holds"));
        }
        Ok(())
    }

    pub fn effect(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    pub fn note(&mut self, detail: &str) {
        let problem = self.problem(ProblemCode::MessageNotExpected, detail);
        self.effects.push(Effect::Note { problem });
    }

    pub fn send(&mut self, node: &ProgramNode, content: Content) -> Result<(), Trouble> {
        self.budget.send(&content)?;
        self.effects.push(Effect::Send { node: node.id.clone(), content, delivery: node.delivery });
        Ok(())
    }

    /// A message of the customer: what templates see as `message`.
    pub fn hear(&mut self, content: &Content) {
        let text = text_of(content).unwrap_or_default();
        self.choice = self.chosen_option(content, text);
        let choice = match (&self.choice, content) {
            (Some((id, _)), _) | (None, Content::Picked { id, .. }) => id.as_str(),
            _ => "",
        };
        self.session.last_text = if text.len() <= LAST_TEXT_BYTES { text.to_owned() } else { String::new() };
        self.session.last_choice = if choice.len() <= LAST_TEXT_BYTES { choice.to_owned() } else { String::new() };
        let facts = Arc::make_mut(&mut self.facts);
        facts.message_text = text.to_owned();
        facts.message_choice = choice.to_owned();
    }

    fn chosen_option(&self, content: &Content, text: &str) -> Option<(String, String)> {
        let menu = &self.session.menu;
        if let Content::Picked { id, .. } = content
            && let Some(option) = menu.iter().find(|(known, _)| known == id)
        {
            return Some(option.clone());
        }
        if menu.is_empty() {
            return None;
        }
        let named: Vec<_> =
            menu.iter().map(|(_, label)| Named { labels: vec![comparable(label)], keywords: Vec::new() }).collect();
        find_option(text, &named).map(|place| menu[place].clone())
    }

    /// The options that the next message may name by number or label.
    pub fn remember_menu(&mut self, options: &[ChoiceOption]) -> Result<(), Trouble> {
        self.session.menu.clear();
        self.check_size(options.iter().map(|option| 4 + option.id.len() + option.label.len()).sum())?;
        self.session.menu = options.iter().map(|option| (option.id.clone(), option.label.clone())).collect();
        Ok(())
    }

    /// Keeps a message for the next question, or says that it was not read.
    pub fn keep(&mut self, content: &Content, answers: bool) {
        let kept = Kept { content: content.clone(), answers };
        let full = self.session.mailbox.len() >= limits::SESSION_MAILBOX;
        if full || self.check_size(kept.size_bytes()).is_err() {
            self.note("too many messages came while the flow was waiting; it did not read this one");
        } else {
            self.session.mailbox.push(kept);
        }
    }

    /// The flow is over: what it kept is nobody's answer any more, and people are told.
    pub fn give_up_kept(&mut self) {
        for _ in mem::take(&mut self.session.mailbox) {
            self.note("a message came while the flow was waiting; no question took it before the flow ended");
        }
    }

    /// The next kept message that may answer a question. What came during a call was not written for a question
    /// that had not been put: people are told, the flow does not guess.
    pub fn take_kept(&mut self) -> Option<Content> {
        while !self.session.mailbox.is_empty() {
            let kept = self.session.mailbox.remove(0);
            if kept.answers {
                return Some(kept.content);
            }
            self.note("a message came while the flow was calling a service; it did not take it as an answer");
        }
        None
    }
}

/// The text for a language: its own, else that of the same primary language, else the flow's first.
fn in_language<'t>(text: &'t LocalText, language: &str) -> &'t str {
    let primary = |tag: &str| tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    let said = || text.iter().filter(|(_, text)| !text.trim().is_empty());
    said()
        .find(|(tag, _)| tag.eq_ignore_ascii_case(language))
        .or_else(|| {
            let wanted = primary(language);
            said().find(|(tag, _)| primary(tag) == wanted)
        })
        .or_else(|| said().next())
        .map_or("", |(_, text)| text)
}
