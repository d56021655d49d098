/** One part of a ring; `tone` is a class that colours it. */
export interface Slice {
  tone: string;
  count: number;
}

const RADIUS = 52;
const LENGTH = 2 * Math.PI * RADIUS;
/** Between two slices, so that they are told apart without colour. */
const GAP = 2.5;

/** A ring of shares around a number. */
export function Ring({
  slices,
  value,
  unit,
  label,
}: {
  slices: readonly Slice[];
  value: string;
  unit: string;
  label: string;
}) {
  const drawn = slices.filter(({ count }) => count > 0);
  const total = drawn.reduce((sum, { count }) => sum + count, 0);
  const gap = drawn.length > 1 ? GAP : 0;
  let start = 0;
  const arcs = drawn.map(({ tone, count }) => {
    const length = (count / total) * LENGTH;
    const arc = { tone, dash: Math.max(length - gap, 0.8), offset: -start };
    start += length;
    return arc;
  });
  return (
    <svg class="ring" viewBox="0 0 128 128" role="img" aria-label={label}>
      <circle class="track" cx="64" cy="64" r={RADIUS} />
      {arcs.map(({ tone, dash, offset }) => (
        <circle
          class={`arc ${tone}`}
          cx="64"
          cy="64"
          r={RADIUS}
          stroke-dasharray={`${round(dash)} ${round(LENGTH)}`}
          stroke-dashoffset={round(offset)}
          transform="rotate(-90 64 64)"
        />
      ))}
      <text class="ring-value" x="64" y="66" text-anchor="middle">
        {value}
      </text>
      <text class="ring-unit" x="64" y="84" text-anchor="middle">
        {unit}
      </text>
    </svg>
  );
}

export interface Point {
  /** `yyyy-mm-dd`. */
  date: string;
  value: number;
}

const WIDE = 480;
const HIGH = 132;
const LEFT = 42;
const TOP = 8;
const BOTTOM = 110;

interface ChartOptions {
  points: readonly Point[];
  /** Top of the scale, at least. */
  least: number;
  label: string;
  format: (value: number) => string;
}

/** A filled line over days. Days without a point are bridged. */
export function AreaChart({ points, least, label, format }: ChartOptions) {
  const scale = scaleOf(points, least);
  const line = points
    .map((point) => `${round(scale.x(point.date))} ${round(scale.y(point.value))}`)
    .join('L');
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last) return null;
  const area = `M${round(scale.x(first.date))} ${BOTTOM}L${line}L${round(scale.x(last.date))} ${BOTTOM}Z`;
  return (
    <svg class="chart" viewBox={`0 0 ${WIDE} ${HIGH}`} role="img" aria-label={label}>
      <Axis top={scale.top} format={format} from={first.date} to={last.date} />
      <path class="area" d={area} />
      <path class="line" d={`M${line}`} />
      <circle class="dot" cx={round(scale.x(last.date))} cy={round(scale.y(last.value))} r="3.5" />
    </svg>
  );
}

/** One bar for each day. */
export function BarChart({ points, least, label, format }: ChartOptions) {
  const scale = scaleOf(points, least);
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last) return null;
  const width = barWidth(scale.days);
  return (
    <svg class="chart" viewBox={`0 0 ${WIDE} ${HIGH}`} role="img" aria-label={label}>
      <Axis top={scale.top} format={format} from={first.date} to={last.date} />
      <path
        class="bars"
        d={points
          .filter(({ value }) => value > 0)
          .map((point) => {
            const y = scale.y(point.value);
            return `M${round(scale.x(point.date) - width / 2)} ${round(y)}h${round(width)}V${BOTTOM}h-${round(width)}z`;
          })
          .join('')}
      />
    </svg>
  );
}

export interface Stack {
  /** `yyyy-mm-dd`. */
  date: string;
  /** From the bottom to the top. */
  parts: readonly Slice[];
}

/** One bar for each day, made of parts; a gap tells them apart without colour. */
export function StackChart({
  points,
  ...options
}: Omit<ChartOptions, 'points'> & { points: readonly Stack[] }) {
  const { least, label, format } = options;
  const sums = points.map(({ date, parts }) => ({
    date,
    value: parts.reduce((sum, { count }) => sum + count, 0),
  }));
  const scale = scaleOf(sums, least);
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last) return null;
  const width = barWidth(scale.days);
  const tones = new Map<string, string>();
  for (const { date, parts } of points) {
    let below = 0;
    for (const { tone, count } of parts) {
      if (count === 0) continue;
      const [from, to] = [scale.y(below), scale.y(below + count)];
      const high = Math.max(from - to - (below > 0 ? 0.8 : 0), 0.8);
      const bar = `M${round(scale.x(date) - width / 2)} ${round(to)}h${round(width)}v${round(high)}h-${round(width)}z`;
      tones.set(tone, `${tones.get(tone) ?? ''}${bar}`);
      below += count;
    }
  }
  return (
    <svg class="chart" viewBox={`0 0 ${WIDE} ${HIGH}`} role="img" aria-label={label}>
      <Axis top={scale.top} format={format} from={first.date} to={last.date} />
      {[...tones].map(([tone, d]) => (
        <path class={`part ${tone}`} d={d} />
      ))}
    </svg>
  );
}

function barWidth(days: number): number {
  return Math.max(1, Math.min(14, ((WIDE - LEFT - 8) / Math.max(1, days)) * 0.72));
}

function Axis({
  top,
  format,
  from,
  to,
}: {
  top: number;
  format: (value: number) => string;
  from: string;
  to: string;
}) {
  return (
    <g class="axis">
      <path d={`M${LEFT} ${TOP}H${WIDE}M${LEFT} ${(TOP + BOTTOM) / 2}H${WIDE}M${LEFT} ${BOTTOM}H${WIDE}`} />
      <text x={LEFT - 6} y={TOP + 4} text-anchor="end">
        {format(top)}
      </text>
      <text x={LEFT - 6} y={BOTTOM + 4} text-anchor="end">
        {format(0)}
      </text>
      <text x={LEFT} y={HIGH - 5}>
        {from}
      </text>
      {from === to ? null : (
        <text x={WIDE} y={HIGH - 5} text-anchor="end">
          {to}
        </text>
      )}
    </g>
  );
}

/** What is used of a whole: two amounts on one track, and a mark. Shares of the track from 0 to 1. */
export function Meter({
  filled,
  expected,
  mark,
  label,
}: {
  filled: number;
  expected: number;
  mark: number | null;
  label: string;
}) {
  const at = (share: number) => round(Math.max(0, Math.min(1, share)) * 400);
  return (
    <svg class="meter" viewBox="0 0 400 18" preserveAspectRatio="none" role="img" aria-label={label}>
      <rect class="track" x="0" y="4" width="400" height="10" rx="3" />
      <rect class="expected" x="0" y="4" width={at(expected)} height="10" rx="3" />
      <rect class="filled" x="0" y="4" width={at(filled)} height="10" rx="3" />
      {mark === null ? null : <rect class="mark" x={Math.min(397, at(mark))} y="0" width="3" height="18" />}
    </svg>
  );
}

function scaleOf(points: readonly Point[], least: number) {
  const top = niceTop(Math.max(least, ...points.map(({ value }) => value)));
  const from = Date.parse(points[0]?.date ?? '');
  const days = Math.round((Date.parse(points.at(-1)?.date ?? '') - from) / 86_400_000);
  const inset = days === 0 ? (WIDE - LEFT) / 2 : 8;
  return {
    top,
    days: days + 1,
    x: (date: string) =>
      LEFT + inset + ((Date.parse(date) - from) / 86_400_000 / Math.max(1, days)) * (WIDE - LEFT - 2 * inset),
    y: (value: number) => BOTTOM - (value / top) * (BOTTOM - TOP),
  };
}

/** The next of 1, 2, 5, 10, ... */
function niceTop(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  for (const step of [1, 2, 5]) if (value <= step * power) return step * power;
  return 10 * power;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
