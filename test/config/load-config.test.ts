import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadConfig, parseConfig } from '../../shared/config/load-config.ts';
import { AppError } from '../../shared/model/error.ts';

const known = { checks: ['cluster-encryption', 'key-rotation'] };
const parse = (text: string, environment = {}) => parseConfig(text, 'sealwatch.yaml', environment, known);

function mistakes(text: string, environment = {}): string[] {
  try {
    parse(text, environment);
  } catch (error) {
    if (error instanceof AppError) return error.message.split('\n').slice(1);
    throw error;
  }
  return [];
}

test('an empty file means the documented defaults', () => {
  expect(parse('')).toMatchObject({
    accounts: [],
    regions: [],
    site: 'china',
    language: 'en',
    store: { directory: '.sealwatch' },
    policy: {
      profiles: ['Default', 'Serverless', 'Edge'],
      rotation: 'allowed',
      proofWindowDays: 7,
      instanceExpiryDays: { warn: 30, fail: 7 },
    },
    limits: { concurrency: 50, callTimeoutSeconds: 10, jobTimeoutSeconds: 540 },
  });
});

test('all mistakes are told at once, each with line, column and expectation, in reading order', () => {
  const text = `site: mars
policy:
  proofWindowDays: 91
  colour: red
  severity: { key-spin: low, key-rotation: fatal }
waivers:
  - { check: cluster-encryption, resource: c1, until: tomorrow, owner: "@li", reason: r }
limits:
  concurrency: 0
`;
  expect(mistakes(text)).toEqual([
    expect.stringMatching(/^sealwatch\.yaml:1:1 {2}site: expected \(?china/),
    expect.stringMatching(/^sealwatch\.yaml:3:3 {2}policy\.proofWindowDays: expected <=90, found 91/),
    expect.stringMatching(/^sealwatch\.yaml:4:3 {2}policy\.colour: unknown key/),
    expect.stringMatching(/^sealwatch\.yaml:5:\d+ {2}policy\.severity\.key-spin: no such check/),
    expect.stringMatching(/^sealwatch\.yaml:5:\d+ {2}policy\.severity\.key-rotation: expected/),
    expect.stringMatching(
      /^sealwatch\.yaml:7:\d+ {2}waivers\.0\.until: expected a date such as 2027-01-31, found tomorrow/,
    ),
    expect.stringMatching(/^sealwatch\.yaml:9:3 {2}limits\.concurrency: expected >=1, found 0/),
  ]);
});

test('no mistake hides another one: unknown keys of one level, what is below them, what is compared', () => {
  const text = `colour: red
shape: round
polcy:
  rotation: never
  instanceExpiryDays: { warn: 5, fail: 7, unit: days, zone: utc }
store: { directry: ab, size: 2 }
accounts: [{ id: "100000", name: 5, roleArn: "acs:ram::100001:role/reader", nam: x, roel: y }]
site: mars
site: venus
`;
  expect(mistakes(text).map((line) => line.replace('sealwatch.yaml:', ''))).toEqual([
    '1:1  colour: unknown key',
    '2:1  shape: unknown key',
    '3:1  polcy: unknown key; did you mean policy?',
    '4:3  polcy.rotation: expected (allowed | forbidden), found never',
    '5:3  polcy.instanceExpiryDays: expected warn at least as long as fail, found Object',
    '5:43  polcy.instanceExpiryDays.unit: unknown key',
    '5:55  polcy.instanceExpiryDays.zone: unknown key',
    '6:10  store.directry: unknown key; did you mean directory?',
    '6:24  store.size: unknown key',
    '7:28  accounts.0.name: expected string, found 5',
    '7:37  accounts.0.roleArn: expected a role of the account with this id, found Object',
    '7:77  accounts.0.nam: unknown key; did you mean name?',
    '7:85  accounts.0.roel: unknown key',
    '8:1  site: expected (china | international), found venus',
    '9:1  Map keys must be unique',
  ]);
});

test('unknown keys at any depth, however many and wherever, are all told', () => {
  const names = fc.uniqueArray(fc.constantFrom('q1', 'q2', 'q3', 'q4', 'q5'), { maxLength: 5 });
  fc.assert(
    fc.property(names, names, names, (top, policy, oss) => {
      const keys = (found: readonly string[]): string => found.map((name) => `, ${name}: 1`).join('');
      const text = `{ site: china${keys(top)}, policy: { rotation: allowed${keys(policy)} }, store: { oss: { bucket: a, region: b${keys(oss)} } } }`;
      const places = [...top, ...policy.map((n) => `policy.${n}`), ...oss.map((n) => `store.oss.${n}`)];
      expect(mistakes(text).map((line) => line.replace(/^\S+ +/, ''))).toEqual(
        places.map((place) => `${place}: unknown key`),
      );
    }),
  );
});

test.each([
  ['a check that does not exist', 'policy: { severity: { key-spin: low } }', 'no such check'],
  [
    'a waiver of a check that does not exist',
    'waivers: [{ check: x, resource: c, until: 2027-01-31, owner: o, reason: r }]',
    'no such check as x',
  ],
  ['an account listed twice', 'accounts: [{ id: "100000" }, { id: "100000" }]', 'listed twice'],
  [
    'a role of another account',
    'accounts: [{ id: "100000", roleArn: "acs:ram::100001:role/reader" }]',
    'sealwatch.yaml:1:28  accounts.0.roleArn: expected a role of the account with this id',
  ],
  [
    'an external id that STS would refuse',
    'accounts: [{ id: "100000", roleArn: "acs:ram::100000:role/reader", externalId: x }]',
    'accounts.0.externalId',
  ],
  [
    'the ARN of a role where its name belongs',
    'directory: { roleName: "acs:ram::100000:role/reader" }',
    'expected the name of a role, not its ARN',
  ],
  ['an account id that is a number', 'accounts: [{ id: 1000000000000001 }]', 'expected string'],
  [
    'warn shorter than fail',
    'policy: { instanceExpiryDays: { warn: 5, fail: 7 } }',
    'warn at least as long as fail',
  ],
  [
    'a waiver without an end',
    'waivers: [{ check: key-rotation, resource: c, owner: o, reason: r }]',
    'until',
  ],
  ['broken YAML', 'policy: [1, 2', 'sealwatch.yaml:1:'],
  ['a list instead of a map', '- 1', 'expected a map of settings'],
  [
    'a variable that is not set',
    'report: { tokens: ["${NO_SUCH}"] }',
    'environment variable NO_SUCH is not set',
  ],
])('%s is a mistake', (_name, text, expected) => {
  expect(mistakes(text).join('\n')).toContain(expected);
});

test('variables are filled in from the environment, also inside text', () => {
  expect(parse('store: { directory: "/var/${NAME}/x" }', { NAME: 'seal' }).store).toEqual({
    directory: '/var/seal/x',
  });
});

test('the configuration is frozen', () => {
  const config = parse('');
  expect(() => Object.assign(config.policy, { rotation: 'forbidden' })).toThrow(TypeError);
  expect(() => Object.assign(config.limits, { concurrency: 1 })).toThrow(TypeError);
});

test('a file is read, and a missing one is named', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'sealwatch-')), 'c.yaml');
  writeFileSync(file, 'language: zh\n');
  expect(loadConfig(file, {}, known).language).toBe('zh');
  expect(() => loadConfig(`${file}.no`, {}, known)).toThrow(/cannot be read/);
  expect(loadConfig(null, {}, known).language).toBe('en');
});

test('any text at all is a configuration or a list of mistakes, never a crash', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      try {
        parse(text);
      } catch (error) {
        expect(error).toBeInstanceOf(AppError);
      }
    }),
  );
});

describe('who may read the report', () => {
  const TOKEN = 'a-token-of-20-letters';

  test('tokens and keys are secrets, empty ones are none', () => {
    const { report } = parse(
      `report: { tokens: ["\${A}", "\${B}", { token: "\${B}", scope: run }], linkSecrets: ["\${A}", "\${B}"] }`,
      { A: '', B: TOKEN },
    );
    expect(report.tokens.map(({ token, scope }) => [token.reveal(), scope])).toEqual([
      [TOKEN, 'read'],
      [TOKEN, 'run'],
    ]);
    expect(report.linkSecrets.map((secret) => secret.reveal())).toEqual([TOKEN]);
    expect(JSON.stringify(report)).not.toContain(TOKEN);
  });

  test('one of scope proof may be bound to clusters, any other may not', () => {
    const proof = (more: string) => `report: { tokens: [{ token: "${TOKEN}", ${more} }] }`;
    const clustersOf = (text: string) => parse(text).report.tokens.map(({ clusters }) => clusters);
    expect(clustersOf(proof('scope: proof'))).toEqual([null]);
    expect(clustersOf(proof('scope: proof, clusters: [c1, c2]'))).toEqual([['c1', 'c2']]);
    expect(clustersOf(proof('scope: read'))).toEqual([null]);
    for (const wrong of [
      'scope: read, clusters: [c1]',
      'scope: proof, clusters: []',
      'scope: proof, clusters: [a/b]',
    ])
      expect(mistakes(proof(wrong))).toHaveLength(1);
  });

  test.each([
    ['a short token', '{ tokens: ["short-secret"] }', 'report.tokens.0'],
    ['a token with a space', '{ tokens: ["short secret of ours"] }', 'report.tokens.0'],
    ['a short token with a scope', '{ tokens: [{ token: "short-secret", scope: run }] }', 'report.tokens.0'],
    ['an unknown scope', `{ tokens: [{ token: "${TOKEN}", scope: write }] }`, 'report.tokens.0'],
    ['a short key', '{ linkSecrets: ["short-secret"] }', 'report.linkSecrets.0'],
    ['one token, not a list', `{ tokens: "${TOKEN}" }`, 'report.tokens'],
  ])('%s is a mistake that does not repeat it', (_name, text, place) => {
    const [mistake, ...more] = mistakes(`report: ${text}`);
    expect(mistake).toContain(place);
    expect(mistake).toMatch(/expected/);
    expect(mistake).not.toMatch(/secret-|short|letters/);
    expect(more).toEqual([]);
  });
});

describe('what was meant', () => {
  test.each([
    ['polcy: {}', 'polcy: unknown key; did you mean policy?'],
    ['policy: { aprovedKeys: [] }', 'policy.aprovedKeys: unknown key; did you mean approvedKeys?'],
    ['store: { directry: a }', 'store.directry: unknown key; did you mean directory?'],
    ['store: { oss: { bucket: a, regoin: b } }', 'store.oss.regoin: unknown key; did you mean region?'],
    ['policy: { severity: { key-rotatoin: low } }', 'no such check; did you mean key-rotation?'],
    ['policy: { severity: { rotation-key: low } }', 'no such check; did you mean key-rotation?'],
    ['policy: { severity: { other: low } }', 'no such check; `sealwatch checks` lists them'],
    ['language: "${LANGUAG}"', 'environment variable LANGUAG is not set; did you mean LANGUAGE?'],
    ['nothing-like-it: 1', 'nothing-like-it: unknown key'],
  ])('by %s', (text, mistake) => {
    const found = mistakes(text, { LANGUAGE: 'en' });
    expect(found).toEqual([expect.stringContaining(mistake)]);
    if (!mistake.includes('?')) expect(found.join()).not.toContain('mean');
  });

  test('one variable that is not set is one mistake, wherever it stands', () => {
    const text = 'store: { oss: { bucket: "${GONE}", region: "${GONE}" } }\nlanguage: "${GONE}"\nsite: mars';
    expect(mistakes(text)).toEqual([
      expect.stringMatching(
        /^sealwatch\.yaml:1:\d+ {2}store\.oss\.bucket: environment variable GONE is not set$/,
      ),
      expect.stringContaining('site: expected'),
    ]);
  });
});

describe('without channels', () => {
  const webhook = 'https://oapi.dingtalk.com/robot/send?access_token=aToken';
  const named = (text: string, environment: object) =>
    parse(text, environment).alerts.channels.map(({ name, type }) => [name, type]);

  test('the webhook of the environment is one', () => {
    const robot = [['dingtalk-robot', 'dingtalk-robot']];
    expect(named('', { DINGTALK_WEBHOOK: webhook })).toEqual(robot);
    expect(named('alerts: { top: 3 }', { DINGTALK_WEBHOOK: webhook, DINGTALK_SECRET: '' })).toEqual(robot);
    expect(named('', { DINGTALK_WEBHOOK: '' })).toEqual([]);
    expect(named('alerts: { channels: [] }', { DINGTALK_WEBHOOK: webhook })).toEqual([]);
  });

  test('one that cannot be used is a broken channel and stops nothing', () => {
    const { channels, brokenChannels } = parse('', { DINGTALK_WEBHOOK: 'nowhere' }).alerts;
    expect([channels.length, brokenChannels.length]).toEqual([0, 1]);
  });
});
