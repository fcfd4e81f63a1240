/** The API of the fake hub: lists of repositories and of their files, in the form of the real one. */

import { createHash } from 'node:crypto';

/** What the API says about a repository, beside its files. */
export interface About {
  readonly gated?: false | 'auto' | 'manual';
  readonly tags?: readonly string[];
}

/** An answer of the API that is not the real one. */
export interface ApiFault {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** The files of the hub by their path: /OWNER/NAME/resolve/REVISION/FILE. */
type Files = Map<string, Buffer>;

/**
 * Answers a request to the API; undefined if it is none. A list of files names the commit, under which the files stay
 * available when the branch changes.
 */
export function apiAnswer(url: URL, files: Files, about: ReadonlyMap<string, About>): ApiAnswer | undefined {
  const path = decodeURIComponent(url.pathname);
  if (path === '/api/models') return json(200, searchResults(url.searchParams.get('search') ?? '', files));
  const [, repository, revision] = /^\/api\/models\/([^/]+\/[^/]+)\/revision\/(.+)$/.exec(path) ?? [];
  if (repository === undefined) return undefined;
  const main = filesAt(files, repository, 'main');
  if (main.size === 0) return json(401, { error: 'Invalid username or password.' });
  const listed = revision === 'main' || revision === undefined ? main : filesAt(files, repository, revision);
  if (listed.size === 0) return json(404, { error: 'Invalid rev id' }, { 'x-error-code': 'RevisionNotFound' });
  const commit = commitOf(listed);
  for (const [file, bytes] of listed) files.set(`/${repository}/resolve/${commit}/${file}`, bytes);
  const { gated = false, tags = [] } = about.get(repository) ?? {};
  const siblings = [...listed].map(([rfilename, bytes]) => sibling(rfilename, bytes));
  return json(200, { id: repository, sha: commit, private: false, gated, tags, siblings });
}

/** As in the real API, a file in large file storage has its SHA-256 in `lfs`. */
function sibling(rfilename: string, bytes: Buffer): object {
  const isLarge = /\.(onnx|bin)$/.test(rfilename);
  const lfs = { sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length, pointerSize: 130 };
  return { rfilename, size: bytes.length, blobId: gitBlobSha1(bytes), ...(isLarge && { lfs }) };
}

function searchResults(words: string, files: Files): object[] {
  const repositories = new Set([...files.keys()].map((path) => path.split('/').slice(1, 3).join('/')));
  return [...repositories]
    .filter((id) => words.split(' ').every((word) => id.toLowerCase().includes(word.toLowerCase())))
    .map((id) => ({ id, siblings: [...filesAt(files, id, 'main').keys()].map((rfilename) => ({ rfilename })) }));
}

function filesAt(files: Files, repository: string, revision: string): Map<string, Buffer> {
  const start = `/${repository}/resolve/${revision}/`;
  const there = [...files].filter(([path]) => path.startsWith(start));
  return new Map(there.map(([path, bytes]) => [path.slice(start.length), bytes]));
}

function commitOf(files: ReadonlyMap<string, Buffer>): string {
  const hash = createHash('sha1');
  for (const [file, bytes] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) hash.update(file).update(bytes);
  return hash.digest('hex');
}

export function gitBlobSha1(bytes: Uint8Array): string {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

function json(status: number, value: unknown, headers = {}): ApiAnswer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(value) };
}
