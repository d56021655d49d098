import { expect } from 'vitest';
import { DENIAL, FAULT, one, type Story } from './story.ts';

const line = (change: object) => ({
  RecordID: '2',
  Item: 'PayAsYouGoBill',
  ProductCode: 'kms',
  Status: 'PayUnclear',
  PretaxAmount: 1,
  OutstandingAmount: 55.5,
  UsageStartTime: '$DAY:-12 00:00:00',
  UsageEndTime: '$DAY:-11 00:00:00',
  PaymentTime: '',
  Currency: 'CNY',
  ...change,
});
const bill = (lines: unknown, TotalCount: unknown = Array.isArray(lines) ? lines.length : 0) => ({
  Success: true,
  Code: 'Success',
  Data: { TotalCount, PageNum: 1, PageSize: 300, Items: { Item: lines } },
});
const DEBT = {
  AvailableAmount: '-55.50',
  AvailableCashAmount: '-55.50',
  CreditAmount: '0.00',
  Currency: 'CNY',
};
/** This month says so, the months before nothing. */
const owing = (...month: unknown[]) =>
  one({ balance: DEBT, answers: { QueryBill: { '@each': [...month, bill([])] } } });

/** Four days are left, as the unpaid bill says. */
const KNOWN = {
  code: 1,
  rows: { alpha: 'fail' },
  told: [
    { check: 'arrears-clock', status: 'fail', severity: 'critical', says: /deleted from .* \(in 4 d\)/ },
  ],
} as const;
/** Overdue; since when is not known better than today. */
const OVERDUE = {
  code: 1,
  rows: { alpha: ['fail', 'pass', 'unknown'] },
  told: [{ check: 'arrears-clock', status: 'fail' }],
} as const;
const balanced = (Data: unknown) => one({ balance: { ...DEBT, ...Object(Data) } });
const UNTOLD = [
  { check: 'arrears-clock', status: 'pass' },
  { check: 'balance-runway', status: 'pass' },
] as const;

export const MONEY: readonly Story[] = [
  { when: 'an unpaid bill as it is', given: owing(bill([line({})])), right: KNOWN },
  ...[
    line({ RecordID: '3', OutstandingAmount: 'oops' }),
    line({ RecordID: '3', OutstandingAmount: null, UsageStartTime: '$DAY:-2 00:00:00' }),
    line({ RecordID: '3', Status: 'Odd', UsageStartTime: '$DAY:-2 00:00:00' }),
    line({ RecordID: '3', Status: null }),
    line({ RecordID: '3', Currency: null, Status: 'PayFinish', OutstandingAmount: 0 }),
    line({ RecordID: '3', UsageStartTime: '2026-13-45 99:99:99', Status: 'PayFinish', OutstandingAmount: 0 }),
    line({ RecordID: '3', UsageEndTime: null, Status: 'PayFinish', OutstandingAmount: 0 }),
    null,
    'x',
    {},
  ].map(
    (odd): Story => ({
      when: `a line ${JSON.stringify(odd)} beside an unpaid one`,
      given: owing(bill([odd, line({})])),
      right: KNOWN,
    }),
  ),
  {
    when: 'an unpaid line whose amount is text',
    given: owing(bill([line({ OutstandingAmount: '55.50' })])),
    right: KNOWN,
  },
  {
    when: 'an unpaid line whose amount has separators',
    given: owing(bill([line({ OutstandingAmount: '1,055.50' })])),
    right: KNOWN,
  },
  { when: 'a total as text', given: owing(bill([line({})], '1')), right: KNOWN },
  { when: 'a total one higher', given: owing(bill([line({})], 2)), right: KNOWN },
  { when: 'the same line twice', given: owing(bill([line({}), line({})])), right: KNOWN },
  { when: 'the months before denied', given: owing(bill([line({})]), DENIAL), right: KNOWN },
  ...[bill(null), bill({}), {}, { Success: true, Data: null }, { Success: false, Code: 'Odd' }, FAULT].map(
    (answer): Story => ({
      when: `bills ${JSON.stringify(answer)}`,
      given: one({ balance: DEBT, answers: { QueryBill: answer } }),
      right: OVERDUE,
    }),
  ),
  ...[
    { CreditAmount: null },
    { CreditAmount: 'oops' },
    { AvailableCashAmount: undefined },
    { AvailableAmount: '-1,055.50' },
    { AvailableAmount: -55.5 },
  ].map(
    (change): Story => ({
      when: `a balance with ${JSON.stringify(change)}`,
      given: balanced(change),
      right: OVERDUE,
    }),
  ),
  ...[{ AvailableAmount: 'n/a' }, { AvailableAmount: null }, { AvailableAmount: '' }].map(
    (change): Story => ({
      when: `a balance with ${JSON.stringify(change)}`,
      given: balanced(change),
      right: { code: 2, rows: { alpha: 'unknown' }, untold: UNTOLD },
    }),
  ),
  {
    when: 'a balance that cannot be read',
    given: one({ answers: { QueryAccountBalance: FAULT } }),
    right: { code: 2, complete: false, rows: { alpha: ['unknown', 'pass'] }, untold: UNTOLD },
  },
  {
    when: 'a balance of another site',
    given: one({
      answers: {
        QueryAccountBalance: {
          Success: false,
          Code: 'NotApplicable',
          Message: 'This API is not applicable for caller.',
        },
      },
    }),
    right: {
      code: [0, 2],
      rows: { alpha: ['unknown', 'pass'] },
      told: [{ check: 'balance-runway', status: ['unknown', 'skipped'], says: /site/ }],
      untold: UNTOLD,
    },
  },
  {
    when: 'two of the first seven days that fail',
    given: one({
      answers: { QueryAccountBill: { ...FAULT, '@where': '"BillingDate":"2026-11-2' } },
    }),
    right: {
      code: 2,
      complete: false,
      rows: { alpha: 'pass' },
      told: [{ check: 'balance-runway', status: ['pass', 'fail'] }],
      spend: (spend) => expect(spend?.daily.length).toBe(5),
    },
  },
];
