import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { startSandbox } from '../../sandbox/start.ts';
import { scenarioFile } from '../sandbox/signed.ts';
import { configFile, environmentOf, type Ran, runCli } from './run-cli.ts';

export const newFolder = (): string => join(mkdtempSync(join(tmpdir(), 'sealwatch-record-')), 'recording');

export function scenarioNamed(name: string): string {
  return readFileSync(new URL(`../../sandbox/scenarios/${name}.yaml`, import.meta.url), 'utf8');
}

/** The scenario with account ids and access keys that look like real ones. */
function lifelike(scenario: string): string {
  return scenario
    .replaceAll(/100000000000000(\d)/g, '157483920165774$1')
    .replaceAll(/LTAIsandbox(\w+)/g, 'LTAItest$1Key5tQ');
}

/** No cloud, no credentials. */
export const NOWHERE = { SEALWATCH_ENDPOINT: 'http://127.0.0.1:9' };

export interface Story {
  folder: string;
  scenario: string;
  config: string;
  recorded: Ran;
  replayed: Ran;
}

/** Records a scenario, ends its cloud, and judges the recording. */
export async function recordAndReplay(
  yaml: string,
  configuration: string,
  options: readonly string[],
  more: readonly string[] = [],
): Promise<Story> {
  const scenario = lifelike(yaml);
  const sandbox = await startSandbox({ scenario: scenarioFile(scenario), rates: 'off' });
  const folder = newFolder();
  const config = configFile(configuration);
  const recorded = await runCli(
    ['audit', ...options, ...more, '--config', config, '--record', folder],
    environmentOf(sandbox),
    { random: () => 0.5 },
  );
  await sandbox.close();
  const replayed = await runCli(['audit', ...options, '--replay', folder], NOWHERE);
  return { folder, scenario, config: configuration, recorded, replayed };
}

/** Fields whose values are judgements or facts that must be the very same, not only renamed. */
const SAME =
  /^(check|status|severity|verdict|encryption|title|state|keyState|spec|version|region|type|missingPermission|complete|inScope|firstSeen|lastSeen|lastDecrypt|lastEncrypt|frameworks|until|generatedAt|code|kind|at)$/;

/** Walks two reports side by side: they must be equal up to names, and each name must have one counterpart. */
export class Pairing {
  readonly renamed = new Map<string, string>();
  readonly #back = new Map<string, string>();

  compare(one: unknown, other: unknown, path: readonly string[] = []): void {
    const where = path.join('.');
    if (typeof one === 'string' && typeof other === 'string') {
      this.#pair(one, other, path);
      return;
    }
    if (typeof one !== 'object' || one === null || typeof other !== 'object' || other === null) {
      expect(other, where).toEqual(one);
      return;
    }
    const [ours, theirs] = [Object.entries(one), Object.entries(other)];
    expect(theirs.length, where).toBe(ours.length);
    for (const [index, [name, value]] of ours.entries()) {
      const [told, seen] = theirs[index] ?? ['', null];
      if (path.at(-1) === 'tags') this.#pair(name, told, path);
      else expect(told, where).toBe(name);
      this.compare(value, seen, [...path, name]);
    }
  }

  #pair(one: string, other: string, path: readonly string[]): void {
    const where = `${path.join('.')}: ${one} and ${other}`;
    const field = path.findLast((name) => !/^\d+$/.test(name)) ?? '';
    if (SAME.test(field)) expect(other, where).toBe(one);
    expect(this.renamed.get(one) ?? other, where).toBe(other);
    expect(this.#back.get(other) ?? one, where).toBe(one);
    this.renamed.set(one, other);
    this.#back.set(other, one);
  }
}
