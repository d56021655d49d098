import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { generate } from '../docs/generate.ts';

test.each(Object.entries(generate()))(
  'docs/%s is what the code says; `npm run docs` writes it anew',
  (name, text) => {
    expect(readFileSync(new URL(`../docs/${name}`, import.meta.url), 'utf8')).toBe(text);
  },
);
