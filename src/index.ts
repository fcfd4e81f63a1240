/** What a program gets that imports picsift: see docs/library.md. */

export type { ErrorCode } from './base/errors.ts';
export { PicsiftError } from './base/errors.ts';
export type {
  Engine,
  EngineOptions,
  IndexOptions,
  OpenOptions,
  Overview,
  SearchAnswer,
  SearchRequest,
  SentPicture,
  Status,
  TagRequest,
  TagResult,
  Watcher,
} from './engine/api.ts';
export { openEngine } from './engine/engine.ts';
