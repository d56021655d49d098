import type { Severity, Status } from '../../model/finding.ts';
import type { Say } from '../../text/say.ts';
import type { LinkState } from './chain.ts';

/** Shapes differ as much as colours do, so that neither is needed to read the other. */
const SHAPES = {
  critical: 'M5 .8h6L15.2 5v6L11 15.2H5L.8 11V5zM7.1 3.6v5.6h1.8V3.6zm0 7.2v1.9h1.8v-1.9z',
  high: 'M8 .9 15.6 15H.4zM7.1 6v4.8h1.8V6zm0 6v1.7h1.8V12z',
  medium: 'M8 .4 15.6 8 8 15.6.4 8zM7.1 4.4v4.8h1.8V4.4zm0 5.8v1.8h1.8v-1.8z',
  low: 'M8 .8a7.2 7.2 0 1 1 0 14.4A7.2 7.2 0 0 1 8 .8zM4.4 7.1v1.8h7.2V7.1z',
  info: 'M2.5 1h11A1.5 1.5 0 0 1 15 2.5v11a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 1 13.5v-11A1.5 1.5 0 0 1 2.5 1zM7.1 3.5v1.9h1.8V3.5zm0 3.2v5.8h1.8V6.7z',
  fail: 'M5 .8h6L15.2 5v6L11 15.2H5L.8 11V5zM5.7 4.4 4.4 5.7 6.7 8l-2.3 2.3 1.3 1.3L8 9.3l2.3 2.3 1.3-1.3L9.3 8l2.3-2.3-1.3-1.3L8 6.7z',
  pass: 'M8 .8a7.2 7.2 0 1 1 0 14.4A7.2 7.2 0 0 1 8 .8zM6.9 9.2 4.7 7 3.4 8.3l3.5 3.5 5.7-5.7-1.3-1.3z',
  unknown:
    'M8 .8a7.2 7.2 0 1 1 0 14.4A7.2 7.2 0 0 1 8 .8zm0 1.6a5.6 5.6 0 1 0 0 11.2A5.6 5.6 0 0 0 8 2.4zM7.2 11h1.7v1.7H7.2zm0-1.1c0-2 1.9-2 1.9-3.3 0-.7-.5-1-1.1-1s-1.1.4-1.2 1.1l-1.6-.3C5.4 5 6.5 4.1 8 4.1c1.6 0 2.8.9 2.8 2.4 0 1.9-1.9 2-1.9 3.4z',
  pending:
    'M8 .8a7.2 7.2 0 1 1 0 14.4A7.2 7.2 0 0 1 8 .8zm0 1.6a5.6 5.6 0 1 0 0 11.2A5.6 5.6 0 0 0 8 2.4zM7.2 4h1.6v3.7l2.3 2.3L10 11.1 7.2 8.3z',
} as const;
export type Shape = keyof typeof SHAPES;

/** Style of the symbols: each is drawn once, as a mask over the colour of its text. */
export const SYMBOLS = Object.entries(SHAPES)
  .map(
    ([name, path]) =>
      `.i-${name}{--m:url("data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath fill-rule='evenodd' d='${path}'/%3E%3C/svg%3E")}`,
  )
  .join('');

/** Carries no meaning of its own: a word stands beside it. */
export function Icon({ shape }: { shape: Shape }) {
  return <i class={`i i-${shape}`} />;
}

/** A shape and a word; `tone` gives the colour. */
export function Chip({ tone, text }: { tone: Shape; text: string }) {
  return (
    <span class={`chip ${tone}`}>
      <Icon shape={tone} />
      {text}
    </span>
  );
}

/** How bad a finding is, or why it is open although it does not fail. */
export function WeightChip({ status, severity, say }: { status: Status; severity: Severity; say: Say }) {
  const tone = status === 'unknown' || status === 'pending' ? status : severity;
  return <Chip tone={tone} text={say(tone)} />;
}

export const LINK_SHAPES: Readonly<Record<LinkState, Shape | null>> = {
  holds: 'pass',
  broken: 'fail',
  weak: 'high',
  unknown: 'unknown',
  pending: 'pending',
  none: null,
};
