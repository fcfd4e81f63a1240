/** `picsift doctor`: finds problems of the index, says how to fix them, and repairs some. */

import { Command, Option } from 'commander';
import type { Engine } from '../../engine/api.ts';
import { EXIT } from '../exit-codes.ts';
import { interruptible } from '../interrupt.ts';
import { addIndexingOptions, configFor, type IndexingOptions, jsonOption, withEngine } from '../options.ts';
import { printJson, printLine, report } from '../output/console.ts';
import { createProgress } from '../output/progress-display.ts';

interface DoctorOptions extends IndexingOptions {
  readonly json?: boolean;
  readonly repair?: boolean;
  readonly deep?: boolean;
}

type Findings = Awaited<ReturnType<Engine['doctor']>>;

export function doctorCommand(): Command {
  const command = new Command('doctor')
    .description('Check the index for errors and compare it with the disk. Exit code 0: healthy; 3: problems found.')
    .option('--deep', 'also read every photo and compare its bytes with those that were indexed')
    .option('--repair', 'repair what is possible: embed damaged vectors again, index changes on the disk')
    // The former name of --repair, for scripts that use it.
    .addOption(new Option('--mend').implies({ repair: true }).hideHelp())
    .addOption(jsonOption());
  return addIndexingOptions(command).action(async (options: DoctorOptions) => {
    const findings = await withEngine(configFor(options), async (engine) => {
      const found = await examine(engine, options);
      return options.repair && !isHealthy(found) ? repair(engine, found, options) : found;
    });
    if (options.json) printJson({ healthy: isHealthy(findings), findings });
    else for (const finding of findings) printLine(inWords(finding));
    process.exitCode = isHealthy(findings) ? EXIT.ok : EXIT.failure;
  });
}

/** Run the checks, with a bar while photos are compared. */
function examine(engine: Engine, { deep = false, quiet = false }: DoctorOptions): Promise<Findings> {
  if (!deep) return engine.doctor();
  const progress = createProgress(quiet);
  const onProgress = (done: number, total: number) => progress.update({ phase: 'compare', done, total });
  return interruptible((signal) => engine.doctor({ deep, signal, onProgress })).finally(progress.end);
}

/**
 * Repair the index.
 * @returns the findings after the repair.
 */
async function repair(engine: Engine, found: Findings, { quiet = false }: DoctorOptions): Promise<Findings> {
  if (!quiet) for (const finding of found.filter(({ level }) => level === 'problem')) report(inWords(finding));
  const progress = createProgress(quiet);
  const changed = found.flatMap(({ paths = [] }) => paths);
  await interruptible((signal) =>
    engine.repair({ changed, signal, onProgress: progress.update, onNotice: report }),
  ).finally(progress.end);
  return engine.doctor();
}

function isHealthy(findings: Findings): boolean {
  return findings.every(({ level }) => level !== 'problem');
}

function inWords({ check, level, found, fix }: Findings[number]): string {
  return `${level.padEnd(8)} ${check.padEnd(10)} ${found}${fix === null ? '' : `. To fix it: ${fix}`}`;
}
