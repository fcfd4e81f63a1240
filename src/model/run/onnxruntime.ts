/** onnxruntime, silenced: the only place that loads it. */

import type { InferenceSession, Tensor } from 'onnxruntime-node';

export type { InferenceSession, Tensor };

/**
 * Load onnxruntime. Since 1.30 it reports sessions, model names and a device id to its makers and keeps them in
 * ~/.cache/Microsoft until it can; picsift promises that nothing leaves the machine. The variable must be set before
 * the library is loaded, in the real environment (threads share it: see `startThread`).
 */
export async function loadOnnxRuntime(): Promise<typeof import('onnxruntime-node')> {
  process.env.ORT_DISABLE_TELEMETRY = '1';
  return import('onnxruntime-node');
}
