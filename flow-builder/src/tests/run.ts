/**
 * Judges a flow test in the page, as `flow_engine::play::run_test` does on the server. Every `expect` takes the next message that the flow sent; a message that no step expects
 * fails the test at the next act of the customer or at the end; an HTTP call without a mock fails it at once.
 */
import { canonical } from '../document/compare';
import type { HttpResult } from '../engine/types';
import { answered, Conversation, type Line, type Step, textOf } from '../simulator/conversation';
import { type FlowTest, type HttpMock, readDuration, type TestStep } from './format';
import { expectationOf } from './record';

export interface TestOutcome {
  name: string;
  passed: boolean;
  /** The step that failed, from 1, and what was expected and seen. */
  failure: string | null;
  transcript: string[];
}

export async function runTest(test: FlowTest, step: Step): Promise<TestOutcome> {
  const judge = new Judge(test, step);
  const failure = await judge.run();
  return { name: test.name, passed: failure === null, failure, transcript: judge.transcript };
}

class Judge {
  readonly transcript: string[] = [];
  private readonly conversation: Conversation;
  private readonly mocks: { mock: HttpMock; left: number }[];
  private seen = 0;

  constructor(
    private readonly test: FlowTest,
    step: Step,
  ) {
    const { name = '', phone = '', email = '' } = test.customer ?? {};
    this.conversation = new Conversation(step, {
      channel: test.channel,
      language: test.language,
      customer: { name, phone, email },
      start_ms: Date.parse(test.start_at),
      seed: test.seed ?? 0,
    });
    this.mocks = (test.mocks?.http ?? []).map((mock) => ({ mock, left: mock.times ?? Infinity }));
  }

  async run(): Promise<string | null> {
    await this.conversation.start(this.test.opening ?? null);
    const begun = await this.settle();
    if (begun !== null) return `1: ${begun}`;
    for (const [index, step] of this.test.steps.entries()) {
      const failure = await this.take(step);
      if (failure !== null) return `${index + 1}: ${failure}`;
    }
    const failure = this.unexpected();
    return failure === null ? null : `${this.test.steps.length + 1}: ${failure}`;
  }

  private async take(step: TestStep): Promise<string | null> {
    if ('expect' in step) return this.expect(step.expect);
    if ('expect_end' in step) return this.nextOf('ended', 'the end of the flow');
    if ('expect_handover' in step) return this.expectHandover(step.expect_handover);
    if ('expect_variable' in step) {
      const { name, value } = step.expect_variable;
      const found = this.conversation.played.variables.find(([known]) => known === name)?.[1] ?? null;
      return canonical(found) === canonical(value)
        ? null
        : `expected ${name} = ${JSON.stringify(value)}, saw ${JSON.stringify(found)}`;
    }
    const unexpected = this.unexpected();
    if (unexpected !== null) return unexpected;
    if ('say' in step) await this.conversation.say({ text: step.say });
    else if ('pick' in step) {
      const label = this.labelOf(step.pick);
      if (label === undefined) return `no message showed an option with the id ${step.pick}`;
      await this.conversation.say({ picked: { id: step.pick, label } });
    } else if ('hand_back' in step) await this.conversation.handBack();
    else {
      const seconds = readDuration(step.wait);
      if (seconds === null) return `“${step.wait}” is not a length of time`;
      await this.conversation.wait(seconds);
    }
    return this.settle();
  }

  /** Answers calls from the mocks until none is waiting. */
  private async settle(): Promise<string | null> {
    for (let { call } = this.conversation.played; call; { call } = this.conversation.played) {
      const { method, url } = call.request;
      const found = this.mocks.find(({ mock, left }) => left > 0 && covers(mock, method, url));
      if (!found) return `no mock answers ${method} ${url}`;
      found.left -= 1;
      await this.conversation.answer(resultOf(found.mock));
    }
    this.write();
    const trouble = this.conversation.played.lines.find((line) => line.type === 'trouble' && line.fatal);
    return trouble?.type === 'trouble' ? `the flow stopped at ${trouble.node}: ${trouble.detail}` : null;
  }

  private expect(wanted: { text?: string; contains?: string; options?: string[]; image?: string }): string | null {
    const line = this.next();
    if (line?.type !== 'flow') return `expected ${JSON.stringify(wanted)}, saw ${line ? said(line) : 'nothing'}`;
    const seen = expectationOf(line.content);
    const fits =
      (wanted.text === undefined || wanted.text === (seen.text ?? '')) &&
      (wanted.contains === undefined || (seen.text ?? '').includes(wanted.contains)) &&
      (wanted.options === undefined || JSON.stringify(wanted.options) === JSON.stringify(seen.options ?? [])) &&
      (wanted.image === undefined || (seen.image ?? '').includes(wanted.image));
    return fits ? null : `expected ${JSON.stringify(wanted)}, saw ${JSON.stringify(seen)}`;
  }

  private expectHandover(wanted: { queue: string; reason_contains?: string }): string | null {
    const line = this.next();
    const fits =
      line?.type === 'handover' && line.queue === wanted.queue && line.reason.includes(wanted.reason_contains ?? '');
    return fits ? null : `expected a hand-over to ${wanted.queue}, saw ${line ? said(line) : 'nothing'}`;
  }

  private nextOf(type: Line['type'], words: string): string | null {
    const line = this.next();
    return line?.type === type ? null : `expected ${words}, saw ${line ? said(line) : 'nothing'}`;
  }

  /** The next line that a test has to mention. */
  private next(): Line | undefined {
    const { lines } = this.conversation.played;
    while (this.seen < lines.length) {
      const line = lines[this.seen++];
      if (line && ['flow', 'handover', 'ended'].includes(line.type)) return line;
    }
    return undefined;
  }

  private unexpected(): string | null {
    const { lines } = this.conversation.played;
    const message = lines.slice(this.seen).find((line) => line.type === 'flow');
    this.seen = message ? this.seen : lines.length;
    return message ? `nothing expected ${said(message)}` : null;
  }

  private labelOf(id: string): string | undefined {
    const options = this.conversation.played.lines.flatMap((line) =>
      line.type === 'flow' && 'choice' in line.content ? line.content.choice.options : [],
    );
    return options.findLast((option) => option.id === id)?.label;
  }

  private write(): void {
    this.transcript.length = 0;
    this.transcript.push(...this.conversation.played.lines.map(said));
  }
}

function said(line: Line): string {
  switch (line.type) {
    case 'customer':
      return `> ${textOf(line.content)}`;
    case 'flow': {
      const options = 'choice' in line.content ? line.content.choice.options.map((option) => `[${option.label}]`) : [];
      return ['<', textOf(line.content), ...options].join(' ');
    }
    case 'http':
      return `~ ${line.request.method} ${line.request.url}`;
    case 'handover':
      return `~ → ${line.queue} ${line.reason}`;
    case 'waited':
      return `~ ${line.seconds} s`;
    case 'trouble':
      return `! ${line.node}: ${line.detail}`;
    case 'handed_back':
      return '~ ←';
    case 'ended':
      return '~ end';
  }
}

function covers(mock: HttpMock, method: string, url: string): boolean {
  if (mock.match.method !== undefined && mock.match.method.toUpperCase() !== method.toUpperCase()) return false;
  const parts = mock.match.url.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[\\s\\S]*')}$`).test(url);
}

function resultOf(mock: HttpMock): HttpResult {
  if (mock.answer === undefined) return { failed: { reason: mock.fail ?? '' } };
  const { status, body = null } = mock.answer;
  // A text is sent as text even where it looks like JSON.
  if (typeof body === 'string') return answered(status, 'text/plain; charset=utf-8', body);
  return answered(status, 'application/json', body === null ? '' : JSON.stringify(body));
}
