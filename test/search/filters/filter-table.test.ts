/** Every filter of the table, through each door and on the documentation page. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { find } from '../../../bots/discord/commands/find.ts';
import { packageRoot } from '../../../src/base/paths.ts';
import { addFilterOptions } from '../../../src/cli/options.ts';
import {
  FILTERS,
  type FilterField,
  filtersIn,
  isFiltered,
  mapFilters,
} from '../../../src/search/filters/filter-table.ts';
import { filterFields } from '../../../tools/answers/filter-fields.ts';

const NAMES = Object.keys(FILTERS);

/** A valid value for each kind of filter. */
function sample(name: string, field: FilterField): string | readonly string[] | number {
  switch (field.kind) {
    case 'text':
      return `some ${name}`;
    case 'texts':
      return [`a ${name}`, `another ${name}`];
    case 'choice':
      return field.choices.at(-1)!;
    case 'number':
      return field.max;
  }
}

const SAMPLES = mapFilters(sample);

function page(name: string): string {
  return readFileSync(join(packageRoot(), 'docs', name), 'utf8');
}

describe('every filter', () => {
  it('is an option of the command line, and is read from it', () => {
    const command = addFilterOptions(new Command().option('--top <n>'));
    const args = Object.entries(SAMPLES).flatMap(([name, given]) =>
      [given].flat().flatMap((value) => [`--${name}`, String(value)]),
    );
    command.parse(['--top', '3', ...args], { from: 'user' });
    expect(filtersIn(command.opts())).toEqual(SAMPLES);
    expect(Object.keys(filtersIn(command.opts()))).toEqual(NAMES);
  });

  it('is a field of the MCP tool, which accepts only values of its kind', () => {
    const schema = z.strictObject(filterFields);
    expect(schema.parse(SAMPLES)).toEqual(SAMPLES);
    expect(schema.parse({})).toEqual({});
    for (const name of NAMES) expect(schema.safeParse({ [name]: { not: 'a filter' } }).success, name).toBe(false);
  });

  it('of the Discord bot is explained on its page', () => {
    const { options = [] } = find.data;
    const offered = options.map(({ name }) => name).filter((name) => NAMES.includes(name));
    expect(offered).toEqual(['after', 'before']);
    const row = page('discord.md').match(/^\| `\/find query` \|.*$/m)![0];
    for (const name of offered) expect(row).toContain(`\`${name}\``);
  });

  it('is a row of the table in docs/filters.md, in the same order, and the table has no other rows', () => {
    expect([...page('filters.md').matchAll(/^\| `(\w+)` /gm)].map(([, name]) => name)).toEqual(NAMES);
  });
});

describe('isFiltered', () => {
  it('detects each filter, and nothing else', () => {
    for (const [name, given] of Object.entries(SAMPLES)) expect(isFiltered({ [name]: given }), name).toBe(true);
    for (const nothing of [{}, { taken: undefined }, { top: 3 }]) expect(isFiltered(nothing)).toBe(false);
  });
});
