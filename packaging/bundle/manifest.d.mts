/** What the manifest is made from. */
export interface Contents {
  /** The package.json. */
  readonly description: {
    readonly name: string;
    readonly version: string;
    readonly description: string;
    readonly author: string;
    readonly license: string;
    readonly keywords: readonly string[];
    readonly homepage?: string;
    readonly repository?: { readonly type: string; readonly url: string };
  };
  /** As in `process.platform`. */
  readonly platform: string;
  /** What the server itself lists: see server-lists.mjs. */
  readonly tools: readonly { readonly name: string; readonly description?: string | undefined }[];
  readonly prompts: readonly {
    readonly name: string;
    readonly description?: string | undefined;
    readonly arguments: readonly string[];
    readonly text: string;
  }[];
}

export interface Manifest {
  readonly server: {
    readonly type: string;
    readonly entry_point: string;
    readonly mcp_config: { readonly command: string; readonly args: string[]; readonly env: Record<string, string> };
  };
  readonly [field: string]: unknown;
}

export function manifestOf(contents: Contents): Manifest;
