/** What a customer told the flow in one conversation: each question with the answer that it took, in order. */

import type { Content, Entry } from '@tsunagi/api-client';

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
  readonly options: Options;
}

export function answersOf(entries: readonly Entry[], conversationId: string): GivenAnswer[] {
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
      asked = { node, options: content.type === 'choice' ? content.options : (asked?.options ?? []) };
    } else if (author.type === 'customer' && asked) {
      const { node, options } = asked;
      answers.set(node, { node, question: questions.get(node) ?? '', answer: readable(content, options) });
      answered = node;
      asked = undefined;
    }
  }
  return [...answers.values()];
}

/** An option's label for its number or its id. */
function readable(content: Content, options: Options): Content {
  if (content.type === 'picked') return { type: 'text', text: content.label };
  if (content.type !== 'text') return content;
  const said = content.text.normalize('NFKC').trim();
  const option = options.find((it) => it.id === said) ?? (/^\d+$/.test(said) ? options[Number(said) - 1] : undefined);
  return option ? { type: 'text', text: option.label } : content;
}
