/** Serves the pages of the test host: the host and its sandbox, from two origins, as the specification demands. */

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { rolldown } from 'rolldown';
import { packageRoot } from '../../../src/base/paths.ts';

export interface HostServer {
  readonly page: string;
  /** Address of the sandbox for an app with these domains. */
  sandbox(csp: Csp): string;
  close(): void;
}

/** Domains that a page declares in its metadata. */
export interface Csp {
  readonly connectDomains?: readonly string[];
  readonly resourceDomains?: readonly string[];
  readonly frameDomains?: readonly string[];
  readonly baseUriDomains?: readonly string[];
}

const STYLE = `
  :root { color-scheme: light dark; }
  body { margin: 0; font: 15px/1.5 system-ui; background: light-dark(#fff, #1b1b1d); }
  main { max-width: 760px; margin: 0 auto; }
  iframe { display: block; width: 100%; border: 0; }
  iframe.fullscreen { position: fixed; inset: 0; height: 100% !important; }
`;
const SANDBOX_STYLE = 'html, body, iframe { display: block; width: 100%; height: 100%; margin: 0; border: 0; }';

export async function serveHost(): Promise<HostServer> {
  const [host, sandbox] = await Promise.all([
    serve(documentWith(STYLE, await bundled('host-page.ts')), () => undefined),
    serve(documentWith(SANDBOX_STYLE, await bundled('sandbox.ts')), (url) =>
      policyFor(JSON.parse(url.searchParams.get('csp') ?? '{}') as Csp),
    ),
  ]);
  return {
    page: host.address,
    sandbox: (csp) => `${sandbox.address}?csp=${encodeURIComponent(JSON.stringify(csp))}`,
    close() {
      host.close();
      sandbox.close();
    },
  };
}

/** The policy that the specification gives under "CSP Construction from Metadata". */
function policyFor({ connectDomains = [], resourceDomains = [], frameDomains = [], baseUriDomains = [] }: Csp): string {
  const resources = resourceDomains.join(' ');
  return [
    "default-src 'none'",
    `script-src 'self' 'unsafe-inline' ${resources}`,
    `style-src 'self' 'unsafe-inline' ${resources}`,
    `connect-src 'self' ${connectDomains.join(' ')}`,
    `img-src 'self' data: ${resources}`,
    `font-src 'self' ${resources}`,
    `media-src 'self' data: ${resources}`,
    `frame-src ${frameDomains.join(' ') || "'none'"}`,
    "object-src 'none'",
    `base-uri ${baseUriDomains.join(' ') || "'self'"}`,
  ].join('; ');
}

async function serve(html: string, policy: (url: URL) => string | undefined) {
  const server = createServer(({ url = '/' }, response) => {
    const csp = policy(new URL(url, 'http://localhost'));
    response.setHeader('content-type', 'text/html; charset=utf-8');
    if (csp !== undefined) response.setHeader('content-security-policy', csp);
    response.end(html);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return { address: `http://127.0.0.1:${port}/`, close: () => server.close() };
}

function documentWith(style: string, code: string): string {
  const script = code.replaceAll('</script', '<\\/script');
  return `<!doctype html><link rel="icon" href="data:,"><style>${style}</style><body><main></main><script type="module">${script}</script>`;
}

async function bundled(name: string): Promise<string> {
  const input = `test/support/app-host/browser/${name}`;
  const build = await rolldown({ cwd: packageRoot(), input, platform: 'browser', logLevel: 'warn' });
  const { output } = await build.generate({ format: 'esm', minify: true });
  await build.close();
  return output[0].code;
}
