/** What a customer told the flow in one conversation: each question with the answer that it took, in order. */

import type { Content, Entry, VariableView } from '@tsunagi/api-client';

export interface GivenAnswer {
  /** The node that asked. */
  readonly node: string;
  readonly question: string;
  /** As a person reads it: an option's label, also where its number was typed. */
  readonly answer: Content;
}

type Options = Extract<Content, { type: 'choice' }>['options'];

interface Asked {
  readonly node: string;
  /** Of this question, or of buttons that stand right before it. */
  readonly options: Options;
  /** It can be answered by an option only. */
  readonly closed: boolean;
}

/** `known` tells which option a text meant that names none: flows take keywords, and obey commands at any time. */
export function answersOf(entries: readonly Entry[], conversationId: string, known: readonly VariableView[]): GivenAnswer[] {
  const values = new Set<unknown>(known.map((it) => it.value));
  const questions = new Map<string, string>();
  const answers = new Map<string, GivenAnswer>();
  let asked: Asked | undefined;
  let answered: string | undefined;
  for (const { conversation_id, author, body } of entries) {
    if (conversation_id !== conversationId) continue;
    if (body.type === 'event') {
      // A person goes on: what is said from here on answers no flow.
      if (body.event === 'handed_over' || body.event === 'taken_over') asked = undefined;
      continue;
    }
    if (body.type !== 'message' || body.unsent) continue;
    const { content } = body;
    if (author.type === 'flow') {
      if (content.type !== 'text' && content.type !== 'choice') continue;
      const node = author.node ?? '';
      // It asks again: what it was told was not an answer.
      if (node === answered) answers.delete(node);
      answered = undefined;
      if (!questions.has(node)) questions.set(node, content.text);
      // Buttons stay good for the question that follows them.
      const closed = content.type === 'choice';
      asked = { node, closed, options: closed ? content.options : (asked?.options ?? []) };
    } else if (author.type === 'customer' && asked) {
      const { node } = asked;
      const answer = readable(content, asked, values);
      if (answer) answers.set(node, { node, question: questions.get(node) ?? '', answer });
      answered = node;
      asked = undefined;
    }
  }
  return [...answers.values()];
}

/** An option's label for its number, its name or its id. */
function readable(content: Content, { options, closed }: Asked, values: ReadonlySet<unknown>): Content | undefined {
  if (content.type === 'picked') return { type: 'text', text: content.label };
  if (content.type !== 'text') return content;
  const said = content.text.normalize('NFKC').trim().toLowerCase();
  const option =
    options.find((it) => it.id.toLowerCase() === said || it.label.normalize('NFKC').toLowerCase() === said) ??
    (/^\d+$/.test(said) ? options[Number(said) - 1] : undefined) ??
    (closed ? options.find((it) => values.has(it.id)) : undefined);
  if (option) return { type: 'text', text: option.label };
  return closed && options.length > 0 ? undefined : content;
}
