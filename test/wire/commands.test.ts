import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fillCommand } from '../../shared/checks/fill-command.ts';
import { isLook } from '../../shared/model/finding.ts';
import { cliCall, stepsOf, wordsOf } from './command-line.ts';
import { checkCommands } from './command-texts.ts';
import { commandObjections } from './hold.ts';
import { official, operationOf } from './official.ts';

const ROOT = new URL('../../', import.meta.url);
const commands = checkCommands();
const ofCli = commands.filter(({ command }) => command.startsWith('aliyun '));

/** Values that fit everywhere. */
const harmless = (command: string) =>
  fillCommand(command, new Proxy<Record<string, string>>({}, { get: () => 'value-1' }));

test('commands were found', () => {
  const calls = ofCli
    .flatMap(({ command }) => stepsOf(command))
    .map((step) => cliCall(harmless(step)).operation);
  expect(new Set(calls).size).toBeGreaterThan(20);
});

describe.each(ofCli)('$file: $command', ({ command }) => {
  test.each([harmless(command), fillCommand(command, {})])('is what the vendor offers: %s', (filled) => {
    expect(stepsOf(filled).flatMap((step) => commandObjections(official, cliCall(step)))).toEqual([]);
  });

  test('is the same command whatever its values are', () => {
    const shape = (text: string) =>
      stepsOf(text).map((step) => {
        const { product, operation, flags } = cliCall(step);
        return [product, operation, ...Object.keys(flags)];
      });
    const hostile = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...HOSTILE));
    fc.assert(
      fc.property(hostile, (value) => {
        const values = new Proxy<Record<string, string>>({}, { get: () => value });
        expect(shape(fillCommand(command, values))).toEqual(shape(harmless(command)));
      }),
      { numRuns: 200 },
    );
  });

  test('is labelled as a look exactly when it changes nothing', () => {
    const changes = stepsOf(command).some(
      (step) => !/^(Describe|Get|List|Lookup|Query)/.test(cliCall(harmless(step)).operation),
    );
    expect(isLook(command)).toBe(!changes);
  });
});

const HOSTILE = [
  "'",
  "a' && aliyun kms DeleteKey '",
  '$(reboot)',
  '--profile',
  '<x>',
  'a\nb',
  '`x`',
  '{"a":1}',
];

test.each(commands.filter(({ command }) => !command.startsWith('aliyun ')))(
  '$file: $command is a plain pipeline',
  ({ command }) => {
    for (const part of command.split(' | ')) expect(wordsOf(part)[0]).toBe('kubectl');
  },
);

test.each([
  ['an operation that is none', 'aliyun kms UnlockKey --KeyId k', 'kms has no UnlockKey'],
  ['a parameter that is none', 'aliyun kms EnableKey --KeyId k --Force true', 'EnableKey has no Force'],
  ['a parameter that is missing', 'aliyun kms EnableKey --region r', 'EnableKey asks for KeyId'],
  [
    'a field that is none',
    `aliyun cs UpdateKMSEncryption --ClusterId c --body '{"key":"k"}'`,
    'UpdateKMSEncryption has no key',
  ],
])('%s is objected to', (_, command, objection) => {
  expect(commandObjections(official, cliCall(command))).toEqual([objection]);
});

test.each([
  'aliyun kms EnableKey --KeyId <id>',
  'aliyun kms EnableKey --KeyId $(id)',
  'aliyun kms EnableKey --KeyId {"a":1}',
])('a shell would not pass on %s', (command) => {
  expect(() => cliCall(command)).toThrow(/a shell would read/);
});

const pages = [
  'README.md',
  'README.zh-CN.md',
  ...readdirSync(new URL('docs/', ROOT)).map((name) => `docs/${name}`),
];
test.each(pages.filter((name) => name.endsWith('.md')))('%s names calls that there are', (name) => {
  const text = readFileSync(new URL(name, ROOT), 'utf8');
  const named = [...text.matchAll(/aliyun ([a-z]+) ([A-Z]\w+)/g)];
  expect(named.filter(([, product = '', call = '']) => !operationOf(official, product, call))).toEqual([]);
});
