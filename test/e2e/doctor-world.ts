import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import type { Diagnosis, Examination } from '../../shared/model/examination.ts';
import { scenarioFile } from '../sandbox/signed.ts';
import { functionWorld } from './function-world.ts';
import { configFile, environmentOf, type Ran, runCli } from './run-cli.ts';

export const OWN = '1000000000000001';

/** Evidence in a bucket, a robot, and more than one region: everything that doctor can look at. */
export const CONFIG = `
store: { oss: { bucket: sealwatch-evidence, region: cn-hangzhou } }
alerts: { channels: [{ type: dingtalk-robot, name: ops, webhook: "https://oapi.dingtalk.com/robot/send?access_token=sandboxRobotToken", secret: SECsandboxRobotSecret }] }
`;

export const FUNCTIONS = ['inventory', 'keys', 'activity', 'spend', 'alerts'];

/** The world of the functions, called by somebody who may do everything, with the functions deployed. */
export async function startHealthy(change: (scenario: string) => string = (text) => text): Promise<Sandbox> {
  const sandbox = await startSandbox({ scenario: scenarioFile(change(functionWorld({}))), rates: 'off' });
  for (const job of FUNCTIONS) deploy(sandbox, job, true);
  return sandbox;
}

export function deploy({ functions }: Sandbox, job: string, enabled: boolean, timeout = 600): void {
  functions.deploy({
    name: `sealwatch-${job}`,
    region: 'cn-hangzhou',
    handler: `${job}.handler`,
    codeDir: mkdtempSync(join(tmpdir(), 'sealwatch-code-')),
    timeout,
    timers: [{ name: 'timer', cronExpression: '@every 5m', enabled }],
  });
}

export interface Told extends Ran {
  diagnosis: Diagnosis;
  /** Items with a result, as `id account region`. */
  of(...results: Examination['result'][]): string[];
  item(id: string): Examination;
}

export async function runDoctor(
  sandbox: Sandbox,
  config = CONFIG,
  argv: readonly string[] = [],
  env: Record<string, string> = {},
): Promise<Told> {
  const file = config.startsWith('/') ? config : configFile(config);
  const ran = await runCli(['doctor', '--json', '--config', file, ...argv], environmentOf(sandbox, env));
  const diagnosis = JSON.parse(ran.out) as Diagnosis;
  return {
    ...ran,
    diagnosis,
    of: (...results) =>
      diagnosis.items
        .filter(({ result }) => results.includes(result))
        .map(({ id, account, region }) => [id, account, region].filter((part) => part !== '').join(' ')),
    item: (id) => {
      const found = diagnosis.items.find((item) => item.id === id);
      if (!found)
        throw new Error(`there is no item ${id}: ${diagnosis.items.map((item) => item.id).join(', ')}`);
      return found;
    },
  };
}
