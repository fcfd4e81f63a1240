/** Tells a server that hangs from one that works for long: it shows signs of life. */

export interface Patience {
  /** Milliseconds without a sign of life after which the handshake has failed. */
  readonly handshakeMs: number;
  /** The same for a call. */
  readonly callMs: number;
  /** Milliseconds after which a handshake has failed anyway. */
  readonly longestHandshakeMs: number;
}

/** Hosts wait for a handshake between 10 seconds (Codex) and some minutes. */
export const PATIENCE: Patience = { handshakeMs: 15_000, callMs: 30_000, longestHandshakeMs: 90_000 };

/** The server gave no sign of life for this long. */
export class HangError extends Error {
  readonly seconds: number;

  constructor(ms: number) {
    super(`no sign of life for ${ms} ms`);
    this.seconds = Math.round(ms / 1000);
  }
}

export interface Watchdog {
  /** Aborts when the server hangs, with a HangError as the reason, or with the outer signal. */
  readonly signal: AbortSignal;
  /** The server shows a sign of life. */
  alive(): void;
  end(): void;
}

/** @param longestMs after this time, signs of life do not count any more. */
export function watchdog(silentMs: number, outer: AbortSignal, longestMs = Number.POSITIVE_INFINITY): Watchdog {
  const hang = new AbortController();
  const startedAt = performance.now();
  const bark = () => hang.abort(new HangError(Math.min(performance.now() - startedAt, longestMs)));
  let timer = setTimeout(bark, silentMs);
  return {
    signal: AbortSignal.any([outer, hang.signal]),
    alive() {
      if (performance.now() - startedAt + silentMs > longestMs) return;
      clearTimeout(timer);
      timer = setTimeout(bark, silentMs);
    },
    end: () => clearTimeout(timer),
  };
}
