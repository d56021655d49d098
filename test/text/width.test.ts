import fc from 'fast-check';
import { expect, test } from 'vitest';
import { padTo, printable, shorten, widthOf, wrap } from '../../shared/text/width.ts';

test.each([
  ['abc', 3],
  ['集群', 4],
  ['é', 1],
  ['e\u0301', 1],
  ['🔒', 2],
  ['', 0],
])('%s takes %i columns', (text, width) => {
  expect(widthOf(text)).toBe(width);
});

test('fitted text takes exactly the columns asked for', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', '集', 'é', ' ', '🔒') }),
      fc.integer({ min: 1, max: 40 }),
      (text, width) => {
        expect(widthOf(padTo(text, width))).toBe(width);
        expect(widthOf(shorten(text, width))).toBeLessThanOrEqual(width);
      },
    ),
  );
});

test('wrapped text fits where words do, and loses nothing but spaces', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('seal', '加密', '集群 Secret', 'x')),
      fc.integer({ min: 12, max: 40 }),
      (words, width) => {
        const text = words.join(' ');
        const lines = wrap(text, width);
        for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(width);
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      },
    ),
  );
});

test('what could steer a terminal or turn the writing around is made visible', () => {
  expect(printable('a\u001b[31mb\nc\u202ed\u200be')).toBe('a\ufffd[31mb\ufffdc\ufffdd\ufffde');
});
