import * as v from 'valibot';
import { text } from '../model/setting.ts';
import { alertsSchema } from './alerts.ts';
import { evidenceSchema } from './evidence.ts';
import { policySchema } from './policy.ts';
import { proofSchema } from './proof.ts';
import { reportSchema } from './report.ts';

const accountId = v.pipe(v.string(), v.regex(/^\d{5,20}$/, 'an account id in quotes, digits only'));
const date = v.pipe(v.string(), v.isoDate('a date such as 2027-01-31'));

/** An account, and the role that lets the caller in; without a role it is the caller's own, or one of the directory. */
const accountSchema = v.pipe(
  v.strictObject({
    id: accountId,
    name: v.optional(text),
    roleArn: v.optional(
      v.pipe(v.string(), v.regex(/^acs:ram::\d+:role\/[^\s]+$/, 'acs:ram::<account id>:role/<name>')),
    ),
    externalId: v.optional(v.pipe(v.string(), v.minLength(2), v.maxLength(1224))),
  }),
  v.forward(
    v.partialCheck(
      [['id'], ['roleArn']],
      ({ id, roleArn }) => roleArn === undefined || roleArn.startsWith(`acs:ram::${id}:`),
      'a role of the account with this id',
    ),
    ['roleArn'],
  ),
);

const storeSchema = v.union([
  v.strictObject({ directory: text }),
  v.strictObject({
    oss: v.strictObject({ bucket: text, region: text, prefix: v.optional(v.string(), '') }),
  }),
]);

/** Days after which stored things are deleted; null keeps them for ever. */
const retentionSchema = v.strictObject({
  evidenceDays: v.optional(v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1))), 400),
  changeDays: v.optional(v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1))), 730),
});

const waiverSchema = v.strictObject({
  check: text,
  resource: text,
  /** Last day on which it holds, Asia/Shanghai. */
  until: date,
  owner: text,
  reason: text,
});

/** Somebody wrote all Secrets of a cluster again: no former key, old key version or plain text is left from before. */
const confirmationSchema = v.strictObject({
  /** Its id. */
  cluster: text,
  /** The day on which the last one was written, Asia/Shanghai. */
  rewritten: date,
  by: text,
});

const limitsSchema = v.strictObject({
  /** Requests in flight at once. */
  concurrency: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(500)), 50),
  callTimeoutSeconds: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(600)), 10),
  /** One run of a deployed function, of `serve` and of `doctor`. */
  jobTimeoutSeconds: v.optional(v.pipe(v.number(), v.minValue(5), v.maxValue(86_400)), 540),
  /** A whole `sealwatch audit`; its messages have a minute more. */
  auditTimeoutSeconds: v.optional(v.pipe(v.number(), v.minValue(5), v.maxValue(86_400)), 900),
});

/** The configuration file. Every key has a default; an unknown key is an error. */
export const configSchema = v.strictObject({
  accounts: v.optional(v.array(accountSchema), []),
  directory: v.optional(
    v.strictObject({
      enabled: v.optional(v.boolean(), false),
      /** The same in every member. */
      roleName: v.optional(
        v.pipe(v.string(), v.regex(/^[A-Za-z0-9.@_-]{1,64}$/, 'the name of a role, not its ARN')),
        'sealwatch-readonly',
      ),
    }),
    {},
  ),
  regions: v.optional(
    v.array(v.pipe(v.string(), v.regex(/^[a-z]+(-[a-z0-9]+)+$/, 'a region id such as cn-hangzhou'))),
    [],
  ),
  site: v.optional(v.picklist(['china', 'international']), 'china'),
  language: v.optional(v.picklist(['en', 'zh']), 'en'),
  store: v.optional(storeSchema, { directory: '.sealwatch' }),
  retention: v.optional(retentionSchema, {}),
  evidence: v.optional(evidenceSchema, {}),
  policy: v.optional(policySchema, {}),
  waivers: v.optional(v.array(waiverSchema), []),
  confirmations: v.optional(v.array(confirmationSchema), []),
  alerts: v.optional(alertsSchema, {}),
  report: v.optional(reportSchema, {}),
  proof: v.optional(proofSchema, {}),
  limits: v.optional(limitsSchema, {}),
});

export type Config = Readonly<v.InferOutput<typeof configSchema>>;
export type Waiver = Config['waivers'][number];
export type Limits = Config['limits'];
