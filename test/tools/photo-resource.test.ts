/** The resource `photo://ID`, in the sizes that a client asks for. */

import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { indexHere } from '../support/engine-here.ts';
import { connectInProcess } from '../support/mcp/in-process.ts';
import { noise } from '../support/mcp/pictures.ts';
import { temporaryFolder } from '../support/photos/drawings.ts';
import { engineOptions } from '../support/test-engine.ts';

async function connected() {
  const [home, folder] = [temporaryFolder(), temporaryFolder()];
  await noise(1_200, 900).jpeg().toFile(join(folder, 'large.jpg'));
  const dataDir = join(home, 'data');
  await indexHere(engineOptions({ dataDir }), [folder]);
  const client = await connectInProcess([folder], dataDir);
  const { structuredContent } = await client.callTool({ name: 'search_images', arguments: {} });
  return { client, id: (structuredContent as { results: { id: string }[] }).results[0]!.id };
}

it('can be read in any size from 64 to 1024, and else the usual one', async () => {
  const { client, id } = await connected();
  const { resourceTemplates } = await client.listResourceTemplates();
  expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toEqual(['photo://{id}', 'photo://{id}{?size}']);
  const widthOf = async (uri: string) => {
    const [picture, facts] = (await client.readResource({ uri })).contents as {
      blob?: string;
      text?: string;
      uri: string;
    }[];
    expect([picture!.uri, facts!.uri]).toEqual([uri, uri]);
    expect(JSON.parse(facts!.text!)).toMatchObject({ id, width: 1_200 });
    // A host refuses a result of a megabyte.
    expect(picture!.blob!.length).toBeLessThan(600_000);
    return (await sharp(Buffer.from(picture!.blob!, 'base64')).metadata()).width;
  };
  const sizes = { '': 768, '?': 768, '?size=64': 64, '?size=500': 500, '?size=0768': 768 };
  for (const [query, width] of Object.entries(sizes)) expect(await widthOf(`photo://${id}${query}`), query).toBe(width);
  // Noise hardly compresses: it gets fewer pixels.
  expect(await widthOf(`photo://${id}?size=1024`)).toBeGreaterThan(700);
});

it('says in one sentence which sizes there are', async () => {
  const { client, id } = await connected();
  const wrong = ['size=63', 'size=1025', 'size=', 'size=-64', 'size=1e3', 'size=512.0', 'size=abc', 'size=99999'];
  const others = ['size=512&size=256', 'width=512', 'size=512&x=1', '?size=512', 'size=512#x', 'size=\n512', '{?size}'];
  for (const query of [...wrong, ...others]) {
    await expect(client.readResource({ uri: `photo://${id}?${query}` }), query).rejects.toMatchObject({
      code: -32_602,
      message: expect.stringMatching(
        /size must be a whole number from 64 to 1024, for example photo:\/\/k3v9x0q2mf\?size=512\.$/,
      ),
    });
  }
  await expect(client.readResource({ uri: 'photo://aaaaaaaaaa?size=512' })).rejects.toThrow(/no such photo/);
});
