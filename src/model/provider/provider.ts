/** Execution providers: what may run a model's graphs. */

import { existsSync } from 'node:fs';

export const PROVIDERS = ['auto', 'cpu', 'coreml', 'dml', 'cuda', 'webgpu'] as const;

/** The setting. */
export type ProviderSetting = (typeof PROVIDERS)[number];
export type Provider = Exclude<ProviderSetting, 'auto'>;

/** The provider of each half of a model. Plain data: it is a part of `ModelSpec`. */
export interface HalfProviders {
  readonly image: Provider;
  readonly text: Provider;
}

/** A machine, as far as providers depend on it. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  exists(path: string): boolean;
}

export const THIS_MACHINE: Machine = { platform: process.platform, arch: process.arch, exists: existsSync };

/** Files that Linux has only while an NVIDIA card and its driver are present. */
const NVIDIA = ['/dev/nvidia0', '/dev/nvidiactl', '/dev/dxg'];

/**
 * List the providers that `auto` tries: those that onnxruntime-node has for this system and whose hardware may be
 * present. Loads nothing. WebGPU is not among them, because onnxruntime calls it experimental.
 */
export function worthTrying({ platform, arch, exists }: Machine): Provider[] {
  if (platform === 'darwin') return ['coreml'];
  if (platform === 'win32') return ['dml'];
  return platform === 'linux' && arch === 'x64' && NVIDIA.some(exists) ? ['cuda'] : [];
}
