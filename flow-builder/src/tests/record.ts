/** Turns a played conversation into a flow test: what was said, what came back, what the world answered. */
import type { Content, HttpResult } from '../engine/types';
import type { Line, Played, Setting } from '../simulator/conversation';
import { textOf } from '../simulator/conversation';
import { type Expectation, type FlowTest, type HttpMock, TEST_FORMAT, type TestStep, writeDuration } from './format';

export function recordTest(flow: string, name: string, setting: Setting, played: Played): FlowTest {
  const steps = played.lines.flatMap(stepOf);
  const http = played.lines.flatMap(mockOf);
  const customer = Object.fromEntries(Object.entries(setting.customer).filter(([, value]) => value !== ''));
  return {
    format: TEST_FORMAT,
    flow,
    name,
    channel: setting.channel,
    language: setting.language,
    start_at: new Date(setting.start_ms).toISOString().replace(/\.\d+Z$/, 'Z'),
    ...(Object.keys(customer).length > 0 ? { customer } : {}),
    ...(setting.seed > 0 ? { seed: setting.seed } : {}),
    steps,
    ...(http.length > 0 ? { mocks: { http } } : {}),
  };
}

function stepOf(line: Line): TestStep[] {
  switch (line.type) {
    case 'customer':
      return ['picked' in line.content ? { pick: line.content.picked.id } : { say: textOf(line.content) }];
    case 'flow':
      return [{ expect: expectationOf(line.content) }];
    case 'handover':
      return [
        { expect_handover: { queue: line.queue, ...(line.reason === '' ? {} : { reason_contains: line.reason }) } },
      ];
    case 'handed_back':
      return [{ hand_back: true }];
    case 'waited':
      return [{ wait: writeDuration(line.seconds) }];
    case 'ended':
      return [{ expect_end: true }];
    default:
      return [];
  }
}

export function expectationOf(content: Content): Expectation {
  if ('choice' in content) {
    return { text: content.choice.text, options: content.choice.options.map((option) => option.id) };
  }
  if ('media' in content) {
    const { caption, source } = content.media;
    return { ...(caption === '' ? {} : { text: caption }), image: source['url'] ?? '' };
  }
  return { text: textOf(content) };
}

function mockOf(line: Line): HttpMock[] {
  if (line.type !== 'http' || line.result === null) return [];
  return [{ match: { method: line.request.method, url: line.request.url }, times: 1, ...outcomeOf(line.result) }];
}

function outcomeOf(result: HttpResult): Pick<HttpMock, 'answer' | 'fail'> {
  if ('failed' in result) return { fail: result.failed.reason };
  const text = new TextDecoder().decode(Uint8Array.from(atob(result.answered.body), (char) => char.charCodeAt(0)));
  try {
    return { answer: { status: result.answered.status, body: JSON.parse(text) } };
  } catch {
    return { answer: { status: result.answered.status, body: text } };
  }
}
