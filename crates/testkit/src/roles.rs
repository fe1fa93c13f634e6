//! The roles that the templates give to functions, for a world where functions may do what these say and nothing else.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use app::Services;
use async_trait::async_trait;
use ids::WorkspaceId;
use ports::units::is_nothing;
use ports::{
    BlobError, Blobs, Commit, CommitOutcome, Condition, DeadLetter, DeadLetters, Item, Key, Message, Op, Page, Query,
    Queue, QueueError, QueueName, SecretError, Secrets, SocketError, Sockets, Store, StoreError, Timer, TimerError,
    Timers, Topic,
};

const TEMPLATES: [&str; 3] = [
    include_str!("../../../infra/api.yaml"),
    include_str!("../../../infra/intake.yaml"),
    include_str!("../../../infra/workers.yaml"),
];

static ROLES: LazyLock<BTreeMap<&'static str, Arc<Role>>> =
    LazyLock::new(|| TEMPLATES.into_iter().flat_map(roles_of).collect());

thread_local! {
    /// What functions did on this thread, as the part of a role that allows it.
    static DONE: RefCell<BTreeSet<Right>> = RefCell::default();
}

/// An action on what one line of a role names: `WebhookLine`, `s3:PutObject`, `${Bucket}/${Workspace}/webhook/*`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Right {
    pub function: &'static str,
    pub action: &'static str,
    pub on: &'static str,
}

/// What functions did on this thread since the last time this was asked.
pub fn take_done() -> BTreeSet<Right> {
    DONE.take()
}

/// Functions as the templates call them.
pub fn functions() -> impl Iterator<Item = &'static str> {
    ROLES.keys().copied()
}

/// Everything that roles allow of what the ports here ask for.
pub fn rights() -> BTreeSet<Right> {
    let statements = ROLES.values().flat_map(|role| role.statements.iter().map(|it| (role.function, it)));
    let rights = statements.flat_map(|(function, Statement { actions, on })| {
        let pairs = actions.iter().flat_map(move |action| on.iter().map(move |on| (action, on)));
        pairs.map(move |(action, on)| Right { function, action, on })
    });
    rights.filter(|right| ASKED_FOR.contains(&right.action) || right.on.ends_with("DeadArn")).collect()
}

/// The actions that stand behind the ports of [`Bound`]; logs, keys, and what feeds functions are others'.
const ASKED_FOR: &[&str] = &[
    "dynamodb:BatchGetItem",
    "dynamodb:ConditionCheckItem",
    "dynamodb:DeleteItem",
    "dynamodb:GetItem",
    "dynamodb:PutItem",
    "dynamodb:Query",
    "dynamodb:UpdateItem",
    "execute-api:ManageConnections",
    "iam:PassRole",
    "s3:DeleteObject",
    "s3:GetObject",
    "s3:PutObject",
    "scheduler:CreateSchedule",
    "sqs:SendMessage",
    "ssm:DeleteParameter",
    "ssm:GetParameter",
    "ssm:PutParameter",
];

struct Role {
    function: &'static str,
    /// The API that it posts to by a connection's id, as its environment says.
    connections: &'static str,
    statements: Vec<Statement>,
}

struct Statement {
    actions: Vec<&'static str>,
    /// Keys or names, without what every ARN begins with.
    on: Vec<&'static str>,
}

/// The services as a function has them whose role this is.
///
/// # Panics
/// When there is no such role, and as soon as the function does what its role does not allow.
pub fn bind(services: &Services, function: &str) -> Services {
    let role = ROLES.get(function).unwrap_or_else(|| panic!("{function} has no role in infra/")).clone();
    let bound = Arc::new(Bound { role, of: services.clone() });
    Services {
        store: bound.clone(),
        queue: bound.clone(),
        dead: bound.clone(),
        blobs: bound.clone(),
        secrets: bound.clone(),
        sockets: bound.clone(),
        timers: bound,
        // Functions share no memory.
        programs: Arc::default(),
        ..services.clone()
    }
}

impl Role {
    /// Everything that one request names must be allowed by one statement, as IAM has it.
    fn check(&self, action: &'static str, on: &[String]) {
        let of_action = || self.statements.iter().filter(|it| it.actions.contains(&action));
        let lines = of_action().find_map(|statement| on.iter().map(|name| statement.line_for(name)).collect());
        let lines: Vec<&'static str> = lines.unwrap_or_else(|| {
            let may: Vec<_> = of_action().map(|it| &it.on).collect();
            panic!("{}Role allows no {action} of {on:?}; it allows {may:?}", self.function)
        });
        let rights = lines.into_iter().map(|on| Right { function: self.function, action, on });
        DONE.with_borrow_mut(|done| done.extend(rights));
    }
}

impl Statement {
    fn line_for(&self, name: &str) -> Option<&'static str> {
        self.on.iter().copied().find(|line| match line.strip_suffix('*') {
            Some(start) => name.starts_with(start),
            None => name == *line,
        })
    }
}

/// A function begins at `  <Function>:` and its role at `  <Function>Role:`. Both end at an empty line; the statements of a
/// role begin at `- Effect: Allow`.
fn roles_of(template: &'static str) -> Vec<(&'static str, Arc<Role>)> {
    let named = |lines: &'static str| lines.lines().find_map(resource_name).map(|name| (name, lines));
    let resources: BTreeMap<&str, &str> = template.split("\n\n").filter_map(named).collect();
    let roles = resources.iter().filter_map(|(name, lines)| {
        let function = name.strip_suffix("Role")?;
        let posts_to_chats = resources.get(function)?.contains("TSUNAGI_SOCKETS_URL: !Ref WebchatUrl");
        let connections = if posts_to_chats { "WebchatApi" } else { "DeskApi" };
        // The first statement says who may take the role.
        let statements = lines.split("- Effect: Allow\n").skip(2).map(statement).collect();
        Some((function, Arc::new(Role { function, connections, statements })))
    });
    roles.collect()
}

fn resource_name(line: &'static str) -> Option<&'static str> {
    let name = line.strip_prefix("  ")?.strip_suffix(':')?;
    name.bytes().all(|byte| byte.is_ascii_alphanumeric()).then_some(name)
}

fn statement(lines: &'static str) -> Statement {
    let values = || lines.lines().filter_map(|line| line.trim().trim_start_matches("Resource: ").strip_prefix("- "));
    let single = lines.lines().filter_map(|line| line.trim().strip_prefix("Resource: "));
    let is_action = |value: &&str| !value.starts_with('!');
    let keys: Vec<_> = values().filter(|value| value.contains("W#")).collect();
    let on = if keys.is_empty() { values().filter(|it| !is_action(it)).chain(single).collect() } else { keys };
    Statement { actions: values().filter(is_action).collect(), on: on.into_iter().map(named).collect() }
}

/// `!Sub arn:${AWS::Partition}:s3:::${Bucket}/${Workspace}/*` names `${Bucket}/${Workspace}/*`.
fn named(value: &'static str) -> &'static str {
    let value = value.trim_start_matches("!Sub ").trim_start_matches("!Ref ");
    let after = |mark: &str| value.split_once(mark).map(|(_, rest)| rest);
    after("${AWS::AccountId}:").or_else(|| after(":::")).unwrap_or(value)
}

struct Bound {
    role: Arc<Role>,
    of: Services,
}

impl Bound {
    fn check(&self, action: &'static str, on: impl Into<String>) {
        self.role.check(action, &[on.into()]);
    }
}

fn row(partition: &str) -> String {
    format!("W#${{Workspace}}#{partition}")
}

/// As `store-dynamodb` writes an operation.
fn action_of(op: &Op) -> &'static str {
    match op {
        Op::Put { condition: Condition::Absent | Condition::Version(_), .. } => "dynamodb:PutItem",
        Op::Put { condition: Condition::Always | Condition::Present, .. } => "dynamodb:UpdateItem",
        Op::Delete { .. } => "dynamodb:DeleteItem",
        Op::Check { .. } => "dynamodb:ConditionCheckItem",
    }
}

#[async_trait]
impl Store for Bound {
    async fn get(&self, workspace: &WorkspaceId, keys: &[Key]) -> Result<Vec<Option<Item>>, StoreError> {
        let distinct: BTreeSet<&Key> = keys.iter().collect();
        let rows: Vec<String> = distinct.into_iter().map(|key| row(&key.partition)).collect();
        match rows.len() {
            0 => {}
            1 => self.role.check("dynamodb:GetItem", &rows),
            _ => self.role.check("dynamodb:BatchGetItem", &rows),
        }
        self.of.store.get(workspace, keys).await
    }

    async fn query(&self, workspace: &WorkspaceId, query: Query) -> Result<Page, StoreError> {
        self.check("dynamodb:Query", row(&query.partition));
        self.of.store.query(workspace, query).await
    }

    async fn commit(&self, workspace: &WorkspaceId, commit: Commit) -> Result<CommitOutcome, StoreError> {
        let ops = || commit.ops.iter().filter(|op| !is_nothing(op));
        // AWS does not say which keys of a transaction its conditions compare for one item: with all of them, any answer will do.
        let rows: BTreeSet<String> = ops().map(|op| row(&op.key().partition)).collect();
        let rows: Vec<String> = rows.into_iter().collect();
        for op in ops() {
            self.role.check(action_of(op), &rows);
        }
        self.of.store.commit(workspace, commit).await
    }
}

fn arn(queue: QueueName, what: &str) -> String {
    let name = match queue {
        QueueName::Inbound => "Inbound",
        QueueName::Outbound => "Outbound",
        QueueName::HttpCalls => "HttpCalls",
    };
    format!("{name}{what}Arn")
}

#[async_trait]
impl Queue for Bound {
    async fn send(&self, queue: QueueName, messages: Vec<Message>) -> Result<(), QueueError> {
        self.check("sqs:SendMessage", arn(queue, "Queue"));
        self.of.queue.send(queue, messages).await
    }
}

impl Bound {
    /// SQS shows messages to those who receive them, and they put them back.
    fn look_at_dead(&self, queue: QueueName) {
        self.check("sqs:ReceiveMessage", arn(queue, "Dead"));
        self.check("sqs:ChangeMessageVisibility", arn(queue, "Dead"));
    }
}

#[async_trait]
impl DeadLetters for Bound {
    async fn dead_letters(&self, queue: QueueName) -> Result<Vec<DeadLetter>, QueueError> {
        self.look_at_dead(queue);
        self.of.dead.dead_letters(queue).await
    }

    async fn dead_letter_count(&self, queue: QueueName) -> Result<u64, QueueError> {
        self.check("sqs:GetQueueAttributes", arn(queue, "Dead"));
        self.of.dead.dead_letter_count(queue).await
    }

    async fn redrive(&self, queue: QueueName, id: &str) -> Result<bool, QueueError> {
        self.look_at_dead(queue);
        self.check("sqs:SendMessage", arn(queue, "Queue"));
        self.check("sqs:DeleteMessage", arn(queue, "Dead"));
        self.of.dead.redrive(queue, id).await
    }

    async fn discard(&self, queue: QueueName, id: &str) -> Result<bool, QueueError> {
        self.look_at_dead(queue);
        self.check("sqs:DeleteMessage", arn(queue, "Dead"));
        self.of.dead.discard(queue, id).await
    }
}

fn object(name: &str) -> String {
    format!("${{Bucket}}/${{Workspace}}/{name}")
}

#[async_trait]
impl Blobs for Bound {
    async fn put(&self, workspace: &WorkspaceId, name: &str, bytes: Vec<u8>) -> Result<(), BlobError> {
        self.check("s3:PutObject", object(name));
        // What stands there already must be the same.
        self.check("s3:GetObject", object(name));
        self.of.blobs.put(workspace, name, bytes).await
    }

    async fn get(&self, workspace: &WorkspaceId, name: &str) -> Result<Option<Vec<u8>>, BlobError> {
        self.check("s3:GetObject", object(name));
        self.of.blobs.get(workspace, name).await
    }

    async fn delete(&self, workspace: &WorkspaceId, name: &str) -> Result<(), BlobError> {
        self.check("s3:DeleteObject", object(name));
        self.of.blobs.delete(workspace, name).await
    }
}

fn parameter(name: &str) -> String {
    format!("parameter${{SecretsPrefix}}/${{Workspace}}/{name}")
}

#[async_trait]
impl Secrets for Bound {
    async fn get(&self, workspace: &WorkspaceId, name: &str) -> Result<BTreeMap<String, String>, SecretError> {
        self.check("ssm:GetParameter", parameter(name));
        self.of.secrets.get(workspace, name).await
    }

    async fn put(
        &self,
        workspace: &WorkspaceId,
        name: &str,
        values: BTreeMap<String, String>,
    ) -> Result<(), SecretError> {
        let action = if values.is_empty() { "ssm:DeleteParameter" } else { "ssm:PutParameter" };
        self.check(action, parameter(name));
        self.of.secrets.put(workspace, name, values).await
    }
}

fn connection(method: &str, api: &str, connection: &str) -> String {
    format!("${{{api}}}/live/{method}/@connections/{connection}")
}

#[async_trait]
impl Sockets for Bound {
    async fn post(&self, to: &str, frame: String) -> Result<(), SocketError> {
        self.check("execute-api:ManageConnections", connection("POST", self.role.connections, to));
        self.of.sockets.post(to, frame).await
    }

    /// As `sockets-apigw` does it: who follows stands in the store, and who is gone is forgotten.
    async fn publish(&self, topic: Topic, frame: String) {
        self.check("dynamodb:Query", row(topic.followers()));
        self.check("execute-api:ManageConnections", connection("POST", "DeskApi", "a-desk"));
        self.check("dynamodb:DeleteItem", row(topic.followers()));
        self.of.sockets.publish(topic, frame).await;
    }

    async fn present(&self, topic: &Topic) -> usize {
        self.check("dynamodb:Query", row(topic.followers()));
        self.of.sockets.present(topic).await
    }

    async fn close(&self, to: &str) {
        self.check("execute-api:ManageConnections", connection("DELETE", self.role.connections, to));
        self.of.sockets.close(to).await;
    }
}

#[async_trait]
impl Timers for Bound {
    /// Which of the two it takes depends on when it is due.
    async fn set(&self, timers: Vec<Timer>) -> Result<(), TimerError> {
        self.check("sqs:SendMessage", "TimersQueueArn");
        self.check("scheduler:CreateSchedule", "schedule/${ScheduleGroup}/a-timer");
        self.check("iam:PassRole", "ScheduleRoleArn");
        self.of.timers.set(timers).await
    }
}
