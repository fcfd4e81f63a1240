/** A host of MCP apps: a page with the extension's own bridge. gallery-host.ts drives it. */

import {
  AppBridge,
  type McpUiHostContext,
  type McpUiToolResultNotification,
  PostMessageTransport,
} from '@modelcontextprotocol/ext-apps/app-bridge';

type Result = McpUiToolResultNotification['params'];

/** What gallery-host.ts provides, and what it calls. */
declare global {
  interface Window {
    /** Calls a tool of the server for the app. */
    callTool(params: { name: string; arguments?: Record<string, unknown> }): Promise<Result>;
    showApp(sandbox: string, html: string, context: McpUiHostContext): Promise<void>;
    sendInput(args: Record<string, unknown>): Promise<void>;
    sendResult(result: Result): Promise<void>;
    sendCancelled(): Promise<void>;
    changeContext(context: McpUiHostContext): void;
    tearDown(): Promise<Record<string, unknown>>;
  }
}

let bridge: AppBridge;
let context: McpUiHostContext;

window.showApp = async (sandbox, html, given) => {
  document.querySelector('iframe')?.remove();
  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', 'allow-scripts allow-same-origin');
  context = given;
  bridge = new AppBridge(null, { name: 'test host', version: '1' }, { serverTools: {} }, { hostContext: context });
  bridge.oncalltool = (params) => window.callTool(params as Parameters<Window['callTool']>[0]);
  bridge.onsizechange = ({ height }) => {
    if (height !== undefined) frame.style.height = `${height}px`;
  };
  bridge.onrequestdisplaymode = async ({ mode }) => {
    frame.classList.toggle('fullscreen', mode === 'fullscreen');
    window.changeContext({ displayMode: mode });
    return { mode };
  };
  const isInitialized = new Promise<void>((resolve) => {
    bridge.oninitialized = () => resolve();
  });
  const isReady = new Promise<void>((resolve) => {
    window.addEventListener('message', function ready({ source, data }) {
      if (source !== frame.contentWindow || data.method !== 'ui/notifications/sandbox-proxy-ready') return;
      window.removeEventListener('message', ready);
      resolve();
    });
  });
  frame.src = sandbox;
  document.querySelector('main')!.append(frame);
  await isReady;
  await bridge.connect(new PostMessageTransport(frame.contentWindow!, frame.contentWindow!));
  await bridge.sendSandboxResourceReady({ html });
  await isInitialized;
};
window.sendInput = (args) => bridge.sendToolInput({ arguments: args });
window.sendResult = (result) => bridge.sendToolResult(result);
window.sendCancelled = () => bridge.sendToolCancelled({ reason: 'user action' });
window.tearDown = () => bridge.teardownResource({});
window.changeContext = (changed) => {
  context = { ...context, ...changed };
  bridge.setHostContext(context);
};
