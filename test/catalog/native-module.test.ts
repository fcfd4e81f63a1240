import { expect, it } from 'vitest';
import { nativeModuleError } from '../../src/catalog/native-module.ts';
import { catalogError } from '../../src/catalog/open.ts';

/** What Node.js 22 says of a module that was built for Node.js 20. */
const OTHER_NODE = `The module '/x/node_modules/better-sqlite3/build/Release/better_sqlite3.node'
was compiled against a different Node.js version using
NODE_MODULE_VERSION 115. This version of Node.js requires
NODE_MODULE_VERSION 127. Please try re-compiling or re-installing
the module (for instance, using \`npm rebuild\` or \`npm install\`).`;

const dlopenError = (message: string) => Object.assign(new Error(message), { code: 'ERR_DLOPEN_FAILED' });

it.each([
  [dlopenError(OTHER_NODE), 'was built for Node.js 20.'],
  [dlopenError(OTHER_NODE.replace('115', '999')), 'was built for Node.js with module version 999.'],
  [dlopenError("Module did not self-register: '/x/better_sqlite3.node'."), 'was built for another one.'],
  [dlopenError('/lib/libc.so.6: version GLIBC_2.38 not found\n(required by x)'), 'GLIBC_2.38 not found).'],
  [new Error('Could not locate the bindings file. Tried:\n -> /x'), 'was not built.'],
])('says in one line which Node.js runs and how to repair the module: %#', (error, why) => {
  const { code, message } = nativeModuleError(error)!;
  expect(code).toBe('module-unusable');
  expect(message).toContain(`runs with Node.js ${process.versions.node} (${process.execPath})`);
  expect(message).toContain(why);
  expect(message).toMatch(/npm rebuild better-sqlite3 --prefix "[^"]+"/);
  expect(message).not.toContain('\n');
  expect(catalogError(error, '/data/catalog.sqlite')).toMatchObject({ code, message });
});

it('leaves other errors alone', () => {
  for (const error of [new Error('x'), Object.assign(new Error('x'), { code: 'ENOENT' }), 'x']) {
    expect(nativeModuleError(error)).toBeUndefined();
  }
});
