/** The conformance suite: every server scenario, in both versions of the protocol. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../../src/base/paths.ts';
import { addToken } from './proxy.ts';
import { CONFORMANCE, runTool } from './run-tool.ts';
import type { HttpServer } from './tested-servers.ts';

const PROTOCOLS = ['2025-11-25', '2026-07-28'];

/**
 * Report each run. @returns false when a check that applies fails, or when a check that is listed as failing passes.
 */
export async function runSuite(server: HttpServer, print: (line: string) => void): Promise<boolean> {
  const proxy = await addToken(server);
  let isPassed = true;
  try {
    for (const protocol of PROTOCOLS) {
      const expected = join(packageRoot(), 'test', 'conformance', 'expected-failures', `${protocol}.yml`);
      const options = ['--suite', 'all', '--spec-version', protocol, '--expected-failures', expected];
      const { code, stdout, stderr } = await runTool(CONFORMANCE, [
        'conformance',
        'server',
        '--url',
        proxy.url,
        ...options,
      ]);
      const [total = 'no summary'] = /^Total: .*$/m.exec(stdout) ?? [];
      const listed = (await readFile(expected, 'utf8')).match(/^ {2}- /gm)?.length ?? 0;
      print(
        `conformance, protocol ${protocol}: ${total}; ${listed} checks are listed as not applying, with the reasons`,
      );
      if (code !== 0) print(`${stdout.slice(stdout.indexOf('=== SUMMARY'))}\n${stderr}`);
      isPassed &&= code === 0;
    }
  } finally {
    proxy.close();
  }
  return isPassed;
}
