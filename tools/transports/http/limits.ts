/** Limits for all clients of the MCP server together. */

export interface Limits {
  /** No assistant sends twenty requests a second. The requests of a whole minute may come at once. */
  readonly requestsPerMinute: number;
  /** Maximum number of answers in progress. The engine works on one query at a time, so more would only wait. */
  readonly concurrency: number;
  /** Maximum number of sessions, which only clients of 2025 use. Each session takes a few kilobytes. */
  readonly sessions: number;
  /** A session without a connection ends after this time, in milliseconds. Its client then starts another. */
  readonly idleMs: number;
}

export const LIMITS: Limits = { requestsPerMinute: 1_200, concurrency: 32, sessions: 64, idleMs: 30 * 60_000 };
