#![doc = include_str!("../README.md")]

/// Body of any webhook or API request. API Gateway hands Lambda at most 6 MB; vendors' bodies are below
/// 100 KB, so 1 MiB leaves room without letting a stranger fill memory before the signature is checked.
pub const REQUEST_BODY_BYTES: usize = 1024 * 1024;

/// JSON nesting accepted in any request or flow document. `serde_json`'s own guard is 128; documents people
/// draw stay below 20.
pub const JSON_DEPTH: usize = 64;

/// A flow document. 2,000 nodes of about 500 bytes, twice over.
pub const FLOW_DOCUMENT_BYTES: usize = 4 * 1024 * 1024;

/// Nodes in one flow, subflows not counted. The builder is measured at 2,000; the engine at 10,000.
pub const FLOW_NODES: usize = 10_000;

/// Options, cases or conditions of one node: more cannot be read by a person on any channel.
pub const NODE_EXITS: usize = 50;

/// Characters of one text in a flow: LINE takes 5,000 UTF-16 units, the longest plain-text cap that we split for.
pub const FLOW_TEXT_CHARS: usize = 10_000;

/// Nodes visited in one step. A step is what happens between two waits; drawn flows stay below 30.
pub const STEP_NODES: u32 = 200;

/// Messages sent in one step. A customer who gets more than this at once is being flooded.
pub const STEP_SENDS: usize = 20;

/// Units that `minijinja` may spend on one template or expression. Common templates use below 100.
pub const TEMPLATE_FUEL: u64 = 50_000;

/// Words and signs of one expression or placeholder: each may take a call of its own to read, and a thread's stack of 2 MB
/// takes some thousands.
pub const EXPRESSION_TOKENS: usize = 1_000;

/// Bytes that one template may produce: four times the longest text a channel takes.
pub const TEMPLATE_OUTPUT_BYTES: usize = 64 * 1024;

/// Wasm instructions of one step, the outer guard around the two above: about 100 ms of computing.
pub const STEP_FUEL: u64 = 200_000_000;

/// Linear memory of one guest instance: pages that are touched are what a fresh instance costs.
pub const GUEST_MEMORY_BYTES: usize = 16 * 1024 * 1024;

/// The guest as browsers fetch it and servers embed it: some 570 KB compressed, half a
/// second on a line of 10 Mbit/s.
pub const GUEST_WASM_BYTES: usize = 1_500_000;

/// Bytes a guest may hand back from one step: a full session and twenty long messages.
pub const STEP_OUTPUT_BYTES: usize = 1024 * 1024;

/// A session at rest. DynamoDB's state item is to stay below 2 KB in the normal case (R4); this is the hard
/// stop for flows that hoard data in variables, well below the store's 400 KB item.
pub const SESSION_BYTES: usize = 64 * 1024;

/// Frames of the subflow stack.
pub const SUBFLOW_DEPTH: usize = 16;

/// Messages kept for a session that is not ready to take them.
pub const SESSION_MAILBOX: usize = 10;

/// Longest wait or no-reply time: one year, as durable executions elsewhere allow.
pub const WAIT_SECONDS: u64 = 366 * 24 * 60 * 60;

/// One message of a customer or an agent, in bytes. The longest channel text is 40,000 characters.
pub const MESSAGE_BYTES: usize = 128 * 1024;

/// Messages that one reply of an agent may arrive as, where its channel divides a long text: two calls to LINE, of five messages
/// each. More is a flood.
pub const REPLY_PARTS: usize = 10;

/// The sender's address in an event. LINE's ids have 33 characters, E.164 16, and an id of one's own seldom more than
/// 255; twice that fits a sort key with the `@` before it, and a queue message many times over.
pub const ADDRESS_BYTES: usize = 512;

/// A provider's id of an event or message, or its reply token. Twilio's have 34 characters, LINE's reply tokens 32, ids
/// of Meta and mail some 250. A message's id is a sort key.
pub const PROVIDER_ID_BYTES: usize = 512;

/// Characters of a name that a channel tells: of a person, a sticker or a kind of event. Messengers stop at 130 (64 of
/// each name at Telegram), and it stands in every row of a list.
pub const NAME_CHARS: usize = 200;

/// What a provider says of a message that did not arrive: a sentence or two, for people to read.
pub const RECEIPT_ERROR_BYTES: usize = 4 * 1024;

/// Response body that an HTTP node takes: what fits a session several times over is refused before it is read. As base64,
/// which makes four bytes of three, it fits one queue message.
pub const HTTP_RESPONSE_BYTES: usize = 160 * 1024;

/// Address, headers and body of an HTTP node's request together. As JSON, which may double them, they fit one queue
/// message.
pub const HTTP_REQUEST_BYTES: usize = 120 * 1024;

/// HTTP calls that a flow makes one after the other while nobody writes and no time passes.
pub const HTTP_CALLS_IN_A_ROW: u32 = 50;

/// Bytes of messages that one step sends. As JSON, which may double them, they fit one stored item.
pub const STEP_SENDS_BYTES: usize = 160 * 1024;

/// Steps of a played conversation, in a flow test or the simulator: a test that needs more goes round in circles.
pub const PLAYED_STEPS: u64 = 10_000;

/// Longest time an HTTP node may wait for an answer, in seconds. API Gateway itself gives up at 30.
pub const HTTP_TIMEOUT_SECONDS: u32 = 30;

/// What an HTTP node waits when the author says nothing.
pub const HTTP_TIMEOUT_DEFAULT_SECONDS: u32 = 10;

/// One call to a channel provider: Twilio and Standard Webhooks recommend 15 to 30 s.
pub const PROVIDER_TIMEOUT_SECONDS: u64 = 15;

/// Life of a dedupe marker: Meta redelivers for up to 7 days, so 8.
pub const DEDUPE_DAYS: u64 = 8;

/// Days that a rejected send or an unreadable webhook is shown: long enough for a monthly look.
pub const FAILURE_DAYS: u64 = 31;

/// Failures shown together; older ones come up when these are dismissed.
pub const FAILURES_SHOWN: usize = 200;

/// Characters of an `Idempotency-Key`.
pub const IDEMPOTENCY_KEY_CHARS: usize = 128;

/// Window in which a queue drops a repeated message: SQS FIFO's 5 minutes.
pub const QUEUE_DEDUPE_SECONDS: u64 = 300;

/// Messages of one batch handed to a queue function: SQS FIFO's 10.
pub const QUEUE_BATCH: usize = 10;

/// Deliveries of one queue message before it goes to the dead letters. What fails by itself stops its thread for a minute and a
/// half by then; what something else is missing for has waited for it for a quarter of an hour ([`QUEUE_PAUSES_MS`]).
pub const QUEUE_RECEIVES: u32 = 10;

/// Pauses after each delivery that failed because a table, a queue or a right is missing, the last for all further ones: quick
/// for a hiccup, and long enough for an outage. Who wrote during one is answered at most the longest pause after its end.
pub const QUEUE_PAUSES_MS: [u64; 7] = [250, 1_000, 4_000, 15_000, 60_000, 120_000, 300_000];

/// The same of a send: twice [`SEND_ATTEMPTS`], so that it is settled as rejected before its message dies, also when every
/// other delivery ends in a crash or finds the store busy.
pub const SEND_RECEIVES: u32 = 16;

/// How often in a row a send is begun on which its code panics or its process dies: then it is given up, within the
/// [`SEND_RECEIVES`] of one message.
pub const SEND_BEGINNINGS: u32 = 10;

/// How long a delivered message stays hidden before it is delivered again, in seconds.
pub const QUEUE_VISIBILITY_SECONDS: u64 = 60;

/// One queue message: SQS took 256 KiB before August 2025, and local mode keeps to it.
pub const QUEUE_MESSAGE_BYTES: usize = 256 * 1024;

/// Characters of a message's group or dedupe id: SQS's 128.
pub const QUEUE_NAME_CHARS: usize = 128;

/// Entries of one turn that are kept as one item: a greeting takes five, and a reader who begins in the middle of an item
/// reads at most as many in vain.
pub const ROW_ENTRIES: usize = 16;

/// Bytes at which the next entry of a turn begins an item of its own. Reads are charged by 4 KB, so a larger item saves
/// nothing more.
pub const ROW_BYTES: usize = 4 * 1024;

/// Actions of one commit: `TransactWriteItems` takes 100.
pub const COMMIT_OPS: usize = 100;

/// The stored thread of a customer, with the session of a flow of 40 nodes in it.
pub const THREAD_BYTES: usize = 2 * 1024;

/// Write units of a customer's message with one reply, where no receipts come and the thread is as large as it may be:
/// thread 4, marker 2, entries 2 and outbox 2 in one transaction, then `sending` 1 and the outbox's end 1.
pub const MESSAGE_WRITE_UNITS: u64 = 12;

/// The same where receipts come, for a thread below a kilobyte: it costs two less, and the vendor's message id, which is
/// kept in the commit in which the outbox's row goes, three more.
pub const MESSAGE_WITH_RECEIPTS_WRITE_UNITS: u64 = 13;

/// The same as the first in the web chat, where nothing is lost by showing a message again.
pub const CHAT_MESSAGE_WRITE_UNITS: u64 = 11;

/// Write units of a receipt.
pub const RECEIPT_WRITE_UNITS: u64 = 1;

/// The body of one stored item: DynamoDB's 400 KB, less 4 KB for the key (2,048 and 1,024 bytes), the other attributes
/// and their names, which count too.
pub const ITEM_BYTES: usize = 396 * 1024;

/// Bodies of one commit: DynamoDB's 4 MB, less those 4 KB for each of [`COMMIT_OPS`] operations.
pub const COMMIT_BYTES: usize = (4 * 1024 - 4 * COMMIT_OPS) * 1024;

/// Bytes of a partition key: DynamoDB's 2,048, less 64 for the workspace that stands in front of it.
pub const PARTITION_KEY_BYTES: usize = 1984;

/// Bytes of a sort key: DynamoDB's 1,024.
pub const SORT_KEY_BYTES: usize = 1024;

/// A named set of secrets as JSON: what one parameter of Systems Manager takes in its larger tier.
pub const SECRET_SET_BYTES: usize = 8 * 1024;

/// Messages of one turn that leave in one call: LINE's five message objects.
pub const SEND_MESSAGES: usize = 5;

/// Seconds from each attempt at a send that the provider did not take to the next: quick for a hiccup, and altogether an
/// hour and a half, because vendors' outages last that long. The customer's later messages wait, so that order is kept.
pub const SEND_PAUSES_SECONDS: [u64; 7] = [1, 5, 20, 60, 300, 1_200, 3_600];

/// Attempts at one send when the provider said that it did not take it.
pub const SEND_ATTEMPTS: u32 = SEND_PAUSES_SECONDS.len() as u32 + 1;

/// Characters of a visitor's message in the web chat: what LINE takes, and more than anybody types into a widget.
pub const CHAT_MESSAGE_CHARS: usize = 5_000;

/// Messages that a visitor's page gets when it comes back: what the widget keeps.
pub const CHAT_RESUME_MESSAGES: usize = 200;

/// Timeline entries read to find them, of all channels and of what only people see.
pub const CHAT_RESUME_ENTRIES: usize = 1_000;

/// Frames of one web chat socket in ten seconds: a fast typist sends ten.
pub const CHAT_FRAMES: u32 = 40;

/// Open web chat sockets of one visitor: tabs and devices, and those that nobody closed. Every frame goes to each, and a
/// visitor is anybody.
pub const CHAT_CONNECTIONS: usize = 50;

/// A page of a timeline ends after the row that exceeds this: Lambda answers with 6 MB at most, and quotes twice.
pub const TIMELINE_BYTES: usize = 2 * 1024 * 1024;

/// How long the row of an open socket counts: API Gateway closes sockets after two hours, and may forget to tell.
pub const SOCKET_ROW_SECONDS: u64 = 130 * 60;

/// How long the row of a desk's socket counts without a word from it. Desks speak at least once a minute, also from pages that
/// nobody looks at.
pub const DESK_ROW_SECONDS: u64 = 3 * 60;

/// One socket message: API Gateway's 32 KB frame, which closes the socket when exceeded.
pub const SOCKET_FRAME_BYTES: usize = 32 * 1024;

/// One message of a socket that local mode reads to the end, so that it can say that it is too long. Above it the socket
/// closes: what a client may let the server hold is what a request may.
pub const SOCKET_MESSAGE_BYTES: usize = REQUEST_BODY_BYTES;

/// Clock difference tolerated in a signed time stamp, in seconds (Standard Webhooks: five minutes).
pub const SIGNATURE_SKEW_SECONDS: u64 = 300;

/// Items on one page of a list.
pub const PAGE_ITEMS: usize = 100;

/// Wrong passwords for one address before it has to wait.
pub const LOGIN_FAILURES: u32 = 10;

/// How long it then has to wait, in seconds.
pub const LOGIN_PAUSE_SECONDS: u64 = 300;

/// Life of a login session, in seconds: a working day and the evening.
pub const LOGIN_SECONDS: u64 = 14 * 60 * 60;
