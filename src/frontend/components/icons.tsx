/** Icons, drawn in the colour of the text. They say nothing to screen readers: what they belong to has a name. */

const PATHS = {
  back: 'M10 3 5 8l5 5',
  next: 'm6 3 5 5-5 5',
  search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zm3.5-1 3 3',
  close: 'm4 4 8 8m0-8-8 8',
  expand: 'M9.5 2.5h4v4m-7 7h-4v-4m11-7-5 5m-6 6 5-5',
  shrink: 'M13 7H9V3M3 9h4v4m2-6 5-5M7 9l-5 5',
  stack: 'M5.5 2.5h8v8M2.5 5.5h8v8h-8z',
  alike: 'M2.5 2.5h5v5h-5zm6 6h5v5h-5zm2.5-6v4m-2-2h4m-8 4.5v4m-2-2h4',
  date: 'M2.5 4h11v9.5h-11zm0 3h11M5.5 2.5V4m5-1.5V4',
  place: 'M8 14s4.5-4 4.5-7.5a4.5 4.5 0 0 0-9 0C3.5 10 8 14 8 14zm0-6a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3z',
  person: 'M8 7.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zm-5 6c0-2.5 2-4 5-4s5 1.5 5 4',
  kind: 'M3.5 2.5h6l3 3v8h-9zm6 0v3h3',
  folder: 'M2.5 4h4l1.5 1.5h5.5v7h-11z',
} as const;

export type IconName = keyof typeof PATHS;

export function isIcon(name: string): name is IconName {
  return name in PATHS;
}

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
