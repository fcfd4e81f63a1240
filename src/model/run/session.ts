/** Opens ONNX graphs with onnxruntime. */

import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { debug, since } from '../../base/debug.ts';
import { messageOf, PicsiftError } from '../../base/errors.ts';
import { safeText } from '../../base/safe-text.ts';
import { withMappedWeights } from '../onnx/mapped-weights.ts';
import type { Provider } from '../provider/provider.ts';
import type { Loading, OpenSession, Session } from '../provider/session.ts';
import { type InferenceSession, loadOnnxRuntime, type Tensor } from './onnxruntime.ts';

/** Open a prepared graph; if there is none, or if it is gone or damaged, the model's own. */
export async function openBest(
  prepared: string | undefined,
  own: string,
  open: (file: string) => Promise<Session>,
): Promise<Session> {
  if (prepared === undefined) return open(own);
  try {
    return await open(prepared);
  } catch (error) {
    debug('model', () => messageOf(error));
    return open(own);
  }
}

/** Return a function that opens sessions on a provider. It throws if that fails. */
export function openOn(provider: Provider): OpenSession {
  return (file, loading) => openSession(file, loading, provider);
}

async function openSession(file: string, loading: Loading, provider: Provider): Promise<Session> {
  const startedAt = performance.now();
  const mapped = loading.isShortLived && provider === 'cpu' ? await openMapped(file, loading) : undefined;
  try {
    const { InferenceSession } = await loadOnnxRuntime();
    const options = { ...optionsFor(loading), executionProviders: [provider] };
    const session = mapped ?? (await InferenceSession.create(file, options));
    debug('model', () => {
      const how = mapped === undefined ? 'opened' : 'mapped and opened';
      return `${file} ${how} on ${provider} in ${since(startedAt)}, threads: ${loading.threads}`;
    });
    return session;
  } catch (error) {
    const text = `The model file ${file} cannot be loaded (${reasonOf(error)}). Download it again with "picsift model pull".`;
    throw new PicsiftError('model-broken', text, { cause: error });
  }
}

/**
 * Run a graph.
 * @param output the only one to compute: some of the others are large.
 * @param file of the graph, for the message.
 * @throws PicsiftError `model-broken`.
 */
export async function runGraph(
  session: Session,
  feeds: Readonly<Record<string, Tensor>>,
  output: string,
  file: string,
): Promise<Tensor> {
  try {
    return (await session.run(feeds, [output]))[output]!;
  } catch (error) {
    const text = `The model file ${file} cannot be run (${reasonOf(error)}). Download the model again.`;
    throw new PicsiftError('model-broken', text, { cause: error });
  }
}

/** Shorten a message of onnxruntime to the reason: it begins with paths, signatures in C++ and the file's name. */
function reasonOf(error: unknown): string {
  const message = messageOf(error).replaceAll(/\s+/g, ' ').trim();
  const reason = message.replace(/^Load model from .* failed:/, '').replace(/^\/onnxruntime_src\/.*?\) (?=[A-Z])/, '');
  return safeText(reason.replace(/\.$/, ''), 200);
}

/**
 * Open a graph with its weights mapped into memory. Not for a process that runs for long: it would crash if the file
 * were cut, or its drive unplugged.
 * @returns undefined if that gains nothing or is not possible.
 */
async function openMapped(file: string, loading: Loading): Promise<InferenceSession | undefined> {
  try {
    // onnxruntime follows no link out of the folder. The Hugging Face cache consists of such links.
    const real = realpathSync(file);
    const model = withMappedWeights(real, loading.chooseOutput);
    if (model === undefined) return undefined;
    const { InferenceSession } = await loadOnnxRuntime();
    return await InferenceSession.create(model, optionsFor(loading, dirname(real)));
  } catch (error) {
    debug('model', () => messageOf(error));
    return undefined;
  }
}

/** @param weightsFolder of the file with the weights, for a model that is not read from a file. */
function optionsFor({ threads, packsWeights }: Loading, weightsFolder?: string): InferenceSession.SessionOptions {
  return {
    intraOpNumThreads: threads,
    // Errors are thrown as well. Only what ends the process is printed.
    logSeverityLevel: 4,
    extra: {
      session: {
        // Idle threads that spin would take processor time from the decoder and from other programs.
        intra_op: { allow_spinning: '0' },
        ...(packsWeights ? {} : { disable_prepacking: '1' }),
        ...(weightsFolder === undefined ? {} : { model_external_initializers_file_folder_path: weightsFolder }),
      },
    },
  };
}
