/**
 * Finds out which file of a model is what. Pure, because it serves folders on disk and lists of a hub's files alike.
 *
 * - huggingface: vision_model.onnx and text_model.onnx, also with a variant such as `_int8`; usually in `onnx/`
 * - immich: visual/model.onnx and textual/model.onnx, as the exporter of Immich writes them
 * - openclip: visual.onnx and textual.onnx, as in rclip's data folder
 */

import { PicsiftError } from '../../base/errors.ts';

type LayoutKind = 'huggingface' | 'immich' | 'openclip';

/** All paths are relative to the model's folder or repository, with slashes. */
export interface Layout {
  readonly kind: LayoutKind;
  readonly vision: string;
  readonly text: string;
  readonly tokenizer: string;
  /** The configuration files that picsift reads: of each name the one that is nearest to the graphs. */
  readonly configs: readonly string[];
  /** External weights of the two graphs, as far as their names show it. */
  readonly data: readonly string[];
}

export interface LayoutOptions {
  /** Subject of the error messages. */
  readonly name?: string | undefined;
  /** Only graphs in this folder count; needed if a repository holds several models. */
  readonly folder?: string | undefined;
}

export type Precision = 'float32' | 'int8';

const TOKENIZER_CONFIG = 'tokenizer_config.json';

/** Configuration files that picsift reads. */
const CONFIG_NAMES = [
  'config.json',
  'preprocessor_config.json',
  'processor_config.json',
  'preprocess_cfg.json',
  'open_clip_config.json',
  TOKENIZER_CONFIG,
] as const;

/** In order of preference. The vocabulary file of CLIP (rclip has no other) comes last. */
const TOKENIZER_NAMES = ['tokenizer.json', 'bpe_simple_vocab_16e6.txt.gz'];

/** Decide by its name whether a file is a tokenizer that picsift can read. */
export function isTokenizer(path: string): boolean {
  return TOKENIZER_NAMES.includes(path.slice(path.lastIndexOf('/') + 1));
}

/** Variants of a graph, the best first; unknown ones come last. */
const VARIANTS: Readonly<Record<Precision, readonly string[]>> = {
  float32: ['', 'fp16', 'int8', 'quantized', 'uint8', 'q4', 'q4f16', 'bnb4'],
  int8: ['int8', 'quantized', 'uint8', '', 'fp16', 'q4', 'q4f16', 'bnb4'],
};

const GRAPHS: readonly { kind: LayoutKind; half: 'vision' | 'text'; file: RegExp }[] = [
  { kind: 'huggingface', half: 'vision', file: /^(.*\/)?vision_model(?:_(\w+))?\.onnx$/ },
  { kind: 'huggingface', half: 'text', file: /^(.*\/)?text_model(?:_(\w+))?\.onnx$/ },
  { kind: 'immich', half: 'vision', file: /^(.*\/)?visual\/model\.onnx$/ },
  { kind: 'immich', half: 'text', file: /^(.*\/)?textual\/model\.onnx$/ },
  { kind: 'openclip', half: 'vision', file: /^(.*\/)?visual(?:_(\w+))?\.onnx$/ },
  { kind: 'openclip', half: 'text', file: /^(.*\/)?textual(?:_(\w+))?\.onnx$/ },
];

interface Graph {
  readonly path: string;
  readonly variant: string;
}

/** The graphs of one layout in one folder. */
interface Pair {
  readonly kind: LayoutKind;
  /** With a slash at the end, or empty. */
  readonly folder: string;
  readonly vision: Graph[];
  readonly text: Graph[];
}

/**
 * Find the files of a model.
 * @param paths of all files, relative, with slashes.
 * @param prefer which variant to take where there are several.
 * @throws PicsiftError `model-unsupported` with the reason in one sentence.
 */
export function findLayout(
  paths: readonly string[],
  prefer: Precision = 'float32',
  { name = 'This model', folder }: LayoutOptions = {},
): Layout {
  const start = folder === undefined ? '' : `${folder}/`;
  const inside = paths.filter((path) => path.startsWith(start));
  const pair = onePair(pairsIn(inside), start, inside, name);
  const vision = bestOf(pair.vision, prefer);
  const text = bestOf(pair.text, prefer);
  const places = placesFor(pair);
  const tokenizer = tokenizerIn(paths, places, name);
  // The tokenizer's settings are beside it, if anywhere.
  const withTokenizer = [tokenizer.slice(0, tokenizer.lastIndexOf('/') + 1), ...places];
  return {
    kind: pair.kind,
    vision,
    text,
    tokenizer,
    configs: CONFIG_NAMES.map((config) =>
      nearest(paths, config === TOKENIZER_CONFIG ? withTokenizer : places, config),
    ).filter((path) => path !== undefined),
    data: paths.filter((path) => [vision, text].some((graph) => isExternalDataOf(path, graph))).sort(),
  };
}

/**
 * Decide by its name whether a file holds weights of a graph: NAME.onnx_data, NAME.onnx.data, NAME.onnx_data_1, ..., or
 * NAME.data.
 */
function isExternalDataOf(path: string, graph: string): boolean {
  const stem = graph.slice(0, -'.onnx'.length);
  return path.startsWith(stem) && /^(\.onnx[_.].|[_.]data$)/.test(path.slice(stem.length));
}

function pairsIn(paths: readonly string[]): Pair[] {
  const pairs = new Map<string, Pair>();
  for (const { kind, half, file } of GRAPHS) {
    for (const path of paths) {
      const match = file.exec(path);
      if (match === null) continue;
      const folder = match[1] ?? '';
      const key = `${kind} ${folder}`;
      const pair = pairs.get(key) ?? { kind, folder, vision: [], text: [] };
      pair[half].push({ path, variant: match[2] ?? '' });
      pairs.set(key, pair);
    }
  }
  return [...pairs.values()];
}

/** @param start of all paths: the folder in which the model is. */
function onePair(pairs: readonly Pair[], start: string, paths: readonly string[], name: string): Pair {
  const complete = pairs.filter(({ vision, text }) => vision.length > 0 && text.length > 0);
  if (complete.length === 0) throw unsupported(whyNoPair(pairs, start, paths, name));
  // The usual places first: a repository may have other models in folders below.
  const usual = [`${start}onnx/`, start].map((folder) => complete.find((pair) => pair.folder === folder));
  const found = usual.find((pair) => pair !== undefined) ?? (complete.length === 1 ? complete[0] : undefined);
  if (found !== undefined) return found;
  const folders = complete.map(({ folder }) => folder.slice(0, -1)).sort();
  throw unsupported(`${name} has several models (${folders.join(', ')}): name the folder of one of them.`);
}

function whyNoPair(pairs: readonly Pair[], start: string, paths: readonly string[], name: string): string {
  const half = pairs[0];
  if (half !== undefined) {
    const [has, lacks] = half.vision.length > 0 ? ['pictures', 'texts'] : ['texts', 'pictures'];
    const graph = (half.vision[0] ?? half.text[0])!.path;
    return `${name} has a graph for ${has} (${graph}) but none for ${lacks} beside it; picsift needs both.`;
  }
  const joint = paths.find((path) => /^(onnx\/)?model(_\w+)?\.onnx$/.test(path.slice(start.length)));
  if (joint !== undefined) {
    return `${name} has one graph for everything (${joint}); picsift needs one for pictures and one for texts, such as onnx/vision_model.onnx and onnx/text_model.onnx.`;
  }
  return `${name} has no onnx/vision_model.onnx and onnx/text_model.onnx, nor the same pair in the layout of Immich or OpenCLIP.`;
}

function bestOf(graphs: readonly Graph[], prefer: Precision): string {
  const rank = ({ variant }: Graph) => {
    const place = VARIANTS[prefer].indexOf(variant);
    return place === -1 ? VARIANTS[prefer].length : place;
  };
  return [...graphs].sort((a, b) => rank(a) - rank(b) || (a.path < b.path ? -1 : 1))[0]!.path;
}

/** List the folders where a pair's other files may be, the nearest first: its own, and then all those above. */
function placesFor({ kind, folder }: Pair): string[] {
  const places = kind === 'immich' ? [`${folder}visual/`, `${folder}textual/`] : [];
  for (let place = folder; ; place = place.replace(/[^/]+\/$/, '')) {
    places.push(place);
    if (place === '') return places;
  }
}

function nearest(paths: readonly string[], places: readonly string[], name: string): string | undefined {
  return places.map((place) => place + name).find((path) => paths.includes(path));
}

function tokenizerIn(paths: readonly string[], places: readonly string[], name: string): string {
  const withSubfolders = places.flatMap((place) => [place, `${place}tokenizer/`]);
  for (const file of TOKENIZER_NAMES) {
    const found = nearest(paths, withSubfolders, file);
    if (found !== undefined) return found;
  }
  const other = paths.find((path) =>
    /(^|\/)(spiece\.model|tokenizer\.model|vocab\.(json|txt)|merges\.txt)$/.test(path),
  );
  const only = other === undefined ? '' : ` (only ${other})`;
  throw unsupported(`${name} has no tokenizer.json${only}: copy it there from the model that the graphs were made of.`);
}

function unsupported(message: string): PicsiftError {
  return new PicsiftError('model-unsupported', message);
}
