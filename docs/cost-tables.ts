import { costTable, ENGLISH, monthlyCost, SIZE, type TableWords } from '../bench/cost.ts';
import { type Durations, type Sample, secondsOf } from '../bench/durations.ts';

interface Words {
  cost: TableWords;
  totals: readonly string[];
  measured: readonly string[];
}

const WORDS: Readonly<Record<'en' | 'zh', Words>> = {
  en: {
    cost: ENGLISH,
    totals: ['accounts', 'invocations', 'seconds', 'CU', 'USD'],
    measured: [
      'measured',
      'clusters',
      'keys',
      'new instance',
      'of it CPU',
      'with {cpu} vCPU',
      'warm',
      'with {cpu} vCPU',
      'peak memory',
    ],
  },
  zh: {
    cost: { heads: ['函数', '每次秒数', '调用次数', '秒数', 'CU', '美元'], together: '合计' },
    totals: ['账号', '调用次数', '秒数', 'CU', '美元'],
    measured: [
      '测量对象',
      '集群',
      '密钥',
      '新实例',
      '其中 CPU',
      '{cpu} vCPU 时',
      '热实例',
      '{cpu} vCPU 时',
      '内存峰值',
    ],
  },
};

/** The page on operations with what the functions take and cost; the rest of it is written by hand. */
export function withCosts(page: string, language: 'en' | 'zh', durations: Durations): string {
  const words = WORDS[language];
  const tables: Readonly<Record<string, string>> = {
    cost: costTable({}, durations, words.cost),
    accounts: totals(words.totals, durations),
    measured: measured(words.measured, durations),
  };
  return Object.entries(tables).reduce((text, [name, table]) => {
    const place = new RegExp(
      `(<!-- ${name}: \`npm run docs\` writes this table -->\\n\\n)[\\s\\S]*?(\\n\\n<!-- end -->)`,
    );
    if (!place.test(text)) throw new Error(`the page has no place for the table ${name}`);
    return text.replace(place, (_, start: string, end: string) => `${start}${table}${end}`);
  }, page);
}

function totals(heads: readonly string[], durations: Durations): string {
  const rows = [1, 10, 100, 1000].map((accounts) => {
    const { invocations, seconds, cu, usd } = monthlyCost({ accounts }, durations).together;
    return row([...[accounts, invocations, seconds, cu].map(whole), usd.toFixed(2)]);
  });
  return [row(heads), row(heads.map(() => '---:')), ...rows].join('\n');
}

function measured(heads: readonly string[], { worlds }: Durations): string {
  const seconds = (run: Sample, cpu: number): string => `${secondsOf(run, cpu).toFixed(2)} s`;
  const rows = worlds.flatMap(({ clusters, keys, jobs }) =>
    Object.entries(jobs).map(([job, { new: first, warm }]) =>
      row([
        job,
        whole(clusters),
        whole(keys),
        seconds(first, 1),
        `${(first.cpuMs / 1000).toFixed(2)} s`,
        seconds(first, SIZE.cpu),
        seconds(warm, 1),
        seconds(warm, SIZE.cpu),
        `${Math.max(first.rssMiB, warm.rssMiB)} MiB`,
      ]),
    ),
  );
  const named = heads.map((head) => head.replace('{cpu}', String(SIZE.cpu)));
  return [row(named), row(heads.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows].join('\n');
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en');
}
