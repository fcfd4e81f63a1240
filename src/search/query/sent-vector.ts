/** The vector of a picture that a person has sent. */

import { PicsiftError } from '../../base/errors.ts';
import type { SentPicture } from '../search-request.ts';

/** Return the vector of a sent picture. @throws PicsiftError `bad-query` if the model was switched since then. */
export function vectorFor(modelId: number, picture: SentPicture): Float32Array {
  if (picture.modelId === modelId) return picture.vector;
  throw new PicsiftError('bad-query', 'The search model was switched in the meantime. Send the picture again.');
}
