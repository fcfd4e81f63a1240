/** A session on a provider that goes on with the CPU when the provider fails. */

import { messageOf } from '../../base/errors.ts';
import type { ChooseOutput } from '../onnx/pooled-row-fields.ts';
import type { InferenceSession } from '../run/onnxruntime.ts';
import type { Provider } from './provider.ts';

/** What a tower needs of a session. */
export interface Session
  extends Pick<InferenceSession, 'inputNames' | 'outputNames' | 'inputMetadata' | 'outputMetadata' | 'release'> {
  /** @param outputs names of those that are wanted. */
  run(feeds: InferenceSession.FeedsType, outputs: readonly string[]): Promise<InferenceSession.ReturnType>;
}

/** How a graph is opened. */
export interface Loading {
  readonly threads: number;
  /** Load quickly: see `openMapped`. */
  readonly isShortLived: boolean;
  /** Arrange the weights for the processor's kernels. Takes longer than one inference gains. */
  readonly packsWeights: boolean;
  /** The only output that is needed, if a graph that is loaded quickly may drop the others: see `withMappedWeights`. */
  readonly chooseOutput?: ChooseOutput;
}

/** Opens a session for a model file. */
export type OpenSession = (file: string, loading: Loading) => Promise<Session>;

/**
 * Return a function that opens sessions on a provider. When the provider cannot open one, fails during a run, or gives
 * a number that is not finite, the session does the same work on the CPU, and all further work.
 * @param onNotice receives one line when a session goes on with the CPU.
 */
export function withFallback(
  provider: Provider,
  open: { readonly onProvider: OpenSession; readonly onCpu: OpenSession },
  onNotice: (line: string) => void,
): OpenSession {
  return async (file, loading) => {
    let hasFailed = false;

    function onCpu(error: unknown): Promise<Session> {
      hasFailed = true;
      onNotice(`The provider ${provider} failed (${firstLine(error)}). The CPU goes on.`);
      return open.onCpu(file, loading);
    }

    let session = await open.onProvider(file, loading).catch(onCpu);
    const { inputNames, outputNames, inputMetadata, outputMetadata } = session;
    return {
      ...{ inputNames, outputNames, inputMetadata, outputMetadata },
      async run(feeds, wanted) {
        try {
          const outputs = await session.run(feeds, wanted);
          if (!hasFailed && !hasOnlyNumbers(outputs)) throw new Error('it gave numbers that are not finite');
          return outputs;
        } catch (error) {
          if (hasFailed) throw error;
          const former = session;
          session = await onCpu(error);
          await former.release().catch(() => {});
          return session.run(feeds, wanted);
        }
      },
      release: () => session.release(),
    };
  };
}

function hasOnlyNumbers(outputs: InferenceSession.ReturnType): boolean {
  return Object.values(outputs).every(
    ({ type, data }) => type !== 'float32' || (data as Float32Array).every(Number.isFinite),
  );
}

/** Return what went wrong, without advice about the model's files. Messages of providers are long. */
export function firstLine(error: unknown): string {
  const [line = ''] = messageOf((error instanceof Error && error.cause) || error).split('\n');
  return line.length > 120 ? `${line.slice(0, 119)}…` : line;
}
