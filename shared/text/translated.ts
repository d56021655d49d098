import { zhCommandLine } from './zh/command-line.ts';
import { zhErrors } from './zh/errors.ts';

interface Pattern {
  expression: RegExp;
  chinese: string;
}

let patterns: readonly Pattern[] | undefined;

/** One mistake of a list: where it is, the path of its setting, and what is wrong. */
const PLACED = /^((?:.+?:\d+:\d+ +)?(?:[\w.#-]+: )?)(.+)$/;
/** What stands between the mistakes of a list, or between one and what was probably meant. */
const BETWEEN = /(\n|; (?=\S+:\d+:\d+ )|; did you mean \S+\?)/;

/**
 * Chinese wording of a text that was put together in English, such as the message of an error: its sentence is found by
 * what stands around the places. Of a list of mistakes each has its own. Null for a text that has none.
 */
export function translated(text: string): string | null {
  const whole = sentence(text);
  if (whole !== null) return whole;
  const parts = text.split(BETWEEN).map((part) => (part === '; ' ? '；' : (mistake(part) ?? part)));
  const told = parts.join('');
  return told === text ? null : told;
}

function mistake(text: string): string | null {
  const [, place = '', what = ''] = PLACED.exec(text) ?? [];
  const chinese = sentence(what);
  return chinese === null ? null : place + chinese.trimStart();
}

function sentence(text: string): string | null {
  patterns ??= Object.entries({ ...zhErrors, ...zhCommandLine }).map(([english, chinese]) => ({
    expression: expressionOf(english),
    chinese,
  }));
  for (const { expression, chinese } of patterns) {
    const found = expression.exec(text);
    if (found)
      return chinese.replace(/\{(\w+)\}/g, (place, name: string, start: number) => {
        const value = found.groups?.[name] ?? '';
        return spaced(translated(value) ?? value, chinese[start - 1], chinese[start + place.length]);
      });
  }
  return null;
}

const HAN = /[\u3400-\u9fff]/;

/** Latin letters and digits stand apart from Chinese characters. */
function spaced(value: string, before = '', after = ''): string {
  const start = HAN.test(before) && /^[!-~]/.test(value) ? ' ' : '';
  const end = HAN.test(after) && /[!-~]$/.test(value) ? ' ' : '';
  return `${start}${value}${end}`;
}

function expressionOf(english: string): RegExp {
  const source = english
    .split(/\{(\w+)\}/)
    .map((part, index) =>
      index % 2 === 0 ? part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') : `(?<${part}>[^]*?)`,
    )
    .join('');
  return new RegExp(`^${source}$`);
}
