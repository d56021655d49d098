import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { shippedPolicy } from '../e2e/function-world.ts';
import { root } from '../root.ts';
import { scenarioFile } from '../sandbox/signed.ts';

const ACCOUNT = '1000000000000001';
const KEYS = {
  ALIBABA_CLOUD_ACCESS_KEY_ID: 'LTAIsandboxDeploy',
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'sandboxSecretDeploy',
};

/** An account with a broken key, in which somebody who may deploy and set up has made nothing yet. */
const SCENARIO = `
caller: LTAIsandboxAdmin
robots: [{ token: sandboxRobotToken, name: ops, secret: SECsandboxRobotSecret }]
accounts:
  - id: "${ACCOUNT}"
    users: [{ name: admin, policies: [AdministratorAccess] }, { name: deployer, policies: [deployer, setup] }]
    accessKeys: [{ id: LTAIsandboxAdmin, secret: sandboxSecretAdmin, user: admin }, { id: LTAIsandboxDeploy, secret: sandboxSecretDeploy, user: deployer }]
    policies:
      - { name: deployer, document: ${JSON.stringify(shippedPolicy('deployer-policy'))} }
      - { name: setup, document: ${JSON.stringify(shippedPolicy('setup-policy'))} }
    keys: [{ name: plain, id: key-hzz00000000000000001a, region: cn-hangzhou, state: Disabled }]
    clusters: [{ name: pay-prod, region: cn-hangzhou, key: plain }]
    trails: [{ name: audit-all, home: cn-hangzhou, sls: audit }]
`;

/** What somebody answers to `init`. */
export const INIT = ['--bucket', 'sealwatch-evidence', '--secret', 'SECsandboxRobotSecret', '--yes'].concat([
  '--webhook',
  'https://oapi.dingtalk.com/robot/send?access_token=sandboxRobotToken',
]);

/** A program named `s` that does what the component would. */
export const s = join(mkdtempSync(join(tmpdir(), 'sealwatch-s-')), 's');
writeFileSync(
  s,
  `#!/bin/sh\nhere="$PWD"\ncd '${root}' && exec '${process.execPath}' .build.mjs run test/deploy/s.ts "$here" "$@"\n`,
);
chmodSync(s, 0o755);

export interface Ran {
  code: number | null;
  out: string;
  err: string;
}

/** Runs the built program in a folder. */
export function run(
  bundles: string,
  args: readonly string[],
  cwd: string,
  env: Record<string, string>,
): Promise<Ran> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [join(bundles, 'cli.mjs'), ...args], {
      cwd,
      env: { PATH: process.env['PATH'], HOME: cwd, ...env },
    });
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString();
    });
    child.on('error', fail);
    child.on('close', (code) => done({ code, out, err }));
  });
}

export const emptyFolder = () => mkdtempSync(join(tmpdir(), 'sealwatch-empty-'));

/** That account, with a Function Compute that runs what is deployed to it. */
export function startAccount(bundles: string): Promise<Sandbox> {
  return startSandbox({
    scenario: scenarioFile(SCENARIO),
    rates: 'off',
    instance: join(bundles, 'instance.mjs'),
    retryDelayMs: 1,
    environment: ({ url, now }) => ({ SEALWATCH_ENDPOINT: url, SEALWATCH_NOW: now.toISOString() }),
  });
}

/** The variables of who deploys to it. */
export const variablesFor = (sandbox: Sandbox): Record<string, string> => ({
  ...KEYS,
  SEALWATCH_ENDPOINT: sandbox.url,
  SEALWATCH_NOW: sandbox.now().toISOString(),
});
