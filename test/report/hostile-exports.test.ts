import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Report } from '../../shared/model/report.ts';
import { wrongsOfEvent } from './ocsf-schema.ts';
import { csvRows, metricSamples, readMarkdown, xmlElements } from './parsed.ts';
import { exported } from './render-sample.ts';
import { sampleReport } from './sample-report.ts';
import { validateSarif } from './sarif-schema.ts';

/** Fields that our own code fills with words, numbers and times of a fixed form. */
const OURS =
  /^(schema|status|severity|type|verdict|encryption|clusterList|currency|date|until|since|sinceSource|kmsStopsAt|clusterDeletionAt|fingerprint|mutedBy|generatedAt|at|(first|last|finished)\w+|lastEncrypt|lastDecrypt|amount|available|cash|credit|monthToDate|forecast|budget|accountBurnPerDay|outstanding|url)$/;

/** The sample with a text before and after every text that others choose; ids stay distinct and agree. */
function poisoned(text: string): Report {
  const poison = (value: string) => `${text}${value}${text}`;
  const walk = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') return OURS.test(key) ? value : poison(value);
    if (Array.isArray(value)) return value.map((each) => walk(each, key));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, walk(each, name)]));
  };
  return walk(sampleReport, '') as Report; // the same shape
}

const CHOSEN = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '=HYPERLINK("https://evil.example","click")',
  '+1+1',
  '-2+3|cmd',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  '\n=1',
  '＝1+1',
  '","=1+1,"',
  '"\r\n=1,2\r\n',
  ']]>',
  '<![CDATA[',
  '&amp;&#0;&lt;!--',
  '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>',
  '\u0000\u0001\u0008\u000b\u001f',
  '\u001b[31mred\u001b[0m\u001b]0;title\u0007',
  '\u202egnp.exe\u2066',
  '\ufffe\uffff\ufeff',
  '\u2028\u2029\u0085',
  '😀👨‍👩‍👧 𝕏',
  '# heading\n- item\n1. one\n> quote\n---\n',
  '```\n```sh\nrm -rf\n~~~\n````',
  '[click](javascript:alert(1)) ![x](https://evil.example/x.png)',
  '| a | b |\n| --- | --- |\n| c | d |',
  '**bold** _em_ `code` ~~del~~ $x^2$',
  '@everyone #1 https://evil.example www.evil.example a@evil.example',
  '[x]: https://evil.example "t"',
  '{0} {1} {{2}} ${x}',
  '\\" \\n \\',
  '"} 1\n# EOF\nevil{a="',
  '    indented code',
  '__proto__',
] as const;

const UNITS = [...CHOSEN.join(''), '支', ' ', '\u200d', '\ud7ff', '\u{10ffff}'];
const hostile = fc.oneof(
  fc.constantFrom(...CHOSEN),
  fc.array(fc.constantFrom(...CHOSEN), { minLength: 2, maxLength: 4 }).map((parts) => parts.join('')),
  fc.string({ unit: fc.constantFrom(...UNITS), minLength: 1, maxLength: 30 }),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }),
);

/** At least 250 texts, and all chosen ones for certain. */
function withHostile(check: (report: Report) => void): void {
  fc.assert(
    fc.property(hostile, (text) => check(poisoned(text))),
    { numRuns: 250, examples: CHOSEN.map((text): [string] => [text]) },
  );
}

const findingsOf = (report: Report, ...statuses: string[]) =>
  report.findings.filter(({ status }) => statuses.includes(status));

describe('names that want to break out', () => {
  test('JSON gives them back', () => {
    withHostile((report) => {
      expect(JSON.parse(exported('report.json', report))).toEqual(report);
    });
  });

  test('CSV gives them back, and no cell calculates', () => {
    const shown = (text: string) => {
      const visible = text.replace(/[^\P{Cc}\t\r\n]|[\p{Cf}\p{Zl}\p{Zp}]/gu, '\ufffd');
      return /^[=+\-@\t\r\n＝＋－＠]/.test(visible) ? `'${visible}` : visible;
    };
    withHostile((report) => {
      const findings = csvRows(exported('findings.csv', report));
      expect(findings.map(({ summary }) => summary)).toEqual(
        report.findings.map((each) => shown(each.summary)),
      );
      expect(findings.map((row) => row['resource_id'])).toEqual(
        report.findings.map(({ resource }) => shown(resource.id)),
      );
      const clusters = csvRows(exported('clusters.csv', report, 'en', true));
      expect(clusters.map(({ name }) => name)).toEqual(report.clusters.map((each) => shown(each.name)));
      const spend = csvRows(exported('spend.csv', report));
      expect(spend.map(({ amount }) => amount)).toEqual(['35.1', '-2.75', '36.004', '4.00']);
      const cells = [...findings, ...clusters, ...spend].flatMap((row) => Object.values(row));
      expect(
        cells.filter((cell) => /^[=+\-@\t\r\n＝＋－＠]/.test(cell) && Number.isNaN(Number(cell))),
      ).toEqual([]);
    });
  });

  test('SARIF stays valid and gives them back', () => {
    withHostile((report) => {
      const log = JSON.parse(exported('report.sarif', report));
      validateSarif(log);
      expect(validateSarif.errors).toBeNull();
      const told = findingsOf(report, 'fail', 'unknown');
      const [run] = log.runs;
      for (const [index, { summary, resource, evidence }] of told.entries()) {
        const { message, locations, properties } = run.results[index];
        const text = message.text.replaceAll('{{', '{').replaceAll('}}', '}');
        const visible = summary.replace(/[^\P{Cc}\t\r\n]|[\p{Cf}\p{Zl}\p{Zp}]/gu, '\ufffd');
        expect(text.startsWith(visible.replaceAll('](', '] ('))).toBe(true);
        expect(message.text).not.toMatch(/\]\(/);
        expect(locations[0].logicalLocations[0].name).toBe(resource.name || resource.id);
        expect(properties.evidence).toEqual(evidence);
      }
    });
  });

  test('OCSF stays valid and gives them back', () => {
    withHostile((report) => {
      const events: Record<string, unknown>[] = JSON.parse(exported('report.ocsf.json', report));
      expect(events.flatMap((event) => wrongsOfEvent(event, 'event'))).toEqual([]);
      expect(events.map(({ message }) => message)).toEqual(report.findings.map(({ summary }) => summary));
    });
  });

  test.each([
    'report.json',
    'findings.csv',
    'clusters.csv',
    'report.sarif',
    'report.ocsf.json',
    'report.md',
    'report.junit.xml',
    'metrics.txt',
  ])('%s tells a terminal nothing, and hides and turns round nothing', (name) => {
    const text = exported(
      name,
      poisoned('\u001b]0;title\u0007\u007f\u009b31m\u0085\u202e\u200b\u2066\u2028\u{e0041}'),
    );
    expect(text).toContain(']0;title');
    expect(text).not.toMatch(/[^\P{Cc}\r\n]|[\p{Cf}\p{Zl}\p{Zp}]/u);
  });

  test('JUnit stays well formed and gives back what XML can hold', () => {
    const shown = (text: string) =>
      text.replace(/[\ufffe\uffff]|\p{Cs}/gu, '').replace(/[^\P{Cc}\t\r\n]|[\p{Cf}\p{Zl}\p{Zp}]/gu, '\ufffd');
    withHostile((report) => {
      const xml = exported('report.junit.xml', report);
      const failures = xmlElements(xml, 'failure');
      const failed = findingsOf(report, 'fail').filter(({ waiver }) => !waiver || waiver.expired);
      expect(failures.map((each) => each.getAttribute('message'))).toEqual(
        failed.map(({ summary }) => shown(summary)),
      );
      expect(failures.map((each) => each.textContent)).toEqual(
        failed.map(({ remedy: { text, command, url } }) =>
          shown([text, command, url].filter((part) => part !== '').join('\n')),
        ),
      );
      expect(xmlElements(xml, 'testcase')).toHaveLength(8);
    });
  });

  test('Markdown shows them as text, and code as it is', () => {
    const visible = (text: string) => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\ufffd');
    const shown = (text: string) =>
      visible(text.replace(/\s+/g, ' '))
        .replaceAll('@', '＠')
        .replace(/#(?=\d)/g, '＃')
        .replaceAll('://', ':∕∕')
        .replace(/www\./gi, 'www․')
        .trim();
    const blocks = (kinds: readonly string[]) =>
      kinds.filter((kind) => !['text', 'escape', 'space', 'code'].includes(kind));
    const expected = blocks(readMarkdown(exported('report.md', sampleReport)).kinds);
    withHostile((report) => {
      const { kinds, text, links, code } = readMarkdown(exported('report.md', report));
      expect(blocks(kinds)).toEqual(expected);
      expect(links).toEqual(['https://cs.console.aliyun.com/']);
      const commands = findingsOf(report, 'fail', 'unknown').map(({ remedy }) => remedy.command);
      expect(code).toEqual(
        commands
          .filter((each) => each.trim() !== '')
          .map((each) =>
            each
              .trimEnd()
              .split(/\r\n|\r|\n/)
              .map(visible)
              .join('\n'),
          ),
      );
      for (const { summary } of findingsOf(report, 'fail', 'unknown')) expect(text).toContain(shown(summary));
    });
  });

  test('metrics stay readable and give them back', () => {
    const shown = (text: string) => text.replace(/[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}]/gu, '\ufffd');
    const count = metricSamples(exported('metrics.txt', sampleReport)).length;
    withHostile((report) => {
      const text = exported('metrics.txt', report);
      const samples = metricSamples(text);
      expect(samples).toHaveLength(count);
      expect(text.endsWith('\n# EOF\n')).toBe(true);
      const names = samples
        .filter(({ name }) => name === 'sealwatch_cluster_verdict')
        .map(({ labels }) => labels['name']);
      expect(names).toEqual(report.clusters.filter(({ inScope }) => inScope).map(({ name }) => shown(name)));
    });
  });
});

describe('half a character', () => {
  const report = poisoned('\ud800');

  test('is replaced where a file is written', () => {
    const text = Buffer.from(exported('report.junit.xml', report)).toString();
    expect(xmlElements(text, 'testcase')).toHaveLength(8);
    expect(text).not.toContain('\ufffd');
    expect(csvRows(Buffer.from(exported('clusters.csv', report)).toString())[0]?.['name']).toMatch(
      /^\ufffd支付/,
    );
  });
});
