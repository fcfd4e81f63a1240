/** The parent's side of a trial: a provider may crash or hang, so it is tried in a child process. */

import { startChild } from '../../process/child.ts';
import type { ModelSpec } from '../store/model-folder.ts';
import type { Provider } from './provider.ts';
import type { Outcome } from './record.ts';
import type { TrialJob } from './trial-process.ts';

/** Core ML and CUDA compile a graph when it runs for the first time. */
const TIME_LIMIT_MS = 120_000;

export function runTrial(spec: ModelSpec, provider: Provider): Promise<Outcome> {
  const { process: child } = startChild('src/model/provider/trial-process.ts');
  return new Promise((resolve) => {
    let outcome: Outcome = { reason: 'it crashed' };
    const timer = setTimeout(() => {
      outcome = { reason: `it took longer than ${TIME_LIMIT_MS / 1000} seconds` };
      child.kill('SIGKILL');
    }, TIME_LIMIT_MS);
    child.on('message', (answer: Outcome) => {
      outcome = answer;
    });
    child.on('error', ({ message }) => {
      outcome = { reason: message };
    });
    child.on('close', () => {
      clearTimeout(timer);
      resolve(outcome);
    });
    child.send({ spec, provider } satisfies TrialJob);
  });
}
