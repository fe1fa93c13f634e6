/** Texts in a tree. `name_one` and `name_other` are the plural forms of `name`. */
export interface Texts {
  readonly [key: string]: string | Texts;
}

/** The same tree in a language without a singular: every key is required, `…_one` is not wanted. */
export type Translation<E> = {
  readonly [K in keyof E as K extends `${string}_one` ? never : K]: E[K] extends string ? string : Translation<E[K]>;
};

type WithoutPlural<K extends string> = K extends `${infer Name}_one` | `${infer Name}_other` ? Name : K;

/** Every key of a catalogue, with dots: `login.title`. */
export type KeyOf<E, Prefix extends string = ''> = {
  [K in keyof E & string]: E[K] extends string ? `${Prefix}${WithoutPlural<K>}` : KeyOf<E[K], `${Prefix}${K}.`>;
}[keyof E & string];

type TextAt<E, Key extends string> = Key extends `${infer Head}.${infer Rest}`
  ? Head extends keyof E
    ? TextAt<E[Head], Rest>
    : never
  : Key extends keyof E
    ? E[Key]
    : `${Key}_other` extends keyof E
      ? E[`${Key}_other`]
      : never;

type NamesIn<S> = S extends `${string}{{${infer Name}}}${infer Rest}` ? Name | NamesIn<Rest> : never;

type ValuesOf<S> = { readonly [Name in NamesIn<S>]: Name extends 'count' ? number : string | number };

/** The values that a text asks for: none, or an object naming each. */
export type ValuesFor<E, Key extends string> = [NamesIn<TextAt<E, Key>>] extends [never]
  ? []
  : [values: ValuesOf<TextAt<E, Key>>];

/** Names of the `{{placeholders}}` in a text. */
export function placeholders(text: string): string[] {
  return [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? '').sort();
}

/** What is wrong between two catalogues, one line each: empty texts, missing keys, other placeholders. For tests. */
export function catalogueProblems(en: Texts, ja: Texts, prefix = ''): string[] {
  const problems: string[] = [];
  for (const [key, text] of Object.entries(en)) {
    const path = `${prefix}${key}`;
    const other = ja[key];
    if (key.endsWith('_one')) continue;
    if (typeof text !== 'string') {
      if (typeof other === 'object') problems.push(...catalogueProblems(text, other, `${path}.`));
      else problems.push(`${path}: missing in ja`);
      continue;
    }
    if (text.trim() === '') problems.push(`${path}: empty in en`);
    if (typeof other !== 'string' || other.trim() === '') problems.push(`${path}: missing in ja`);
    else if (placeholders(text).join() !== placeholders(other).join()) problems.push(`${path}: other placeholders`);
  }
  for (const key of Object.keys(ja)) {
    if (!(key in en)) problems.push(`${prefix}${key}: not in en`);
  }
  return problems;
}
