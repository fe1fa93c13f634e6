/** What the flow engine takes and says, as its JSON exports write it. */
import type { PatchOperation } from '../document/patch';

export interface Words {
  en: string;
  ja: string;
}

/** Something wrong with a flow, and where. */
export interface Problem {
  code: string;
  severity: 'error' | 'warning';
  node: string | null;
  /** Inside the node, or inside the document where there is no node: `settings.text.ja`, `commands[0].to`. */
  field: string | null;
  exit: string | null;
  message: Words;
  mend: Words;
  /** Makes the problem go away by one click. */
  fix: { title: Words; patch: PatchOperation[] } | null;
}

/** What the analyser may know of the workspace. What is left out is not judged. */
export interface CheckContext {
  /** Documents of the flows that a subflow node may call, by name. */
  flows?: Readonly<Record<string, Record<string, unknown>>>;
  queues?: readonly string[];
  languages?: readonly string[];
  /** What the channels can show that start this flow. */
  channels?: readonly ChannelLimits[];
}

export interface ChannelLimits {
  name: string;
  /** UTF-16 units of one message, where a longer text is sent in parts. */
  text_units?: number | null | undefined;
  /** Bytes of one message, where a longer text is not sent in parts. */
  text_bytes?: number | null | undefined;
  /** Buttons under one message. */
  options?: number | null | undefined;
  label_chars?: number | null | undefined;
  images: boolean;
}

export type Value = null | boolean | number | string | Value[] | { [name: string]: Value };

export interface ChoiceOption {
  id: string;
  label: string;
}

export type Content =
  | { text: string }
  | { media: { kind: 'image' | 'video' | 'audio' | 'file'; source: Record<string, string>; alt: string; caption: string } }
  | { choice: { text: string; options: ChoiceOption[] } }
  | { picked: { id: string; label: string } }
  | { location: { latitude: number; longitude: number; label: string } };

export type HttpResult =
  /** `body` is base64. */
  | { answered: { status: number; content_type: string; body: string } }
  | { failed: { reason: string } };

export type EventKind =
  | { Started: { opening: Content | null } }
  | { Message: { content: Content } }
  | { TimerFired: { generation: number } }
  | { HttpFinished: { call: number; result: HttpResult } }
  | 'HandedBack';

export interface StepEvent {
  now_ms: number;
  seed: number;
  customer: { name: string; language: string; channel: string; phone: string; email: string };
  kind: EventKind;
}

export interface HttpCall {
  method: string;
  url: string;
  headers: [string, string][];
  body: string | null;
  timeout_s: number;
}

export interface RunProblem {
  code: string;
  node: string;
  detail: string;
}

export type Effect =
  | { Send: { node: string; content: Content; delivery: 'at_least_once' | 'at_most_once' } }
  | { StartTimer: { generation: number; due_ms: number } }
  | 'CancelTimer'
  | { Http: { call: number; request: HttpCall } }
  | { Handover: { queue: string; reason: string } }
  | 'End'
  | { Fail: { problem: RunProblem } }
  | { Note: { problem: RunProblem } };

export interface Visit {
  /** `node`, or `flow/node` inside a subflow. */
  node: string;
  kind: string;
  exit: string | null;
  why: string;
  changed: [string, Value][];
}

export interface StepResult {
  /** Base64; null when the flow is over. */
  session: string | null;
  effects: Effect[];
  trace: { visits: Visit[]; fuel: number };
  state: {
    waits_for: 'answer' | 'time' | 'call' | 'person';
    variables: [string, Value][];
    depth: number;
    timer: number | null;
    call: number | null;
    kept: number;
  } | null;
}

/** A compiled flow that the worker keeps, or why there is none. */
export type Compiled = { program: number } | { problems: readonly Problem[] };
