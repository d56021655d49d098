import { SEVERITIES } from '../model/finding.ts';
import type { Report, ReportSpend } from '../model/report.ts';
import { printableLines } from '../text/width.ts';
import type { Format } from './format.ts';
import { isAccepted } from './is-accepted.ts';

type Labels = Readonly<Record<string, string>>;
/** Numbers and exact decimals; null where nothing is known, which is no zero. */
type Sample = readonly [Labels, number | string | null];

export const metrics: Format = {
  id: 'metrics',
  files: [
    {
      name: 'metrics.txt',
      path: '/metrics',
      mediaType: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
      render: renderMetrics,
    },
  ],
};

/**
 * OpenMetrics text, for a textfile collector or a push gateway; Prometheus reads it, too. Names are a contract.
 * https://github.com/prometheus/OpenMetrics/blob/main/specification/OpenMetrics.md
 */
function renderMetrics(report: Report): string {
  return [
    gauge('sealwatch_report_timestamp_seconds', 'When the report was made.', [
      [{}, seconds(report.generatedAt)],
    ]),
    gauge('sealwatch_report_complete', 'Whether everything could be read.', [[{}, Number(report.complete)]]),
    gauge('sealwatch_channels_broken', 'Alert channels that cannot be opened because of their settings.', [
      [{}, report.brokenChannels.length],
    ]),
    gauge(
      'sealwatch_cluster_list_complete',
      'Whether the whole list of clusters could be read.',
      report.accounts.map(
        ({ id, clusterList }): Sample => [{ account: id }, Number(clusterList === 'complete')],
      ),
    ),
    ...clusterGauges(report),
    ...findingGauges(report),
    ...jobGauges(report),
    ...spendGauges(report),
    '# EOF\n',
  ].join('');
}

function clusterGauges({ accounts, clusters }: Report): string[] {
  const wanted = clusters.filter(({ inScope }) => inScope);
  const counted = (label: 'encryption' | 'verdict', values: readonly string[]) =>
    accounts.flatMap(({ id }) =>
      values.map((value): Sample => {
        const own = wanted.filter((cluster) => cluster.account === id && cluster[label] === value);
        return [{ account: id, [label]: value }, own.length];
      }),
    );
  const flags = counted('encryption', ['encrypted', 'not-encrypted', 'pending', 'unknown']);
  const health = counted('verdict', ['pass', 'fail', 'unknown', 'pending']);
  const verdicts = wanted.map(
    ({ account, region, id, name, verdict }): Sample => [{ account, region, cluster: id, name, verdict }, 1],
  );
  return [
    gauge('sealwatch_clusters', 'Clusters in scope, by the encryption flag that ACK keeps.', flags),
    gauge('sealwatch_clusters_health', 'Clusters in scope, by verdict.', health),
    gauge('sealwatch_cluster_verdict', 'Verdict of each cluster in scope, as a label.', verdicts),
    ...openedGauges(wanted),
  ];
}

/** Only where API servers were asked. */
function openedGauges(clusters: Report['clusters']): string[] {
  const samples = clusters.flatMap(({ account, region, id, name, proof }) =>
    (['plain', 'v1', 'v2'] as const).flatMap((storage): Sample[] =>
      proof ? [[{ account, region, cluster: id, name, storage }, proof[storage]]] : [],
    ),
  );
  const help = 'Values that the API server opened since it started, by how they were stored.';
  return samples.length === 0 ? [] : [gauge('sealwatch_cluster_values_opened', help, samples)];
}

/** Zeros are told, so that an alert ends. */
function findingGauges({ accounts, findings }: Report): string[] {
  const per = (label: Labels, counts: (finding: Report['findings'][number]) => boolean) =>
    accounts.map(
      ({ id }): Sample => [
        { account: id, ...label },
        findings.filter((finding) => finding.resource.account === id && counts(finding)).length,
      ],
    );
  const open = SEVERITIES.flatMap((severity) =>
    per({ severity }, (each) => each.status === 'fail' && each.severity === severity && !isAccepted(each)),
  );
  return [
    gauge('sealwatch_findings', 'Findings that fail and that nobody accepted.', open),
    gauge(
      'sealwatch_findings_unknown',
      'Findings that could not be judged.',
      per({}, ({ status }) => status === 'unknown'),
    ),
    gauge(
      'sealwatch_findings_waived',
      'Findings that fail and are accepted.',
      per({}, (each) => each.status === 'fail' && isAccepted(each)),
    ),
  ];
}

function jobGauges({ accounts }: Report): string[] {
  const jobs = accounts.flatMap(({ id: account, jobs: own }) =>
    Object.entries(own).map(([job, state]) => ({ labels: { account, job }, ...state })),
  );
  return [
    gauge(
      'sealwatch_job_finished_timestamp_seconds',
      'When the job finished last.',
      jobs.map(({ labels, finishedAt }): Sample => [labels, finishedAt === '' ? null : seconds(finishedAt)]),
    ),
    gauge(
      'sealwatch_job_complete',
      'Whether the last attempt of the job read everything.',
      jobs.map(({ labels, complete, trouble }): Sample => [labels, Number(complete && trouble === null)]),
    ),
  ];
}

function spendGauges({ spend }: Report): string[] {
  const per = (value: (spend: ReportSpend) => Sample[1]): Sample[] =>
    spend.map((each) => [{ account: each.account, currency: each.currency }, value(each)]);
  const days = spend.map(({ account, runwayDays }): Sample => [{ account }, runwayDays]);
  return [
    gauge(
      'sealwatch_spend_available',
      'Cash and credit of the account.',
      per(({ available }) => available),
    ),
    gauge('sealwatch_spend_runway_days', 'Days until the account is overdue.', days),
    gauge(
      'sealwatch_spend_month_to_date',
      'KMS this month so far.',
      per(({ monthToDate }) => monthToDate),
    ),
    gauge(
      'sealwatch_spend_forecast',
      'KMS this month, forecast.',
      per(({ forecast }) => forecast),
    ),
  ];
}

function gauge(name: string, help: string, samples: readonly Sample[]): string {
  const lines = samples.flatMap(([labels, value]) =>
    value === null ? [] : `${name}${labelled(labels)} ${value}\n`,
  );
  return lines.length === 0 ? '' : `# TYPE ${name} gauge\n# HELP ${name} ${help}\n${lines.join('')}`;
}

function labelled(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '"': '\\"', '\n': '\\n' };

/** Other characters that nobody sees would be legal, but readers and the terminals behind them differ about them. */
function escaped(value: string): string {
  return printableLines(value).replace(/[\\"\n]/g, (character) => ESCAPES[character] ?? character);
}

function seconds(iso: string): number {
  return Date.parse(iso) / 1000;
}
