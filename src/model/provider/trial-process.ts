/** Entry of the child process that tries a provider: does one job, sends the outcome and ends. */

import { inheritDebug } from '../../base/debug.ts';
import type { ModelSpec } from '../store/model-folder.ts';
import type { Provider } from './provider.ts';
import type { Outcome } from './record.ts';
import { firstLine } from './session.ts';
import { tryProvider } from './trial.ts';

export interface TrialJob {
  readonly spec: ModelSpec;
  readonly provider: Provider;
}

inheritDebug();
process.once('message', async ({ spec, provider }: TrialJob) => {
  const outcome: Outcome = await tryProvider(spec, provider).then(
    (trial) => ({ trial }),
    (error: unknown) => ({ reason: firstLine(error) }),
  );
  process.send?.(outcome, undefined, {}, () => process.disconnect());
});
