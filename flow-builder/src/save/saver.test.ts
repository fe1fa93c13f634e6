import { describe, expect, it, vi } from 'vitest';
import { type Draft, QUIET_MS, RETRY_MS, type SaveState, Saver, type SendResult } from './saver';

const draft = (name: string): Draft => ({ document: {}, name, tests: [] });

function bench(answers: (SendResult | Error)[]) {
  const sent: { name: string; version: number }[] = [];
  const states: SaveState['type'][] = [];
  const waiting: { ms: number; then: () => void }[] = [];
  let backup: string | null = null;
  const saver = new Saver(
    {
      send: (value, version) => {
        sent.push({ name: value.name, version });
        const answer = answers.shift() ?? { type: 'saved', version: version + 1, at: 'now' };
        return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
      },
      delay: (ms, then) => {
        const item = { ms, then };
        waiting.push(item);
        return () => waiting.splice(waiting.indexOf(item), 1);
      },
      backup: {
        write: (value) => {
          backup = value.name;
        },
        clear: () => {
          backup = null;
        },
      },
      onState: (state) => states.push(state.type),
    },
    1,
    'before',
  );
  const pass = async () => {
    for (const item of waiting.splice(0)) item.then();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { saver, sent, states, waiting, pass, backup: () => backup };
}

describe('saving drafts', () => {
  it('waits for quiet and sends the last state with the version it came from', async () => {
    const { saver, sent, states, waiting, pass, backup } = bench([]);
    saver.changed(draft('a'));
    saver.changed(draft('ab'));
    expect(waiting.map((item) => item.ms)).toEqual([QUIET_MS]);
    expect(backup()).toBe('ab');
    await pass();
    expect(sent).toEqual([{ name: 'ab', version: 1 }]);
    expect(states).toEqual(['unsaved', 'unsaved', 'saving', 'saved']);
    expect(backup()).toBeNull();
    expect(saver.currentVersion).toBe(2);
  });

  it('saves next what changed while a save was running', async () => {
    const { saver, sent, pass } = bench([]);
    saver.changed(draft('a'));
    const done = saver.flush();
    saver.changed(draft('b'));
    await done;
    await pass();
    expect(sent).toEqual([
      { name: 'a', version: 1 },
      { name: 'b', version: 2 },
    ]);
    expect(saver.isDirty).toBe(false);
  });

  it('is flushed only when also what was on its way has arrived', async () => {
    const { saver, sent } = bench([]);
    saver.changed(draft('a'));
    void saver.flush();
    saver.changed(draft('b'));
    expect(await saver.flush()).toMatchObject({ type: 'saved' });
    expect(sent.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(saver.isDirty).toBe(false);
  });

  it('takes a send that breaks for a lost connection', async () => {
    const { saver, sent, states, waiting, pass } = bench([new TypeError('no such thing')]);
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    saver.changed(draft('a'));
    await pass();
    expect(states.at(-1)).toBe('offline');
    expect(waiting.map((item) => item.ms)).toEqual([RETRY_MS]);
    await pass();
    expect(sent.map(({ name }) => name)).toEqual(['a', 'a']);
    expect(states.at(-1)).toBe('saved');
  });

  it('keeps everything while offline and tries again', async () => {
    const { saver, sent, states, waiting, pass, backup } = bench([{ type: 'offline' }]);
    saver.changed(draft('a'));
    await pass();
    expect(states.at(-1)).toBe('offline');
    expect(backup()).toBe('a');
    expect(waiting.map((item) => item.ms)).toEqual([RETRY_MS]);
    await pass();
    expect(sent).toHaveLength(2);
    expect(states.at(-1)).toBe('saved');
  });

  it('stops at a conflict until a person decides, and then sends ours on top of theirs', async () => {
    const { saver, sent, states, pass, backup } = bench([{ type: 'conflict' }]);
    saver.changed(draft('mine'));
    await pass();
    saver.changed(draft('mine still'));
    await pass();
    expect(sent).toHaveLength(1);
    expect(states.at(-1)).toBe('conflict');
    expect(backup()).toBe('mine still');
    await saver.keepMine(7);
    expect(sent.at(-1)).toEqual({ name: 'mine still', version: 7 });
  });

  it('goes on from the version that publishing made', async () => {
    const { saver, sent, pass } = bench([]);
    saver.moveOn(1, 2);
    saver.changed(draft('after'));
    await pass();
    expect(sent).toEqual([{ name: 'after', version: 2 }]);
  });

  it('stays behind when what was published is a save that is not ours', async () => {
    const { saver, sent, states, pass } = bench([{ type: 'conflict' }]);
    saver.moveOn(2, 3);
    saver.changed(draft('mine'));
    await pass();
    expect(sent).toEqual([{ name: 'mine', version: 1 }]);
    expect(states.at(-1)).toBe('conflict');
  });

  it('sends what is waiting when the editor is left, and goes on when it is shown again', async () => {
    const { saver, sent, states, waiting, pass } = bench([]);
    saver.changed(draft('last words'));
    const done = saver.flush();
    saver.stop();
    await done;
    expect(sent).toHaveLength(1);
    expect(waiting).toEqual([]);
    expect(states.at(-1)).toBe('saving');
    saver.resume();
    saver.changed(draft('more'));
    await pass();
    expect(sent.at(-1)).toEqual({ name: 'more', version: 2 });
    expect(states.at(-1)).toBe('saved');
  });

  it('sends the last words too when the editor is left during a save', async () => {
    const { saver, sent, backup } = bench([]);
    saver.changed(draft('first'));
    void saver.flush();
    saver.changed(draft('last words'));
    const done = saver.flush();
    saver.stop();
    await done;
    expect(sent.map(({ name }) => name)).toEqual(['first', 'last words']);
    expect(backup()).toBeNull();
  });

  it('takes theirs', async () => {
    const { saver, states, pass, backup } = bench([{ type: 'conflict' }]);
    saver.changed(draft('mine'));
    await pass();
    saver.takeTheirs(9, 'later');
    expect(states.at(-1)).toBe('saved');
    expect(backup()).toBeNull();
    expect(saver.currentVersion).toBe(9);
  });
});
