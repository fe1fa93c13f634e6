/** What a person does to nodes and wires, as edits. Pure: every rule about healing and placing is here. */
import type { Change } from './change';
import { exitsOf, mainExit, wiresOf } from './exits';
import type { Edit } from './history';
import { freeNodeId } from './ids';
import type { FlowDocument, FlowNode, NodeId, NodeKind, Place } from './types';

export interface Point {
  x: number;
  y: number;
}

/** Where a new node gets wired in. */
export type Attach =
  | { type: 'free' }
  | { type: 'after'; from: NodeId; exit: string }
  | { type: 'on_wire'; from: NodeId; exit: string };

/** Adds a node. On a wire it goes between: the wire leads to it, and its main exit leads on. */
export function addNode(document: FlowDocument, kind: NodeKind, at: Point, attach: Attach): Edit & { id: NodeId } {
  const id = freeNodeId(kind.kind, (name) => name in document.nodes);
  const node: FlowNode = { ...kind, exits: {} };
  if (attach.type === 'on_wire') {
    const target = document.nodes[attach.from]?.exits[attach.exit];
    const exit = mainExit(node);
    if (target && exit) node.exits = { [exit]: target };
  }
  const place = attach.type === 'on_wire' ? onWirePlace(document, attach.from, node.exits, at) : freeSpot(document, at);
  const changes: Change[] = [
    { type: 'put_node', id, node },
    { type: 'place', id, place: snap(place) },
    ...(attach.type === 'on_wire' ? makeRoom(document, attach.from, Object.values(node.exits)[0], place) : []),
  ];
  if (attach.type !== 'free' && kind.kind !== 'comment') {
    changes.push({ type: 'connect', id: attach.from, exit: attach.exit, to: id });
  }
  if (!(document.start in document.nodes) && kind.kind !== 'comment') {
    changes.push({ type: 'change_flow', fields: { start: id } });
  }
  return { id, changes, select: [id] };
}

/** A node and the space around it, in flow coordinates. */
const ROOM = { width: 248, height: 120, gap: 80 };

/** Down from the wanted spot until nothing is in the way. */
export function freeSpot(document: FlowDocument, wanted: Point): Point {
  const places = Object.values(document.layout.nodes);
  const isTaken = (y: number) =>
    places.some((place) => Math.abs(place.x - wanted.x) < ROOM.width && Math.abs(place.y - y) < ROOM.height);
  let { y } = wanted;
  for (let tries = 0; tries < 200 && isTaken(y); tries += 1) y += 24;
  return { x: wanted.x, y };
}

/** Between the ends of a wire where there is room, else where its target stands now. */
function onWirePlace(document: FlowDocument, from: NodeId, exits: Record<string, NodeId>, at: Point): Point {
  const [target] = Object.values(exits);
  const left = placeOf(document, from);
  if (target === undefined) return freeSpot(document, at);
  const right = placeOf(document, target);
  if (right.x - left.x >= 2 * (ROOM.width + ROOM.gap)) return freeSpot(document, { x: (left.x + right.x) / 2, y: right.y });
  return right.x > left.x ? { x: left.x + ROOM.width + ROOM.gap, y: right.y } : freeSpot(document, at);
}

/** Moves the wire's target, and what follows it to the right, out of a new node's way. */
function makeRoom(document: FlowDocument, from: NodeId, target: NodeId | undefined, place: Point): Change[] {
  if (target === undefined) return [];
  const start = placeOf(document, target);
  const shift = place.x + ROOM.width + ROOM.gap - start.x;
  if (shift <= 0 || start.x <= placeOf(document, from).x) return [];
  const changes: Change[] = [];
  const seen = new Set([from]);
  const queue = [target];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    const node = document.nodes[id];
    const before = placeOf(document, id);
    if (!node || seen.has(id) || before.x < start.x) continue;
    seen.add(id);
    changes.push({ type: 'place', id, place: { ...before, ...snap({ x: before.x + shift, y: before.y }) } });
    queue.push(...Object.values(node.exits));
  }
  return changes;
}

/**
 * Removes nodes. A wire into a removed node goes on to where that node's main exit led, so that a chain
 * stays whole; the start and the error handler follow in the same way.
 */
export function deleteNodes(document: FlowDocument, ids: readonly NodeId[]): Edit {
  const gone = new Set(ids.filter((id) => id in document.nodes));
  if (gone.size === 0) return { changes: [] };
  const changes: Change[] = [];
  for (const { from, exit, to } of wiresOf(document.nodes)) {
    if (gone.has(to) && !gone.has(from)) {
      changes.push({ type: 'connect', id: from, exit, to: healed(document, to, gone, from) });
    }
  }
  for (const [id, node] of Object.entries(document.nodes)) {
    if (node.kind === 'jump' && gone.has(node.settings.to) && !gone.has(id)) {
      const to = healed(document, node.settings.to, gone, id) ?? '';
      changes.push({ type: 'put_node', id, node: { ...node, settings: { to } } });
    }
  }
  if (gone.has(document.start)) {
    const left = Object.keys(document.nodes).filter((id) => !gone.has(id) && document.nodes[id]?.kind !== 'comment');
    const start = healed(document, document.start, gone, '') ?? left[0] ?? '';
    changes.push({ type: 'change_flow', fields: { start } });
  }
  if (document.handlers.error && gone.has(document.handlers.error)) {
    changes.push({ type: 'change_flow', fields: { handlers: {} } });
  }
  if (document.commands.some((command) => gone.has(command.to))) {
    const commands = document.commands.map((command) =>
      gone.has(command.to) ? { ...command, to: healed(document, command.to, gone, '') ?? '' } : command,
    );
    changes.push({ type: 'change_flow', fields: { commands } });
  }
  for (const id of gone) changes.push({ type: 'remove_node', id });
  return { changes, select: [] };
}

/** The first node behind `id` that stays, along main exits; none when the way would lead back to `from`. */
function healed(document: FlowDocument, id: NodeId, gone: ReadonlySet<NodeId>, from: NodeId): NodeId | null {
  const seen = new Set<NodeId>();
  let current: NodeId | undefined = id;
  while (current !== undefined && gone.has(current)) {
    if (seen.has(current)) return null;
    seen.add(current);
    current = onward(document.nodes[current]);
  }
  return current !== undefined && current !== from && current in document.nodes ? current : null;
}

function onward(node: FlowNode | undefined): NodeId | undefined {
  if (!node) return undefined;
  const main = mainExit(node);
  const byMain = main === null ? undefined : node.exits[main];
  if (byMain !== undefined) return byMain;
  const targets = new Set(Object.values(node.exits));
  return targets.size === 1 ? [...targets][0] : undefined;
}

export function connect(from: NodeId, exit: string, to: NodeId | null): Edit {
  return { changes: [{ type: 'connect', id: from, exit, to }] };
}

/** Puts a node that is already there between the ends of a wire. */
export function insertOnWire(document: FlowDocument, id: NodeId, from: NodeId, exit: string): Edit {
  const node = document.nodes[id];
  const target = document.nodes[from]?.exits[exit];
  const out = node ? mainExit(node) : null;
  if (!node || !target || !out || id === from || id === target) return { changes: [] };
  return {
    changes: [
      { type: 'connect', id: from, exit, to: id },
      ...(node.exits[out] === undefined ? [{ type: 'connect', id, exit: out, to: target } as const] : []),
    ],
  };
}

/**
 * New settings. Exits that the settings no longer have are dropped, and those whose item got another id move
 * along, so that a wire never hangs on something invisible.
 */
export function changeSettings(
  document: FlowDocument,
  id: NodeId,
  kind: NodeKind,
  group?: string,
  renamedExits: Readonly<Record<string, string>> = {},
): Edit {
  const before = document.nodes[id];
  if (!before) return { changes: [] };
  const valid = new Set(exitsOf({ ...kind, exits: {} }).map((exit) => exit.name));
  const exits: Record<string, NodeId> = {};
  for (const [name, to] of Object.entries(before.exits)) {
    const renamed = renamedExits[name] ?? name;
    if (valid.has(renamed)) exits[renamed] = to;
  }
  return {
    changes: [{ type: 'put_node', id, node: { ...kind, exits } }],
    ...(group === undefined ? {} : { group: `${id}:${group}` }),
  };
}

export function moveNodes(document: FlowDocument, moves: Readonly<Record<NodeId, Point>>, group?: string): Edit {
  const changes: Change[] = [];
  for (const [id, to] of Object.entries(moves)) {
    const before = placeOf(document, id);
    const place = { ...before, ...snap(to) };
    if (place.x !== before.x || place.y !== before.y) changes.push({ type: 'place', id, place });
  }
  return { changes, ...(group === undefined ? {} : { group }) };
}

/** Changes the box's name or remark, which are not part of the revision. */
export function annotate(document: FlowDocument, id: NodeId, words: { title?: string; note?: string }): Edit {
  const place = { ...placeOf(document, id), ...words };
  if (!place.title) delete place.title;
  if (!place.note) delete place.note;
  return {
    changes: [{ type: 'place', id, place }],
    group: `${id}:${Object.keys(words).join()}`,
  };
}

export function placeOf(document: FlowDocument, id: NodeId): Place {
  return document.layout.nodes[id] ?? { x: 0, y: 0 };
}

const GRID = 8;
export function snap(point: Point): Point {
  return { x: Math.round(point.x / GRID) * GRID, y: Math.round(point.y / GRID) * GRID };
}
