/** What the family of a model, named in its `config.json`, means for its graphs. */

import { unusable } from './config-file.ts';

/** Families whose graphs picsift could run, but with wrong results or none. */
const REFUSED: ReadonlyMap<unknown, string> = new Map([
  ['siglip2', 'a NaFlex model takes patches of a picture, not pictures; take one with a fixed size'],
  ['jina_clip', 'picsift does not know how a jina-clip model wants pictures and texts prepared'],
  ['nomic_bert', 'the texts of a nomic model need a prefix and a pooling that are not in the graph'],
]);

/**
 * Decide whether the output `pooler_output` is the embedding. Only SigLIP has nothing behind it; that of a plain CLIP
 * lacks the projection, so that vectors of pictures and texts could not be compared.
 * @param config content of `config.json`; undefined if there is none.
 * @param file for the message.
 * @throws PicsiftError `model-unsupported` for a family that picsift does not run.
 */
export function embedsByPooling(config: unknown, file = 'config.json'): boolean {
  const type = (config as { model_type?: unknown } | undefined)?.model_type;
  const reason = REFUSED.get(type);
  if (reason !== undefined) throw unusable(file, reason);
  return type === 'siglip';
}
