import { readFileSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import { startSandbox } from '../../sandbox/start.ts';
import type { Report } from '../../shared/model/report.ts';
import { configFile, environmentOf, type Ran, runCli } from '../e2e/run-cli.ts';
import { scenarioFile } from '../sandbox/signed.ts';
import { type Case, placed } from './case.ts';
import { changeOf } from './change-of.ts';
import { type Front, startFront } from './front.ts';
import { scenarioOf } from './scenario-of.ts';

const NOW = '2026-11-23T00:00:00Z';
const EARLIER = '2026-11-22T00:00:00Z';

export interface Audited {
  code: number;
  report: Report;
  /** The page; read when a case is about it. */
  page: string;
}

/** Runs the real audit on the world of a case, over HTTP; the last run counts. */
export async function auditCase(given: Partial<Case>): Promise<Audited> {
  const front = await startFront();
  onTestFinished(front.close);
  const config = configFile(yamlOf(given.config ?? {}));
  const file = `${config}.html`;
  if (given.before) await auditWorld(front, given.before, EARLIER, config, file);
  else if (given.twice) await auditWorld(front, given, EARLIER, config, file);
  const ran = await auditWorld(front, given, NOW, config, file);
  if (ran.err !== '' && ran.out === '') throw new Error(ran.err);
  return { code: ran.code, report: ran.report(), page: readFileSync(file, 'utf8') };
}

function yamlOf(config: object): string {
  return Object.entries(config)
    .map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
    .join('\n');
}

async function auditWorld(
  front: Front,
  given: Partial<Case>,
  clock: string,
  config: string,
  file: string,
): Promise<Ran> {
  const scenario = scenarioFile(JSON.stringify(scenarioOf(given, clock)));
  const sandbox = await startSandbox({ scenario, rates: 'off' });
  front.turnTo(sandbox.url, changeOf(placed(given, sandbox.now().getTime())));
  try {
    const env = environmentOf(sandbox, { SEALWATCH_ENDPOINT: front.url });
    return await runCli(['audit', '--json', '--all', '--html', file, '--config', config], env);
  } finally {
    await sandbox.close();
  }
}
