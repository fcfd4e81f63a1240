/**
 * Which version of a file a hub's answer is about, and what is asked of the next answer so that it goes on with the same
 * one. The rules of Range, If-Range and ETag are those of RFC 9110, sections 8.8.3, 13.1.5 and 14. Pure.
 */

import type { Answer } from '../../net/request.ts';

/** What identifies one version of a file: the tag of the hub's redirecting answer and that of the last answer. */
export interface Tags {
  readonly linkedEtag?: string | undefined;
  readonly etag?: string | undefined;
}

/** What the finished file must be, as far as the hub says. */
export interface Expected {
  /** Bytes. */
  readonly size: number | undefined;
  /** Hex SHA-256 or git blob SHA-1; the length tells which. */
  readonly hash: string | undefined;
  /** The hub's tag of the file, without quotes. */
  readonly etag: string | undefined;
}

type Head = Pick<Answer, 'status' | 'header' | 'linkedEtag' | 'linkedSize' | 'sameOrigin'>;

export function tagsOf({ linkedEtag, header }: Head): Tags {
  return { linkedEtag, etag: header('etag') };
}

/** @param have bytes that are on disk already. */
export function rangeHeaders(have: number, { etag }: Tags): Record<string, string> {
  if (have === 0) return {};
  // If-Range takes strong tags only.
  const condition = etag !== undefined && !etag.startsWith('W/') ? { 'if-range': etag } : {};
  return { range: `bytes=${have}-`, ...condition };
}

/** The first byte that a partial answer brings. */
export function rangeStart({ header }: Head): number | undefined {
  const start = /^bytes (\d+)-/.exec(header('content-range') ?? '')?.[1];
  return start === undefined ? undefined : Number(start);
}

/** Bytes of the whole file; undefined where the answer does not say. */
export function totalSize({ status, header, linkedSize }: Head): number | undefined {
  const range = /\/(\d+)$/.exec(header('content-range') ?? '')?.[1];
  const length = status === 200 ? header('content-length') : undefined;
  const announced = range ?? length;
  return linkedSize ?? (announced === undefined ? undefined : Number(announced));
}

/** True where a tag proves it; without any tag two answers are never of the same version. */
export function isSameVersion(a: Tags, b: Tags): boolean {
  const pairs = [
    [a.linkedEtag, b.linkedEtag],
    [a.etag, b.etag],
  ].filter((pair) => pair.every((tag) => tag !== undefined));
  return pairs.length > 0 && pairs.every(([one, other]) => plainTag(one!) === plainTag(other!));
}

/**
 * The Hugging Face hub's tag is the SHA-256 of a file in large file storage, else the SHA-1 of its git blob (the
 * hub's authors say so in huggingface_hub#731). Another server's own tag, such as a CDN's, may have the same form and
 * mean something else, so it does not count as a hash.
 */
export function expectedOf(answer: Head): Expected {
  const tag = answer.linkedEtag ?? (answer.sameOrigin ? answer.header('etag') : undefined);
  const etag = tag === undefined ? undefined : plainTag(tag);
  const hash = etag !== undefined && /^([0-9a-f]{64}|[0-9a-f]{40})$/.test(etag) ? etag : undefined;
  return { size: totalSize(answer), etag, hash };
}

function plainTag(tag: string): string {
  return tag.replace(/^W\//, '').replaceAll('"', '');
}
