/** Chooses what runs the engine's model, and says once what cannot run it. */

import { withProviders } from '../model/provider/choose.ts';
import type { ProviderSetting } from '../model/provider/provider.ts';
import { runTrial } from '../model/provider/run-trial.ts';
import type { ActiveModel } from './active-model.ts';

/**
 * @param setting what the user wants.
 * @param store the folder of all models.
 * @returns a function that adds the providers to a model. `mayTry`: try a provider if that was not done before.
 *   `onNotice` receives each line about a provider once, however often the model is needed.
 */
export function providerChooser(setting: ProviderSetting, store: string) {
  const said = new Set<string>();
  return async <Model extends ActiveModel | undefined>(
    model: Model,
    mayTry: boolean,
    onNotice?: (line: string) => void,
  ): Promise<Model> => {
    if (model === undefined) return model;
    const sayOnce = (line: string) => {
      if (onNotice === undefined || said.has(line)) return;
      said.add(line);
      onNotice(line);
    };
    const { spec, fingerprint } = model;
    const attempt = mayTry ? runTrial : undefined;
    return { ...model, spec: await withProviders({ setting, spec, fingerprint, store, onNotice: sayOnce, attempt }) };
  };
}
