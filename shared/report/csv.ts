import type { Report, ReportCluster, ReportFinding } from '../model/report.ts';
import { printableText } from '../text/width.ts';
import type { Format, FormatOptions, Rendered } from './format.ts';

type Cell = string | boolean;
type Columns<Row> = Readonly<Record<string, (row: Row) => Cell>>;

/** What spreadsheets take for the start of a formula, also in the full width that some of them convert. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;
const DECIMAL = /^-?\d+(\.\d+)?$/;

const FINDING_COLUMNS: Columns<ReportFinding> = {
  fingerprint: ({ fingerprint }) => fingerprint,
  status: ({ status }) => status,
  severity: ({ severity }) => severity,
  check: ({ check }) => check,
  title: ({ title }) => title,
  account: ({ resource }) => resource.account,
  region: ({ resource }) => resource.region,
  resource_type: ({ resource }) => resource.type,
  resource_id: ({ resource }) => resource.id,
  resource_name: ({ resource }) => resource.name,
  clusters: ({ clusters }) => clusters.join(' '),
  summary: ({ summary }) => summary,
  remedy: ({ remedy }) => remedy.text,
  command: ({ remedy }) => remedy.command,
  url: ({ remedy }) => remedy.url,
  frameworks: ({ frameworks }) => frameworks.join(' '),
  first_seen: ({ firstSeen }) => firstSeen,
  last_seen: ({ lastSeen }) => lastSeen,
  actor: ({ actor }) => actor?.name ?? '',
  waiver_owner: ({ waiver }) => waiver?.owner ?? '',
  waiver_until: ({ waiver }) => waiver?.until ?? '',
  waiver_reason: ({ waiver }) => waiver?.reason ?? '',
  waiver_expired: ({ waiver }) => waiver?.expired ?? '',
  acknowledged_by: ({ acknowledged }) => acknowledged?.by ?? '',
  acknowledged_until: ({ acknowledged }) => acknowledged?.until ?? '',
  muted_by: ({ mutedBy }) => mutedBy ?? '',
  missing_permission: ({ missingPermission }) => missingPermission ?? '',
  evidence: ({ evidence }) => JSON.stringify(evidence),
};

const CLUSTER_COLUMNS: Columns<ReportCluster> = {
  account: ({ account }) => account,
  region: ({ region }) => region,
  id: ({ id }) => id,
  name: ({ name }) => name,
  spec: ({ spec }) => spec,
  profile: ({ profile }) => profile,
  version: ({ version }) => version,
  state: ({ state }) => state,
  in_scope: ({ inScope }) => inScope,
  encryption: ({ encryption }) => encryption,
  key_id: ({ keyId }) => keyId,
  key_state: ({ keyState }) => keyState,
  last_encrypt: ({ lastEncrypt }) => lastEncrypt,
  last_decrypt: ({ lastDecrypt }) => lastDecrypt,
  verdict: ({ verdict }) => verdict,
  why: ({ why }) => why?.text ?? '',
  stale: ({ stale }) => stale,
  seen_at: ({ seenAt }) => seenAt ?? '',
  tags: ({ tags }) => JSON.stringify(tags),
};

const SPEND_COLUMNS: Columns<{ account: string; date: string; amount: string; currency: string }> = {
  account: ({ account }) => account,
  date: ({ date }) => date,
  amount: ({ amount }) => amount,
  currency: ({ currency }) => currency,
};

const mediaType = 'text/csv; charset=utf-8; header=present';

export const csv: Format = {
  id: 'csv',
  files: [
    { name: 'findings.csv', path: '/report.csv', mediaType, render: findingsCsv },
    { name: 'clusters.csv', mediaType, render: clustersCsv },
    { name: 'spend.csv', mediaType, render: spendCsv },
  ],
};

function findingsCsv({ findings }: Report, options: FormatOptions): Rendered {
  return table(FINDING_COLUMNS, findings, options);
}

function clustersCsv({ clusters }: Report, options: FormatOptions): Rendered {
  return table(CLUSTER_COLUMNS, clusters, options);
}

/** What KMS cost on each day. */
function spendCsv({ spend }: Report, options: FormatOptions): Rendered {
  const days = spend.flatMap(({ account, currency, daily }) =>
    daily.map((day) => ({ account, currency, ...day })),
  );
  return table(SPEND_COLUMNS, days, options);
}

/** Rows that become text at once. */
const AT_ONCE = 200;

/** RFC 4180, in pieces. Names of columns stay English, whatever the language: programs read them. */
function* table<Row>(columns: Columns<Row>, rows: readonly Row[], { bom }: FormatOptions): Generator<string> {
  yield (bom ? '\ufeff' : '') + line(Object.keys(columns));
  const cells = Object.values(columns);
  for (let start = 0; start < rows.length; start += AT_ONCE) {
    const part = rows.slice(start, start + AT_ONCE);
    yield part.map((row) => line(cells.map((cell) => harmless(String(cell(row)))))).join('');
  }
}

function line(cells: readonly string[]): string {
  return `${cells.map(quoted).join(',')}\r\n`;
}

/**
 * What nobody sees is made visible; tabs and line breaks stay. A text that a spreadsheet would calculate gets an apostrophe;
 * numbers, below zero too, calculate nothing.
 */
function harmless(text: string): string {
  const shown = printableText(text);
  return FORMULA.test(shown) && !DECIMAL.test(shown) ? `'${shown}` : shown;
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
