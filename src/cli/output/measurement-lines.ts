/** What `picsift model measure` prints about one model. Pure. */

import { FULL_PRECISION, type MeasuredVariant } from '../../model/prepare/measure.ts';

export interface ModelMeasurement {
  readonly model: string;
  /** Number of pictures that were compared. */
  readonly pictures: number;
  /** False if they were drawn, because the index has too few photos. */
  readonly ownPhotos: boolean;
  readonly variants: readonly MeasuredVariant[];
  /** Why picsift uses the variant that it uses. */
  readonly reason: string;
  /** Name of the variant that the rule of docs/models.md recommends on this machine; null if that is the used one. */
  readonly recommended: string | null;
}

/** The rule of docs/models.md: vectors that are this close to those of full precision find the same photos. */
const CLOSE = { mean: 0.98, worst: 0.95 };
/** Another variant must be worth embedding all photos again. */
const WORTH_IT = 1.3;

/** Explain the choice, and find a better one. */
export function judge(variants: readonly MeasuredVariant[]): Pick<ModelMeasurement, 'reason' | 'recommended'> {
  const used = variants.find(({ isUsed }) => isUsed);
  const names = new Set(variants.map(({ name }) => name));
  const choice =
    names.size === 1
      ? 'it is the only one in the folder'
      : used?.name === FULL_PRECISION
        ? 'full precision comes first'
        : 'its manifest or its reference names it, or the folder has no full precision';
  const speed = used?.isSigned ? '; signed weights give the same vectors in less time' : '';
  const fit = variants.filter((one) => one.pictureMs !== undefined && isClose(one));
  const [best] = fit.sort((a, b) => a.pictureMs! - b.pictureMs!);
  const isBetter =
    best !== undefined && best.name !== used?.name && best.pictureMs! * WORTH_IT < (used?.pictureMs ?? 0);
  return { reason: `${choice}${speed}`, recommended: isBetter ? best.name : null };
}

function isClose({ cosine }: MeasuredVariant): boolean {
  return cosine !== undefined && cosine.mean >= CLOSE.mean && cosine.worst >= CLOSE.worst;
}

const COLUMNS = ['MB', 'ms a picture', 'ms a text', 'cosine', 'worst'];
const WIDTH = 14;

export function measurementLines({ model, pictures, ownPhotos, variants, reason, recommended }: ModelMeasurement) {
  const labels = variants.map(labelOf);
  const first = Math.max(...labels.map(({ length }) => length)) + 2;
  const used = variants.findIndex(({ isUsed }) => isUsed);
  return [
    `${model}, measured on ${pictures} ${ownPhotos ? 'of your photos' : 'drawn pictures'}, one thread:`,
    `${''.padEnd(first)}${COLUMNS.map((name) => name.padStart(WIDTH)).join('')}`,
    ...variants.map((variant, index) => `${labels[index]!.padEnd(first)}${cellsOf(variant)}`),
    ...(used < 0 ? [] : [`picsift uses ${labels[used]}: ${reason}.`]),
    ...(recommended === null
      ? []
      : [`On this machine "${recommended}" is faster and finds the same photos: docs/models.md says how to switch.`]),
  ];
}

function labelOf({ name, isSigned }: MeasuredVariant): string {
  return isSigned ? `${name}, signed` : name;
}

function cellsOf({ bytes, pictureMs, textMs, cosine, problem }: MeasuredVariant): string {
  const size = (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0).padStart(WIDTH);
  if (problem !== undefined) return `${size}  ${problem}`;
  const times = [pictureMs, textMs].map((ms) => ms?.toFixed(1) ?? '');
  const similar = [cosine?.mean, cosine?.worst].map((value) => value?.toFixed(4) ?? '-');
  return `${size}${[...times, ...similar].map((cell) => cell.padStart(WIDTH)).join('')}`;
}
