/**
 * A mail server on loopback that keeps what it is given and, when told to, behaves as badly as mail servers do:
 * slow, refusing, cutting the line, gone. The modes are in `behaviour.ts`.
 */
import { createServer, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { TLSSocket } from 'node:tls';
import PostalMime from 'postal-mime';
import { SMTPServer, type SMTPServerAuthentication, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { Behaviour, OK, type Mode, type Rule } from './behaviour';
import { makeCertificate, type Certificate } from './certificate';

/** A message as it came. */
export interface Mail {
  /** With its angle brackets. */
  messageId: string;
  /** The addresses of the envelope. */
  to: string[];
  from: string;
  subject: string;
  text: string;
  html: string;
  raw: string;
  /** By name in small letters, as they were written; of several with one name the first. */
  headers: Record<string, string>;
  /** When it was here in full, in milliseconds. */
  at: number;
  /** Whether the line was cut before the answer. */
  cut: boolean;
}

export interface SinkOptions {
  /** Nobody sends without it (AUTH PLAIN or LOGIN). */
  auth?: { user: string; password: string };
  /** `starttls`: nothing is taken before it; `tls`: from the first byte. */
  tls?: 'starttls' | 'tls';
}

/** How often what was answered to a message or its recipient. */
export interface Tally {
  taken: number;
  cut: number;
  later: number;
  refused: number;
}

type Done = (error?: Error | null, message?: string) => void;

const failure = ({ code, words }: Rule): Error => Object.assign(new Error(words), { responseCode: code });

/**
 * A free port below those that connections going out are given: while nobody listens, a client that tries again and
 * again would sooner or later be given that very port and talk to itself; and it has to be free again for the restart.
 */
async function steadyPort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const free = await new Promise<boolean>((done) => {
      const probe = createServer();
      probe.once('error', () => done(false));
      probe.listen(port, '127.0.0.1', () => probe.close(() => done(true)));
    });
    if (free) return port;
  }
}

export class Sink {
  private server: SMTPServer | undefined;
  private behaviour = new Behaviour(OK);
  private readonly rules = new Map<string, Rule>();
  private readonly sockets = new Map<number, Socket>();
  private readonly kept: Mail[] = [];
  private readonly counts: Tally = { taken: 0, cut: 0, later: 0, refused: 0 };

  constructor(
    readonly port: number,
    private readonly options: SinkOptions,
    private readonly certificate: Certificate | undefined,
  ) {}

  /** The address for the setting MADOGUCHI_MAIL. */
  get url(): string {
    const scheme = { none: 'smtp', starttls: 'smtp+starttls', tls: 'smtps' }[this.options.tls ?? 'none'];
    return `${scheme}://127.0.0.1:${this.port}`;
  }

  /** The file with the authority behind the certificate, when there is one. */
  get authority(): string | undefined {
    return this.certificate?.authority;
  }

  /** What was kept so far, oldest first: also what was cut off after DATA, and every repetition. */
  messages(): Mail[] {
    return [...this.kept];
  }

  tally(): Tally {
    return { ...this.counts };
  }

  /** From the next answer on. */
  behave(mode: Mode): void {
    this.behaviour = new Behaviour(mode);
  }

  /** The next `count` messages of a mixed mode are taken. */
  spare(count: number): void {
    this.behaviour.spare(count);
  }

  /** What this address is answered at RCPT from now on; nothing takes the rule away. */
  always(address: string, rule?: Rule): void {
    if (rule) this.rules.set(address.toLowerCase(), rule);
    else this.rules.delete(address.toLowerCase());
  }

  /** Listens again, on the same port and with the same messages. */
  async restart(): Promise<void> {
    if (this.server) return;
    const server = this.build();
    await new Promise<void>((done, fail) => {
      server.once('error', fail);
      server.listen(this.port, '127.0.0.1', () => done());
    });
    // A client that is killed in the middle of a sentence is what these tests are about.
    server.on('error', () => undefined);
    this.server = server;
  }

  /** Cuts every line and listens no longer. The messages stay. */
  async stop(): Promise<void> {
    const server = this.server;
    this.server = undefined;
    if (!server) return;
    const closed = new Promise<void>((done) => server.close(() => done()));
    for (const socket of this.sockets.values()) socket.destroy();
    await closed;
  }

  async close(): Promise<void> {
    await this.stop();
    this.certificate?.discard();
  }

  private build(): SMTPServer {
    const { auth, tls } = this.options;
    const disabledCommands = [...(auth ? [] : ['AUTH']), ...(tls === 'starttls' ? [] : ['STARTTLS'])];
    const server = new SMTPServer({
      ...(this.certificate ? { key: this.certificate.key, cert: this.certificate.cert } : {}),
      secure: tls === 'tls',
      disabledCommands,
      authMethods: ['PLAIN', 'LOGIN'],
      allowInsecureAuth: tls === undefined,
      disableReverseLookup: true,
      logger: false,
      onAuth: (given, _session, done) => this.signIn(given, done),
      onSecure: (socket, _session, done) => {
        this.pace(socket);
        done();
      },
      onMailFrom: (_address, session, done) => {
        const early = tls === 'starttls' && !session.secure;
        done(early ? failure({ code: 530, words: '5.7.0 Must issue a STARTTLS command first' }) : null);
      },
      onRcptTo: ({ address }, _session, done) => {
        const rule = this.rules.get(address.toLowerCase()) ?? this.behaviour.recipient();
        if (rule) this.count(rule);
        done(rule ? failure(rule) : null);
      },
      onData: (stream, session, done) => this.receive(stream, session, done),
    });
    server.server.prependListener('connection', (socket: Socket) => {
      const port = socket.remotePort ?? 0;
      this.sockets.set(port, socket);
      socket.once('close', () => this.sockets.delete(port));
      this.pace(socket);
    });
    return server;
  }

  private signIn(given: SMTPServerAuthentication, done: (error: Error | null, response?: { user: string }) => void): void {
    const wanted = this.options.auth;
    const good = wanted && given.username === wanted.user && given.password === wanted.password;
    if (good) done(null, { user: wanted.user });
    else done(failure({ code: 535, words: '5.7.8 Authentication credentials invalid' }));
  }

  /** Puts the pause of the slow mode before everything that is written to this line. */
  private pace(socket: Socket | TLSSocket): void {
    const write = socket.write.bind(socket) as (...given: unknown[]) => boolean;
    const end = socket.end.bind(socket) as (...given: unknown[]) => Socket;
    let waiting = 0;
    let queue = Promise.resolve();
    const inTurn = (ms: number, act: () => void): void => {
      waiting += 1;
      queue = queue.then(async () => {
        if (ms > 0) await wait(ms);
        waiting -= 1;
        if (!socket.destroyed) act();
      });
    };
    socket.write = ((...given: unknown[]) => {
      const ms = this.behaviour.pause;
      if (ms === 0 && waiting === 0) return write(...given);
      inTurn(ms, () => write(...given));
      return true;
    }) as typeof socket.write;
    socket.end = ((...given: unknown[]) => {
      if (waiting === 0) end(...given);
      else inTurn(0, () => end(...given));
      return socket;
    }) as typeof socket.end;
  }

  private count({ code }: Rule): void {
    this.counts[code >= 500 ? 'refused' : 'later'] += 1;
  }

  private receive(stream: SMTPServerDataStream, session: SMTPServerSession, done: Done): void {
    const pieces: Buffer[] = [];
    stream.on('data', (piece: Buffer) => pieces.push(piece));
    // A line that ends in the middle of a message brings an error here, and then nothing was received.
    stream.on('error', () => undefined);
    stream.on('end', () => {
      this.decide(Buffer.concat(pieces), session, done).catch((error: unknown) => {
        done(failure({ code: 554, words: `5.6.0 The message cannot be read: ${String(error)}` }));
      });
    });
  }

  private async decide(raw: Buffer, session: SMTPServerSession, done: Done): Promise<void> {
    const at = Date.now();
    const mail = await this.read(raw, session, at);
    const fate = this.behaviour.fate(mail.messageId);
    if (fate.kind === 'answer') {
      this.count(fate);
      done(failure(fate));
      return;
    }
    this.kept.push({ ...mail, cut: fate.kind === 'cut' });
    this.counts[fate.kind === 'cut' ? 'cut' : 'taken'] += 1;
    if (fate.kind === 'cut') {
      this.sockets.get(session.remotePort)?.destroy();
      return;
    }
    if (fate.wait > 0) await wait(fate.wait);
    done(null, '2.0.0 Ok: kept');
  }

  private async read(raw: Buffer, session: SMTPServerSession, at: number): Promise<Mail> {
    const found = await PostalMime.parse(raw);
    const headers: Record<string, string> = {};
    for (const { key, value } of found.headers) headers[key.toLowerCase()] ??= value;
    const { mailFrom, rcptTo } = session.envelope;
    return {
      messageId: found.messageId ?? '',
      to: rcptTo.map(({ address }) => address),
      from: mailFrom ? mailFrom.address : '',
      subject: found.subject ?? '',
      text: found.text ?? '',
      html: found.html ?? '',
      raw: raw.toString('utf8'),
      headers,
      at,
      cut: false,
    };
  }
}

/** A sink that takes everything, on a port of its own. */
export async function startSink(options: SinkOptions = {}): Promise<Sink> {
  const certificate = options.tls ? makeCertificate() : undefined;
  try {
    const sink = new Sink(await steadyPort(), options, certificate);
    await sink.restart();
    return sink;
  } catch (error) {
    certificate?.discard();
    throw error;
  }
}
