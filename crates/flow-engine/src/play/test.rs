//! Runs a flow test. `flow_model::flow_test` says how it is judged.

use conversation::{Channel, Content, MediaSource};
use flow_model::flow_test::{Expectation, ExpectedHandover, ExpectedVariable, Step};
use flow_model::{FlowTest, Words};
use serde::Serialize;

use super::{Line, Player, Setting};
use crate::event::CustomerFacts;
use crate::program::ReadProgram;
use crate::trace::Visit;

/// How a test went.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TestReport {
    pub name: String,
    pub passed: bool,
    /// What was expected and what came; `None` when it passed.
    pub failure: Option<Failure>,
    /// The conversation up to there, a line each.
    pub transcript: Vec<String>,
    pub visits: Vec<Visit>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// The step of the test, from 1; one more than there are for what is left at the end.
    pub step: usize,
    pub expected: Words,
    pub saw: Words,
}

/// Plays the test against a compiled flow.
pub fn run_test(program: impl ReadProgram, test: &FlowTest) -> TestReport {
    let mut judge = Judge { player: Player::new(program, setting(test)), seen: 0 };
    judge.player = judge.player.with_mocks(test.mocks.http.iter().cloned());
    let failure = judge.run(test);
    TestReport {
        name: test.name.clone(),
        passed: failure.is_none(),
        failure,
        transcript: judge.player.lines().iter().map(Line::to_string).collect(),
        visits: judge.player.visits().to_vec(),
    }
}

fn setting(test: &FlowTest) -> Setting {
    Setting {
        customer: CustomerFacts {
            name: test.customer.name.clone(),
            language: test.language.clone(),
            // `read_test` lets only known channels through.
            channel: Channel::parse(&test.channel).unwrap_or(Channel::Webchat),
            phone: test.customer.phone.clone(),
            email: test.customer.email.clone(),
        },
        start_ms: test.start_at_ms().unwrap_or_default(),
        seed: test.seed,
    }
}

/// What was expected, and what came.
struct Missed {
    expected: Words,
    saw: Words,
}

fn missed(expected: Words, saw: Words) -> Missed {
    Missed { expected, saw }
}

fn words(en: impl Into<String>, ja: impl Into<String>) -> Words {
    Words { en: en.into(), ja: ja.into() }
}

/// What reads the same in every language: a line of the conversation, a value.
fn plain(text: impl ToString) -> Words {
    words(text.to_string(), text.to_string())
}

struct Judge<P> {
    player: Player<P>,
    /// Lines that the test has dealt with.
    seen: usize,
}

impl<P: ReadProgram> Judge<P> {
    fn run(&mut self, test: &FlowTest) -> Option<Failure> {
        let at = |step: usize, missed: Missed| Failure { step, expected: missed.expected, saw: missed.saw };
        self.player.start(test.opening.as_deref());
        if let Err(missed) = self.settled() {
            return Some(at(1, missed));
        }
        for (index, step) in test.steps.iter().enumerate() {
            if let Err(missed) = self.take(step) {
                return Some(at(index + 1, missed));
            }
        }
        self.nothing_left().err().map(|missed| at(test.steps.len() + 1, missed))
    }

    fn take(&mut self, step: &Step) -> Result<(), Missed> {
        match step {
            Step::Expect(wanted) => self.expect(wanted),
            Step::ExpectEnd(_) => match self.next() {
                Some(Line::Ended) => Ok(()),
                other => Err(missed(words("the end of the flow", "フローの終了"), said(other.as_ref()))),
            },
            Step::ExpectHandover(wanted) => self.expect_handover(wanted),
            Step::ExpectVariable(wanted) => self.expect_variable(wanted),
            Step::Say(text) => {
                self.nothing_left()?;
                self.player.say(text);
                self.settled()
            }
            Step::Pick(id) => {
                self.nothing_left()?;
                if !self.player.pick(id) {
                    let expected = words(format!("an option with the id {id}"), format!("IDが {id} の選択肢"));
                    return Err(missed(expected, words("no message that showed it", "それを示したメッセージなし")));
                }
                self.settled()
            }
            Step::Wait(duration) => {
                self.nothing_left()?;
                self.player.advance(duration.seconds);
                self.settled()
            }
            Step::HandBack(_) => {
                self.nothing_left()?;
                self.player.hand_back();
                self.settled()
            }
        }
    }

    /// The flow neither failed nor waits for a call that no mock answers.
    fn settled(&self) -> Result<(), Missed> {
        if let Some(call) = self.player.open_call() {
            return Err(missed(
                words("a mock for every call", "すべての呼び出しのモック"),
                plain(format!("{} {}", call.method, call.url)),
            ));
        }
        match self.player.lines().iter().find(|line| matches!(line, Line::Failed { .. })) {
            Some(line) => Err(missed(words("a flow that goes on", "止まらないフロー"), plain(line))),
            None => Ok(()),
        }
    }

    fn expect(&mut self, wanted: &Expectation) -> Result<(), Missed> {
        let line = self.next();
        let fits = match &line {
            Some(Line::Flow { content, .. }) => fits(wanted, content),
            _ => false,
        };
        match fits {
            true => Ok(()),
            false => Err(missed(plain(json(wanted)), said(line.as_ref()))),
        }
    }

    fn expect_handover(&mut self, wanted: &ExpectedHandover) -> Result<(), Missed> {
        let line = self.next();
        let part = wanted.reason_contains.as_deref().unwrap_or_default();
        match &line {
            Some(Line::Handover { queue, reason }) if *queue == wanted.queue && reason.contains(part) => Ok(()),
            _ => Err(missed(plain(format!("~ → {} {part}", wanted.queue)), said(line.as_ref()))),
        }
    }

    fn expect_variable(&self, wanted: &ExpectedVariable) -> Result<(), Missed> {
        let state = self.player.state();
        let found = state.variables.iter().find(|(name, _)| *name == wanted.name);
        let found = found.map_or(serde_json::Value::Null, |(_, value)| value.to_json());
        match found == wanted.value {
            true => Ok(()),
            false => Err(missed(plain(format!("{} = {}", wanted.name, wanted.value)), plain(found))),
        }
    }

    /// The next line that a test has to mention.
    fn next(&mut self) -> Option<Line> {
        let rest = &self.player.lines()[self.seen..];
        let place =
            rest.iter().position(|line| matches!(line, Line::Flow { .. } | Line::Handover { .. } | Line::Ended));
        self.seen += place.map_or(rest.len(), |place| place + 1);
        place.map(|place| rest[place].clone())
    }

    /// No message has been sent that no step expects.
    fn nothing_left(&mut self) -> Result<(), Missed> {
        let rest = &self.player.lines()[self.seen..];
        if let Some(line) = rest.iter().find(|line| matches!(line, Line::Flow { .. })) {
            return Err(missed(words("no further message", "次のメッセージなし"), plain(line)));
        }
        self.seen = self.player.lines().len();
        Ok(())
    }
}

fn fits(wanted: &Expectation, content: &Content) -> bool {
    let (text, options, image) = parts(content);
    wanted.text.as_deref().is_none_or(|wanted| wanted == text)
        && wanted.contains.as_deref().is_none_or(|part| text.contains(part))
        && wanted.options.as_ref().is_none_or(|wanted| wanted.iter().map(String::as_str).eq(options))
        && wanted.image.as_deref().is_none_or(|part| image.contains(part))
}

/// Text, ids of options, address of an image.
fn parts(content: &Content) -> (&str, Vec<&str>, &str) {
    match content {
        Content::Text(text) => (text, Vec::new(), ""),
        Content::Choice { text, options } => (text, options.iter().map(|option| option.id.as_str()).collect(), ""),
        Content::Media(media) => match &media.source {
            MediaSource::Url(address) => (&media.caption, Vec::new(), address),
            MediaSource::Blob(_) | MediaSource::Provider(_) => (&media.caption, Vec::new(), ""),
        },
        Content::Picked { .. } | Content::Location { .. } | Content::Sticker { .. } | Content::Unknown { .. } => {
            ("", Vec::new(), "")
        }
    }
}

fn said(line: Option<&Line>) -> Words {
    line.map_or_else(|| words("nothing", "何もなし"), plain)
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
