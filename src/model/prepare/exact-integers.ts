/**
 * Does this processor multiply signed weights exactly? Without the instructions named VNNI, onnxruntime adds two
 * products in 16 bits, and large ones are cut off. That is too rare to rely on a few pictures to show it.
 * Source: https://onnxruntime.ai/docs/performance/model-optimizations/quantization.html#when-to-use-reduce-range-and-per-channel-quantization
 */

import { PbfWriter } from 'pbf';
import { loadOnnxRuntime } from '../run/onnxruntime.ts';

const ROWS = 4;
const DEPTH = 64;
const COLUMNS = 32;

/** Multiply the largest numbers of 8 bits, unsigned with signed. */
export async function multipliesExactly(): Promise<boolean> {
  const { InferenceSession, Tensor } = await loadOnnxRuntime();
  const session = await InferenceSession.create(largestProducts(), { intraOpNumThreads: 1, logSeverityLevel: 3 });
  const inputs = new Uint8Array(ROWS * DEPTH).fill(255);
  const { product } = await session.run({ inputs: new Tensor('uint8', inputs, [ROWS, DEPTH]) });
  await session.release();
  return (product!.data as Int32Array).every((sum) => sum === DEPTH * 255 * 127);
}

/** An ONNX model with one node: MatMulInteger with weights that are all 127. Field numbers as in onnx/graph.ts. */
function largestProducts(): Uint8Array {
  const writer = new PbfWriter();
  const [UINT8, INT8, INT32] = [2, 3, 6];
  const valueInfo = (number: number, name: string, type: number, columns: number) =>
    writer.writeMessage(
      number,
      () => {
        writer.writeStringField(1, name);
        writer.writeMessage(
          2,
          () =>
            writer.writeMessage(
              1,
              () => {
                writer.writeVarintField(1, type);
                writer.writeMessage(
                  2,
                  () => {
                    for (const size of [ROWS, columns])
                      writer.writeMessage(1, () => writer.writeVarintField(1, size), 0);
                  },
                  0,
                );
              },
              0,
            ),
          0,
        );
      },
      0,
    );
  writer.writeVarintField(1, 8);
  writer.writeMessage(
    7,
    () => {
      writer.writeMessage(
        1,
        () => {
          for (const name of ['inputs', 'weights']) writer.writeStringField(1, name);
          writer.writeStringField(2, 'product');
          writer.writeStringField(4, 'MatMulInteger');
        },
        0,
      );
      writer.writeStringField(2, 'largest products');
      writer.writeMessage(
        5,
        () => {
          for (const size of [DEPTH, COLUMNS]) writer.writeVarintField(1, size);
          writer.writeVarintField(2, INT8);
          writer.writeStringField(8, 'weights');
          writer.writeBytesField(9, new Uint8Array(DEPTH * COLUMNS).fill(127));
        },
        0,
      );
      valueInfo(11, 'inputs', UINT8, DEPTH);
      valueInfo(12, 'product', INT32, COLUMNS);
    },
    0,
  );
  writer.writeMessage(8, () => writer.writeVarintField(2, 13), 0);
  return writer.finish();
}
