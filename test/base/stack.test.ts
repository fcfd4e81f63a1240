import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { builtFile, packageRoot } from '../../src/base/paths.ts';
import { stackOf } from '../../src/base/stack.ts';

/** Returns the stack of a real error in the built files, as Node.js writes it. */
function builtStack(): string {
  const module = pathToFileURL(builtFile('test/support/outside/install-manifest.ts')).href;
  const script = `import { installManifest } from ${JSON.stringify(module)};
    await installManifest().catch(({ stack }) => console.log(stack));`;
  return execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
}

it('names the source line in which a built file failed', () => {
  const error = Object.assign(new Error('x'), { stack: builtStack() });
  expect(error.stack).toContain('/dist/');
  const [, line] = /at installManifest \(src\/model\/store\/install\.ts:(\d+)\)/.exec(stackOf(error))!;
  const source = readFileSync(join(packageRoot(), 'src/model/store/install.ts'), 'utf8').split('\n');
  expect(source[Number(line) - 1]).toContain('manifest');
});

it('leaves other lines unchanged', () => {
  const stack = 'Error: at (file:///nowhere/x.js:1:1)\n    at node:internal/timers:1:2';
  expect(stackOf(Object.assign(new Error('x'), { stack }))).toBe(stack);
  expect(stackOf('a text')).toBe('a text');
});
