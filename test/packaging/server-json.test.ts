/** The entry in the registry of MCP servers. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { OTHER_VARIABLES, SETTING_VARIABLES } from '../../config/schema.ts';
import { packageRoot } from '../../src/base/paths.ts';
import { cliEnvironment, runCli } from '../support/cli.ts';
import { drawPhotos, temporaryFolder } from '../support/photos/drawings.ts';

/** The newest version that the registry had in November 2026, as far as we use it. */
const SCHEMA = 'https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json';

const input = {
  description: z.string().optional(),
  format: z.enum(['string', 'number', 'boolean', 'filepath']).optional(),
  placeholder: z.string().optional(),
  default: z.string().optional(),
  isRequired: z.boolean().optional(),
  isSecret: z.boolean().optional(),
  /** Fixed: the host does not ask the user for it. */
  value: z.string().optional(),
};

/** A positional argument without a value needs a hint, which the host shows to the user. */
const argument = z
  .strictObject({
    ...input,
    type: z.literal('positional'),
    valueHint: z.string().optional(),
    isRepeated: z.boolean().optional(),
  })
  .refine(({ value, valueHint }) => value !== undefined || valueHint !== undefined);

/**
 * Only packages of npm: those of type mcpb need the hash of a published file, so they are not committed (RELEASING.md). The
 * registry accepts no unknown type and no version but an exact one.
 */
const npmPackage = z.strictObject({
  registryType: z.literal('npm'),
  identifier: z.string(),
  version: z.string().regex(/^\d+\.\d+\.\d+$/),
  runtimeHint: z.string(),
  transport: z.strictObject({ type: z.literal('stdio') }),
  packageArguments: z.array(argument),
  environmentVariables: z.array(z.strictObject({ ...input, name: z.string() })),
});

const serverEntry = z.strictObject({
  $schema: z.literal(SCHEMA),
  name: z
    .string()
    .min(3)
    .max(200)
    .regex(/^[a-zA-Z0-9.-]+\/[a-zA-Z0-9._-]+$/),
  title: z.string().min(1).max(100),
  description: z.string().min(1).max(100),
  version: z.string().max(255),
  packages: z.tuple([npmPackage]),
});

const read = (file: string) => JSON.parse(readFileSync(join(packageRoot(), file), 'utf8'));
const entry = serverEntry.parse(read('server.json'));
const [npm] = entry.packages;

it('names this package and this version', () => {
  const { name, mcpName, version } = read('package.json');
  expect(entry).toMatchObject({ name: mcpName, version, packages: [{ identifier: name, version }] });
});

it('gives hosts a command line that starts the server', async () => {
  const home = temporaryFolder();
  const folder = join(home, 'Pictures');
  await drawPhotos(folder, { 'red.jpg': 'red' });
  const args = npm.packageArguments.map(({ value }) => value ?? folder);
  // Its standard input is empty: the conversation ends immediately.
  expect(await runCli(args, { env: cliEnvironment(home) })).toMatchObject({ code: 0, stdout: '', stderr: '' });
});

it('sets what an installation needs, because our .npmrc does not apply there', () => {
  expect(npm.environmentVariables).toContainEqual(
    expect.objectContaining({ name: 'ONNXRUNTIME_NODE_INSTALL', value: 'skip' }),
  );
});

it('declares existing variables, and which of them are secret', () => {
  const known = { ...SETTING_VARIABLES, ...OTHER_VARIABLES };
  const asked = npm.environmentVariables.filter(({ value }) => value === undefined);
  for (const { name, isSecret } of asked) {
    expect(known).toHaveProperty(name);
    expect(isSecret ?? false, name).toBe(/TOKEN/.test(name));
  }
});
