import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../../src/base/paths.ts';
import { findLayout } from '../../../src/model/layout/layout.ts';
import { BUILT_IN_MODEL, loadManifest, modelNames, parseManifest } from '../../../src/model/store/manifest.ts';

describe('manifests', () => {
  it.each(modelNames())('%s: is valid, and is a row of docs/models.md', (name) => {
    const { megabytes, dimension } = loadManifest(name);
    const download = name === BUILT_IN_MODEL ? 'built in' : `${megabytes} MB`;
    const page = readFileSync(join(packageRoot(), 'docs', 'models.md'), 'utf8');
    expect(page).toMatch(new RegExp(`^\\| \`${name}\` +\\| ${download} +\\| ${dimension} +\\|`, 'm'));
  });

  it.each(modelNames())('%s: names the files of a layout, and the commit wherever it knows their bytes', (name) => {
    const { files, repository, revision } = loadManifest(name);
    const paths = files.map(({ path }) => path);
    const { vision, text, tokenizer, configs } = findLayout(paths, 'int8', { name });
    // No file is downloaded for nothing.
    expect(new Set([vision, text, tokenizer, ...configs])).toEqual(new Set(paths));
    if (repository === undefined) return;
    expect(repository).toMatch(/^[\w-]+\/[\w.-]+$/);
    expect(revision).toMatch(files.some(({ sha256 }) => sha256) ? /^[0-9a-f]{40}$/ : /^main$/);
  });

  it('with a mistake are refused with its place and the file', () => {
    const valid = loadManifest(BUILT_IN_MODEL);
    const refusal = (manifest: unknown, name = BUILT_IN_MODEL) => {
      const text = typeof manifest === 'string' ? manifest : JSON.stringify(manifest);
      return () => parseManifest(text, name, '/config/models/own.json');
    };
    expect(refusal(valid)()).toEqual(valid);
    for (const [wrong, problem] of [
      [refusal('{'), 'JSON'],
      [refusal({ ...valid, size: 3 }), 'size'],
      [refusal({ ...valid, dimension: 'many' }), 'dimension'],
      [refusal(valid, 'own'), 'name'],
    ] as const) {
      expect(wrong).toThrow(expect.objectContaining({ code: 'bad-config', message: expect.stringContaining(problem) }));
      expect(wrong).toThrow('/config/models/own.json');
    }
  });
});
