import { zhCommandLine } from './zh/command-line.ts';
import { zhErrors } from './zh/errors.ts';

interface Pattern {
  expression: RegExp;
  chinese: string;
}

let patterns: readonly Pattern[] | undefined;

/**
 * Chinese wording of a text that was put together in English, such as the message of an error: its sentence is found by
 * what stands around the places. Null for a text that has none.
 */
export function translated(text: string): string | null {
  patterns ??= Object.entries({ ...zhErrors, ...zhCommandLine }).map(([english, chinese]) => ({
    expression: expressionOf(english),
    chinese,
  }));
  for (const { expression, chinese } of patterns) {
    const found = expression.exec(text);
    if (found)
      return chinese.replace(/\{(\w+)\}/g, (_place, name: string) => {
        const value = found.groups?.[name] ?? '';
        return translated(value) ?? value;
      });
  }
  return null;
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
