import { readFileSync, writeFileSync } from 'node:fs';
import { toJsonSchema } from '@valibot/to-json-schema';
import { readDurations } from '../bench/durations.ts';
import { configSchema } from '../shared/config/schema.ts';
import type { CheckInfo } from '../shared/model/check-info.ts';
import { isLook } from '../shared/model/finding.ts';
import { describeChecks } from '../shared/present/describe-checks.ts';
import { FORMATS } from '../shared/report/formats.ts';
import { type Say, speak } from '../shared/text/say.ts';
import { withCosts } from './cost-tables.ts';
import { doctorSchema } from './doctor-schema.ts';
import { withEventFilter } from './event-filters.ts';
import { reportSchema } from './report-schema.ts';

/** Every file that is generated, as a whole or in part, by its name here. A test holds them against what is committed. */
export function generate(): Record<string, string> {
  return {
    'checks.md': catalogue('en'),
    'checks.zh-CN.md': catalogue('zh'),
    'config.schema.json': schema(configSchema, 'The configuration file of sealwatch', 'input'),
    'doctor.schema.json': schema(doctorSchema, 'What `sealwatch doctor --json` prints', 'output'),
    'operations.md': withCosts(readFileSync('docs/operations.md', 'utf8'), 'en', readDurations()),
    'zh-CN/operations.md': withCosts(readFileSync('docs/zh-CN/operations.md', 'utf8'), 'zh', readDurations()),
    'report.md': withFormats(readFileSync('docs/report.md', 'utf8'), ['file', 'over HTTP', 'media type']),
    'zh-CN/report.md': withFormats(readFileSync('docs/zh-CN/report.md', 'utf8'), [
      '文件',
      'HTTP 路径',
      '媒体类型',
    ]),
    'report.schema.json': schema(reportSchema, 'What `sealwatch audit --json` prints', 'output'),
    '../s.yaml': withEventFilter(readFileSync('s.yaml', 'utf8')),
  };
}

function schema(of: Parameters<typeof toJsonSchema>[0], title: string, typeMode: 'input' | 'output'): string {
  const { $schema, ...rest } = toJsonSchema(of, { typeMode, errorMode: 'ignore' });
  return `${JSON.stringify({ $schema, title, ...rest }, null, 2)}\n`;
}

/** The page on the report with the table of formats; the rest of it is written by hand. */
function withFormats(page: string, [file, path, type]: readonly [string, string, string]): string {
  const rows = FORMATS.flatMap(({ id, files }) =>
    files.map((one) => `| ${id} | ${one.name} | ${one.path ?? `/${one.name}`} | ${one.mediaType} |`),
  );
  const table = [`| \`--format\` | ${file} | ${path} | ${type} |`, '| --- | --- | --- | --- |', ...rows];
  const place = /(<!-- formats: `npm run docs` writes this table -->\n\n)[\s\S]*?(\n\n<!-- end -->)/;
  return page.replace(place, (_, start: string, end: string) => `${start}${table.join('\n')}${end}`);
}

function catalogue(language: 'en' | 'zh'): string {
  const say = speak(language);
  const checks = describeChecks(language);
  const head =
    language === 'en'
      ? '# Checks\n\nGenerated from the checks themselves with `npm run docs`; `sealwatch checks show ID` prints the same.\n'
      : '# 检查项\n\n由检查项自身生成（`npm run docs`）；`sealwatch checks show ID --lang zh` 输出相同内容。\n';
  const rows = checks.map(({ id, severity, title }) => `| [${id}](#${id}) | ${say(severity)} | ${title} |`);
  const page = [
    head,
    '| | | |\n| --- | --- | --- |',
    ...rows,
    '',
    ...checks.map((check) => section(check, say)),
  ].join('\n');
  return language === 'zh' ? page.replaceAll('**: ', '**：') : page;
}

function section(
  { id, title, severity, job, why, judged, remedy, command, frameworks }: CheckInfo,
  say: Say,
): string {
  const lines = [
    `## ${id}`,
    '',
    `**${title}** — ${say(severity)} · \`${job}\``,
    '',
    `- **${say('Why')}**: ${why}`,
    `- **${say('How it is checked')}**: ${judged}`,
    `- **${say('What to do')}**: ${remedy}`,
  ];
  if (isLook(command)) lines.push('', `  ${say('Check first')}`);
  if (command !== '') lines.push('', '  ```sh', `  ${command}`, '  ```', '');
  for (const [heading, decides] of [
    [say('Decides'), true],
    [say('Supports'), false],
  ] as const) {
    const clauses = frameworks.filter((one) => one.decides === decides);
    if (clauses.length > 0)
      lines.push(
        `- **${heading}**: ${clauses.map(({ framework, clause }) => `${framework} ${clause}`).join(' · ')}`,
      );
  }
  return `${lines.join('\n')}\n`;
}

if (process.argv[2] === '--write') {
  for (const [name, text] of Object.entries(generate())) writeFileSync(`docs/${name}`, text);
}
