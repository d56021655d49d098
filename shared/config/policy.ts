import * as v from 'valibot';
import { SEVERITIES } from '../model/finding.ts';

const count = (min: number, max = 3650) => v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max));

/** Days before an end: `warn` must not be shorter than `fail`. */
const horizon = (warn: number, fail: number) =>
  v.optional(
    v.pipe(
      v.strictObject({ warn: v.optional(count(0), warn), fail: v.optional(count(0), fail) }),
      v.check(({ warn, fail }) => warn >= fail, 'warn at least as long as fail'),
    ),
    {},
  );

export const policySchema = v.strictObject({
  /** Profiles of Pro clusters that must be encrypted. */
  profiles: v.optional(v.array(v.string()), ['Default', 'Serverless', 'Edge']),
  /** `forbidden` is the original ACK rule, which asked for rotation to be off. */
  rotation: v.optional(v.picklist(['allowed', 'forbidden']), 'allowed'),
  /** Key ids or ARNs; empty: any key. */
  approvedKeys: v.optional(v.array(v.pipe(v.string(), v.minLength(1))), []),
  /** How far back ActionTrail is searched for a use of a key. */
  proofWindowDays: v.optional(count(1, 90), 7),
  /**
   * Which clusters are production: a tag, `name` or `name:value`, or a name in which `*` stands for any characters; one that
   * fits is enough. Null: not said.
   */
  production: v.optional(
    v.nullable(
      v.pipe(
        v.strictObject({
          tags: v.optional(
            v.array(v.pipe(v.string(), v.regex(/^[^:]+(:.*)?$/, 'a tag as name or name:value'))),
            [],
          ),
          names: v.optional(v.array(v.pipe(v.string(), v.minLength(1))), []),
        }),
        v.check(({ tags, names }) => tags.length + names.length > 0, 'a tag or a name at least'),
      ),
    ),
    null,
  ),
  /** How long one version of a key may be in use; null: not said. */
  cryptoperiodDays: v.optional(v.nullable(count(1)), null),
  changeStuckMinutes: v.optional(count(1, 100_000), 60),
  materialExpiryDays: v.optional(count(0), 30),
  instanceExpiryDays: horizon(30, 7),
  runwayDays: horizon(30, 14),
  /** KMS spend per month in the currency of the account, as a decimal. */
  monthlyBudget: v.optional(
    v.nullable(
      v.union([
        v.pipe(v.number(), v.minValue(0)),
        v.pipe(v.string(), v.regex(/^\d+(\.\d+)?$/, 'an amount such as 100.00')),
      ]),
    ),
    null,
  ),
  /** Overrides by check id; `off` switches a check off and does not collect for it. */
  severity: v.optional(v.record(v.string(), v.picklist([...SEVERITIES, 'off'])), {}),
});

export type Policy = Readonly<v.InferOutput<typeof policySchema>>;
