import { expect, it, vi } from 'vitest';
import { drawIndexed } from '../support/indexed.ts';
import { temporaryFolder } from '../support/photos/drawings.ts';
import { COLOURS, engineOptions, testEngine } from '../support/test-engine.ts';

it('says once that a search goes on without the provider that was named', async () => {
  const folder = temporaryFolder();
  // No build of onnxruntime has both.
  const provider = process.platform === 'darwin' ? 'dml' : 'coreml';
  const options = engineOptions({ provider });
  await drawIndexed(folder, options.dataDir, COLOURS);
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const engine = testEngine(options);
  for (const query of ['red', 'blue']) await engine.search({ query, folders: [folder], top: 1 });
  const lines = stderr.mock.calls.map(([line]) => String(line));
  stderr.mockRestore();
  const text = new RegExp(`^The provider ${provider} cannot be used \\(.*\\)\\. The CPU is used\\.\\n$`);
  expect(lines).toEqual([expect.stringMatching(text)]);
});
