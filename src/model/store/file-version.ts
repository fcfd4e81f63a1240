/**
 * Identifies the version of a file in a hub's answer, and makes the headers that continue a download with the same
 * version. Range, If-Range and ETag are defined in RFC 9110, sections 8.8.3, 13.1.5 and 14. Pure.
 */

import type { Answer } from '../../net/request.ts';

/** The ETags that identify one version of a file: that of the hub's redirect, and that of the final answer. */
export interface Tags {
  readonly linkedEtag?: string | undefined;
  readonly etag?: string | undefined;
}

/** What somebody says about the finished file, as far as it is known. */
export interface Claim {
  /** Bytes. */
  readonly size?: number | undefined;
  /** Lower-case hex SHA-256 or git blob SHA-1, distinguished by length. */
  readonly hash?: string | undefined;
}

/** What the hub's answer says about the finished file. */
export interface Expected extends Claim {
  /** The hub's ETag of the file, without quotes. */
  readonly etag: string | undefined;
}

type Head = Pick<Answer, 'status' | 'header' | 'linkedEtag' | 'linkedSize' | 'sameOrigin'>;

export function tagsOf({ linkedEtag, header }: Head): Tags {
  return { linkedEtag, etag: header('etag') };
}

/**
 * Make the headers of a request that resumes a download.
 * @param have number of bytes on disk.
 */
export function rangeHeaders(have: number, { etag }: Tags): Record<string, string> {
  if (have === 0) return {};
  // If-Range takes strong tags only.
  const condition = etag !== undefined && !etag.startsWith('W/') ? { 'if-range': etag } : {};
  return { range: `bytes=${have}-`, ...condition };
}

/** Read the offset of the first byte in a partial answer. */
export function rangeStart({ header }: Head): number | undefined {
  const start = /^bytes (\d+)-/.exec(header('content-range') ?? '')?.[1];
  return start === undefined ? undefined : Number(start);
}

/** Read the size of the complete file in bytes; undefined if the answer does not announce it. */
export function totalSize({ status, header, linkedSize }: Head): number | undefined {
  const range = /\/(\d+)$/.exec(header('content-range') ?? '')?.[1];
  const length = status === 200 ? header('content-length') : undefined;
  const announced = range ?? length;
  return linkedSize ?? (announced === undefined ? undefined : Number(announced));
}

/** Decide by the tags whether two answers have the same version. Without tags in common the answer is no. */
export function isSameVersion(a: Tags, b: Tags): boolean {
  const pairs = [
    [a.linkedEtag, b.linkedEtag],
    [a.etag, b.etag],
  ].filter((pair) => pair.every((tag) => tag !== undefined));
  return pairs.length > 0 && pairs.every(([one, other]) => plainTag(one!) === plainTag(other!));
}

/**
 * Read the properties that the finished file must have. The Hugging Face hub's ETag is the SHA-256 of a file in large
 * file storage, else the SHA-1 of its git blob (source: huggingface_hub#731). The ETag of another server, such as a
 * CDN, may have the same form and a different meaning, so it is not used as a hash.
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
