/** A fake hub, and a folder to download into. */

import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { PicsiftError } from '../../../src/base/errors.ts';
import { type Downloaded, type DownloadOptions, downloadFile } from '../../../src/model/store/download.ts';
import { type Hub, startHub } from './hub-stand-in.ts';

export const REPOSITORY = 'someone/model';
export const BYTES = randomBytes(500_000);
export const TIMEOUTS = { connect: 1_000, headers: 200, body: 200 };

export interface Downloads {
  readonly hub: Hub;
  readonly folder: string;
  readonly target: string;
  /** Downloads to the target. */
  get(url: string, options?: Partial<DownloadOptions>): Promise<Downloaded>;
}

/** The fake hub ends with the test. */
export async function startDownloads(options: { token?: string } = {}): Promise<Downloads> {
  const hub = await startHub(options);
  const folder = mkdtempSync(join(tmpdir(), 'picsift-download-'));
  onTestFinished(async () => {
    await hub.close();
    rmSync(folder, { recursive: true });
  });
  const target = join(folder, 'onnx', 'model.bin');
  return { hub, folder, target, get: (url, some) => downloadFile({ url, target, timeouts: TIMEOUTS, ...some }) };
}

export const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

export async function failure(work: Promise<unknown>): Promise<PicsiftError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(PicsiftError);
  return error as PicsiftError;
}
