/**
 * The flow document as the builder holds it. The shapes come from the Rust schema through
 * `@tsunagi/flow-types`; here they only get every optional map filled in, so that no reader has to ask.
 */
import type { Command, Handlers, Node, Place, Variable } from '@tsunagi/flow-types';

export type {
  Answer,
  AskOption,
  Command,
  Handlers,
  Place,
  ValueType,
  Variable,
} from '@tsunagi/flow-types';

export type NodeId = string;
/** A text in every language of the flow, as templates (`{{ name }}`). */
export type Text = Record<string, string>;

/** A kind with its settings. */
export type NodeKind = KindOf<Node>;
type KindOf<N> = N extends Node ? Pick<N, 'kind' | 'settings'> : never;
export type KindName = NodeKind['kind'];

/** One box on the canvas: its kind with settings, and where each exit leads. */
export type FlowNode = NodeKind & { exits: Record<string, NodeId> };

export interface FlowDocument {
  format: string;
  languages: string[];
  time_zone: string;
  variables: Variable[];
  start: NodeId;
  nodes: Record<NodeId, FlowNode>;
  commands: Command[];
  handlers: Handlers;
  layout: { nodes: Record<NodeId, Place> };
}

/** Reads a text in a language, or in the first language that has one. */
export function textIn(text: Text | undefined, language: string, languages: readonly string[] = []): string {
  if (!text) return '';
  const own = text[language];
  if (own) return own;
  for (const other of languages) {
    const found = text[other];
    if (found) return found;
  }
  return Object.values(text).find((value) => value !== '') ?? '';
}
