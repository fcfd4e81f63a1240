/** Providers that fail. The sessions are made up: this machine has no accelerator. What they fall back to is real. */

import { describe, expect, it } from 'vitest';
import type { OpenSession, Session } from '../../../src/model/provider/session.ts';
import { withFallback } from '../../../src/model/provider/session.ts';
import { tryProvider } from '../../../src/model/provider/trial.ts';
import { probePictures } from '../../../src/model/run/self-check.ts';
import { openOn } from '../../../src/model/run/session.ts';
import { openImageTower, openTextTower } from '../../../src/model/run/tower.ts';
import { builtInModel as pocket } from '../../support/built-in-model.ts';

const onCpu = openOn('cpu');

/** A session that runs on the CPU, but changes its outputs or throws. @param run replaces `run`. */
function madeUp(
  run: (session: Session, call: number, feeds: never, wanted: readonly string[]) => ReturnType<Session['run']>,
): OpenSession {
  return async (file, loading) => {
    const session = await onCpu(file, loading);
    const { inputNames, outputNames, inputMetadata, outputMetadata } = session;
    let calls = 0;
    return {
      ...{ inputNames, outputNames, inputMetadata, outputMetadata },
      run: (feeds: never, wanted) => run(session, ++calls, feeds, wanted),
      release: () => session.release(),
    } as Session;
  };
}

/** Changes all numbers of the outputs. */
const changed = (change: (value: number, index: number) => number) =>
  madeUp(async (session, _, feeds, wanted) => {
    const outputs = await session.run(feeds, wanted);
    for (const { data } of Object.values(outputs)) {
      const numbers = data as Float32Array;
      for (let i = 0; i < numbers.length; i++) numbers[i] = change(numbers[i]!, i);
    }
    return outputs;
  });

const pictures = probePictures(pocket.preprocessing.crop.width * pocket.preprocessing.crop.height);

describe('a session on a provider', () => {
  const failing: [string, OpenSession, RegExp][] = [
    ['that onnxruntime does not have', openOn('coreml'), /^The provider coreml failed \(.*\)\. The CPU goes on\.$/],
    [
      'that fails in the middle of a run',
      madeUp(async (session, call, feeds, wanted) => {
        if (call === 2) throw new Error('device lost');
        return session.run(feeds, wanted);
      }),
      /^The provider coreml failed \(device lost\)\. The CPU goes on\.$/,
    ],
    ['that gives numbers that are none', changed(() => Number.NaN), /\(it gave numbers that are not finite\)/],
  ];
  it.each(failing)('%s: the CPU does the batch again, and the rest', async (_, onProvider, line) => {
    const notices: string[] = [];
    const open = withFallback('coreml', { onProvider, onCpu }, (notice) => notices.push(notice));
    const [tower, expected] = [
      await openImageTower(pocket, { threads: 1, open }),
      await openImageTower(pocket, { threads: 1 }),
    ];
    for (let batch = 0; batch < 3; batch++) {
      expect(await tower.embed(pictures)).toEqual(await expected.embed(pictures));
    }
    expect(notices).toEqual([expect.stringMatching(line)]);
    await Promise.all([tower.close(), expected.close()]);
  });

  it('reports an error of the CPU as it is', async () => {
    const broken = withFallback('cuda', { onProvider: openOn('cuda'), onCpu }, () => {});
    await expect(openTextTower({ ...pocket, textFile: pocket.tokenizerFile }, { open: broken })).rejects.toMatchObject({
      code: 'model-broken',
    });
  });
});

describe('a trial', () => {
  it('accepts vectors that differ by rounding only', async () => {
    const { image, text } = await tryProvider(
      pocket,
      'coreml',
      changed((value, i) => value * (1 + 1e-3 * (i % 3))),
    );
    expect(image).toEqual({ timesAsFast: expect.any(Number) });
    expect(text).toEqual({ timesAsFast: expect.any(Number) });
    expect(image.timesAsFast).toBeGreaterThan(0);
  });

  it('refuses wrong vectors, numbers that are none, and failures, for each half on its own', async () => {
    const wrong = await tryProvider(
      pocket,
      'coreml',
      changed((value, i) => (i % 7 === 0 ? -value : value)),
    );
    expect(wrong.image).toEqual({
      reason: expect.stringMatching(/^its vectors differ: cosine -?0\.\d+$/),
      timesAsFast: 0,
    });
    const none = await tryProvider(
      pocket,
      'coreml',
      changed(() => Number.NaN),
    );
    expect(none.text.reason).toMatch(/zero or infinite vector/);
    const onlyPictures: OpenSession = (file, loading) =>
      file === pocket.textFile ? Promise.reject(new Error('unsupported operator\nat op.cc')) : onCpu(file, loading);
    const half = await tryProvider(pocket, 'coreml', onlyPictures);
    expect(half.image.reason).toBeUndefined();
    expect(half.text).toEqual({ reason: 'unsupported operator', timesAsFast: 0 });
  });

  it('of a provider that onnxruntime does not have says so', async () => {
    await expect(tryProvider(pocket, 'dml')).rejects.toThrow(/dml/);
  });
});
