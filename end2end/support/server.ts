/** The built program as a process of its own: started on a free port with a database of its own, asked, stopped, killed. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';

const REPOSITORY = resolve(__dirname, '../..');
const PROGRAM = resolve(REPOSITORY, process.env.MADOGUCHI_BIN ?? 'target/release/madoguchi');
const SITE = resolve(REPOSITORY, process.env.MADOGUCHI_SITE ?? 'target/site');
/** Everything a run leaves behind; git ignores it. */
export const RUN_FOLDER = resolve(__dirname, '../results/run');
/** The desk that `serve` makes on an empty database. */
export const FIRST_DESK = '在宅医療相談窓口';

/** What another process needs to reach a running server. */
export interface House {
  name: string;
  url: string;
  port: number;
  folder: string;
  /** What it is told besides. */
  settings: Record<string, string>;
}

/** The desk commands of the program, which may run while the server does. */
export async function command(house: House, ...args: string[]): Promise<string> {
  const run = promisify(execFile);
  const { stdout } = await run(PROGRAM, args, { cwd: house.folder, env: environment(house), timeout: 120_000 });
  return stdout;
}

/** The one-time link that a command printed. */
export function oneTimeLink(output: string): string {
  const line = output.split('\n').find((text) => text.startsWith('http'));
  if (!line) throw new Error(`no line beginning with http in:\n${output}`);
  return line.trim();
}

function environment(house: House): NodeJS.ProcessEnv {
  // Settings of the person who runs the tests must not leak into the program under test.
  const own = Object.fromEntries(Object.entries(process.env).filter(([key]) => !key.startsWith('MADOGUCHI_')));
  return {
    ...own,
    MADOGUCHI_LISTEN: `127.0.0.1:${house.port}`,
    MADOGUCHI_DATABASE: `sqlite:${join(house.folder, 'madoguchi.db')}`,
    MADOGUCHI_SITE: SITE,
    MADOGUCHI_PUBLIC_URL: house.url,
    ...house.settings,
  };
}

async function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      probe.close(() => done(port));
    });
  });
}

export class Server {
  private child: ChildProcess | undefined;
  private output = '';

  private constructor(readonly house: House) {}

  /** A server with an empty database in a new temporary folder, and settings of its own besides. */
  static async start(name: string, settings: Record<string, string> = {}): Promise<Server> {
    if (!existsSync(PROGRAM)) throw new Error(`${PROGRAM} is missing: run .ci/build first, or set MADOGUCHI_BIN`);
    const folder = mkdtempSync(join(tmpdir(), `madoguchi-${name}-`));
    const port = await freePort();
    const server = new Server({ name, port, folder, url: `http://127.0.0.1:${port}`, settings });
    await server.run();
    return server;
  }

  /** Starts the program again on the same folder and port; answers how many milliseconds passed until it was ready. */
  async run(): Promise<number> {
    mkdirSync(RUN_FOLDER, { recursive: true });
    this.output = '';
    const began = performance.now();
    const child = spawn(PROGRAM, ['serve'], {
      cwd: this.house.folder,
      env: environment(this.house),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    const keep = (piece: Buffer): void => {
      this.output += piece.toString('utf8');
      appendFileSync(join(RUN_FOLDER, `${this.house.name}.log`), piece);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    await this.untilReady(child);
    return performance.now() - began;
  }

  private async untilReady(child: ChildProcess): Promise<void> {
    const limit = Date.now() + 60_000;
    while (Date.now() < limit) {
      if (child.exitCode !== null || child.signalCode !== null) {
        throw new Error(`the server ended while starting (${child.exitCode ?? child.signalCode}):\n${this.output}`);
      }
      try {
        const answer = await fetch(`${this.house.url}/health/ready`, { signal: AbortSignal.timeout(2_000) });
        if (answer.ok) return;
      } catch {
        // not listening yet
      }
      await wait(25);
    }
    throw new Error(`the server was not ready after 60 s:\n${this.output}`);
  }

  /** The administrator's link that the first start prints. */
  firstLink(): string {
    return oneTimeLink(this.output);
  }

  /** Asks it to end, as an operator would, and fails if it does not: a stop that needs force is a defect. */
  async stop(): Promise<void> {
    const child = this.child;
    if (!child) return;
    const code = await this.end('SIGTERM', 15_000);
    if (code === 'late') {
      await this.end('SIGKILL', 5_000);
      throw new Error(`the server ${this.house.name} did not end within 15 s of SIGTERM`);
    }
  }

  /** Ends it with no chance to finish anything. */
  async kill(): Promise<void> {
    await this.end('SIGKILL', 5_000);
  }

  private async end(signal: NodeJS.Signals, patience: number): Promise<'ended' | 'late'> {
    const child = this.child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return 'ended';
    const ended = new Promise<'ended'>((done) => child.once('exit', () => done('ended')));
    // Only this very process, by the handle it was started with.
    child.kill(signal);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((done) => {
      timer = setTimeout(() => done('late'), patience);
    });
    const result = await Promise.race([ended, late]);
    clearTimeout(timer);
    return result;
  }

  /** Removes the database; only after stop() or kill(). */
  discard(): void {
    rmSync(this.house.folder, { recursive: true, force: true });
  }
}
