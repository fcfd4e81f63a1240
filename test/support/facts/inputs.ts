/** A minimal file for each field of src/library/metadata/fields.ts that may state a fact, and for those of Takeout. */

import type { Facts } from '../../../src/library/metadata/fields.ts';
import type { Input } from './builders.ts';
import { CAMERA_INPUTS } from './camera-inputs.ts';
import { WRITTEN_INPUTS } from './written-inputs.ts';

/** By fact, in the order of fields.ts. Those of Google Takeout come last: its facts are not in that table. */
export const INPUTS: { readonly [Fact in keyof Facts]: readonly Input<Facts[Fact]>[] } = {
  ...CAMERA_INPUTS,
  ...WRITTEN_INPUTS,
};
