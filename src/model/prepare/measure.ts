/** Measures the variants of a model's graphs that are in its folder, and how far their vectors are from each other. */

import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { dot } from '../../base/dot.ts';
import { messageOf } from '../../base/errors.ts';
import { countUnsigned, writeSigned } from '../onnx/signed-weights.ts';
import { graphBytes } from '../run/graph-bytes.ts';
import { openImageTower, openTextTower } from '../run/tower.ts';
import type { ModelSpec } from '../store/model-folder.ts';
import { median, TEXTS, timed } from './compare.ts';

/** Two graphs of the same precision. */
interface Variant {
  /** What stands behind "vision_model_" in the file's name, or FULL_PRECISION. */
  readonly name: string;
  readonly visionFile: string;
  readonly textFile: string;
}

export interface MeasuredVariant {
  readonly name: string;
  /** True for the rewrite with signed weights, see prepare-model.ts. */
  readonly isSigned: boolean;
  /** True if picsift uses it. */
  readonly isUsed: boolean;
  readonly bytes: number;
  /** Median for one input on one thread. */
  readonly pictureMs?: number | undefined;
  readonly textMs?: number | undefined;
  /** Between the vectors of the same picture by this variant and by full precision. Absent without full precision. */
  readonly cosine?: { readonly mean: number; readonly worst: number } | undefined;
  /** Why it could not be measured. */
  readonly problem?: string | undefined;
}

/** The name of graphs without a suffix. */
export const FULL_PRECISION = 'full';

/** This many pictures are measured; all are compared. */
const TIMED_PICTURES = 10;

const GRAPH_NAME = /^(vision_model|text_model|visual|textual|model)(?:_(\w+))?\.onnx$/;

/** List the variants that have both halves: full precision first, then by name. */
function variantsOf({ visionFile, textFile }: ModelSpec): Variant[] {
  const [visions, texts] = [siblings(visionFile), siblings(textFile)];
  const variants = [...visions].flatMap(([name, vision]) => {
    const text = texts.get(name);
    return text === undefined ? [] : [{ name, visionFile: vision, textFile: text }];
  });
  // A pair of two precisions, such as a manifest may choose.
  const isListed = variants.some((variant) => variant.visionFile === visionFile && variant.textFile === textFile);
  const mixed = { name: `${suffixOf(visionFile)} + ${suffixOf(textFile)}`, visionFile, textFile };
  const rank = ({ name }: Variant) => (name === FULL_PRECISION ? 0 : 1);
  return [...variants, ...(isListed ? [] : [mixed])].sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
}

/**
 * Measure each variant, and its rewrite with signed weights if there is one. Blocks this thread for seconds at a time.
 * @param pictures as `ImageTower` takes them.
 * @param onVariant receives the name of each variant before it is measured.
 */
export async function measureModel(
  spec: ModelSpec,
  pictures: readonly Uint8Array[],
  onVariant: (name: string) => void,
): Promise<MeasuredVariant[]> {
  const measured: MeasuredVariant[] = [];
  let exact: readonly Float32Array[] | undefined;
  const measureOne = async (variant: Variant, isSigned: boolean, isUsed: boolean) => {
    onVariant(isSigned ? `${variant.name}, signed` : variant.name);
    const { name, visionFile, textFile } = variant;
    const common = commonOf(variant, isSigned, isUsed);
    try {
      const { vectors, pictureMs } = await measurePictures({ ...spec, visionFile, prepared: undefined }, pictures);
      const textMs = await measureTexts({ ...spec, textFile, prepared: undefined });
      if (name === FULL_PRECISION && !isSigned) exact = vectors;
      measured.push({ ...common, pictureMs, textMs, ...(exact && { cosine: cosines(exact, vectors) }) });
    } catch (error) {
      measured.push({ ...common, problem: messageOf(error) });
    }
  };
  for (const variant of variantsOf(spec)) {
    const isChosen = variant.visionFile === spec.visionFile && variant.textFile === spec.textFile;
    const isRewritten = spec.prepared?.visionFile !== undefined || spec.prepared?.textFile !== undefined;
    await measureOne(variant, false, isChosen && !isRewritten);
    const folder = mkdtempSync(join(tmpdir(), 'picsift-measure-'));
    try {
      const signed = writeSignedVariant(variant, folder);
      if (signed !== undefined) await measureOne(signed, true, isChosen && isRewritten);
    } catch (error) {
      // The disk is full, or a file with external weights is damaged.
      measured.push({ ...commonOf(variant, true, false), problem: messageOf(error) });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return measured;
}

function commonOf({ name, visionFile, textFile }: Variant, isSigned: boolean, isUsed: boolean) {
  return { name, isSigned, isUsed, bytes: graphBytes(visionFile) + graphBytes(textFile) };
}

async function measurePictures(spec: ModelSpec, pictures: readonly Uint8Array[]) {
  const tower = await openImageTower(spec, { threads: 1 });
  await tower.embed(pictures.slice(0, 1));
  const times: number[] = [];
  const vectors: Float32Array[] = [];
  for (const [index, picture] of pictures.entries()) {
    vectors.push(...(await timed(index < TIMED_PICTURES ? times : [], () => tower.embed([picture]))));
  }
  await tower.close();
  return { vectors, pictureMs: median(times) };
}

async function measureTexts(spec: ModelSpec): Promise<number> {
  const tower = await openTextTower(spec, { threads: 1 });
  await tower.embed(TEXTS.slice(0, 1));
  const times: number[] = [];
  for (const text of TEXTS) await timed(times, () => tower.embed([text]));
  await tower.close();
  return median(times);
}

function cosines(exact: readonly Float32Array[], vectors: readonly Float32Array[]) {
  const all = vectors.map((vector, index) => dot(vector, exact[index]!));
  return { mean: all.reduce((sum, cosine) => sum + cosine, 0) / all.length, worst: Math.min(...all) };
}

/** Rewrite both halves as far as there is something to rewrite; undefined if there is nothing. */
function writeSignedVariant(variant: Variant, folder: string): Variant | undefined {
  const rewritten = (['visionFile', 'textFile'] as const).flatMap((half) => {
    if (!isUnsigned(variant[half])) return [];
    const target = join(mkdtempSync(join(folder, 'half-')), basename(variant[half]));
    writeSigned(variant[half], target);
    return [[half, target]];
  });
  return rewritten.length === 0 ? undefined : { ...variant, ...Object.fromEntries(rewritten) };
}

function isUnsigned(file: string): boolean {
  try {
    return countUnsigned(file) > 0;
  } catch {
    // It is damaged; the measurement of the file itself says so.
    return false;
  }
}

/** Find the graphs beside this one that differ from it only in their suffix. Returns paths by suffix. */
function siblings(file: string): Map<string, string> {
  const stem = GRAPH_NAME.exec(basename(file))?.[1];
  if (stem === undefined) return new Map();
  const matches = readdirSync(dirname(file)).map((name) => GRAPH_NAME.exec(name));
  return new Map(
    matches.flatMap((match) =>
      match?.[1] === stem ? [[match[2] ?? FULL_PRECISION, join(dirname(file), match[0])]] : [],
    ),
  );
}

function suffixOf(file: string): string {
  return GRAPH_NAME.exec(basename(file))?.[2] ?? FULL_PRECISION;
}
