import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { placeMissing } from '../document/arrange';
import { readDocument, writeDocument } from '../document/read';
import { templateDocument, TEMPLATES } from '../list/templates';
import { Conversation, httpAnswer, type Setting, textOf } from '../simulator/conversation';
import { recordTest } from '../tests/record';
import { loadGuest } from './abi';
import { Engine, splitPath } from './engine';
import type { CheckContext } from './types';

// `cargo xtask test` builds it and puts it there, wherever cargo's target folder is.
const guest = new URL('../../../target/guest/flow_wasm.wasm', import.meta.url);

const setting: Setting = {
  channel: 'webchat',
  language: 'ja',
  customer: { name: '田中 恵', phone: '', email: '' },
  start_ms: Date.parse('2026-11-20T01:00:00Z'),
  seed: 1,
};

describe.skipIf(!existsSync(guest))('the engine', async () => {
  const engine = new Engine(await loadGuest(existsSync(guest) ? readFileSync(guest) : new Uint8Array()));
  const whole = (name: (typeof TEMPLATES)[number]) => {
    const document = readDocument(templateDocument(name));
    if (!document) throw new Error('a template is a document');
    return writeDocument(placeMissing(document));
  };
  const play = (name: (typeof TEMPLATES)[number], start = setting) => {
    const compiled = engine.compile(whole(name), {});
    if ('problems' in compiled) throw new Error(JSON.stringify(compiled.problems));
    const step = (session: string | null, event: Parameters<Engine['step']>[2]) =>
      Promise.resolve(engine.step(compiled.program, session, event));
    return { conversation: new Conversation(step, start) };
  };
  const sent = (conversation: Conversation) =>
    conversation.played.lines.flatMap((line) => (line.type === 'flow' ? [textOf(line.content)] : []));

  it.each(TEMPLATES)('finds no error in the template %s', (name) => {
    expect(engine.check(whole(name)).filter((problem) => problem.severity === 'error')).toEqual([]);
  });

  it('says what is wrong, where, and how to mend it', () => {
    const problems = engine.check({
      format: 'tsunagi.flow/1',
      languages: ['ja'],
      time_zone: 'Asia/Tokyo',
      start: 'a',
      nodes: { a: { kind: 'message', settings: { text: { ja: '{{ nobody }}' } }, exits: { next: 'b' } } },
    });
    expect(problems.length).toBeGreaterThan(0);
    for (const problem of problems) {
      expect(problem.message.ja).not.toBe('');
      expect(problem.message.en).not.toBe('');
    }
  });

  it('judges calls of other flows and what channels can show, where it is told about them', () => {
    const calling = {
      ...whole('empty'),
      nodes: {
        hello: { kind: 'message', settings: { text: { ja: 'あ'.repeat(200) } }, exits: { next: 'call' } },
        call: { kind: 'subflow', settings: { flow: 'contact-detail' }, exits: { returned: 'end' } },
        end: { kind: 'end', settings: {}, exits: {} },
      },
    };
    const codes = (context: CheckContext) => engine.check(calling, context).map(({ code, node }) => `${code} ${node}`);
    expect(codes({})).not.toContain('unknown-subflow call');
    expect(codes({ flows: {} })).toContain('unknown-subflow call');
    expect(codes({ flows: { 'contact-detail': whole('empty') } })).not.toContain('unknown-subflow call');
    const without = codes({ flows: {} }).length;
    for (const limit of [{ text_units: 100 }, { text_bytes: 500 }]) {
      expect(codes({ flows: {}, channels: [{ name: 'line', ...limit, images: true }] }).length).toBe(without + 1);
    }
  });

  it('names the place of what cannot be read', () => {
    const problems = engine.check({ ...whole('empty'), nodes: { hello: { kind: 'message', settings: { txt: {} } } } });
    expect(problems[0]).toMatchObject({ node: 'hello', severity: 'error', field: 'settings.txt' });
  });

  it('plays a conversation, and records it as a test', async () => {
    const { conversation } = play('order');
    await conversation.start();
    await conversation.say({ text: 'abc' });
    await conversation.say({ text: '1182' });
    expect(conversation.played.call?.request.url).toBe('https://example.com/orders/1182');
    await conversation.answer(httpAnswer(200, '{"status":"発送済み"}'));
    expect(sent(conversation).at(-1)).toBe('ご注文1182は「発送済み」です。');
    expect(conversation.played.isOver).toBe(true);

    const test = recordTest('Orders', 'a found order', setting, conversation.played);
    expect(test.steps.filter((it) => 'say' in it)).toEqual([{ say: 'abc' }, { say: '1182' }]);
    expect(test.steps.at(-1)).toEqual({ expect_end: true });
    expect(test.mocks?.http).toMatchObject([{ match: { url: 'https://example.com/orders/1182' }, answer: { status: 200 } }]);
  });

  it('moves the clock through the timers', async () => {
    const { conversation } = play('order');
    await conversation.start();
    await conversation.wait(599);
    expect(conversation.played.isOver).toBe(false);
    await conversation.wait(1);
    expect(conversation.played.lines.at(-1)).toEqual({ type: 'ended' });
  });

  it('hands over with a reason and takes the conversation back', async () => {
    const { conversation } = play('faq');
    await conversation.start();
    await conversation.say({ picked: { id: 'person', label: '' } });
    expect(conversation.played.lines.at(-1)).toMatchObject({ type: 'handover', queue: 'general', reason: 'person' });
  });
});

it('reads places', () => {
  expect(splitPath('nodes.a.settings.text.ja')).toEqual({ node: 'a', field: 'settings.text.ja' });
  expect(splitPath('commands[0].to')).toEqual({ node: null, field: 'commands[0].to' });
  expect(splitPath('')).toEqual({ node: null, field: null });
});
