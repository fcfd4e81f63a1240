/** Small graphs with the inputs and outputs of public exports, and of those that picsift must refuse. */

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../../src/base/paths.ts';
import { openImageTower, openTextTower } from '../../../src/model/run/tower.ts';
import { BUILT_IN_MODEL } from '../../../src/model/store/manifest.ts';
import { type ModelSpec, readModelFolder } from '../../../src/model/store/model-folder.ts';
import { type TestGraph, type ValueInfo, writeOnnx } from '../../support/onnx/write-onnx.ts';
import { temporaryFolder } from '../../support/photos/drawings.ts';

const builtIn = readModelFolder(join(packageRoot(), 'models', BUILT_IN_MODEL));
const preprocessing = { ...builtIn.preprocessing, crop: { width: 2, height: 2 } };
const PICTURE = Uint8Array.from([255, 0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0]);
const PICTURES: ValueInfo = { type: 'float32', dims: ['batch', 3, 'height', 'width'] };
const IDS: ValueInfo = { type: 'int64', dims: ['batch', 'length'] };

/** A graph that gives the mean of each colour, as [batch, 3] and, in `last_hidden_state`, as [batch, 3, 1]. */
function pictureGraph(
  outputs: readonly string[],
  input: ValueInfo = PICTURES,
  others: TestGraph['inputs'] = {},
): TestGraph {
  const mean = (output: string, keepdims: number) => ({
    op: 'ReduceMean',
    inputs: [keepdims === 1 ? 'pixel_values' : 'rows'],
    outputs: [output],
    ints: { axes: [keepdims === 1 ? 3 : 2], keepdims: 0 },
  });
  const rank = (name: string) => (name === 'last_hidden_state' ? 3 : 2);
  return {
    nodes: [mean('rows', 1), ...outputs.filter((name) => rank(name) === 2).map((name) => mean(name, 0))].concat(
      outputs.includes('last_hidden_state')
        ? [{ ...mean('last_hidden_state', 1), outputs: ['last_hidden_state'] }]
        : [],
    ),
    inputs: { pixel_values: input, ...others },
    outputs: Object.fromEntries(
      outputs.map((name) => [name, { type: input.type, dims: ['batch', 3, 'height'].slice(0, rank(name)) }]),
    ),
  };
}

/** A graph that gives [mean of the ids, 1] for each text, and the mean of a second input if it has one. */
function textGraph(inputs: Readonly<Record<string, ValueInfo>>, output = 'text_embeds'): TestGraph {
  const names = Object.keys(inputs);
  return {
    nodes: [
      ...names.flatMap((name) => [
        { op: 'Cast', inputs: [name], outputs: [`${name} float`], ints: { to: 1 } },
        { op: 'ReduceMean', inputs: [`${name} float`], outputs: [`${name} mean`], ints: { axes: [1], keepdims: 1 } },
      ]),
      { op: 'Sub', inputs: [`${names[0]} mean`, `${names[0]} mean`], outputs: ['zero'] },
      { op: 'Add', inputs: ['zero', 'one'], outputs: ['ones'] },
      { op: 'Concat', inputs: [...names.map((name) => `${name} mean`), 'ones'], outputs: [output], ints: { axis: 1 } },
    ],
    constants: { one: { type: 'float32', dims: [], numbers: [1] } },
    inputs,
    outputs: { [output]: { type: 'float32', dims: ['batch', names.length + 1] } },
  };
}

function specWith(half: 'visionFile' | 'textFile', graph: TestGraph, changes: Partial<ModelSpec> = {}): ModelSpec {
  const file = join(temporaryFolder(), 'graph.onnx');
  writeOnnx(file, graph);
  return { ...builtIn, preprocessing, [half]: file, ...changes };
}

async function embedPicture(graph: TestGraph, changes?: Partial<ModelSpec>): Promise<number[]> {
  const tower = await openImageTower(specWith('visionFile', graph, changes), { threads: 1 });
  const [vector] = await tower.embed([PICTURE]);
  await tower.close();
  return [...vector!].map((value) => Math.round(value * 1000) / 1000 + 0);
}

/** Returns, for each text, what the graph gave before it became a unit vector, without the 1. */
async function embedTexts(graph: TestGraph, texts: string[], changes?: Partial<ModelSpec>): Promise<number[][]> {
  const tower = await openTextTower(specWith('textFile', graph, changes), { threads: 1 });
  const vectors = await tower.embed(texts);
  await tower.close();
  return vectors.map((vector) => [...vector.slice(0, -1)].map((value) => value / vector.at(-1)!));
}

const refused = (reason: RegExp) => ({ code: 'model-unsupported', message: expect.stringMatching(reason) });
const RED = [0.577, -0.577, -0.577];

describe('the output for pictures', () => {
  it.each(['image_embeds', 'embedding', 'output', 'unnorm_image_features', '1234'])('is %s', async (name) => {
    expect(await embedPicture(pictureGraph([name]))).toEqual(RED);
  });

  it('is the projected one, whatever comes before it', async () => {
    expect(await embedPicture(pictureGraph(['last_hidden_state', 'pooler_output', 'image_embeds']))).toEqual(RED);
  });

  it('is pooler_output only for the family where nothing follows it', async () => {
    for (const outputs of [['last_hidden_state', 'pooler_output'], ['pooler_output']]) {
      expect(await embedPicture(pictureGraph(outputs), { poolerOutput: true })).toEqual(RED);
      const refusal = refused(/gives pooler_output, which is not in the space .* export it with its projection/);
      await expect(embedPicture(pictureGraph(outputs))).rejects.toMatchObject(refusal);
    }
  });

  it('is refused where it is not one vector for each picture', async () => {
    const hidden = embedPicture(pictureGraph(['last_hidden_state']), { poolerOutput: true });
    await expect(hidden).rejects.toMatchObject(refused(/gives last_hidden_state, but none of image_embeds, /));
    const graph = pictureGraph(['last_hidden_state']);
    const renamed: TestGraph = {
      ...graph,
      nodes: [...graph.nodes, { op: 'Identity', inputs: ['last_hidden_state'], outputs: ['output'] }],
      outputs: { output: { type: 'float32', dims: ['batch', 3, 'height'] } },
    };
    await expect(embedPicture(renamed)).rejects.toMatchObject(refused(/output of .* has 3 dimensions/i));
  });
});

describe('the input for pictures', () => {
  const fixed = (dims: ValueInfo['dims'], type: ValueInfo['type'] = 'float32'): ValueInfo => ({ type, dims });

  it('may leave all axes free', async () => {
    expect(await embedPicture(pictureGraph(['output'], fixed(['b', 'c', 'h', 'w'])))).toEqual(RED);
  });

  it.each<[string, ValueInfo, TestGraph['inputs'], RegExp]>([
    ['a text too', PICTURES, { input_ids: IDS }, /takes pixel_values and input_ids; picsift needs one that/],
    ['patches', PICTURES, { spatial_shapes: IDS }, /\(NaFlex\)/],
    ['another size', fixed(['b', 3, 4, 4]), {}, /takes pictures of 4 x 4 pixels, .* at 2 x 2/],
    ['colours last', fixed(['b', 2, 2, 3]), {}, /shape \[b,2,2,3\] instead of \[pictures, 3, height, width\]/],
    ['whole numbers', fixed(['b', 3, 2, 2], 'int64'), {}, /takes int64, which is no picture/],
    ['a huge batch', fixed([100_000, 3, 2, 2]), {}, /takes 100000 inputs at once/],
  ])('is refused where the graph takes %s', async (_, input, others, reason) => {
    await expect(embedPicture(pictureGraph(['output'], input, others))).rejects.toMatchObject(refused(reason));
  });
});

describe('the inputs for texts', () => {
  const plain = { ...builtIn.text, contextLength: 8 };
  const filled = { text: { ...plain, padTokenId: 100, fill: true } as const };
  const idsOf = async (changes?: Partial<ModelSpec>) =>
    (await embedTexts(textGraph({ input_ids: IDS }), ['dog'], changes))[0]![0]!;

  it('get the real length where the graph takes any, and are filled where the family must be', async () => {
    const mean = await idsOf();
    // Three ids for a word of one token: it, and those at both ends.
    expect(await idsOf(filled)).toBeCloseTo((3 * mean + 5 * 100) / 8, 2);
  });

  it('are filled up to the length that the graph fixes, with 0 where no rule says with what', async () => {
    const ids: ValueInfo = { type: 'int32', dims: [1, 12] };
    const texts = ['dog', 'cat', 'dog'];
    const found = await embedTexts(textGraph({ text: ids }), texts, { text: plain });
    expect(found.map(([mean]) => mean)).toEqual([found[0]![0], found[1]![0], found[0]![0]]);
    expect(found[0]![0]).toBeCloseTo((3 * (await idsOf())) / 12, 2);
  });

  it('have a mask of the filling, and a type for each token, where the graph takes them', async () => {
    const graph = textGraph({ input_ids: IDS, attention_mask: IDS, token_type_ids: IDS });
    const [[, mask, types]] = (await embedTexts(graph, ['dog'], filled)) as [[number, number, number]];
    expect(mask).toBeCloseTo(3 / 8, 4);
    expect(types).toBe(0);
  });

  it.each<[string, Readonly<Record<string, ValueInfo>>, RegExp]>([
    [
      'a picture too',
      { input_ids: IDS, pixel_values: IDS },
      /takes input_ids and pixel_values; picsift needs one that/,
    ],
    ['only a mask', { attention_mask: IDS }, /takes attention_mask; picsift needs one that takes texts alone/],
    ['huge texts', { input_ids: { type: 'int64', dims: ['b', 1e9] } }, /takes texts of 1000000000 tokens/],
    ['names with escapes', { input_ids: IDS, '\n\x1b[31m': IDS }, /takes input_ids and \\u{a}\\u{1b}\[31m;/],
    ['vectors', { inputs_embeds: { type: 'float32', dims: ['b', 'n'] } }, /takes float32 instead of the whole numbers/],
  ])('are refused where the graph takes %s', async (_, inputs, reason) => {
    await expect(embedTexts(textGraph(inputs), ['dog'])).rejects.toMatchObject(refused(reason));
  });

  it('gives pooler_output only for the family where nothing follows it', async () => {
    const graph = textGraph({ input_ids: IDS }, 'pooler_output');
    expect(await embedTexts(graph, ['dog'], { poolerOutput: true })).toHaveLength(1);
    await expect(embedTexts(graph, ['dog'])).rejects.toMatchObject(refused(/export it with its projection/));
  });
});
