/** Generated from `flow_model::schema()` by generate.mjs. */

/**
 * One box on the canvas.
 */
export type Node =
  | MessageNode
  | AskNode
  | BranchNode
  | SwitchNode
  | SetNode
  | WaitNode
  | ScheduleCheckNode
  | JumpNode
  | SubflowNode
  | EndNode
  | HttpNode
  | HandoverNode
  | CommentNode;
/**
 * What counts as an answer.
 */
export type Answer =
  | {
      max_length?: number | null;
      /**
       * Characters.
       */
      min_length?: number | null;
      /**
       * A regular expression that the whole answer must match.
       */
      pattern?: string | null;
      type: 'text';
    }
  | {
      /**
       * Whole numbers only.
       */
      integer?: boolean;
      max?: number | null;
      min?: number | null;
      type: 'number';
    }
  | {
      type: 'email';
    }
  | {
      /**
       * ISO 3166 country of numbers written without `+`, such as `JP`.
       */
      country: string;
      type: 'phone';
    }
  | {
      max?: string | null;
      /**
       * `2026-01-31`, or `today`, `today+7`, `today-30`.
       */
      min?: string | null;
      type: 'date';
    }
  | {
      options: AskOption[];
      type: 'choice';
    };
export type Day = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun';
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
export type ValueType = 'text' | 'number' | 'boolean' | 'date' | 'list' | 'object';

/**
 * A flow as drawn.
 */
export interface FlowDocument {
  /**
   * Words that work at every question, such as "やり直し".
   */
  commands?: Command[];
  /**
   * Always `tsunagi.flow/1`.
   */
  format: 'tsunagi.flow/1';
  handlers?: Handlers;
  /**
   * Languages of the texts as BCP 47 tags. The first is used where a translation is missing.
   */
  languages: string[];
  layout?: Layout;
  nodes: {
    [k: string]: Node;
  };
  /**
   * The node a conversation starts at.
   */
  start: string;
  /**
   * IANA time zone for dates, times and business hours, such as `Asia/Tokyo`.
   */
  time_zone: string;
  /**
   * Variables that the flow keeps, beyond those that questions save.
   */
  variables?: Variable[];
}
/**
 * A word that the customer may write at any question to go somewhere else.
 */
export interface Command {
  /**
   * Exact words per language, compared without case and width.
   */
  keywords: {
    [k: string]: string[];
  };
  to: string;
}
/**
 * Where the flow goes when something went wrong that no exit takes care of.
 */
export interface Handlers {
  /**
   * A template or expression failed, a loop did not end, a session grew too large.
   */
  error?: string | null;
}
/**
 * Positions, colours and comments: not part of the revision.
 */
export interface Layout {
  nodes?: {
    [k: string]: Place;
  };
}
export interface Place {
  /**
   * A remark for other authors.
   */
  note?: string;
  /**
   * A name that the author gives the box.
   */
  title?: string;
  x: number;
  y: number;
}
export interface MessageNode {
  /**
   * Where each exit leads, by the exit's name.
   */
  exits?: {
    [k: string]: string;
  };
  kind: 'message';
  settings: Message;
}
/**
 * Sends a text, an image, or both, with choices to tap if there are any. Does not wait: a question that
 * follows takes the answer.
 */
export interface Message {
  choices?: MessageChoice[];
  /**
   * What is done when a message was cut off on its way.
   */
  delivery?: 'at_least_once' | 'at_most_once';
  image?: Image | null;
  /**
   * What the customer reads. May be empty when there is an image.
   */
  text?: {
    [k: string]: string;
  };
}
export interface MessageChoice {
  id: string;
  label: {
    [k: string]: string;
  };
}
export interface Image {
  /**
   * What a person who cannot see it should read.
   */
  alt?: {
    [k: string]: string;
  };
  /**
   * An `https:` address, as a template.
   */
  url: string;
}
export interface AskNode {
  /**
   * Where each exit leads, by the exit's name.
   */
  exits?: {
    [k: string]: string;
  };
  kind: 'ask';
  settings: Ask;
}
/**
 * Puts a question, waits, checks the answer, and saves it.
 *
 * Exits: `answered`; for a choice also one per option (`option:<id>`, falling back to `answered`);
 * `invalid` after the last retry; `no_reply` when `no_reply_after_s` is set.
 */
export interface Ask {
  answer: Answer;
  /**
   * What is done when a message was cut off on its way.
   */
  delivery?: 'at_least_once' | 'at_most_once';
  /**
   * Seconds of silence after which the flow leaves by `no_reply`.
   */
  no_reply_after_s?: number | null;
  retry?: Retry;
  /**
   * The variable that takes the answer.
   */
  save_as: string;
  text: {
    [k: string]: string;
  };
}
export interface AskOption {
  /**
   * Saved as the answer; letters, digits, `_` and `-`.
   */
  id: string;
  /**
   * Further words that mean this option, in any language.
   */
  keywords?: string[];
  label: {
    [k: string]: string;
  };
}
/**
 * What happens when the answer does not fit.
 */
export interface Retry {
  /**
   * How often to ask again before leaving by `invalid`; at most 10.
   */
  max: number;
  /**
   * What to say then; the question itself is repeated when this is empty.
   */
  text?: {
    [k: string]: string;
  };
}
export interface BranchNode {
  /**
   * Where each exit leads, by the exit's name.
   */
  exits?: {
    [k: string]: string;
  };
  kind: 'branch';
  settings: Branch;
}
/**
 * Exits: `case:<id>` per condition, then `else`.
 */
export interface Branch {
  conditions: ConditionCase[];
}
export interface ConditionCase {
  id: string;
  /**
   * What people read on the exit; the expression when empty.
   */
  label?: string;
  /**
   * An expression that is true or false, such as `amount > 1000`.
   */
  when: string;
}
export interface SwitchNode {
  /**
   * Where each exit leads, by the exit's name.
   */
  exits?: {
    [k: string]: string;
  };
  kind: 'switch';
  settings: Switch;
}
/**
 * Exits: `case:<id>` per case, then `else`.
 */
export interface Switch {
  cases: SwitchCase[];
  /**
   * The expression whose value decides, such as `order.status`.
   */
  value: string;
}
export interface SwitchCase {
  /**
   * Any of these, compared as text without case and width.
   */
  equals: string[];
  id: string;
  /**
   * What people read on the exit; the values when empty.
   */
  label?: string;
}
export interface SetNode {
  /**
   * Where each exit leads, by the exit's name.
   */
  exits?: {
    [k: string]: string;
  };
  kind: 'set';
  settings: Set;
}
/**
 * Evaluates the expressions in order; later ones see the earlier results.
 */
export interface Set {
  assignments: Assignment[];
}
export interface Assignment {
  /**
   * An expression, such as `amount * 2` or `"text"`.
   */
  value: string;
  variable: string;
}
export interface WaitNode {
  /**
   * Where each exit leads, by the exit's name.
   */
  exits?: {
    [k: string]: string;
  };
  kind: 'wait';
  settings: Wait;
}
/**
 * Waits for a time or until a moment, whichever is given. Exits: `next`, and `message` when messages interrupt.
 */
export interface Wait {
  /**
   * Seconds to wait.
   */
  for_s?: number | null;
  /**
   * What a message does that comes meanwhile.
   */
  on_message?: 'keep' | 'interrupt';
  /**
   * An expression that gives a moment (`2026-11-22T09:00`, in the flow's time zone, or with an offset).
   */
  until?: string | null;
}
export interface ScheduleCheckNode {
  /**
   * Where each exit leads, by the exit's name.
   */
  exits?: {
    [k: string]: string;
  };
  kind: 'schedule_check';
  settings: ScheduleCheck;
}
/**
 * Exits: `open`, `closed`. Times are in the flow's time zone unless another is named.
 */
export interface ScheduleCheck {
  /**
   * Days that are closed, as `2026-12-31`.
   */
  holidays?: string[];
  hours: Hours[];
  time_zone?: string | null;
}
/**
 * A span of the given days. `to` before `from` means past midnight.
 */
export interface Hours {
  days: Day[];
  /**
   * `09:00`
   */
  from: string;
  /**
   * `18:00`; `24:00` is the end of the day.
   */
  to: string;
}
export interface JumpNode {
  /**
   * Where each exit leads, by the exit's name.
   */
  exits?: {
    [k: string]: string;
  };
  kind: 'jump';
  settings: Jump;
}
/**
 * Goes on at the node `to`. Has no exits.
 */
export interface Jump {
  to: string;
}
export interface SubflowNode {
  /**
   * Where each exit leads, by the exit's name.
   */
  exits?: {
    [k: string]: string;
  };
  kind: 'subflow';
  settings: Subflow;
}
/**
 * The other flow has variables of its own: `params` go in, `results` come back. Which revision it is gets
 * fixed when this flow is published.
 */
export interface Subflow {
  /**
   * The other flow's name.
   */
  flow: string;
  params?: Param[];
  results?: ResultValue[];
}
export interface Param {
  /**
   * The variable in the other flow.
   */
  name: string;
  /**
   * An expression in this flow.
   */
  value: string;
}
export interface ResultValue {
  /**
   * An expression in the other flow, evaluated when it ends.
   */
  value: string;
  /**
   * The variable in this flow.
   */
  variable: string;
}
export interface EndNode {
  /**
   * Where each exit leads, by the exit's name.
   */
  exits?: {
    [k: string]: string;
  };
  kind: 'end';
  settings: End;
}
/**
 * Ends a subflow (back to its caller) or the conversation.
 */
export interface End {}
export interface HttpNode {
  /**
   * Where each exit leads, by the exit's name.
   */
  exits?: {
    [k: string]: string;
  };
  kind: 'http';
  settings: Http;
}
/**
 * Exits: `success` for 200 to 299, `failure` for everything else, a time-out or a refused address.
 */
export interface Http {
  /**
   * A template. Sent as it is; say its type in a `content-type` header (default `application/json`).
   */
  body?: string | null;
  headers?: Header[];
  method: Method;
  /**
   * Takes `{ status, body, error }`; `body` is data where the answer is JSON, else text.
   */
  save_as: string;
  /**
   * Seconds, at most 30.
   */
  timeout_s?: number | null;
  /**
   * An `https:` address, as a template.
   */
  url: string;
}
export interface Header {
  name: string;
  /**
   * A template.
   */
  value: string;
}
export interface HandoverNode {
  /**
   * Where each exit leads, by the exit's name.
   */
  exits?: {
    [k: string]: string;
  };
  kind: 'handover';
  settings: Handover;
}
/**
 * Puts the conversation on a waiting list. Exit `returned`: a person handed it back to the flow; without
 * it the flow ends there.
 */
export interface Handover {
  /**
   * The waiting list's name.
   */
  queue: string;
  /**
   * Why, for the person who takes it: a template, such as `Order {{ order_no }} is late`.
   */
  reason?: string;
  /**
   * Said to the customer first; nothing when empty.
   */
  text?: {
    [k: string]: string;
  };
}
export interface CommentNode {
  /**
   * Where each exit leads, by the exit's name.
   */
  exits?: {
    [k: string]: string;
  };
  kind: 'comment';
  settings: Comment;
}
/**
 * A remark for other authors.
 */
export interface Comment {
  text: string;
}
/**
 * A variable that the flow keeps from the start.
 */
export interface Variable {
  /**
   * What it is for.
   */
  description?: string;
  /**
   * The value at the start.
   */
  initial?: unknown;
  /**
   * Letters, digits and `_`, not starting with a digit, at most 64.
   */
  name: string;
  type: ValueType;
}
