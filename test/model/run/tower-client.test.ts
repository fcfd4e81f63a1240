/** A tower's thread, in a real process: onnxruntime aborts a process that ends in the middle of an inference. */

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { builtFile, packageRoot } from '../../../src/base/paths.ts';
import { startTextTower } from '../../../src/model/run/tower-client.ts';
import { loadManifest } from '../../../src/model/store/manifest.ts';
import { readModelFolder } from '../../../src/model/store/model-folder.ts';

const pocket = readModelFolder(join(packageRoot(), 'models', 'pocket'), loadManifest('pocket'));

function runScript(body: string): Promise<{ code: number | null; signal: string | null; output: string }> {
  const module = JSON.stringify(pathToFileURL(builtFile('test/support/outside/text-tower.ts')).href);
  const script = `import { startTextTower } from ${module};\nconst tower = startTextTower(${JSON.stringify(pocket)}, false);\n${body}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += String(text)));
  return new Promise((resolve) => child.on('close', (code, signal) => resolve({ code, signal, output })));
}

describe('a tower in its thread', () => {
  it('answers in order, with unit vectors', async () => {
    const tower = startTextTower(pocket, false);
    expect(tower.textMs()).toBeUndefined();
    const [dog, cat, again] = (
      await Promise.all(['a dog', 'a cat', 'a dog'].map((text) => tower.embed([text])))
    ).flat();
    expect(tower.textMs()).toBeGreaterThan(0);
    expect(dog).toEqual(again);
    expect(dog).not.toEqual(cat);
    expect(Math.hypot(...dog!)).toBeCloseTo(1, 6);
    await tower.close();
    await expect(tower.embed(['too late'])).rejects.toMatchObject({ code: 'model-broken' });
  });

  it('ends cleanly and soon when it is closed during an inference', async () => {
    const result = await runScript(`
      const answers = Array.from({ length: 5_000 }, (_, i) => tower.embed(['a photo of ' + i]));
      const settled = Promise.allSettled(answers);
      await answers[0];
      await tower.close();
      const answered = (await settled).filter(({ status }) => status === 'fulfilled').length;
      console.log(answered > 0 && answered < 5_000);`);
    expect(result).toEqual({ code: 0, signal: null, output: 'true\n' });
  });

  it('ends cleanly when it is closed while it loads', async () => {
    expect(await runScript('await tower.close();')).toEqual({ code: 0, signal: null, output: '' });
  });

  it('reports what is wrong with a broken model, and then closes cleanly', async () => {
    const tower = startTextTower({ ...pocket, textFile: pocket.tokenizerFile }, false);
    await expect(tower.embed(['a dog'])).rejects.toMatchObject({ code: 'model-broken' });
    await tower.close();
  });
});
