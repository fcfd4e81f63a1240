/** The conformance suite: every scenario for servers, in the protocol of both eras. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../../src/base/paths.ts';
import { addToken } from './proxy.ts';
import { CONFORMANCE, runTool } from './run-tool.ts';
import type { HttpServer } from './tested-servers.ts';

const PROTOCOLS = ['2025-11-25', '2026-07-28'];

/** Tells of each run. @returns false where a check failed that applies, or one passed that was said not to. */
export async function runSuite(server: HttpServer, tell: (line: string) => void): Promise<boolean> {
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
      tell(
        `conformance, protocol ${protocol}: ${total}; ${listed} checks are listed as not applying, with the reasons`,
      );
      if (code !== 0) tell(`${stdout.slice(stdout.indexOf('=== SUMMARY'))}\n${stderr}`);
      isPassed &&= code === 0;
    }
  } finally {
    proxy.close();
  }
  return isPassed;
}
