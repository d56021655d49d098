import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { root } from '../root.ts';

/** Builds the process of a function instance and answers its path. */
export function builtInstance(): string {
  const file = join(mkdtempSync(join(tmpdir(), 'instance-')), 'instance.mjs');
  buildSync({
    entryPoints: [`${root}sandbox/function-compute/instance.ts`],
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.11',
  });
  return file;
}

/** Puts files into a folder of their own and answers its path. */
export function codeDir(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'code-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

/** A process that has ended but that nobody has collected yet is not alive. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** An account whose role `function-role` Function Compute may assume, and whose role `other` it may not. */
export const functionScenario = `
caller: LTAIsandboxOps
accounts:
  - id: "1000000000000001"
    users:
      - { name: ops, policies: [AdministratorAccess] }
      - { name: starter, policies: [start-one] }
    accessKeys:
      - { id: LTAIsandboxOps, secret: sandboxSecretOps, user: ops }
      - { id: LTAIsandboxStarter, secret: sandboxSecretStarter, user: starter }
    policies:
      - { name: reads, allow: ["cs:Get*", "cs:Describe*"] }
      - name: start-one
        document:
          Version: "1"
          Statement:
            - { Effect: Allow, Action: "fc:InvokeFunction", Resource: "acs:fc:cn-hangzhou:1000000000000001:functions/echo" }
    roles:
      - name: function-role
        policies: [reads]
        trust: { Version: "1", Statement: [{ Action: "sts:AssumeRole", Effect: Allow, Principal: { Service: [fc.aliyuncs.com] } }] }
      - { name: other, policies: [reads] }
  - id: "1000000000000002"
    users: [{ name: admin, policies: [AdministratorAccess] }]
    accessKeys: [{ id: LTAIsandboxOther, secret: sandboxSecretOther, user: admin }]
`;
