//! A step under way: where the flow goes, what it may spend, and what becomes of errors.

use flow_model::program::{NodeIndex, ProgramNode, Unit};

use crate::budget::Budget;
use crate::clock::Clock;
use crate::effect::{Effect, Problem, ProblemCode};
use crate::event::Event;
use crate::nodes::{self, Next};
use crate::program::{Damaged, Program, ReadProgram};
use crate::scope::Facts;
use crate::session::{Frame, Session, Variables, Waiting};
use crate::step::StepResult;
use crate::template::Templates;
use crate::trace::{Trace, Visit};
use crate::trouble::Trouble;
use crate::value::Value;

pub(crate) struct Run<'a, P> {
    program: Program<'a, P>,
    pub event: &'a Event,
    pub session: Session,
    pub(crate) effects: Vec<Effect>,
    pub(crate) trace: Trace,
    pub(crate) templates: Templates,
    pub(crate) facts: std::sync::Arc<Facts>,
    /// The option that the message of this step means, among those a `message` showed: id and label.
    pub(crate) choice: Option<(String, String)>,
    pub(crate) budget: Budget,
    clock: Option<(u16, Clock)>,
    /// A timer of an earlier step that nobody has told to stop.
    old_timer: bool,
    over: bool,
    /// The error handler has had its turn in this step.
    handled: bool,
}

impl<'a, P: ReadProgram> Run<'a, P> {
    /// A session at its beginning, and the first node. Counting goes on from an older session, so that what was
    /// started for that one comes too late for this one.
    pub fn start(
        program: Program<'a, P>,
        old: Option<&Session>,
        event: &'a Event,
    ) -> Result<(Self, NodeIndex), Trouble> {
        let session = Session {
            node: 0,
            waiting: Waiting::Time,
            frames: Vec::new(),
            generation: old.map_or(0, |old| old.generation),
            timer_runs: old.is_some_and(|old| old.timer_runs),
            call: old.map_or(0, |old| old.call),
            calls_in_a_row: 0,
            menu: Vec::new(),
            mailbox: Vec::new(),
            last_text: String::new(),
            last_choice: String::new(),
        };
        let mut run = Self::new(program, session, event);
        run.session.timer_runs = false;
        let first = run.push_frame(0, None)?;
        Ok((run, first))
    }

    pub fn resume(program: Program<'a, P>, session: Session, event: &'a Event) -> Result<Self, Trouble> {
        Ok(Self::new(program, session, event))
    }

    fn new(program: Program<'a, P>, session: Session, event: &'a Event) -> Self {
        Self {
            facts: std::sync::Arc::new(Facts::new(event, &session)),
            old_timer: session.timer_runs,
            program,
            event,
            session,
            effects: Vec::new(),
            trace: Trace::default(),
            templates: Templates::default(),
            choice: None,
            budget: Budget::default(),
            clock: None,
            over: false,
            handled: false,
        }
    }

    /// The node that the session waits at.
    pub fn waiting_node(&self, at: NodeIndex) -> Result<ProgramNode, Trouble> {
        let node = self.program.node(at)?;
        self.check_unit(&node)?;
        Ok(node)
    }

    /// Runs until the flow waits or is over.
    pub fn go(&mut self, mut next: Result<Option<NodeIndex>, Trouble>) {
        loop {
            next = match next {
                Ok(Some(at)) => self.visit(at),
                Ok(None) => return,
                Err(trouble) => Ok(self.recover(trouble)),
            };
        }
    }

    fn visit(&mut self, at: NodeIndex) -> Result<Option<NodeIndex>, Trouble> {
        self.budget.visit(at, &self.session, self.effects.len())?;
        let node = self.program.node(at)?;
        self.check_unit(&node)?;
        self.begin_visit(&node);
        let next = nodes::enter(self, at, &node)?;
        self.follow(at, &node, next)
    }

    /// The node that comes next; none when the flow waits or is over.
    pub fn follow(&mut self, at: NodeIndex, node: &ProgramNode, next: Next) -> Result<Option<NodeIndex>, Trouble> {
        match next {
            Next::Exit(exit, why) => {
                let target = exit_target(node, &exit);
                self.leave(exit, why);
                target.map(Some)
            }
            Next::To(target, how) => {
                self.leave(how.to_owned(), String::new());
                Ok(Some(target))
            }
            Next::Wait(waiting) => {
                self.session.node = at;
                self.session.waiting = waiting;
                Ok(None)
            }
            Next::End => self.end_frame(),
        }
    }

    fn end_frame(&mut self) -> Result<Option<NodeIndex>, Trouble> {
        let Some(caller) = self.frame().caller else {
            self.give_up_kept();
            self.effects.push(Effect::End);
            self.over = true;
            return Ok(None);
        };
        let node = self.program.node(caller)?;
        self.begin_visit(&node);
        let next = nodes::return_from_subflow(self, &node)?;
        self.check_unit(&node)?;
        self.follow(caller, &node, next)
    }

    /// Where the flow goes on after an error: the handler of this flow or of the nearest one that called it, once
    /// in a step. Without one the flow is over and a person should see to it.
    fn recover(&mut self, mut trouble: Trouble) -> Option<NodeIndex> {
        if matches!(trouble.code, ProblemCode::LoopWithoutWait | ProblemCode::TooManySends)
            && let Some(mark) = self.budget.take_mark()
        {
            // What the loop did more than once never happened: one message, not twenty.
            self.effects.truncate(mark.effects);
            self.session = mark.session;
            trouble = Trouble::endless();
        }
        let node = self.trace.visits.last_mut().map(|visit| {
            visit.why.clone_from(&trouble.detail);
            visit.node.clone()
        });
        let problem = Problem { code: trouble.code, node: node.unwrap_or_default(), detail: trouble.detail };
        let handler = match self.handled || problem.code == ProblemCode::Damaged {
            true => None,
            false => self.handler(),
        };
        let Some((depth, handler)) = handler else {
            self.effects.push(Effect::Fail { problem });
            self.over = true;
            return None;
        };
        self.handled = true;
        self.session.frames.truncate(depth + 1);
        self.stop_timer();
        self.budget.renew();
        self.effects.push(Effect::Note { problem });
        Some(handler)
    }

    fn handler(&self) -> Option<(usize, NodeIndex)> {
        self.session.frames.iter().enumerate().rev().find_map(|(depth, frame)| {
            let handler = self.unit(frame.unit).ok()?.on_error?;
            Some((depth, handler))
        })
    }

    /// The step's result.
    pub fn finish(mut self) -> StepResult {
        self.trace.fuel = self.templates.fuel;
        let mut session = None;
        if self.over {
            self.session.timer_runs = false;
        } else {
            let bytes = self.session.encode();
            if bytes.len() <= limits::SESSION_BYTES {
                session = Some(bytes);
            } else {
                let problem = self.problem(ProblemCode::SessionTooLarge, "the session is too large to keep");
                self.effects.push(Effect::Fail { problem });
                self.session.timer_runs = false;
            }
        }
        let started = self.effects.iter().any(|effect| matches!(effect, Effect::StartTimer { .. }));
        if !self.session.timer_runs && (self.old_timer || started) {
            let last = matches!(self.effects.last(), Some(Effect::End | Effect::Fail { .. }));
            self.effects.insert(self.effects.len() - usize::from(last), Effect::CancelTimer);
        }
        StepResult { session, effects: self.effects, trace: self.trace }
    }

    /// The innermost flow. A session without one cannot be decoded, and the outermost is never popped.
    pub fn frame(&self) -> &Frame {
        &self.session.frames[self.session.frames.len() - 1]
    }

    pub fn frame_mut(&mut self) -> &mut Frame {
        let last = self.session.frames.len() - 1;
        &mut self.session.frames[last]
    }

    pub fn unit(&self, unit: u16) -> Result<&Unit, Damaged> {
        self.program.header.units.get(usize::from(unit)).ok_or(Damaged)
    }

    /// Enters a flow: its variables begin as the author said. Gives its first node.
    pub fn push_frame(&mut self, unit: u16, caller: Option<NodeIndex>) -> Result<NodeIndex, Trouble> {
        let settings = self.unit(unit)?;
        let start = settings.start;
        let mut variables = Variables::default();
        for (name, json) in &settings.initial {
            let value = serde_json::from_str(json).map(Value::from_json);
            match value {
                Ok(value) if !value.nests_deeper_than(limits::JSON_DEPTH) => variables.set(name, value),
                _ => return Err(Trouble::damaged("a variable's first value cannot be read")),
            }
        }
        self.session.frames.push(Frame { unit, caller, variables });
        self.check_size(0)?;
        Ok(start)
    }

    pub fn pop_frame(&mut self) {
        if self.session.frames.len() > 1 {
            self.session.frames.pop();
        }
    }

    /// The node that a flow's command leads to.
    pub fn command(&self, unit: u16, word: &str) -> Result<Option<NodeIndex>, Trouble> {
        let commands = &self.unit(unit)?.commands;
        let place = commands.binary_search_by(|(keyword, _)| keyword.as_str().cmp(word));
        Ok(place.ok().map(|place| commands[place].1))
    }

    /// The event's moment in the zone of the flow.
    pub fn clock(&mut self) -> Result<&Clock, Trouble> {
        let unit = self.frame().unit;
        if self.clock.as_ref().is_none_or(|(known, _)| *known != unit) {
            let clock = Clock::new(self.event.now_ms, &self.unit(unit)?.posix_zone)?;
            self.clock = Some((unit, clock));
        }
        match &self.clock {
            Some((_, clock)) => Ok(clock),
            None => Err(Trouble::damaged("the flow has no time zone")),
        }
    }

    /// Replaces the timer that runs.
    pub fn start_timer(&mut self, due_ms: u64) {
        self.session.generation = self.session.generation.wrapping_add(1);
        self.session.timer_runs = true;
        self.effects.push(Effect::StartTimer { generation: self.session.generation, due_ms });
    }

    pub fn stop_timer(&mut self) {
        self.session.timer_runs = false;
    }

    pub fn timer_fired(&mut self) {
        self.session.timer_runs = false;
        self.old_timer = false;
    }

    /// From here on, changes and exits are this node's.
    pub fn begin_visit(&mut self, node: &ProgramNode) {
        let name = match self.unit(node.unit) {
            Ok(unit) if !unit.name.is_empty() => format!("{}/{}", unit.name, node.id),
            _ => node.id.clone(),
        };
        self.trace.visits.push(Visit {
            node: name,
            kind: nodes::kind(&node.operation).to_owned(),
            exit: None,
            why: String::new(),
            changed: Vec::new(),
        });
    }

    fn leave(&mut self, exit: String, why: String) {
        if let Some(visit) = self.trace.visits.last_mut() {
            visit.exit = Some(exit);
            visit.why = why;
        }
    }

    pub fn problem(&self, code: ProblemCode, detail: &str) -> Problem {
        let node = self.trace.visits.last().map(|visit| visit.node.clone());
        Problem { code, node: node.unwrap_or_default(), detail: detail.to_owned() }
    }

    fn check_unit(&self, node: &ProgramNode) -> Result<(), Trouble> {
        match node.unit == self.frame().unit {
            true => Ok(()),
            false => Err(Trouble::damaged("a node is not in the flow that leads to it")),
        }
    }
}

/// Where an exit leads. An option's exit that is not drawn falls back to `answered`.
fn exit_target(node: &ProgramNode, exit: &str) -> Result<NodeIndex, Trouble> {
    let find = |name: &str| node.exits.iter().find(|(known, _)| known == name).map(|(_, target)| *target);
    let fallback = || exit.starts_with("option:").then(|| find("answered")).flatten();
    find(exit)
        .or_else(fallback)
        .ok_or_else(|| Trouble::new(ProblemCode::ExitNotConnected, format!("the exit `{exit}` leads nowhere")))
}
