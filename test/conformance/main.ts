/**
 * `npm run conformance`: checks the MCP server with the protocol's own tools. Downloads them, so it needs a network.
 */

import { runInspector } from './inspector.ts';
import { runSuite } from './suite.ts';
import { withServers } from './tested-servers.ts';

const print = (line: string) => void process.stdout.write(`${line}\n`);

await withServers(async (stdio, http) => {
  const isConformant = await runSuite(http, print);
  const isInspected = await runInspector(stdio, http, print);
  print(isConformant && isInspected ? 'All that applies passes.' : 'Not all that applies passes.');
  if (!isConformant || !isInspected) process.exitCode = 1;
});
