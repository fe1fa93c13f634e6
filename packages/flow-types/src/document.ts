/** The flow document `tsunagi.flow/1`, as `crates/flow-model` reads it. */

export type NodeId = string;
/** A text in every language of the flow, as templates (`{{ name }}`). */
export type Text = { [language: string]: string };

export type NodeKind =
  | { kind: 'message'; settings: Message }
  | { kind: 'ask'; settings: Ask }
  | { kind: 'branch'; settings: Branch }
  | { kind: 'switch'; settings: Switch }
  | { kind: 'set'; settings: Set }
  | { kind: 'wait'; settings: Wait }
  | { kind: 'schedule_check'; settings: ScheduleCheck }
  | { kind: 'jump'; settings: Jump }
  | { kind: 'subflow'; settings: Subflow }
  | { kind: 'end'; settings: End }
  | { kind: 'http'; settings: Http }
  | { kind: 'handover'; settings: Handover }
  | { kind: 'comment'; settings: Comment };

export interface Message {
  text?: Text;
  image?: Image | null;
  choices?: MessageChoice[];
}
export interface Image {
  url: string;
  alt?: Text;
}
export interface MessageChoice {
  id: string;
  label: Text;
}

export interface Ask {
  text: Text;
  answer: Answer;
  save_as: string;
  retry?: Retry;
  no_reply_after_s?: number | null;
}
export type Answer =
  | { type: 'text'; min_length?: number | null; max_length?: number | null; pattern?: string | null }
  | { type: 'number'; min?: number | null; max?: number | null; integer?: boolean }
  | { type: 'email' }
  | { type: 'phone'; country: string }
  | { type: 'date'; min?: string | null; max?: string | null }
  | { type: 'choice'; options: AskOption[] };
export interface AskOption {
  id: string;
  label: Text;
  keywords?: string[];
}
export interface Retry {
  max: number;
  text?: Text;
}

export interface Branch {
  conditions: ConditionCase[];
}
export interface ConditionCase {
  id: string;
  label?: string;
  when: string;
}

export interface Switch {
  value: string;
  cases: SwitchCase[];
}
export interface SwitchCase {
  id: string;
  label?: string;
  equals: string[];
}

export interface Set {
  assignments: Assignment[];
}
export interface Assignment {
  variable: string;
  value: string;
}

export interface Wait {
  for_s?: number | null;
  until?: string | null;
  on_message?: 'keep' | 'interrupt';
}

export interface ScheduleCheck {
  time_zone?: string | null;
  hours: Hours[];
  holidays?: string[];
}
export type Day = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun';
export interface Hours {
  days: Day[];
  from: string;
  to: string;
}

export interface Jump {
  to: NodeId;
}

export interface Subflow {
  flow: string;
  params?: Param[];
  results?: ResultValue[];
}
export interface Param {
  name: string;
  value: string;
}
export interface ResultValue {
  variable: string;
  value: string;
}

export type End = Record<string, never>;

export interface Http {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  url: string;
  headers?: Header[];
  body?: string | null;
  timeout_s?: number | null;
  save_as: string;
}
export interface Header {
  name: string;
  value: string;
}

export interface Handover {
  text?: Text;
  queue: string;
  reason?: string;
}

export interface Comment {
  text: string;
}

export type ValueType = 'text' | 'number' | 'boolean' | 'date' | 'list' | 'object';
export interface Variable {
  name: string;
  type: ValueType;
  initial?: unknown;
  description?: string;
}
export interface Command {
  keywords: { [language: string]: string[] };
  to: NodeId;
}
export interface Handlers {
  error?: NodeId | null;
}
export interface Place {
  x: number;
  y: number;
  title?: string;
  note?: string;
}
