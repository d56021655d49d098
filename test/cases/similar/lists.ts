import type { Expectation } from '../expectation.ts';
import {
  ALPHA,
  BETA,
  BOTH_AND_GAP,
  DENIAL,
  FAULT,
  GAP,
  one,
  PASS,
  type Story,
  two,
  UNKNOWN,
} from './story.ts';

const entry = (name: string, capabilities: object) => ({
  name,
  cluster_id: `$CLUSTER:${name}`,
  region_id: 'cn-hangzhou',
  state: 'running',
  cluster_type: 'ManagedKubernetes',
  profile: 'Default',
  cluster_spec: 'ack.pro.small',
  current_version: '1.30.7-aliyun.1',
  init_version: '1.30.7-aliyun.1',
  meta_data: JSON.stringify({ Capabilities: capabilities }),
});
const alpha = entry('alpha', { DisableEncryption: false, EncryptionKMSKeyId: 'key-good' });
const beta = entry('beta', { DisableEncryption: true, EncryptionKMSKeyId: '' });
const page = (clusters: unknown, page_info: unknown) => ({ DescribeClustersV1: { clusters, page_info } });
const info = (total_count: unknown, page_number: unknown = 1, page_size: unknown = 50) => ({
  total_count,
  page_number,
  page_size,
});
const BOTH = { code: 1, rows: { alpha: 'pass', beta: 'fail' } } as const;
/** Whether the rules are about it, nobody can tell; it is never left out in silence. */
const NOT_PLACED: Expectation = {
  code: 1,
  rows: { alpha: ['unknown', 'skipped'], beta: 'fail' },
  told: [{ check: 'cluster-encryption', status: 'unknown', on: 'alpha' }],
};
const NOTHING = { code: 2, complete: false, rows: {}, told: [GAP] } as const;

export const LISTS: readonly Story[] = [
  {
    when: 'an entry without an id',
    given: two({ clusters: [ALPHA, BETA, { ...ALPHA, name: 'ghost', cluster_id: '~missing' }] }),
    right: BOTH_AND_GAP,
  },
  {
    when: 'an entry whose id is a number',
    given: two({ clusters: [ALPHA, BETA, { ...ALPHA, name: 'ghost', cluster_id: 7 }] }),
    right: BOTH_AND_GAP,
  },
  {
    when: 'an entry whose id is empty',
    given: two({ clusters: [ALPHA, BETA, { ...ALPHA, name: 'ghost', cluster_id: '' }] }),
    right: BOTH_AND_GAP,
  },
  {
    when: 'an entry that is null',
    given: two({ answers: page([alpha, null, beta], info(3)) }),
    right: BOTH_AND_GAP,
  },
  { when: 'clusters as an object', given: two({ answers: page({ alpha }, info(1)) }), right: NOTHING },
  { when: 'an answer without anything', given: two({ answers: { DescribeClustersV1: {} } }), right: NOTHING },
  { when: 'no entries and a total of two', given: two({ answers: page([], info(2)) }), right: NOTHING },
  { when: 'null and a total of two', given: two({ answers: page(null, info(2)) }), right: NOTHING },
  { when: 'the total as text', given: two({ answers: page([alpha, beta], info('2')) }), right: BOTH },
  { when: 'a total one lower', given: two({ answers: page([alpha, beta], info(1)) }), right: BOTH },
  { when: 'no page information', given: two({ answers: page([alpha, beta], undefined) }), right: BOTH },
  { when: 'null as page information', given: two({ answers: page([alpha, beta], null) }), right: BOTH },
  {
    when: 'page 3 of 4 that fails',
    given: {
      clusters: [{ name: 'many', repeat: 70 }],
      world: { maxPage: 20 },
      answers: { DescribeClustersV1: { ...FAULT, '@where': '"page_number":"3"' } },
    },
    right: { code: 1, complete: false, judged: 40, told: [GAP] },
  },
  {
    when: 'page 2 that is denied',
    given: {
      clusters: [{ name: 'many', repeat: 60 }],
      world: { maxPage: 50 },
      answers: { DescribeClustersV1: { ...DENIAL, '@where': '"page_number":"2"' } },
    },
    right: { code: 1, complete: false, judged: 50, told: [GAP] },
  },
  {
    when: 'a page that comes again',
    given: two({
      answers: { DescribeClustersV1: { clusters: [alpha, beta], page_info: info(4, 1, 2) } },
    }),
    right: BOTH_AND_GAP,
  },
  {
    when: 'the same one on another page',
    given: two({
      answers: {
        DescribeClustersV1: {
          '@each': [
            { clusters: [alpha], page_info: info(2, 1, 1) },
            { clusters: [alpha], page_info: info(2, 2, 1) },
            { clusters: [], page_info: info(2, 3, 1) },
          ],
        },
      },
    }),
    right: { code: 2, complete: false, rows: { alpha: 'pass' }, told: [GAP] },
  },
  {
    when: 'one twice, encrypted and not',
    given: one({
      clusters: [ALPHA, { ...ALPHA, caps: { DisableEncryption: true, EncryptionKMSKeyId: '' } }],
    }),
    // DescribeClusterDetail settles which of the two is true.
    right: { code: [1, 2], complete: false, rows: { alpha: ['pass', 'fail', 'unknown'] }, told: [GAP] },
  },
  {
    when: 'a fault during the second run',
    given: two({ before: two(), answers: { DescribeClustersV1: FAULT } }),
    right: {
      code: [1, 2],
      complete: false,
      rows: { alpha: ['pass', 'unknown'], beta: ['fail', 'unknown'] },
      stale: ['alpha', 'beta'],
      told: [GAP],
    },
  },
  {
    when: 'one entry less than the total during the second run',
    given: two({ before: two(), answers: page([beta], info(2)) }),
    right: {
      code: 1,
      complete: false,
      rows: { alpha: ['pass', 'unknown'], beta: 'fail' },
      stale: ['alpha'],
      told: [GAP],
    },
  },
  {
    when: 'one that was deleted before the second run',
    given: one({ before: two(), clusters: [ALPHA] }),
    right: { code: 0, complete: true, rows: { alpha: 'pass' }, stale: [] },
  },
  ...[
    { what: 'absent', state: '~missing' },
    { what: 'null', state: null },
    { what: 'empty', state: '' },
    { what: 'unheard of', state: 'hibernating_maybe' },
    { what: 'a number', state: 3 },
  ].map(
    ({ what, state }): Story => ({
      when: `a state that is ${what}`,
      given: one({ clusters: [{ ...ALPHA, state }] }),
      right: { code: 2, rows: { alpha: 'unknown' } },
    }),
  ),
  ...['upgrade_failed', 'disconnected'].map(
    (state): Story => ({
      when: `the state ${state}`,
      given: one({ clusters: [{ ...ALPHA, state }] }),
      right: { code: [1, 2], rows: { alpha: ['fail', 'unknown', 'pending'] } },
    }),
  ),
  ...[
    { what: 'that is blank', id: '   ' },
    { what: '"NULL"', id: 'NULL' },
    { what: '"null"', id: 'null' },
    { what: 'null', id: null },
    { what: 'that is a number', id: 12 },
    { what: 'that is a list', id: ['key-good'] },
    { what: 'of another kind of thing', id: 'kst-good' },
    { what: 'that names an alias that is not there', id: 'alias/none' },
  ].map(
    ({ what, id }): Story => ({
      when: `a key id ${what}`,
      given: one({ clusters: [{ ...ALPHA, caps: { DisableEncryption: false, EncryptionKMSKeyId: id } }] }),
      right: { code: [1, 2], rows: { alpha: ['unknown', 'fail'] } },
    }),
  ),
  ...[
    { what: 'that is null', flag: null },
    { what: 'that is "maybe"', flag: 'maybe' },
    { what: 'that is 0', flag: 0 },
    { what: 'that is an object', flag: {} },
  ].map(
    ({ what, flag }): Story => ({
      when: `a flag ${what}`,
      given: one({
        clusters: [{ ...ALPHA, caps: { DisableEncryption: flag, EncryptionKMSKeyId: 'key-good' } }],
      }),
      right: { ...UNKNOWN, rows: { alpha: ['unknown', 'pass'] }, code: [0, 2] },
    }),
  ),
  ...['oops', '', '[]', '{"Capabilities":null}', '{"Capabilities":"x"}', null, 4].map(
    (meta): Story => ({
      when: `meta_data ${JSON.stringify(meta)}`,
      given: one({ clusters: [{ ...ALPHA, meta }] }),
      right: UNKNOWN,
    }),
  ),
  {
    when: 'Capabilities as text',
    given: one({
      clusters: [
        { ...ALPHA, caps: JSON.stringify({ DisableEncryption: false, EncryptionKMSKeyId: 'key-good' }) },
      ],
    }),
    right: { ...PASS, rows: { alpha: ['unknown', 'pass'] }, code: [0, 2] },
  },
  {
    when: 'no region',
    given: two({ clusters: [{ ...ALPHA, region_id: '~missing' }, BETA] }),
    right: { code: 1, rows: { alpha: ['unknown', 'fail'], beta: 'fail' } },
  },
  {
    when: 'a spec that is a number',
    given: two({ clusters: [{ ...ALPHA, cluster_spec: 5 }, BETA] }),
    right: NOT_PLACED,
  },
  {
    when: 'a profile that is a number',
    given: two({ answers: page([{ ...alpha, profile: 7 }, beta], info(2)) }),
    right: NOT_PLACED,
  },
  // The default of the API is Default.
  {
    when: 'a profile that is null',
    given: two({ answers: page([{ ...alpha, profile: null }, beta], info(2)) }),
    right: { code: 1, rows: { alpha: 'pass', beta: 'fail' } },
  },
  ...['~missing', ''].map(
    (profile): Story => ({
      when: `a profile ${JSON.stringify(profile)}`,
      given: two({ clusters: [{ ...ALPHA, profile }, BETA] }),
      right: { code: 1, rows: { alpha: 'pass', beta: 'fail' } },
    }),
  ),
  {
    when: 'a type that is null',
    given: two({ clusters: [{ ...ALPHA, cluster_type: null }, BETA] }),
    right: NOT_PLACED,
  },
];
