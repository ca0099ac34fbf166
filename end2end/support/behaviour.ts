/** How a mail server may treat a message, well or badly: what `support/sink.ts` is told to do. */

/** What happens to one message. */
export type Fate =
  | { kind: 'take'; wait: number }
  /** Answered with this code and these words, and not kept. */
  | { kind: 'answer'; code: number; words: string }
  /** Kept, but the line is cut before the answer: whoever sent it cannot know. */
  | { kind: 'cut' };

/** Chances of a message, each between 0 and 1; the rest is taken at once. */
export interface Odds {
  /** The same seed gives the same sequence of fates. */
  seed: number;
  /** 451 after DATA. */
  later?: number;
  cut?: number;
  /** 550 after DATA. */
  refuse?: number;
  /** Taken after `slowMs`. */
  slow?: number;
  slowMs?: number;
  /** How often one Message-ID is answered with 451 or cut off at most; without it there is no end to bad luck. */
  most?: number;
}

/** `slow` waits before every answer of the conversation, from the greeting on. */
export type Mode =
  | { kind: 'ok' }
  | { kind: 'slow'; ms: number }
  | { kind: 'later'; at: 'rcpt' | 'data' }
  | { kind: 'refuse' }
  | { kind: 'cut' }
  | { kind: 'mixed'; odds: Odds };

/** What an address is always answered, whatever the mode. */
export interface Rule {
  code: number;
  words: string;
}

export const OK: Mode = { kind: 'ok' };
export const CUT: Mode = { kind: 'cut' };
export const REFUSE: Mode = { kind: 'refuse' };
export const slow = (ms = 5_000): Mode => ({ kind: 'slow', ms });
export const later = (at: 'rcpt' | 'data' = 'rcpt'): Mode => ({ kind: 'later', at });
export const mixed = (odds: Odds): Mode => ({ kind: 'mixed', odds });

export const LATER_WORDS = '4.3.0 Please try again later';
export const REFUSED_WORDS = '5.1.1 The address does not exist';

const TAKE: Fate = { kind: 'take', wait: 0 };

/** A sequence of numbers from 0 up to 1 (mulberry32). */
function sequence(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixing = Math.imul(state ^ (state >>> 15), state | 1);
    mixing ^= mixing + Math.imul(mixing ^ (mixing >>> 7), mixing | 61);
    return ((mixing ^ (mixing >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Decides message by message. */
export class Behaviour {
  private random: () => number;
  private readonly harmed = new Map<string, number>();
  private spared = 0;

  constructor(readonly mode: Mode) {
    this.random = sequence(mode.kind === 'mixed' ? mode.odds.seed : 0);
  }

  /** The next `count` messages are taken. */
  spare(count: number): void {
    this.spared = count;
  }

  /** How long to wait before any answer. */
  get pause(): number {
    return this.mode.kind === 'slow' ? this.mode.ms : 0;
  }

  /** The answer to RCPT, if it is not 250. */
  recipient(): Rule | undefined {
    if (this.mode.kind === 'refuse') return { code: 550, words: REFUSED_WORDS };
    if (this.mode.kind === 'later' && this.mode.at === 'rcpt') return { code: 451, words: LATER_WORDS };
    return undefined;
  }

  /** What becomes of a message that is here in full. */
  fate(messageId: string): Fate {
    if (this.mode.kind === 'cut') return { kind: 'cut' };
    if (this.mode.kind === 'later') return { kind: 'answer', code: 451, words: LATER_WORDS };
    if (this.mode.kind !== 'mixed') return TAKE;
    if (this.spared > 0) {
      this.spared -= 1;
      return TAKE;
    }
    return this.drawn(messageId, this.mode.odds);
  }

  private drawn(messageId: string, odds: Odds): Fate {
    let left = this.random();
    const falls = (chance = 0): boolean => (left -= chance) < 0;
    const harm = this.harmed.get(messageId) ?? 0;
    const enough = harm >= (odds.most ?? Infinity);
    const isLater = falls(odds.later);
    const isCut = !isLater && falls(odds.cut);
    if (isLater || isCut) {
      if (enough) return TAKE;
      this.harmed.set(messageId, harm + 1);
      return isCut ? { kind: 'cut' } : { kind: 'answer', code: 451, words: LATER_WORDS };
    }
    if (falls(odds.refuse)) return { kind: 'answer', code: 550, words: REFUSED_WORDS };
    return falls(odds.slow) ? { kind: 'take', wait: odds.slowMs ?? 300 } : TAKE;
  }
}
