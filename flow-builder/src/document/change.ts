/**
 * Every way a flow document can change, as data. Undo, redo, autosave and announcements are made from these
 * and from nothing else.
 */
import type { FlowDocument, FlowNode, NodeId, Place } from './types';

/** The parts of a document that are neither nodes nor layout. */
export type FlowFields = Pick<
  FlowDocument,
  'languages' | 'time_zone' | 'variables' | 'start' | 'commands' | 'handlers'
>;

export type Change =
  | { type: 'put_node'; id: NodeId; node: FlowNode }
  | { type: 'remove_node'; id: NodeId }
  | { type: 'connect'; id: NodeId; exit: string; to: NodeId | null }
  | { type: 'place'; id: NodeId; place: Place | null }
  | { type: 'change_flow'; fields: Partial<FlowFields> };

export interface Applied {
  document: FlowDocument;
  /** Applied to `document`, gives back what was there before. */
  inverse: Change[];
}

/**
 * Applies changes in order. The maps of nodes and places are copied once however many changes there are, and
 * a node that no change names keeps its identity, so that a view of 2,000 nodes redraws only what moved.
 */
export function applyChanges(document: FlowDocument, changes: readonly Change[]): Applied {
  const draft = new Draft(document);
  const inverse: Change[] = [];
  for (const change of changes) {
    inverse.unshift(...draft.apply(change));
  }
  return { document: draft.finish(), inverse };
}

class Draft {
  private nodes: Record<NodeId, FlowNode> | null = null;
  private places: Record<NodeId, Place> | null = null;
  private fields: Partial<FlowFields> = {};

  constructor(private readonly base: FlowDocument) {}

  /** Applies one change and returns what undoes it. */
  apply(change: Change): Change[] {
    switch (change.type) {
      case 'put_node': {
        const before = this.node(change.id);
        this.writableNodes()[change.id] = change.node;
        return [
          before
            ? { type: 'put_node', id: change.id, node: before }
            : { type: 'remove_node', id: change.id },
        ];
      }
      case 'remove_node': {
        const before = this.node(change.id);
        if (!before) return [];
        const place = this.place(change.id);
        const inverse: Change[] = [{ type: 'put_node', id: change.id, node: before }];
        delete this.writableNodes()[change.id];
        if (place) {
          inverse.push({ type: 'place', id: change.id, place });
          delete this.writablePlaces()[change.id];
        }
        return inverse;
      }
      case 'connect': {
        const before = this.node(change.id);
        if (!before) return [];
        const exits = { ...before.exits };
        if (change.to === null) delete exits[change.exit];
        else exits[change.exit] = change.to;
        this.writableNodes()[change.id] = { ...before, exits };
        return [{ type: 'connect', id: change.id, exit: change.exit, to: before.exits[change.exit] ?? null }];
      }
      case 'place': {
        const before = this.place(change.id);
        if (change.place) this.writablePlaces()[change.id] = change.place;
        else delete this.writablePlaces()[change.id];
        return [{ type: 'place', id: change.id, place: before ?? null }];
      }
      case 'change_flow': {
        const before: Partial<FlowFields> = {};
        for (const key of Object.keys(change.fields) as (keyof FlowFields)[]) {
          keep(before, this.current(), key);
        }
        this.fields = { ...this.fields, ...change.fields };
        return [{ type: 'change_flow', fields: before }];
      }
    }
  }

  finish(): FlowDocument {
    return {
      ...this.base,
      ...this.fields,
      nodes: this.nodes ?? this.base.nodes,
      layout: this.places ? { ...this.base.layout, nodes: this.places } : this.base.layout,
    };
  }

  private current(): FlowFields {
    return { ...this.base, ...this.fields };
  }

  private node(id: NodeId): FlowNode | undefined {
    return (this.nodes ?? this.base.nodes)[id];
  }

  private place(id: NodeId): Place | undefined {
    return (this.places ?? this.base.layout.nodes)[id];
  }

  private writableNodes(): Record<NodeId, FlowNode> {
    this.nodes ??= { ...this.base.nodes };
    return this.nodes;
  }

  private writablePlaces(): Record<NodeId, Place> {
    this.places ??= { ...this.base.layout.nodes };
    return this.places;
  }
}

function keep<K extends keyof FlowFields>(target: Partial<FlowFields>, source: FlowFields, key: K): void {
  target[key] = source[key];
}
