import { describe, expect, it } from 'vitest';

import { parseServerFrame } from '../src/protocol';

describe('frames', () => {
  it.each([null, 1, '', '{', '[]', '{"type":"later"}', '{"type":"welcome"}', '"x"'])('WC7 ignores %j', (data) =>
    expect(parseServerFrame(data)).toBeUndefined(),
  );

  it('WC7 keeps a message of a kind it does not know, and drops what is no entry', () => {
    const entries = [{ seq: 1, from: 'flow', content: { type: 'hologram' } }, { seq: 'x' }, null];
    expect(parseServerFrame(JSON.stringify({ type: 'entries', entries }))).toEqual({
      type: 'entries',
      entries: [{ seq: 1, at: '', from: 'flow', content: { type: 'unknown', type_name: 'hologram' } }],
    });
  });
});
