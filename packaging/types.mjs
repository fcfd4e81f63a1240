/** Writes dist/src/index.d.ts: the types of src/index.ts, with all types that it refers to, in one file. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { dts } from 'rolldown-plugin-dts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

const folder = mkdtempSync(join(tmpdir(), 'picsift-types-'));
try {
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
  execFileSync(process.execPath, [tsc, '-p', join(ROOT, 'packaging'), '--outDir', folder], { stdio: 'inherit' });
  const bundle = await rolldown({
    input: { index: join(folder, 'src', 'index.d.ts') },
    plugins: [dts({ dtsInput: true, tsconfig: false })],
    external: (id) => /^(node:|@|[a-z][^:])/.test(id) && id !== 'index',
  });
  await bundle.write({ dir: join(ROOT, 'dist', 'src'), format: 'esm' });
  await bundle.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
