/** The only place that loads onnxruntime. Switches its telemetry off. */

import type { InferenceSession, Tensor } from 'onnxruntime-node';

export type { InferenceSession, Tensor };

/**
 * Load onnxruntime. Since version 1.30 it sends sessions, model names and a device id to Microsoft and stores them in
 * ~/.cache/Microsoft until it can send them; picsift promises that nothing leaves the machine. The variable must be set
 * before the library loads, in the process environment (threads share it: see `startThread`).
 */
export async function loadOnnxRuntime(): Promise<typeof import('onnxruntime-node')> {
  process.env.ORT_DISABLE_TELEMETRY = '1';
  return (await import('onnxruntime-node')).default;
}
