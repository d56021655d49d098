/** The text format of Prometheus, as far as the API server uses it. */

export interface Series {
  labels: Readonly<Record<string, string>>;
  value: number;
}

export interface Family {
  name: string;
  help: string;
  type: 'counter' | 'gauge' | 'histogram';
  lines: readonly string[];
}

/** Go writes floats so: `5`, `1.79592349401e+09`. */
export function goFloat(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return `${value}`;
  if (Math.abs(value) >= 1e-4 && Math.abs(value) < 1e6) return `${value}`;
  const [digits = '', exponent = '0'] = value.toExponential().split('e');
  const power = Number(exponent);
  return `${digits}e${power < 0 ? '-' : '+'}${`${Math.abs(power)}`.padStart(2, '0')}`;
}

function labelText(labels: Readonly<Record<string, string>>): string {
  const names = Object.keys(labels).filter((name) => name !== 'le');
  names.sort();
  if ('le' in labels) names.push('le');
  if (names.length === 0) return '';
  const escaped = (text = ''): string =>
    text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
  return `{${names.map((name) => `${name}="${escaped(labels[name])}"`).join(',')}}`;
}

export function line(name: string, { labels, value }: Series): string {
  return `${name}${labelText(labels)} ${goFloat(value)}`;
}

/** Sorted as the API server sorts them: by the values of the labels in the order of their names. */
export function lines(name: string, series: readonly Series[]): string[] {
  return series.map((one) => line(name, one)).sort();
}

/** All observations in the first bucket that holds `each`. */
export function histogramLines(
  name: string,
  bounds: readonly string[],
  series: readonly (Series & { each: number })[],
): string[] {
  return series.flatMap(({ labels, value, each }) => [
    ...bounds.map((le) =>
      line(`${name}_bucket`, {
        labels: { ...labels, le },
        value: le === '+Inf' || Number(le) >= each ? value : 0,
      }),
    ),
    line(`${name}_sum`, { labels, value: value * each }),
    line(`${name}_count`, { labels, value }),
  ]);
}

export function text({ name, help, type, lines: all }: Family): string {
  if (all.length === 0) return '';
  return `# HELP ${name} [ALPHA] ${help}\n# TYPE ${name} ${type}\n${all.join('\n')}\n`;
}
