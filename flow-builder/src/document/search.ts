/** Finding nodes by anything written in them, in any language. */
import { textIn, type FlowDocument, type FlowNode, type NodeId } from './types';

export interface Hit {
  node: NodeId;
  /** The text that matched, for the list of results. */
  excerpt: string;
  score: number;
}

export function searchNodes(document: FlowDocument, query: string, limit = 50): Hit[] {
  const wanted = normalise(query);
  if (wanted === '') return [];
  const hits: Hit[] = [];
  for (const [id, node] of Object.entries(document.nodes)) {
    const place = document.layout.nodes[id];
    const best = bestMatch(wanted, [
      [place?.title ?? '', 4],
      [id, 3],
      ...stringsIn(node.settings).map((text) => [text, 2] as const),
      [place?.note ?? '', 1],
      [node.kind, 1],
    ]);
    if (best) hits.push({ node: id, ...best });
  }
  return hits.sort((a, b) => b.score - a.score || a.node.localeCompare(b.node)).slice(0, limit);
}

function bestMatch(wanted: string, texts: readonly (readonly [string, number])[]): Omit<Hit, 'node'> | null {
  let best: Omit<Hit, 'node'> | null = null;
  for (const [text, weight] of texts) {
    const at = normalise(text).indexOf(wanted);
    if (at < 0) continue;
    const score = weight * 10 + (at === 0 ? 5 : 0);
    if (!best || score > best.score) best = { excerpt: around(text, at), score };
  }
  return best;
}

function around(text: string, at: number): string {
  const from = Math.max(0, at - 20);
  return (from > 0 ? '…' : '') + text.slice(from, from + 80) + (text.length > from + 80 ? '…' : '');
}

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return value === '' ? [] : [value];
  if (Array.isArray(value)) return value.flatMap(stringsIn);
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(stringsIn);
  return [];
}

export function normalise(text: string): string {
  return text.normalize('NFKC').toLowerCase().trim();
}

/** What a node says to the customer, or does, in one or two lines. Templates are shown as written. */
export function summaryOf(
  node: FlowNode,
  language: string,
  languages: readonly string[],
  duration: (seconds: number) => string = (seconds) => `${seconds} s`,
): string {
  switch (node.kind) {
    case 'message':
      return textIn(node.settings.text, language, languages) || node.settings.image?.url || '';
    case 'ask':
    case 'handover':
      return textIn(node.settings.text, language, languages);
    case 'branch':
      return node.settings.conditions.map((condition) => condition.label || condition.when).join(' / ');
    case 'switch':
      return node.settings.value;
    case 'set':
      return node.settings.assignments.map((a) => `${a.variable} = ${a.value}`).join('\n');
    case 'http':
      return `${node.settings.method} ${node.settings.url}`;
    case 'subflow':
      return node.settings.flow;
    case 'jump':
      return node.settings.to ? `→ ${node.settings.to}` : '';
    case 'comment':
      return node.settings.text;
    case 'wait':
      return node.settings.until ?? (node.settings.for_s ? duration(node.settings.for_s) : '');
    case 'schedule_check':
      return node.settings.hours.map((hours) => `${hours.from}–${hours.to}`).join(', ');
    default:
      return '';
  }
}

/** The variables that a node gives a value. */
export function savedBy(node: FlowNode): string[] {
  switch (node.kind) {
    case 'ask':
    case 'http':
      return node.settings.save_as ? [node.settings.save_as] : [];
    case 'set':
      return node.settings.assignments.map((assignment) => assignment.variable).filter(Boolean);
    case 'subflow':
      return (node.settings.results ?? []).map((result) => result.variable).filter(Boolean);
    default:
      return [];
  }
}
