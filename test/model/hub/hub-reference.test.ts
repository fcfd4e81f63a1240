import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  folderNameOf,
  formatHubReference,
  type HubReference,
  isFitting,
  parseHubReference,
  pinned,
} from '../../../src/model/hub/hub-reference.ts';
import { anyCharacter } from '../../support/any-character.ts';

const COMMIT = 'ba1f3b0843f24bc5417d38e19c37b287d719b2f4';

const segment = fc
  .stringMatching(/^[A-Za-z0-9_]([A-Za-z0-9._-]{0,12}[A-Za-z0-9_])?$/)
  .filter((text) => !/\.\.|--/.test(text));
const path = (min: number) => fc.array(segment, { minLength: min, maxLength: 3 }).map((parts) => parts.join('/'));
const reference: fc.Arbitrary<HubReference> = fc.record(
  {
    repository: fc.tuple(segment, segment).map((parts) => parts.join('/')),
    folder: path(1),
    revision: path(1),
    variant: fc.constantFrom('float32', 'int8'),
  },
  { requiredKeys: ['repository'] },
);

describe('a reference to a model of the hub', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(reference, (given) => {
        expect(parseHubReference(formatHubReference(given))).toEqual(given);
      }),
      { numRuns: 200 },
    );
    expect(parseHubReference('hf:plhery/mobileclip2-onnx/onnx/s0@refs/pr/1+int8')).toEqual({
      repository: 'plhery/mobileclip2-onnx',
      folder: 'onnx/s0',
      revision: 'refs/pr/1',
      variant: 'int8',
    });
  });

  it('names a folder of its own, one segment that every system can store', () => {
    fc.assert(
      fc.property(reference, reference, (a, b) => {
        expect(folderNameOf(a)).toMatch(/^\w[\w.@+-]*$/);
        if (formatHubReference(a) !== formatHubReference(b)) expect(folderNameOf(a)).not.toBe(folderNameOf(b));
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    'hf:',
    'hf:owner',
    'hf:owner/',
    'hf:/name',
    'hf:owner//name',
    'hf:../name',
    'hf:owner/..',
    'hf:owner/name/../../x',
    'hf:owner/.name',
    'hf:owner/na--me',
    'hf:owner/na me',
    'hf:owner/name?x=1',
    'hf:owner/name#x',
    'hf:owner/name%2e%2e',
    'hf:owner\\name',
    'hf:owner/nåme',
    'hf:owner/name@',
    'hf:owner/name@a/../b',
    'hf:owner/name@a@b',
    'hf:owner/name+fp16',
    'hf:owner/name+int8+int8',
    'hf:owner/na\nme',
    `hf:owner/${'n'.repeat(400)}`,
    'hf:http://owner/name',
    'hf:user:pass@host/name',
  ])('is refused with the right form: %j', (text) => {
    expect(() => parseHubReference(text)).toThrow(
      expect.objectContaining({ code: 'bad-usage', message: expect.stringMatching(/^".*Write hf:OWNER\/NAME.*$/) }),
    );
  });

  it('is refused or safe, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter }), (text) => {
        try {
          const { repository, folder = '', revision = '' } = parseHubReference(`hf:${text}`);
          expect(`${repository}/${folder}/${revision}`).toMatch(/^[\w./-]+$/);
          expect(`${repository}/${folder}/${revision}`).not.toContain('..');
        } catch (error) {
          expect(error).toMatchObject({ code: 'bad-usage' });
        }
      }),
      { numRuns: 100 },
    );
  });

  it('fits an installed model of the same commit, folder and variant; a branch fits any commit', () => {
    const installed = pinned(parseHubReference('hf:Owner/name/onnx/s0+float32'), COMMIT);
    expect(formatHubReference(installed)).toBe('hf:Owner/name/onnx/s0@ba1f3b0843f2+float32');
    const fits = (text: string) => isFitting(parseHubReference(text), installed);
    for (const revision of ['', '@main', '@v1.0', `@${COMMIT}`, '@ba1f3b0']) {
      expect([revision, fits(`hf:owner/NAME/onnx/s0${revision}+float32`)]).toEqual([revision, true]);
    }
    expect(fits('hf:Owner/name/onnx/s0@ba1f3b1+float32')).toBe(false);
    expect(fits('hf:Owner/name/onnx/s0')).toBe(false);
    expect(fits('hf:Owner/name/onnx/s0+int8')).toBe(false);
    expect(fits('hf:Owner/name+float32')).toBe(false);
    expect(fits('hf:Owner/name2/onnx/s0+float32')).toBe(false);
  });
});
