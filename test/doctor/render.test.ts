import { expect, test } from 'vitest';
import { diagnose } from '../../shared/doctor/diagnosis.ts';
import { examination } from '../../shared/doctor/examination.ts';
import type { Examination } from '../../shared/model/examination.ts';
import { renderDoctor } from '../../shared/report/terminal/render-doctor.ts';
import { widthOf } from '../../shared/text/width.ts';
import { ACCOUNT, NOW } from '../builders.ts';

const right = (id: string, account = ACCOUNT): Examination =>
  examination('ok', { id, group: 'permissions', account }, '{api} works.', { api: id });

const missing = (account = ACCOUNT): Examination =>
  examination(
    'failed',
    { id: 'kms:DescribeKey', group: 'permissions', account },
    '{api} is denied ({code}): {permission} is missing.',
    { api: 'DescribeKey', code: 'Forbidden', permission: 'kms:DescribeKey' },
    {
      text: 'Grant {permission} on all resources to the caller; if a policy denies it, remove the Deny.',
      command: 'aliyun ram CreatePolicy --PolicyName sealwatch-kms-DescribeKey',
      permission: 'kms:DescribeKey',
    },
  );

function show(items: readonly Examination[], language: 'en' | 'zh' = 'en', width = 100): string {
  return renderDoctor(diagnose(items, NOW, language), { language, width, colours: false });
}

test('APIs that answer fill one paragraph, the others are examination with what to grant and run', () => {
  expect(show([missing(), right('kms:ListKeys'), right('cs:GetClusters')])).toBe(`
  APIs and permissions
    ✖ DescribeKey is denied (Forbidden): kms:DescribeKey is missing.
      Grant kms:DescribeKey on all resources to the caller; if a policy denies it, remove the Deny.
      aliyun ram CreatePolicy --PolicyName sealwatch-kms-DescribeKey
    ✔ 2 APIs are allowed in account ${ACCOUNT}: kms:ListKeys, cs:GetClusters

  Not ready: 1 check failed, 2 passed, 0 warnings.
`);
});

test('with several accounts each trouble says whose it is', () => {
  const text = show([missing(), missing('2')]);
  expect(text).toContain(`✖ ${ACCOUNT}: DescribeKey is denied`);
  expect(text).toContain('✖ 2: DescribeKey is denied');
});

test('in Chinese', () => {
  const text = show([missing(), right('kms:ListKeys')], 'zh');
  expect(text).toContain('✖ DescribeKey 被拒绝（Forbidden）：缺少权限 kms:DescribeKey。');
  expect(text).toContain('尚不可用：失败 1 项，通过 1 项，警告 0 项。');
});

test('a narrow terminal breaks lines, but no command', () => {
  const lines = show([missing(), right('kms:ListKeys')], 'en', 40).split('\n');
  const wide = lines.filter((line) => widthOf(line) > 40);
  expect(wide).toEqual(['      aliyun ram CreatePolicy --PolicyName sealwatch-kms-DescribeKey']);
});

test('what the cloud says can neither colour a terminal nor write a line of its own', () => {
  const detail = 'x\u001b[31mred\u202e\n    ✔ all well';
  const item = examination(
    'failed',
    { id: 'identity', group: 'identity' },
    'Credentials rejected: {detail}',
    { detail },
  );
  const text = show([item]);
  expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  expect(text).not.toContain('\n    ✔');
});
