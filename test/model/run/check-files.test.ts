/** A model is refused by what its graphs declare, before anything is loaded. */

import { appendFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkFiles } from '../../../src/model/run/check-files.ts';
import { declaredPorts } from '../../../src/model/run/declared-ports.ts';
import type { Ports } from '../../../src/model/run/graph-ports.ts';
import { loadOnnxRuntime } from '../../../src/model/run/onnxruntime.ts';
import { type ModelSpec, readModelFolder } from '../../../src/model/store/model-folder.ts';
import { builtInModel } from '../../support/built-in-model.ts';
import { COLOUR_MODEL } from '../../support/models/colour-model.ts';
import { immich, rearrange } from '../../support/models/rearrange.ts';
import { writeModelFiles } from '../../support/models/small-model.ts';
import { onnxBytes, type TestGraph } from '../../support/onnx/write-onnx.ts';
import { temporaryFolder } from '../../support/photos/drawings.ts';

function colourModel(): ModelSpec {
  const folder = temporaryFolder();
  writeModelFiles(folder, Object.fromEntries(COLOUR_MODEL));
  return readModelFolder(folder);
}

describe('declared ports', () => {
  it('are those that onnxruntime reports', async () => {
    const folder = temporaryFolder();
    await rearrange(builtInModel, folder, immich(builtInModel));
    const { InferenceSession } = await loadOnnxRuntime();
    for (const { visionFile, textFile } of [builtInModel, readModelFolder(folder), colourModel()]) {
      for (const file of [visionFile, textFile]) {
        const session = await InferenceSession.create(file, { logSeverityLevel: 4 });
        const { inputNames, inputMetadata, outputNames, outputMetadata } = session;
        const ports = declaredPorts(file);
        expect(ports).toMatchObject({ inputNames, inputMetadata, outputNames });
        // Some sizes, which a graph leaves open, onnxruntime computes.
        const ranksOf = (list: Ports['outputMetadata']) => list.map((port) => port.isTensor && port.shape.length);
        expect(ranksOf(ports.outputMetadata)).toEqual(ranksOf(outputMetadata));
        await session.release();
      }
    }
  });

  it('do not count weights that an older file lists among the inputs', () => {
    const weights = { type: 'float32', dims: [1], numbers: [1] } as const;
    const port = { type: 'float32', dims: ['batch', 4] } as const;
    const file = join(temporaryFolder(), 'graph.onnx');
    const nodes = [{ op: 'Add', inputs: ['x', 'w'], outputs: ['y'] }];
    const inputs = { x: port, w: { type: 'float32', dims: [1] } } as const;
    writeFileSync(file, onnxBytes({ nodes, constants: { w: weights }, inputs, outputs: { y: port } }));
    expect(declaredPorts(file)).toMatchObject({ inputNames: ['x'], outputNames: ['y'] });
  });
});

describe('a model', () => {
  it('that works is accepted', () => {
    for (const spec of [builtInModel, colourModel()]) expect(() => checkFiles(spec)).not.toThrow();
  });

  const IDS = { input_ids: { type: 'int64', dims: ['batch', 'length'] } } as const;
  const text = (outputs: TestGraph['outputs'], inputs: TestGraph['inputs'] = IDS): Uint8Array =>
    onnxBytes({ nodes: [{ op: 'Identity', inputs: ['input_ids'], outputs: ['x'] }], inputs, outputs });
  const vectors = (dimension: number) => ({ type: 'float32', dims: ['batch', dimension] }) as const;

  it.each<[string, Uint8Array | string, RegExp]>([
    ['is no graph', 'a page that says 404', /broken: The model file .*text_model.onnx cannot be used \(it is no ONNX/],
    ['is empty', '', /broken: .*it is no ONNX file/],
    [
      'gives vectors of another length',
      text({ text_embeds: vectors(5) }),
      /unsupported: .* 5 numbers for texts, but of 4/,
    ],
    ['gives no embedding', text({ pooler_output: vectors(4) }), /unsupported: .* gives pooler_output, which is not in/],
    [
      'takes pictures too',
      text({ text_embeds: vectors(4) }, { ...IDS, pixel_values: vectors(4) }),
      /needs one that takes/,
    ],
    [
      'has lost its weights',
      onnxBytes({
        nodes: [{ op: 'Gather', inputs: ['w', 'input_ids'], outputs: ['text_embeds'] }],
        constants: {
          w: { type: 'float32', dims: [1], numbers: [1], as: 'external', external: { location: 'gone', offset: 0 } },
        },
        inputs: IDS,
        outputs: { text_embeds: vectors(4) },
      }),
      /broken: .*\(its weights in gone are missing\)/,
    ],
  ])('whose text half %s is refused in one sentence', (_, content, reason) => {
    const spec = colourModel();
    writeFileSync(spec.textFile, content);
    expect(refusal(spec)).toMatch(reason);
  });

  it('of which a part is missing is refused', () => {
    const spec = colourModel();
    for (const file of [spec.visionFile, spec.textFile, spec.tokenizerFile]) {
      const whole = readFileSync(file);
      truncateSync(file, whole.length - 9);
      expect(refusal(spec)).toMatch(/broken: .*(a part of it|its end) is missing/);
      writeFileSync(file, whole);
    }
    appendFileSync(spec.tokenizerFile, '\r\n');
    expect(refusal(spec)).toBe('accepted');
  });
});

function refusal(spec: ModelSpec): string {
  try {
    checkFiles(spec);
    return 'accepted';
  } catch (error) {
    const { code, message } = error as Error & { code: string };
    expect(message).toMatch(/^The [^\n]*\.$/);
    return `${code}: ${message}`;
  }
}
