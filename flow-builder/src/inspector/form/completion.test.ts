import { describe, expect, it } from 'vitest';
import { ask, flow, message } from '../../document/tests/build';
import { completionAt, namesIn } from './completion';

const document = flow({ q: ask('order_no', { answered: 'm' }), m: message('x') });

const complete = (text: string, mode: 'template' | 'expression') => {
  const cursor = text.indexOf('|');
  const found = completionAt(text.replace('|', ''), cursor, mode, document, 'en');
  return found ? { from: found.from, texts: found.suggestions.map((item) => item.text) } : null;
};

describe('completion', () => {
  it('offers variables inside braces only', () => {
    expect(complete('Hello {{ ord|', 'template')).toEqual({ from: 9, texts: ['order_no'] });
    expect(complete('Hello ord|', 'template')).toBeNull();
    expect(complete('{{ a }} ord|', 'template')).toBeNull();
    expect(complete('{{ |', 'template')?.texts).toContain('customer.name');
  });

  it('completes names in expressions, not in their strings', () => {
    expect(complete('1 + ord|', 'expression')?.from).toBe(4);
    expect(complete('"ord|', 'expression')).toBeNull();
  });
});

describe('the names that a text reads', () => {
  it.each([
    ['{{ a }} and {{ b.c }}', 'template', ['a', 'b']],
    ['{{ yen(total) }} {{ today }} {{ x | upper }}', 'template', ['total', 'x']],
    ['amount > 10 and status == "late"', 'expression', ['amount', 'status']],
    ['no braces', 'template', []],
  ] as const)('%s', (text, mode, names) => {
    expect(namesIn(text, mode)).toEqual(names);
  });
});
