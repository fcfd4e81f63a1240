/** Hostile text in every argument of every tool, in every resource address, and in completions. */

import { readFileSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Client } from '@modelcontextprotocol/client';
import { expect, it } from 'vitest';
import { drawIndexed } from '../support/indexed.ts';
import { expectHarmless } from '../support/mcp/harmless.ts';
import { PAYLOADS } from '../support/mcp/hostile-texts.ts';
import { connectInProcess, textArguments } from '../support/mcp/in-process.ts';
import { temporaryFolder } from '../support/photos/drawings.ts';
import { IS_LINUX } from '../support/platform/capabilities.ts';
import { testEngine } from '../support/test-engine.ts';

/** Creates two photos that may be searched, beside a photo and a text that may not; the catalog knows both photos. */
async function home() {
  const base = temporaryFolder();
  const [granted, outside, dataDir] = [join(base, 'Pictures'), join(base, 'Private'), join(base, 'data')];
  await drawIndexed(base, dataDir, {
    'Pictures/red.jpg': 'red',
    'Pictures/trip/blue.png': 'blue',
    'Pictures/.hidden/black.jpg': 'black',
    'Private/yellow-secret.jpg': 'yellow',
  });
  const note = join(outside, 'note-secret.txt');
  writeFileSync(note, 'CONFIDENTIAL');
  symlinkSync(outside, join(granted, 'way-out'));
  symlinkSync(join(outside, 'yellow-secret.jpg'), join(granted, 'leak.jpg'));
  const engine = testEngine({ dataDir });
  const [secret] = (await engine.search({ query: 'yellow', folders: [outside], top: 1 })).results;
  return { base, granted, outside, dataDir, secret: secret!, note, secrets: [secret!.path, note] };
}

/** Makes every read of a file visible: the access time is updated when it is before the last change (relatime). */
function watchReads(files: readonly string[]): () => string[] {
  for (const file of files) utimesSync(file, 1, statSync(file).mtime);
  return () => files.filter((file) => statSync(file).atimeMs !== 1_000);
}

/** Puts a text into the server's addresses: unchanged, encoded, and as a complete address. */
function addressesOf(payload: string, templates: readonly string[]): string[] {
  const encoded = encodeURIComponent(payload.replace(/\p{Cs}/gu, ''));
  const filled = templates.flatMap((template) =>
    [payload, encoded].map((text) => template.replace(/\{[^}]*\}/g, () => text)),
  );
  return [payload, ...filled];
}

/** Requests completions of a text in every placeholder of the addresses. */
function completionsOf(client: Client, payload: string, templates: readonly string[]): Promise<unknown>[] {
  return templates.flatMap((uri) =>
    Array.from(uri.matchAll(/\{(\w+)\}/g), ([, name]) =>
      client.complete({ ref: { type: 'ref/resource', uri }, argument: { name: name!, value: payload } }),
    ),
  );
}

// The access time reveals reads, as Linux updates it.
it.runIf(IS_LINUX)('promise 13: no text makes the server read, name or send files outside its folders', async () => {
  const { base, granted, outside, dataDir, secret, note, secrets } = await home();
  const client = await connectInProcess([granted], dataDir);
  const payloads = [
    ...PAYLOADS,
    secret.id,
    `photo:${secret.id}`,
    `photo://${secret.id}`,
    ...[granted, outside, note, secret.path].flatMap((path) => [path, pathToFileURL(path).href, `${path}\0.jpg`]),
  ];
  expect(payloads.length).toBeGreaterThan(100);
  const forbidden = [base, 'Private', 'secret', 'hidden', 'CONFIDENTIAL', secret.id];
  const read = watchReads(secrets);

  const args = await textArguments(client);
  expect(args.map(({ tool, name }) => `${tool}.${name}`)).toEqual(
    expect.arrayContaining(['search_images.query', 'search_images.keyword', 'reindex.root']),
  );
  for (const { tool, input } of args) {
    await Promise.all(
      payloads.map(async (payload) => {
        const call = client.callTool({ name: tool, arguments: input(payload) });
        const answer = (await expectHarmless(call, forbidden, payload)) as { structuredContent?: { total?: number } };
        // Photos outside are not even counted.
        expect(answer.structuredContent?.total ?? 0).toBeLessThanOrEqual(2);
      }),
    );
  }
  const withText = new Set(args.map(({ tool }) => tool));
  for (const { name } of (await client.listTools()).tools) {
    if (!withText.has(name)) await expectHarmless(client.callTool({ name, arguments: {} }), forbidden);
  }
  const { resources, completions } = client.getServerCapabilities()!;
  const templates = resources === undefined ? [] : (await client.listResourceTemplates()).resourceTemplates;
  const uris = templates.map(({ uriTemplate }) => uriTemplate);
  for (const payload of payloads) {
    const reads = addressesOf(payload, uris).map((uri) => client.readResource({ uri }));
    const asked = completions === undefined ? reads : [...reads, ...completionsOf(client, payload, uris)];
    await Promise.all(asked.map((request) => expectHarmless(request, forbidden, payload)));
  }

  expect(read()).toEqual([]);
  // The check works: it detects a real read.
  readFileSync(note);
  expect(read()).toEqual([note]);
});
