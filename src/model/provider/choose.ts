/** Chooses the provider of each half of a model, from the setting and from trials. */

import type { ModelSpec } from '../store/model-folder.ts';
import { type HalfProviders, type Provider, type ProviderSetting, THIS_MACHINE, worthTrying } from './provider.ts';
import { keepOutcome, type Outcome, readOutcomes } from './record.ts';

export interface ChooseOptions {
  readonly setting: ProviderSetting;
  readonly spec: ModelSpec;
  readonly fingerprint: string;
  /** The folder of all models. */
  readonly store: string;
  /** Receives a line when the CPU replaces a provider. */
  readonly onNotice?: ((line: string) => void) | undefined;
  /** Tries a provider. Absent: use only what earlier trials found out. */
  readonly attempt?: ((spec: ModelSpec, provider: Provider) => Promise<Outcome>) | undefined;
  /** The providers that `auto` tries. */
  readonly candidates?: readonly Provider[];
}

/** A smaller gain may be chance, and a provider has risks that the CPU has not. */
const WORTH_IT = 1.1;
const HALVES = ['image', 'text'] as const;
const CPU: HalfProviders = { image: 'cpu', text: 'cpu' };

/** Return the model with the providers that run it. It is returned unchanged for the CPU. */
export async function withProviders(options: ChooseOptions): Promise<ModelSpec> {
  const { image, text } = await chooseProviders(options);
  return image === 'cpu' && text === 'cpu' ? options.spec : { ...options.spec, providers: { image, text } };
}

/** @internal */
export async function chooseProviders(options: ChooseOptions): Promise<HalfProviders> {
  const { setting, candidates = worthTrying(THIS_MACHINE) } = options;
  if (setting === 'cpu') return CPU;
  if (setting !== 'auto') return named(setting, await outcomeOf(setting, options), options);
  let chosen = CPU;
  // There is one candidate on each system. With several, a later one that is worth it wins.
  for (const provider of candidates) {
    const outcome = await outcomeOf(provider, options);
    if (outcome === undefined || !('trial' in outcome)) continue;
    for (const half of HALVES) {
      if (outcome.trial[half].timesAsFast >= WORTH_IT) chosen = { ...chosen, [half]: provider };
    }
  }
  return chosen;
}

/** A person who names a provider gets it, also when it is slower, unless it gives other vectors. */
function named(provider: Provider, outcome: Outcome | undefined, { onNotice }: ChooseOptions): HalfProviders {
  if (outcome === undefined) return CPU;
  if ('reason' in outcome) {
    onNotice?.(replacedBy('', provider, outcome.reason));
    return CPU;
  }
  const chosen: Record<keyof HalfProviders, Provider> = { ...CPU };
  for (const half of HALVES) {
    const { reason } = outcome.trial[half];
    if (reason === undefined) chosen[half] = provider;
    else onNotice?.(replacedBy(` for the ${half} half of the model`, provider, reason));
  }
  return chosen;
}

function replacedBy(where: string, provider: Provider, reason: string): string {
  return `The provider ${provider} cannot be used${where} (${reason}). The CPU is used.`;
}

/** Return what a trial found out, now or earlier. */
async function outcomeOf(provider: Provider, options: ChooseOptions): Promise<Outcome | undefined> {
  const { setting, spec, fingerprint, store, onNotice, attempt } = options;
  const known = readOutcomes(store, fingerprint)[provider];
  if (known !== undefined || attempt === undefined) return known;
  const outcome = await attempt(spec, provider);
  // A person who named a provider that is missing may install it, so it is tried again the next time.
  if (setting === 'auto' || 'trial' in outcome) keepOutcome(store, fingerprint, provider, outcome);
  if (setting === 'auto' && 'trial' in outcome) {
    for (const half of HALVES) {
      const { reason } = outcome.trial[half];
      if (reason !== undefined) onNotice?.(replacedBy(` for the ${half} half of the model`, provider, reason));
    }
  }
  return outcome;
}
