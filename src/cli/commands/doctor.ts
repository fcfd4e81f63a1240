/** `picsift doctor`: what is wrong with the index, and how to fix it. */

import { Command, Option } from 'commander';
import type { Engine } from '../../engine/api.ts';
import { EXIT } from '../exit-codes.ts';
import { interruptible } from '../interrupt.ts';
import { addIndexingOptions, configFor, type IndexingOptions, jsonOption, withEngine } from '../options.ts';
import { printJson, printLine, tell } from '../output/console.ts';
import { createProgress } from '../output/progress-display.ts';

interface DoctorOptions extends IndexingOptions {
  readonly json?: boolean;
  readonly repair?: boolean;
}

type Findings = Awaited<ReturnType<Engine['doctor']>>;

export function doctorCommand(): Command {
  const command = new Command('doctor')
    .description('Check the index against itself and against the disk. Exit code 0: healthy; 3: not.')
    .option('--repair', 'repair what can be repaired: embed damaged vectors again, catch up with the disk')
    // The former name of --repair, for scripts that use it.
    .addOption(new Option('--mend').implies({ repair: true }).hideHelp())
    .addOption(jsonOption());
  return addIndexingOptions(command).action(async (options: DoctorOptions) => {
    const findings = await withEngine(configFor(options), async (engine) => {
      const found = await engine.doctor();
      return options.repair && !isHealthy(found) ? repair(engine, found, options) : found;
    });
    if (options.json) printJson({ healthy: isHealthy(findings), findings });
    else for (const finding of findings) printLine(inWords(finding));
    process.exitCode = isHealthy(findings) ? EXIT.ok : EXIT.failure;
  });
}

/** @returns what is found afterwards. */
async function repair(engine: Engine, found: Findings, { quiet = false }: DoctorOptions): Promise<Findings> {
  if (!quiet) for (const finding of found.filter(({ level }) => level === 'problem')) tell(inWords(finding));
  const progress = createProgress(quiet);
  await interruptible((signal) => engine.repair({ signal, onProgress: progress.update, onNotice: tell })).finally(
    progress.end,
  );
  return engine.doctor();
}

function isHealthy(findings: Findings): boolean {
  return findings.every(({ level }) => level !== 'problem');
}

function inWords({ check, level, found, fix }: Findings[number]): string {
  return `${level.padEnd(8)} ${check.padEnd(10)} ${found}${fix === null ? '' : `. To fix it: ${fix}`}`;
}
