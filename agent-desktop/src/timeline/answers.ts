/** What a customer told the flow in one conversation: each question with the answer that it took, in order. */

import type { Content, Entry, VariableView } from '@tsunagi/api-client';

export interface GivenAnswer {
  /** The node that asked. */
  readonly node: string;
  readonly question: string;
  /** As a person reads it: an option's label, also where its number was typed. */
  readonly answer: Content;
  /** It is an option: the flow took it. */
  readonly isOption: boolean;
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
      // “A person, please” is no answer: the flow kept nothing of it.
      const last = [...answers.values()].at(-1);
      if (body.event === 'handed_over' && last && known.length > 0 && !last.isOption && !isKept(last.answer, known)) answers.delete(last.node);
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
      const option = optionOf(content, asked, values);
      const isOption = option !== undefined;
      // What fits no option was a command, or is asked again.
      if (isOption || !asked.closed) {
        const answer: Content = isOption ? { type: 'text', text: option } : content;
        answers.set(node, { node, question: questions.get(node) ?? '', answer, isOption });
      }
      answered = node;
      asked = undefined;
    }
  }
  return [...answers.values()];
}

/** The label of the option that a customer meant: by its number, its name, its id, or a keyword that the flow knew. */
function optionOf(content: Content, { options, closed }: Asked, values: ReadonlySet<unknown>): string | undefined {
  if (content.type === 'picked') return content.label;
  if (content.type !== 'text') return undefined;
  const said = plain(content.text);
  const option =
    options.find((it) => plain(it.id) === said || plain(it.label) === said) ??
    (/^\d+$/.test(said) ? options[Number(said) - 1] : undefined) ??
    (closed ? options.find((it) => values.has(it.id)) : undefined);
  return option?.label;
}

/** One of the flow's variables holds it, as it was said or as flows write numbers, phone numbers and options. */
function isKept(answer: Content, known: readonly VariableView[]): boolean {
  if (answer.type !== 'text') return true;
  const said = plain(answer.text);
  const values: unknown[] = known.map((it) => it.value);
  return values.some((value) => {
    if (typeof value === 'number') return Number(said) === value;
    if (typeof value !== 'string') return false;
    const digits = said.replace(/\D/g, '').replace(/^0/, '');
    return plain(value) === said || (digits.length >= PHONE_DIGITS && value.replace(/\D/g, '').endsWith(digits));
  });
}

/** Fewer digits are no phone number or date. */
const PHONE_DIGITS = 6;

const plain = (text: string): string => text.normalize('NFKC').trim().toLowerCase();
