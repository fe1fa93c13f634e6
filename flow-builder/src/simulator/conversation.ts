/**
 * A conversation with a compiled flow, played step by step. Knows no React and no clock of its own: time moves
 * when somebody moves it. The simulator and the flow tests both play through it.
 */
import type { Content, Effect, EventKind, HttpCall, HttpResult, StepEvent, StepResult, Value, Visit } from '../engine/types';

export type Step = (session: string | null, event: StepEvent) => Promise<StepResult>;

export interface Setting {
  channel: string;
  language: string;
  customer: { name: string; phone: string; email: string };
  start_ms: number;
  seed: number;
}

/** One line of what happened, in order. */
export type Line =
  | { type: 'customer'; content: Content }
  | { type: 'flow'; node: string; content: Content }
  | { type: 'http'; call: number; request: HttpCall; result: HttpResult | null }
  | { type: 'handover'; queue: string; reason: string }
  | { type: 'handed_back' }
  | { type: 'waited'; seconds: number }
  | { type: 'ended' }
  | { type: 'trouble'; fatal: boolean; code: string; node: string; detail: string };

export interface Played {
  lines: readonly Line[];
  visits: readonly Visit[];
  now_ms: number;
  variables: readonly (readonly [string, Value])[];
  waitsFor: 'answer' | 'time' | 'call' | 'person' | null;
  timer: { generation: number; due_ms: number } | null;
  call: { call: number; request: HttpCall } | null;
  isOver: boolean;
}

export class Conversation {
  private session: string | null = null;
  private steps = 0;
  private state: Played;

  constructor(
    private readonly step: Step,
    private readonly setting: Setting,
    private readonly onChange: (played: Played) => void = () => undefined,
  ) {
    this.state = {
      lines: [],
      visits: [],
      now_ms: setting.start_ms,
      variables: [],
      waitsFor: null,
      timer: null,
      call: null,
      isOver: false,
    };
  }

  get played(): Played {
    return this.state;
  }

  start(opening: string | null = null): Promise<void> {
    const content = opening === null ? null : { text: opening };
    if (content) this.add({ type: 'customer', content });
    return this.send({ Started: { opening: content } });
  }

  say(content: Content): Promise<void> {
    this.add({ type: 'customer', content });
    return this.send({ Message: { content } });
  }

  async answer(result: HttpResult): Promise<void> {
    const { call } = this.state;
    if (!call) return;
    this.update({
      call: null,
      lines: this.state.lines.map((line) =>
        line.type === 'http' && line.call === call.call && line.result === null ? { ...line, result } : line,
      ),
    });
    await this.send({ HttpFinished: { call: call.call, result } });
  }

  async handBack(): Promise<void> {
    this.add({ type: 'handed_back' });
    await this.send('HandedBack');
  }

  /** Lets time pass; timers that fall due on the way fire in their order. */
  async wait(seconds: number): Promise<void> {
    this.add({ type: 'waited', seconds });
    const until = this.state.now_ms + seconds * 1000;
    for (let { timer } = this.state; timer && timer.due_ms <= until && !this.state.isOver; { timer } = this.state) {
      this.update({ now_ms: Math.max(this.state.now_ms, timer.due_ms), timer: null });
      await this.send({ TimerFired: { generation: timer.generation } });
    }
    this.update({ now_ms: until });
  }

  private async send(kind: EventKind): Promise<void> {
    const { channel, language, customer, seed } = this.setting;
    const event: StepEvent = {
      now_ms: this.state.now_ms,
      seed: seed + this.steps++,
      customer: { ...customer, channel, language },
      kind,
    };
    const result = await this.step(this.session, event);
    this.session = result.session;
    this.take(result);
  }

  private take(result: StepResult): void {
    for (const effect of result.effects) this.takeEffect(effect);
    const changed = result.trace.visits.flatMap((visit) => visit.changed);
    this.update({
      visits: [...this.state.visits, ...result.trace.visits],
      // When the flow is over there is no session left to look into: what changed last still counts.
      variables: result.state?.variables ?? merged(this.state.variables, changed),
      waitsFor: result.state?.waits_for ?? null,
      isOver: result.session === null,
    });
  }

  private takeEffect(effect: Effect): void {
    if (effect === 'CancelTimer') this.update({ timer: null });
    else if (effect === 'End') this.add({ type: 'ended' });
    else if ('Send' in effect) this.add({ type: 'flow', node: effect.Send.node, content: effect.Send.content });
    else if ('StartTimer' in effect) this.update({ timer: effect.StartTimer });
    else if ('Http' in effect) {
      this.update({ call: effect.Http });
      this.add({ type: 'http', ...effect.Http, result: null });
    } else if ('Handover' in effect) this.add({ type: 'handover', ...effect.Handover });
    else {
      const fatal = 'Fail' in effect;
      const { code, node, detail } = fatal ? effect.Fail.problem : effect.Note.problem;
      this.add({ type: 'trouble', fatal, code, node, detail });
    }
  }

  private add(line: Line): void {
    this.update({ lines: [...this.state.lines, line] });
  }

  private update(part: Partial<Played>): void {
    this.state = { ...this.state, ...part };
    this.onChange(this.state);
  }
}

function merged(
  before: readonly (readonly [string, Value])[],
  changed: readonly (readonly [string, Value])[],
): [string, Value][] {
  return [...new Map([...before, ...changed])];
}

/** A content as one line of text. */
export function textOf(content: Content): string {
  if ('text' in content) return content.text;
  if ('choice' in content) return content.choice.text;
  if ('picked' in content) return content.picked.label || content.picked.id;
  if ('media' in content) return content.media.caption || content.media.alt;
  return content.location.label || `${content.location.latitude}, ${content.location.longitude}`;
}

export function httpAnswer(status: number, body: string): HttpResult {
  const content_type = looksLikeJson(body) ? 'application/json' : 'text/plain; charset=utf-8';
  const bytes = new TextEncoder().encode(body);
  return { answered: { status, content_type, body: btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')) } };
}

function looksLikeJson(body: string): boolean {
  try {
    JSON.parse(body);
    return true;
  } catch {
    return false;
  }
}
