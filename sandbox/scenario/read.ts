import * as v from 'valibot';
import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import { ScenarioError, type ScenarioProblem } from './scenario-error.ts';
import { type Scenario, scenarioSchema } from './schema.ts';

export interface ReadScenario {
  scenario: Scenario;
  /** turns a problem found later into an error that names the line */
  problemAt(path: string, message: string): ScenarioError;
}

/** Where the value at this path is, or the nearest thing around it that is there. */
function placeOf(
  document: Document,
  lines: LineCounter,
  path: readonly unknown[],
): { line: number; column: number } {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    if (!isNode(node) || !node.range) continue;
    const { line, col } = lines.linePos(node.range[0]);
    return { line, column: col };
  }
  return { line: 1, column: 1 };
}

interface Mistake {
  path: readonly unknown[];
  message: string;
}

function keysOf(issue: v.BaseIssue<unknown>): unknown[] {
  return issue.path?.map((item) => item.key) ?? [];
}

/**
 * What an issue says. A union's own text is of little help when one of its alternatives got further: then that one
 * speaks, whose path counts from the union.
 */
function mistakesOf(issue: v.BaseIssue<unknown>, above: readonly unknown[] = []): Mistake[] {
  const path = [...above, ...keysOf(issue)];
  const deeper = (issue.issues ?? []).filter((inner) => keysOf(inner).length > 0);
  if (deeper.length > 0) return deeper.flatMap((inner) => mistakesOf(inner, path));
  if (issue.expected === 'never') return [{ path, message: 'There is no such word here' }];
  return [
    { path, message: issue.received === 'undefined' ? `It is missing (${issue.message})` : issue.message },
  ];
}

/** Keys as numbers where they are list positions, as the YAML document wants them. */
function splitPath(path: string): (string | number)[] {
  return path.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

/** Reads a scenario and reports all its mistakes at once, each with line and column. */
export function readScenario(text: string, file: string): ReadScenario {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const broken = document.errors.map((error): ScenarioProblem => {
    const { line, col } = lines.linePos(error.pos[0]);
    return { line, column: col, path: '', message: error.message.split('\n')[0] ?? 'It is not YAML.' };
  });
  if (broken.length > 0) throw new ScenarioError(file, broken);
  const parsed = v.safeParse(scenarioSchema, document.toJS());
  if (!parsed.success) {
    const problems = parsed.issues
      .flatMap((issue) => mistakesOf(issue))
      .map(({ path, message }): ScenarioProblem => {
        return { ...placeOf(document, lines, path), path: path.join('.'), message };
      });
    throw new ScenarioError(file, problems);
  }
  return {
    scenario: parsed.output,
    problemAt: (path, message) =>
      new ScenarioError(file, [{ ...placeOf(document, lines, splitPath(path)), path, message }]),
  };
}
