import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compareTowers } from '../../../src/model/prepare/compare.ts';
import {
  findPrepared,
  type HalfRecord,
  newRecord,
  type PreparedRecord,
  preparedFolder,
  removeOutdated,
  writeRecord,
} from '../../../src/model/prepare/record.ts';
import { BUILT_IN_MODEL, loadManifest } from '../../../src/model/store/manifest.ts';
import { readModelFolder } from '../../../src/model/store/model-folder.ts';
import { temporaryFolder } from '../../support/photos/drawings.ts';

const pocket = readModelFolder(`models/${BUILT_IN_MODEL}`, loadManifest(BUILT_IN_MODEL));
const HASH = '0123456789abcdef'.repeat(4);
const nothing: HalfRecord = { result: 'nothing to do', weights: 0 };
const faster: HalfRecord = { result: 'faster', weights: 7, msBefore: 70, msAfter: 30, file: 'vision/v.onnx', size: 4 };

function put(store: string, hash: string, overrides: Partial<PreparedRecord> = {}): string {
  const folder = preparedFolder(store, hash);
  mkdirSync(join(folder, 'vision'), { recursive: true });
  writeFileSync(join(folder, 'vision', 'v.onnx'), 'onnx');
  writeRecord(folder, { ...newRecord(pocket, hash), halves: { vision: faster, text: nothing }, ...overrides });
  return folder;
}

describe('the record of prepared files', () => {
  it('leads to files that are whole', () => {
    const store = temporaryFolder();
    const file = join(put(store, HASH), 'vision', 'v.onnx');
    expect(findPrepared(store, pocket, HASH)).toEqual({ visionFile: file });
    writeFileSync(file, 'onn');
    expect(findPrepared(store, pocket, HASH)).toBeUndefined();
    rmSync(file);
    expect(findPrepared(store, pocket, HASH)).toBeUndefined();
  });

  it('counts for this model, version and processor only, and if it can be read', () => {
    const store = temporaryFolder();
    const former = [{ program: '0.0.1' }, { processor: 'another' }, { fingerprint: `${HASH.slice(0, 63)}0` }];
    for (const overrides of former) {
      put(store, HASH, overrides);
      expect(findPrepared(store, pocket, HASH)).toBeUndefined();
    }
    const folder = put(store, HASH);
    expect(findPrepared(store, pocket, HASH)).toBeDefined();
    for (const text of ['{', '{}', 'null', '']) {
      writeFileSync(join(folder, 'prepared.json'), text);
      expect(findPrepared(store, pocket, HASH)).toBeUndefined();
    }
  });

  it('counts attempts of the same work', () => {
    const first = newRecord(pocket, HASH);
    expect(newRecord(pocket, HASH, first).attempts).toBe(2);
    expect(newRecord(pocket, HASH, { ...first, attempts: 2, processor: 'another' }).attempts).toBe(1);
  });

  it('removes what was made from former files of the model, and of models that are gone', () => {
    const store = temporaryFolder();
    const hashes = { former: 'a', gone: 'b', other: 'c', current: 'd' };
    const elsewhere = temporaryFolder();
    put(store, hashes.former.repeat(64));
    put(store, hashes.gone.repeat(64), { model: { name: 'pocket', folder: join(elsewhere, 'gone') } });
    put(store, hashes.other.repeat(64), { model: { name: 'pocket', folder: elsewhere } });
    put(store, hashes.current.repeat(64));
    removeOutdated(store, newRecord(pocket, hashes.current.repeat(64)));
    expect(readdirSync(join(store, 'prepared')).sort()).toEqual(['c'.repeat(32), 'd'.repeat(32)]);
  });
});

describe('the comparison of two towers', () => {
  const tower = (vectorOf: (input: number) => number[]) => ({
    embed: async (inputs: readonly number[]) => inputs.map((input) => Float32Array.from(vectorOf(input))),
  });

  it('finds a difference of one bit, in any input', async () => {
    const same = await compareTowers(
      tower((input) => [input, 0]),
      tower((input) => [input, 0]),
      [1, 2, 3],
    );
    expect(same.isIdentical).toBe(true);
    for (const odd of [1, 2, 3]) {
      const close = tower((input) => [input === odd ? input * (1 + 2 ** -23) : input, 0]);
      expect(
        (
          await compareTowers(
            tower((input) => [input, 0]),
            close,
            [1, 2, 3],
          )
        ).isIdentical,
      ).toBe(false);
    }
    const negativeZero = tower((input) => [input, -0]);
    expect(
      (
        await compareTowers(
          tower((input) => [input, 0]),
          negativeZero,
          [1],
        )
      ).isIdentical,
    ).toBe(false);
  });

  it('measures both', async () => {
    const slow = {
      async embed() {
        await new Promise((resolve) => setTimeout(resolve, 30));
        return [new Float32Array(1)];
      },
    };
    const { msBefore, msAfter } = await compareTowers(slow, { embed: async () => [new Float32Array(1)] }, [1, 2, 3]);
    expect(msBefore).toBeGreaterThan(25);
    expect(msAfter).toBeLessThan(msBefore);
  });
});
