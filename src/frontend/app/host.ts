/**
 * The conversation with the host that shows the gallery: JSON-RPC 2.0 over `postMessage`, as the extension MCP Apps wants
 * it, version 2026-01-26 (https://github.com/modelcontextprotocol/ext-apps/blob/main/specification/2026-01-26/apps.mdx).
 * These few messages are a hundredth of the size of the extension's own library, which validates every message of MCP.
 */

import { isObject, textIn } from '../model/answer.ts';

/** "Current protocol version": LATEST_PROTOCOL_VERSION of @modelcontextprotocol/ext-apps. */
const VERSION = '2026-01-26';
/** A host may ask the person first whether the gallery may call a tool. */
const TIMEOUT_MS = 120_000;
/** JSON-RPC: "The method does not exist / is not available." */
const METHOD_NOT_FOUND = -32_601;

export type Json = Readonly<Record<string, unknown>>;

/** Called with the parameters of the host's notifications. */
export interface HostEvents {
  /** `ui/initialize` was answered, or `ui/notifications/host-context-changed`: only the fields that changed. */
  onContext(context: Json): void;
  /**
   * `ui/notifications/tool-input`: the arguments of the call that the gallery belongs to.
   * @param tool its name, from the host's context. Undefined: the host does not say it.
   */
  onToolInput(args: Json, tool: string | undefined): void;
  /** `ui/notifications/tool-result`: its result, as `CallToolResult` of MCP. */
  onToolResult(result: Json): void;
  /** `ui/notifications/tool-cancelled`. */
  onToolCancelled(): void;
}

export interface Host {
  /** Call a tool of the server. @returns its result. @throws Error if the host refuses or does not answer. */
  callTool(name: string, args: Json): Promise<Json>;
  requestDisplayMode(mode: string): Promise<void>;
  /** Tell the host how high the gallery is, in CSS pixels. */
  reportHeight(height: number): void;
}

/** Connect to the host, and shake hands. */
export function connectHost(events: HostEvents, version: string): Host {
  const host = window.parent;
  const pending = new Map<number, (answer: Json) => void>();
  let lastId = 0;
  let tool: string | undefined;

  // The address of the frame around this one is the host's choice, so it is not known here.
  const send = (message: Json) => host.postMessage({ jsonrpc: '2.0', ...message }, '*');
  const notify = (method: string, params: Json) => send({ method, params });

  function request(method: string, params: Json): Promise<Json> {
    const id = ++lastId;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => pending.get(id)?.({ error: {} }), TIMEOUT_MS);
      pending.set(id, ({ result, error }) => {
        clearTimeout(timer);
        pending.delete(id);
        if (isObject(result)) resolve(result);
        else reject(new Error(isObject(error) && typeof error.message === 'string' ? error.message : ''));
      });
      send({ id, method, params });
    });
  }

  function receive({ source, data }: MessageEvent): void {
    if (source !== host || !isObject(data) || data.jsonrpc !== '2.0') return;
    const { id, method } = data;
    if (typeof method !== 'string') pending.get(Number(id))?.(data);
    else if (id === undefined) notified.get(method)?.(objectOf(data.params));
    else if (method === 'ping' || method === 'ui/resource-teardown') send({ id, result: {} });
    else send({ id, error: { code: METHOD_NOT_FOUND, message: 'Method not found' } });
  }

  const notified = new Map<string, (params: Json) => void>([
    ['ui/notifications/host-context-changed', (params) => events.onContext(params)],
    ['ui/notifications/tool-input', (params) => events.onToolInput(objectOf(params.arguments), tool)],
    ['ui/notifications/tool-result', (params) => events.onToolResult(params)],
    ['ui/notifications/tool-cancelled', () => events.onToolCancelled()],
  ]);

  async function shakeHands(): Promise<void> {
    const { hostContext } = await request('ui/initialize', {
      appInfo: { name: 'picsift', version },
      appCapabilities: { availableDisplayModes: ['inline', 'fullscreen'] },
      protocolVersion: VERSION,
    });
    const context = objectOf(hostContext);
    tool = textIn(objectOf(objectOf(context.toolInfo).tool).name);
    events.onContext(context);
    notify('ui/notifications/initialized', {});
  }

  window.addEventListener('message', receive);
  // A host that does not answer is none of this extension: then nobody sees the gallery.
  void shakeHands().catch(() => {});
  return {
    callTool: (name, args) => request('tools/call', { name, arguments: args }),
    requestDisplayMode: async (mode) => void (await request('ui/request-display-mode', { mode })),
    reportHeight: (height) => notify('ui/notifications/size-changed', { height }),
  };
}

function objectOf(value: unknown): Json {
  return isObject(value) ? value : {};
}
