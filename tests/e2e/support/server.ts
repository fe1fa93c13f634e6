/** The real `tsunagi`: a process with a data folder of its own, and its command line. */

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export const ROOT = new URL('../../../', import.meta.url).pathname;
const BINARY = process.env['TSUNAGI_BIN'] ?? join(process.env['CARGO_TARGET_DIR'] ?? join(ROOT, 'target'), 'debug/tsunagi');
const run = promisify(execFile);

export interface ServerOptions {
  demo?: boolean;
  /** Settings by their names, such as `TSUNAGI_PROVIDER_URL_LINE`. */
  settings?: Record<string, string>;
}

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export class Server {
  #process: ChildProcess | undefined;
  #exited: Promise<Exit> = Promise.resolve({ code: null, signal: null });
  #log = '';

  private constructor(
    readonly url: string,
    private readonly port: number,
    private readonly data: string,
    private readonly options: ServerOptions,
  ) {}

  static async start(options: ServerOptions = {}): Promise<Server> {
    const port = await freePort();
    const data = mkdtempSync(join(tmpdir(), 'tsunagi-e2e-'));
    const server = new Server(`http://127.0.0.1:${port}`, port, join(data, 'data'), options);
    await server.run();
    return server;
  }

  /** Starts the process, also again on the same data and port; resolves when it answers. */
  async run(): Promise<void> {
    const flags = this.options.demo ? ['--demo'] : [];
    const child = spawn(BINARY, ['serve', '--port', String(this.port), '--data', this.data, ...flags], {
      env: this.#environment(),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#process = child;
    this.#exited = new Promise((done) => child.once('exit', (code, signal) => done({ code, signal })));
    await new Promise<void>((ready, failed) => {
      child.once('error', (error) => failed(new Error(`${BINARY} cannot be started: ${error.message}`)));
      child.once('exit', (code) => failed(new Error(`tsunagi ended with ${code} before it was ready:\n${this.#log}`)));
      let line = '';
      child.stderr.on('data', (bytes: Buffer) => {
        this.#log = (this.#log + String(bytes)).slice(-20_000);
        line = (line + String(bytes)).slice(-20_000);
        if (line.includes('Tsunagi is ready')) ready();
      });
    });
  }

  /** Sends a signal and waits for the end. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<Exit> {
    this.#process?.kill(signal);
    return await this.#exited;
  }

  async remove(): Promise<void> {
    await this.stop('SIGKILL');
    rmSync(join(this.data, '..'), { recursive: true, force: true });
  }

  /** Runs a command beside the server; resolves to what it printed. */
  async cli(...words: string[]): Promise<string> {
    const { stdout } = await run(BINARY, [...words, '--data', this.data], { env: this.#environment(), cwd: ROOT });
    return stdout.trim();
  }

  /** The last things that the server said. */
  get log(): string {
    return this.#log;
  }

  #environment(): NodeJS.ProcessEnv {
    const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('TSUNAGI_'));
    return { ...Object.fromEntries(inherited), TSUNAGI_LOG: 'warn', TSUNAGI_PUBLIC_URL: this.url, ...this.options.settings };
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((done) => probe.listen(0, '127.0.0.1', done));
  const { port } = probe.address() as AddressInfo;
  await new Promise((done) => probe.close(done));
  return port;
}
