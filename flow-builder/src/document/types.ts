/**
 * The flow document as the builder holds it. The shapes come from the Rust schema through
 * `@tsunagi/flow-types`; here they only get every optional map filled in, so that no reader has to ask.
 */
import type { NodeKind, Place, Variable, Command, Handlers, Text } from '@tsunagi/flow-types';

export type {
  Answer,
  AskOption,
  Assignment,
  Command,
  ConditionCase,
  Day,
  Handlers,
  Header,
  Hours,
  MessageChoice,
  NodeKind,
  Param,
  Place,
  ResultValue,
  SwitchCase,
  Text,
  ValueType,
  Variable,
} from '@tsunagi/flow-types';

export type NodeId = string;
export type KindName = NodeKind['kind'];

/** One box on the canvas: its kind with settings, and where each exit leads. */
export type FlowNode = NodeKind & { exits: Record<string, NodeId> };
export type NodeOf<K extends KindName> = Extract<FlowNode, { kind: K }>;
export type SettingsOf<K extends KindName> = NodeOf<K>['settings'];

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
