/** The engine's exports with types: the same in the page's worker and in tests. */
import type { PatchOperation } from '../document/patch';
import type { Guest } from './abi';
import type { CheckContext, Problem, StepEvent, StepResult, Words } from './types';

type Json = Record<string, unknown>;

interface RawProblem {
  code: string;
  severity: 'error' | 'warning';
  place: { flow?: string; node?: string; field?: string; exit?: string };
  message: Words;
  mend: Words;
  fix?: { title: Words; patch: PatchOperation[] };
}

interface ReadError {
  path: string;
  message: Words;
  suggestion?: string;
}

export class Engine {
  private programs = new Map<number, Uint8Array>();
  private nextProgram = 1;

  constructor(private readonly guest: Guest) {}

  check(document: Json, context: CheckContext = {}): Problem[] {
    return problemsIn(parse(this.guest.call('read_check', encode({ document, context }))));
  }

  /** The program's number, for `step`. */
  compile(document: Json, flows: Readonly<Record<string, Json>>): { program: number } | { problems: Problem[] } {
    const answer = this.guest.call('compile', encode({ document, flows }));
    const rest = answer.slice(1);
    if (answer[0] !== 1) return { problems: problemsIn(parse(rest)) };
    const program = this.nextProgram++;
    this.programs.set(program, rest);
    return { program };
  }

  step(program: number, session: string | null, event: StepEvent): StepResult {
    const bytes = this.programs.get(program);
    if (!bytes) throw new Error('the program is gone');
    const answer = parse(this.guest.call('step_json', encode({ session, event }), bytes));
    if (typeof answer['error'] === 'string') throw new Error(answer['error']);
    return answer as unknown as StepResult;
  }

  forget(program: number): void {
    this.programs.delete(program);
  }
}

const encode = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const parse = (bytes: Uint8Array): Json => JSON.parse(new TextDecoder().decode(bytes)) as Json;

function problemsIn(answer: Json): Problem[] {
  if (typeof answer['error'] === 'string') throw new Error(answer['error']);
  const errors = answer['errors'] as ReadError[] | undefined;
  if (errors) return errors.map(fromReadError);
  return (answer['problems'] as RawProblem[]).filter((problem) => problem.place.flow === undefined).map(fromProblem);
}

function fromProblem({ code, severity, place, message, mend, fix }: RawProblem): Problem {
  return {
    code,
    severity,
    node: place.node ?? null,
    field: place.field ?? null,
    exit: place.exit ?? null,
    message,
    mend,
    fix: fix ?? null,
  };
}

/** A document that cannot even be read: its place is a path like `nodes.ask_1.settings.answer.type`. */
function fromReadError({ path, message, suggestion }: ReadError): Problem {
  const { node, field } = splitPath(path);
  return {
    code: 'unreadable',
    severity: 'error',
    node,
    field,
    exit: null,
    message,
    mend: { en: suggestion ? `Did you mean ${suggestion}?` : '', ja: suggestion ? `${suggestion} ではありませんか。` : '' },
    fix: null,
  };
}

export function splitPath(path: string): { node: string | null; field: string | null } {
  const match = /^nodes\.([A-Za-z0-9_-]+)\.?(.*)$/.exec(path);
  if (!match) return { node: null, field: path || null };
  return { node: match[1] ?? null, field: match[2] || null };
}
