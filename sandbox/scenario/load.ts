import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { SpecProblem } from '../specs/problem.ts';
import type { WorldState } from '../world/world-state.ts';
import { buildWorld } from './build.ts';
import { readScenario } from './read.ts';
import { ScenarioError } from './scenario-error.ts';

/** Beside this folder in the sources, beside the file itself in a bundle. */
function scenarioFolder(): URL {
  const beside = new URL('../scenarios/', import.meta.url);
  return existsSync(beside) ? beside : new URL('./scenarios/', import.meta.url);
}

export function scenarioNames(): string[] {
  return readdirSync(scenarioFolder())
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .sort();
}

function textOf(name: string): { text: string; file: string } {
  const own = new URL(`${name}.yaml`, scenarioFolder());
  if (/^[\w-]+$/.test(name) && existsSync(own))
    return { text: readFileSync(own, 'utf8'), file: `${name}.yaml` };
  if (statSync(name, { throwIfNoEntry: false })?.isFile() === true)
    return { text: readFileSync(name, 'utf8'), file: name };
  const others = scenarioNames().join(', ');
  throw new ScenarioError(name, [], `There is no scenario ${name}. Give a file, or one of ${others}.`);
}

/** A fresh world from a scenario: the name of one of ours, or a path. */
export function loadWorld(name: string): WorldState {
  const { text, file } = textOf(name);
  const { scenario, problemAt } = readScenario(text, file);
  try {
    // Ids depend on the name of the scenario, not on where its file lies.
    return buildWorld(scenario, basename(name).replace(/\.ya?ml$/, ''));
  } catch (error) {
    if (error instanceof SpecProblem) throw problemAt(error.field, error.message);
    throw error;
  }
}
