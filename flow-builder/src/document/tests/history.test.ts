import { describe, expect, it } from 'vitest';
import { annotate, connect } from '../edits';
import { EMPTY_HISTORY, perform, redo, undo, type Moment } from '../history';
import { end, flow, message } from './build';

const start: Moment = {
  document: flow({ a: message('a', { next: 'b' }), b: end }),
  history: EMPTY_HISTORY,
  selection: ['a'],
};

describe('history', () => {
  it('takes back and repeats, selection included', () => {
    const done = perform(start, { ...connect('a', 'next', null), select: [] }, 0);
    const back = undo(done);
    expect(back.document).toEqual(start.document);
    expect(back.selection).toEqual(['a']);
    const again = redo(back);
    expect(again.document).toEqual(done.document);
    expect(again.selection).toEqual([]);
  });

  it('makes one step of typing in one field, until a pause', () => {
    let now = 0;
    let moment = start;
    for (const title of ['H', 'He', 'Hel']) {
      moment = perform(moment, annotate(moment.document, 'a', { title }), (now += 200));
    }
    expect(moment.history.past).toHaveLength(1);
    moment = perform(moment, annotate(moment.document, 'a', { title: 'Hell' }), (now += 5_000));
    expect(moment.history.past).toHaveLength(2);
    expect(undo(undo(moment)).document).toEqual(start.document);
  });

  it('never joins a step that was taken back and repeated', () => {
    const one = perform(start, annotate(start.document, 'a', { title: 'x' }), 0);
    const again = redo(undo(one));
    const two = perform(again, annotate(again.document, 'a', { title: 'xy' }), 10);
    expect(two.history.past).toHaveLength(2);
  });

  it('drops what was taken back once something else is done', () => {
    const one = perform(start, connect('a', 'next', null), 0);
    const other = perform(undo(one), annotate(start.document, 'b', { note: 'n' }), 1);
    expect(redo(other)).toBe(other);
  });

  it('has no limit', () => {
    let moment = start;
    for (let step = 0; step < 3_000; step += 1) {
      moment = perform(moment, connect('a', 'next', step % 2 ? 'b' : null), step * 10_000);
    }
    for (let step = 0; step < 3_000; step += 1) moment = undo(moment);
    expect(moment.document).toEqual(start.document);
  });
});
