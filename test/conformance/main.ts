/** `npm run conformance`: what the protocol's own tools say of the MCP server. Fetches them, so it wants a network. */

import { runInspector } from './inspector.ts';
import { runSuite } from './suite.ts';
import { withServers } from './tested-servers.ts';

const tell = (line: string) => void process.stdout.write(`${line}\n`);

await withServers(async (stdio, http) => {
  const isConformant = await runSuite(http, tell);
  const isInspected = await runInspector(stdio, http, tell);
  tell(isConformant && isInspected ? 'All that applies passes.' : 'Not all that applies passes.');
  if (!isConformant || !isInspected) process.exitCode = 1;
});
