import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readerFiles } from '../../../src/reading/models.ts';
import { openRecogniser } from '../../../src/reading/recognise/recogniser.ts';
import { temporaryFolder } from '../../support/photos/drawings.ts';

const blank = { data: new Uint8Array(3 * 40 * 20), width: 40, height: 20 };
const whole = { x: 20, y: 10, width: 40, height: 20, angle: 0 };

it('says which file of a recogniser is missing or wrong', async () => {
  const { graph, characters = '' } = readerFiles([]).recognisers[0]!;
  const missing = join(temporaryFolder(), 'missing');
  const broken = { code: 'model-broken', message: expect.stringContaining(missing) };
  const unfit = { code: 'model-broken', message: expect.stringContaining(graph) };
  await expect(openRecogniser({ graph: missing, characters, leastSpace: 0.25 }, 1)).rejects.toMatchObject(broken);
  await expect(openRecogniser({ graph, characters: missing, leastSpace: 0.25 }, 1)).rejects.toMatchObject(broken);
  writeFileSync(missing, 'a\nb\nc\nd\ne\n');
  const misfit = await openRecogniser({ graph, characters: missing, leastSpace: 0.25 }, 1);
  await expect(misfit.read(blank, whole, 0)).rejects.toMatchObject(unfit);
  await misfit.close();
});
