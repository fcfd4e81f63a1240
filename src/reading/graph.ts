/** Opens and runs the models that read text. */

import { messageOf, PicsiftError } from '../base/errors.ts';
import { loadOnnxRuntime } from '../model/run/onnxruntime.ts';

export interface Graph {
  /**
   * Run the model on one picture.
   * @param pixels [1, 3, height, width].
   */
  run(pixels: Float32Array, height: number, width: number): Promise<Float32Array>;
  close(): Promise<void>;
}

/** @throws PicsiftError `model-broken`. */
export async function openGraph(file: string, threads: number): Promise<Graph> {
  const { InferenceSession, Tensor } = await loadOnnxRuntime();
  const broken = (error: unknown) => {
    const text = `The model file ${file} cannot be used (${messageOf(error)}). Install picsift again.`;
    return new PicsiftError('model-broken', text, { cause: error });
  };
  const session = await InferenceSession.create(file, {
    intraOpNumThreads: threads,
    logSeverityLevel: 4,
    // Each picture has another shape: what they keep for the next one is rarely of use, and takes a fifth more memory.
    enableMemPattern: false,
    enableCpuMemArena: false,
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  }).catch((error: unknown) => {
    throw broken(error);
  });
  const [input, output] = [session.inputNames[0]!, session.outputNames[0]!];
  return {
    run: async (pixels, height, width) => {
      const feeds = { [input]: new Tensor('float32', pixels, [1, 3, height, width]) };
      const result = await session.run(feeds).catch((error: unknown) => {
        throw broken(error);
      });
      return result[output]!.data as Float32Array;
    },
    close: () => session.release(),
  };
}
