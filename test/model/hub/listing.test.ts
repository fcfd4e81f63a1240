import { describe, expect, it } from 'vitest';
import { parseListing } from '../../../src/model/hub/listing.ts';

const REPOSITORY = 'someone/model';
const SHA1 = 'a'.repeat(40);
const SHA256 = 'b'.repeat(64);

const file = (rfilename: string, more = {}) => ({ rfilename, size: 3, blobId: SHA1, ...more });
const answer = (more = {}) => ({ sha: SHA1, siblings: [file('config.json')], ...more });

describe("a hub's list of files", () => {
  it('gives the commit, sizes, and hashes of both kinds', () => {
    const siblings = [
      file('onnx/a b.onnx', { lfs: { sha256: SHA256, size: 3 } }),
      file('tokenizer.json', { lfs: null }),
    ];
    const tags = ['onnx', 'license:apache-2.0'];
    expect(parseListing(answer({ siblings, tags, gated: 'manual', more: 1 }), REPOSITORY)).toEqual({
      repository: REPOSITORY,
      commit: SHA1,
      files: [
        { path: 'onnx/a b.onnx', size: 3, hash: SHA256 },
        { path: 'tokenizer.json', size: 3, hash: SHA1 },
      ],
      isGated: true,
      licence: 'apache-2.0',
    });
    expect(parseListing(answer(), REPOSITORY)).toMatchObject({ isGated: false, licence: undefined });
  });

  it('has no hash for a large file of which the hub tells only that of its pointer', () => {
    for (const lfs of [{ size: 3, pointerSize: 130 }, { sha256: null }]) {
      const { files } = parseListing(answer({ siblings: [file('a.onnx', { lfs })] }), REPOSITORY);
      expect(files).toEqual([{ path: 'a.onnx', size: 3, hash: undefined }]);
    }
  });

  it.each<readonly [string, unknown, RegExp]>([
    ['no list', null, /its form/],
    ['an error message', { error: 'no' }, /"sha"/],
    ['a commit that is none', answer({ sha: 'main' }), /"sha"/],
    ['no files', { sha: SHA1 }, /"siblings"/],
    ['a file without a size', answer({ siblings: [{ rfilename: 'a' }] }), /"siblings\.0\.size"/],
    ['a negative size', answer({ siblings: [file('a', { size: -1 })] }), /"siblings\.0\.size"/],
    ['a size beyond all bounds', answer({ siblings: [file('a', { size: 1e300 })] }), /"siblings\.0\.size"/],
    ['a hash that is none', answer({ siblings: [file('a', { lfs: { sha256: '../x' } })] }), /lfs\.sha256"/],
    ['10,000 files', answer({ siblings: Array.from({ length: 10_000 }, (_, i) => file(`${i}.json`)) }), /10000 files/],
    ...['../x', '/etc/passwd', 'a/../../x', 'a//x', './x', 'a\\..\\x', 'C:/x', 'c:x', 'a/\u0000', 'a\nb', '..'].map(
      (path) =>
        [`the file ${JSON.stringify(path)}`, answer({ siblings: [file(path)] }), /is no file of a repo/] as const,
    ),
  ])('is refused in one sentence with %s', (_, given, problem) => {
    try {
      parseListing(given, REPOSITORY);
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code: 'download-failed' });
      const { message } = error as Error;
      expect(message).toMatch(problem);
      expect(message).toMatch(
        /^The hub's list of the files of someone\/model cannot be used: [^\n]* Check HF_ENDPOINT\.$/,
      );
    }
  });
});
