import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checkIndex } from '../../docs/check-index.ts';
import { withEventFilter } from '../../docs/event-filters.ts';
import { generate } from '../../docs/generate.ts';

test.each(Object.entries(generate()))(
  'docs/%s is what the code says; `npm run docs` writes it anew',
  (name, text) => {
    expect(readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8')).toBe(text);
  },
);

test.each(Object.entries(checkIndex()))(
  '%s lists the checks that there are; `npm run docs` writes it anew',
  (path, text) => {
    expect(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')).toBe(text);
  },
);

test('what is watched needs a trigger in s.yaml', () => {
  const yaml = generate()['../s.yaml'] ?? '';
  expect(yaml).toContain('ReleaseKmsInstance');
  expect(() => withEventFilter(yaml.replace('triggerName: changes', 'triggerName: other'))).toThrow(
    's.yaml has no trigger changes',
  );
});
