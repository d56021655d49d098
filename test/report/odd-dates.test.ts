import { expect, test } from 'vitest';
import type { Report } from '../../shared/model/report.ts';
import { renderTerminal } from '../../shared/report/terminal/render-terminal.ts';
import { exported, FILE_NAMES } from './render-sample.ts';
import { sampleReport } from './sample-report.ts';

const ODD = '2026-13-45T99:99:99Z';

type Path = readonly (string | number)[];

/** Fields that hold words of our own, and our own clock. */
const OURS = /^(generatedAt|schema|verdict|status|severity|encryption|kind|type|actorState|check)$/;

/** Where the report holds a text that the cloud may have filled. */
function textsIn(value: unknown, path: Path = []): Path[] {
  if (typeof value === 'string') return OURS.test(String(path.at(-1))) ? [] : [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, each]) => textsIn(each, [...path, name]));
}

function withText(value: unknown, [first, ...rest]: Path): unknown {
  if (first === undefined) return ODD;
  const entries = Object.entries(value ?? {}).map(([name, each]) => [
    name,
    name === String(first) ? withText(each, rest) : each,
  ]);
  return Array.isArray(value) ? entries.map(([, each]) => each) : Object.fromEntries(entries);
}

test('a date that is none, in any text of the report, takes no format along', () => {
  const paths = textsIn(sampleReport);
  expect(paths.length).toBeGreaterThan(200);
  for (const path of paths) {
    const odd = withText(sampleReport, path) as Report; // the same shape
    for (const name of FILE_NAMES)
      expect(() => exported(name, odd), `${name} ${path.join('.')}`).not.toThrow();
    for (const language of ['en', 'zh'] as const)
      expect(
        () => renderTerminal(odd, { language, width: 100, colours: false }),
        path.join('.'),
      ).not.toThrow();
  }
});
