import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Sandbox } from '../../sandbox/start.ts';
import { CONFIG, runDoctor, startHealthy } from './doctor-world.ts';
import { configFile, environmentOf, type Ran, runCli } from './run-cli.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startHealthy((text) =>
    text.replace('name: pay-prod', 'name: "\\u202E<b>pay\\u001B[31m\\n    ✔ prod"'),
  );
});
afterAll(() => sandbox.close());

const told = (argv: readonly string[] = []): Promise<Ran> =>
  runCli(['doctor', '--config', configFile(CONFIG), ...argv], environmentOf(sandbox));

test('every group is told, and the answer comes last', async () => {
  const { out, err, code } = await told();
  const headings = out.split('\n').filter((line) => /^ {2}\S/.test(line));
  expect(headings.slice(0, -1)).toEqual([
    '  Identity',
    '  Clock and network',
    '  APIs and permissions',
    '  Store',
    '  Channels',
    '  Deployment',
    '  Configuration',
    '  Undocumented behaviour in this account',
  ]);
  expect(headings.at(-1)).toMatch(/^ {2}Ready: \d+ checks passed, 0 warnings, \d+ unknown\.$/);
  expect([code, err]).toEqual([0, '']);
});

test('in Chinese nothing stays English', async () => {
  sandbox.world.deny({ action: 'kms:ListKeys' });
  const { out } = await told(['--lang', 'zh']);
  const { diagnosis } = await runDoctor(sandbox, CONFIG, ['--lang', 'zh']);
  sandbox.world.allow({ action: 'kms:ListKeys' });
  const texts = diagnosis.items.flatMap(({ summary, remedy }) => [summary, ...(remedy ? [remedy.text] : [])]);
  expect(texts.filter((text) => !/[\u4e00-\u9fff]/.test(text))).toEqual([]);
  expect(out).toContain('✖ ListKeys 被拒绝（Forbidden.NoPermission）：缺少权限 kms:ListKeys。');
  expect(out).toContain('尚不可用：失败 1 项，通过 ');
});

test('quietly it only ends with its code', async () => {
  sandbox.world.deny({ action: 'kms:ListKeys' });
  const { out, code } = await told(['--quiet']);
  sandbox.world.allow({ action: 'kms:ListKeys' });
  expect([out, code]).toEqual(['', 1]);
});

test('names of clusters do no harm', async () => {
  const { out } = await told();
  expect(out).not.toContain('\n    ✔ prod');
  expect(out.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
});

test('no secret is told', async () => {
  const { out } = await runDoctor(sandbox);
  for (const secret of [sandbox.accessKeySecret, 'sandboxRobotToken', 'SECsandboxRobotSecret'])
    expect(out).not.toContain(secret);
});
