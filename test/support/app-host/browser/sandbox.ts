/**
 * The sandbox proxy that the specification of MCP Apps demands of hosts that are web pages: a frame of another origin,
 * which loads the app into a frame of its own and passes messages on ("Sandbox proxy").
 */

import type { McpUiSandboxResourceReadyNotification } from '@modelcontextprotocol/ext-apps';

const host = window.parent;
const hostOrigin = new URL(document.referrer).origin;
const app = document.createElement('iframe');
app.setAttribute('sandbox', 'allow-scripts allow-same-origin');
document.body.append(app);

window.addEventListener('message', ({ source, origin, data }: MessageEvent) => {
  if (source === host && origin === hostOrigin) {
    if (data.method !== 'ui/notifications/sandbox-resource-ready') return app.contentWindow?.postMessage(data, '*');
    const { html } = (data as McpUiSandboxResourceReadyNotification).params;
    // It inherits the content security policy of this document.
    app.srcdoc = html;
  } else if (source === app.contentWindow) host.postMessage(data, hostOrigin);
});
host.postMessage({ jsonrpc: '2.0', method: 'ui/notifications/sandbox-proxy-ready', params: {} }, hostOrigin);
