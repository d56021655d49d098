/** What matters of an answer's form: which lines there are, not what they count. */

const driven =
  /^(apiserver_(storage_transformation|envelope_encryption|encryption_config_controller)_\w+|process_start_time_seconds|kubernetes_build_info)/;
/** Labels whose values are a form, too: the others are hashes, bounds and versions. */
const telling = new Set([
  'grpc_status_code',
  'method_name',
  'provider_name',
  'resource',
  'status',
  'transformation_type',
  'transformer_prefix',
]);

function shapeOf(line: string): string {
  const brace = line.indexOf('{');
  const name = brace < 0 ? (line.split(' ')[0] ?? '') : line.slice(0, brace);
  const labels = [...line.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, label = '', value = '']) =>
    telling.has(label) ? `${label}="${value}"` : label,
  );
  return labels.length === 0 ? name : `${name}{${labels.join(',')}}`;
}

/** Forms of the series about encryption in a text of /metrics, each once. */
export function seriesForms(metrics: string): string[] {
  const lines = metrics.split('\n').filter((line) => driven.test(line));
  return [...new Set(lines.map(shapeOf))].sort();
}

/** Names and label names of every series, of whatever it is about. */
export function allForms(metrics: string): Set<string> {
  const forms = new Set<string>();
  for (const line of metrics.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const [name = ''] = /^[\w:]+/.exec(line) ?? [];
    const labels = [...line.matchAll(/[{,](\w+)="(?:[^"\\]|\\.)*"/g)].map(([, label]) => label);
    forms.add(`${name}{${labels.join(',')}}`);
  }
  return forms;
}

/** The lines of /readyz?verbose as they are: they hold no numbers. */
export function healthLines(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}
