/** Reading and writing inside settings by path, without changing what is there. `answer.options[1].label.ja` */

export type Path = readonly (string | number)[];

export function parsePath(text: string): Path {
  const path: (string | number)[] = [];
  for (const match of text.matchAll(/\[(\d+)\]|\["([^"]*)"\]|([^.[\]]+)/g)) {
    if (match[1] !== undefined) path.push(Number(match[1]));
    else path.push(match[2] ?? match[3] ?? '');
  }
  return path;
}

export function writePath(path: Path): string {
  return path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : text === '' ? part : `${text}.${part}`),
    '',
  );
}

export function getAt(value: unknown, path: Path): unknown {
  let current = value;
  for (const part of path) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = (current as Record<string | number, unknown>)[part];
  }
  return current;
}

/** A copy with one place changed; `undefined` takes the field away. Missing objects on the way are made. */
export function setAt(value: unknown, path: Path, replacement: unknown): unknown {
  const [part, ...rest] = path;
  if (part === undefined) return replacement;
  if (typeof part === 'number' || Array.isArray(value)) {
    const items: unknown[] = Array.isArray(value) ? [...(value as unknown[])] : [];
    items[Number(part)] = setAt(items[Number(part)], rest, replacement);
    return items;
  }
  const fields = typeof value === 'object' && value !== null ? { ...(value as Record<string, unknown>) } : {};
  const next = setAt(fields[part], rest, replacement);
  if (next === undefined) delete fields[part];
  else fields[part] = next;
  return fields;
}
