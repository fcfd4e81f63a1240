/** Formats measured values on one line that can be quoted unchanged. */

export type Figures = Readonly<Record<string, string | number>>;

/** "photos 100,000, seconds 1.1" */
export function inOneLine(figures: Figures): string {
  const shown = (figure: string | number) => (typeof figure === 'number' ? figure.toLocaleString('en') : figure);
  return Object.entries(figures)
    .map(([name, figure]) => `${name} ${shown(figure)}`)
    .join(', ');
}

/** Print them past the test runner, with the promise that they belong to. */
export function quote(promise: number, figures: Figures): void {
  process.stdout.write(`promise ${promise}: ${inOneLine(figures)}\n`);
}
