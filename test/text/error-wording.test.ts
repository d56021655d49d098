import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../shared/config/load-config.ts';
import { AppError } from '../../shared/model/error.ts';
import { translated } from '../../shared/text/translated.ts';
import { zhCommandLine } from '../../shared/text/zh/command-line.ts';
import { zhErrors } from '../../shared/text/zh/errors.ts';
import { errorTexts, problemTexts, propertyTexts, type SourceText } from './error-texts.ts';
import { halfWidth } from './faults.ts';

const known = new Set(
  Object.keys({ ...zhErrors, ...zhCommandLine }).map((text) => text.replace(/\{\w+\}/g, '{}')),
);

const without = (texts: readonly SourceText[]): string[] =>
  texts.filter(({ text }) => !known.has(text)).map(({ text, file }) => `${file}: ${text}`);

describe('every sentence of the source has its Chinese wording', () => {
  test('messages and hints of errors, with what is filled into them', () => {
    const texts = errorTexts(['shared', 'functions']);
    expect(texts.length).toBeGreaterThan(150);
    expect(without(texts)).toEqual([]);
  });

  test('mistakes of a configuration', () => {
    const texts = [
      ...problemTexts(['shared/config', 'shared/notify', 'shared/model']),
      ...propertyTexts(['shared/notify'], ['what']),
    ];
    expect(texts.length).toBeGreaterThan(30);
    expect(without(texts)).toEqual([]);
  });

  test('why a message was not sent, and what to do', () => {
    const texts = propertyTexts(['shared/notify', 'shared/deliver', 'functions/cli'], ['why', 'hint']);
    expect(texts.length).toBeGreaterThan(25);
    expect(without(texts)).toEqual([]);
  });

  test('what is wrong with a kubeconfig', () => {
    const texts = propertyTexts(['shared/api-server'], ['problem']);
    expect(texts.length).toBeGreaterThan(10);
    expect(without(texts)).toEqual([]);
  });
});

test('the mistakes of a configuration are Chinese, each behind its place', () => {
  const text = [
    'alerts: { top: many, channels: [{ type: dingtalk-robot, webhook: "${NONE}" }] }',
    'regions: 7',
    'waivers: [{ check: no-such }]',
    'accounts: [{ id: "1000000000000001" }, { id: "1000000000000001" }]',
  ].join('\n');
  const chinese = translated(refusalOf(text)) ?? '';
  expect(chinese.split('\n')[0]).toBe('配置 sealwatch.yaml 有 9 处错误：');
  expect(chinese).toContain('sealwatch.yaml:1:11  alerts.top: 应为数字，实际为 many');
  expect(chinese).toContain('alerts.channels.0.webhook: 未设置环境变量 NONE');
  expect(chinese).toContain('waivers.0.check: 没有检查项 no-such；`sealwatch checks` 可列出全部检查项');
  expect(chinese).toContain('accounts.1.id: 账号 1000000000000001 重复');
  expect(chinese).toContain('waivers.0.owner: 必须填写');
  expect(chinese).not.toMatch(/expected|found|listed|required/);
  expect(halfWidth(chinese)).toEqual([]);
});

test('what was probably meant is Chinese, in every line of a list', () => {
  const chinese =
    translated(refusalOf('regoins: []\npolicy: { rotatoin: allowed }\nwaivers: [{ check: key-rotatoin }]')) ??
    '';
  expect(chinese).toContain('policy.rotatoin: 未知的配置项；是否应为 rotation？\n');
  expect(chinese).toContain('regoins: 未知的配置项；是否应为 regions？\n');
  expect(chinese).toContain('waivers.0.check: 没有检查项 key-rotatoin；是否应为 key-rotation？');
});

test('each of several mistakes has its wording, below a misspelt key, too', () => {
  const chinese = translated(refusalOf('colour: 1\nshape: 2\npolcy: { rotation: never }\nsite: 3')) ?? '';
  expect(chinese.split('\n').slice(1)).toEqual([
    expect.stringMatching(/:1:1 {2}colour: 未知的配置项$/),
    expect.stringMatching(/:2:1 {2}shape: 未知的配置项$/),
    expect.stringMatching(/:3:1 {2}polcy: 未知的配置项；是否应为 policy？$/),
    expect.stringMatching(/:3:10 {2}polcy\.rotation: 应为/),
    expect.stringMatching(/:4:1 {2}site: 应为/),
  ]);
});

test('what stands in a sentence is translated with it, and a name stays', () => {
  expect(translated('evidence/a/b.json is damaged: its content does not match its hash.')).toBe(
    'evidence/a/b.json 已损坏：内容与哈希不一致。',
  );
  expect(translated('There is no channel 值班群.')).toBe('没有通知渠道 值班群。');
});

function refusalOf(text: string): string {
  try {
    parseConfig(text, 'sealwatch.yaml', {}, { checks: ['key-rotation'] });
  } catch (error) {
    if (error instanceof AppError) return error.message;
    throw error;
  }
  throw new Error('the configuration was accepted');
}
