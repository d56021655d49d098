import { describe, expect, test } from 'vitest';
import { seen, unseen } from '../../shared/model/observation.ts';
import type { ClusterProof, SecretRow } from '../../shared/model/proof.ts';
import { describeProof, type KnownOfCluster } from '../../shared/present/describe-proof.ts';
import { render } from '../../shared/text/render.ts';
import { minutes } from '../builders.ts';
import { metricsOf, proofOf } from '../proof-builders.ts';

const AT = minutes(0);
const NOTHING: KnownOfCluster = { key: null, switched: null, markers: [] };

/** What is said beyond what asks for nothing, with its mark. */
function told(more: Partial<ClusterProof>, known: Partial<KnownOfCluster> = {}): string[] {
  return describeProof(proofOf('c1', AT, more), { ...NOTHING, ...known })
    .filter(({ status }) => status !== 'info')
    .map(({ status, text, params }) => `${status}: ${render(text, params, 'en')}`);
}
const servers = (...given: Parameters<typeof metricsOf>[0][]) => ({
  servers: seen(given.map(metricsOf), AT),
});
const none = { plain: 0, v1: 0, v2: 0, other: 0 };

const WELL = [
  'pass: KMS provider kms-providers answers.',
  expect.stringMatching(
    /^pass: No value read in plain text since .*; encrypted: 412 with KMS v2, 0 with KMS v1\.$/,
  ),
  expect.stringMatching(/^pass: 20 values written since .*, all encrypted\.$/),
];

test('a cluster whose Secrets are all encrypted', () => {
  expect(told({})).toEqual(WELL);
});

describe('counters', () => {
  test.each([
    {
      what: 'plain reads',
      given: { read: { ...none, plain: 3, v2: 9 } },
      says: /^fail: 3 values read in plain text/,
    },
    {
      what: 'plain writes',
      given: { written: { ...none, plain: 2 } },
      says: /^fail: 2 values written in plain text/,
    },
    {
      what: 'no read at all',
      given: { read: none },
      says: /^unknown: No value encrypted with KMS has been read/,
    },
    { what: 'reads that are not counted', given: { read: null }, says: /^unknown: The read counters/ },
    {
      what: 'writes that are not counted',
      given: { written: null },
      says: /^unknown: The write counters/,
    },
    {
      what: 'another provider',
      given: { read: { ...none, v2: 1, other: 4 } },
      says: /^unknown: 4 values read through/,
    },
  ])('$what', ({ given, says }) => {
    const [line, ...more] = told(servers(given)).filter((text) => !text.startsWith('pass'));
    expect([line, more]).toEqual([expect.stringMatching(says), []]);
  });

  test('one bad server of two is told, whatever the other one says', () => {
    const lines = told(servers({}, { id: 'sha256:b', read: { ...none, plain: 1 } }));
    expect(lines.filter((text) => text.startsWith('fail'))).toHaveLength(1);
  });

  test('a server that did not answer leaves a gap', () => {
    const partial = seen([metricsOf()], AT, [unseen('unreachable', 'one did not answer')]);
    expect(told({ servers: partial })).toEqual([...WELL, 'unknown: Incomplete: one did not answer']);
  });
});

describe('what was not seen is unknown with its cause', () => {
  const why = unseen('denied', 'forbidden');
  test.each([
    { fact: { version: why }, says: 'unknown: The version could not be read: forbidden' },
    { fact: { providers: why }, says: 'unknown: KMS providers could not be read: forbidden' },
    { fact: { servers: why }, says: 'unknown: Metrics could not be read: forbidden' },
    { fact: { secrets: why }, says: 'unknown: Secrets could not be listed: forbidden' },
  ])('$says', ({ fact, says }) => {
    expect(told(fact)).toContain(says);
  });

  test('a level that does not look says nothing of it', () => {
    expect(told({ level: 'ready', servers: why, secrets: why })).toEqual([WELL[0]]);
    expect(told({ level: 'metrics', secrets: why })).toEqual(WELL);
  });
});

test.each([
  {
    what: 'the same',
    hash: 'sha256:b2',
    says: 'pass: The key in use is key-1, as configured for the cluster.',
  },
  {
    what: 'another',
    hash: 'sha256:c3',
    says: 'unknown: The key in use (sha256:b2) is not key-1, or its ID has a version.',
  },
])('the key in use is $what', ({ hash, says }) => {
  expect(told({}, { key: { id: 'key-1', hashes: new Set([hash]) } })).toEqual([...WELL, says]);
});

test('two servers that write with two keys do not use the one of the cluster', () => {
  const [line] = told(
    servers({}, { id: 'sha256:b', keys: [{ hash: 'sha256:c3', provider: 'ack', use: 'write', at: AT }] }),
    { key: { id: 'key-1', hashes: new Set(['sha256:b2']) } },
  ).filter((text) => text.includes('key in use'));
  expect(line).toMatch(/^unknown: The key in use \(sha256:b2, sha256:c3\) is not key-1/);
});

describe('Secrets and the switch to encryption', () => {
  const row = (resourceVersion: string): SecretRow => ({ resourceVersion, created: minutes(-9000) });
  const list = (rows: SecretRow[], missing = [] as ReturnType<typeof unseen>[]) =>
    seen({ at: AT, resourceVersion: '100', rows }, AT, missing);
  const known = {
    switched: minutes(-500),
    markers: [
      { at: minutes(-600), resourceVersion: '10' },
      { at: minutes(-400), resourceVersion: '20' },
    ],
  };
  const gap = unseen('malformed', 'page 2');

  test.each([
    {
      what: 'old ones',
      secrets: list([row('5'), row('15'), row('50')]),
      says: [/^fail: 1 Secret last written before .*; 1 unknown, 1 after it\.$/],
    },
    {
      what: 'some amid it',
      secrets: list([row('15'), row('50')]),
      says: [/^unknown: 1 Secret may be older/],
    },
    { what: 'garbage', secrets: list([row('0'), row('50')]), says: [/^unknown: 1 Secret may be older/] },
    { what: 'new ones only', secrets: list([row('50'), row('60')]), says: [/^pass: All 2 Secrets/] },
    {
      what: 'new ones only of a list with a gap',
      secrets: list([row('50')], [gap]),
      says: [/^unknown: Incomplete: page 2$/],
    },
    { what: 'none', secrets: list([]), says: [] },
  ])('$what', ({ secrets, says }) => {
    expect(told({ secrets }, known).slice(3)).toEqual(says.map((text) => expect.stringMatching(text)));
  });

  test('a switch that nobody knows of decides nothing', () => {
    expect(told({ secrets: list([row('5')]) }, { ...known, switched: null })).toEqual(WELL);
  });
});
