import * as v from 'valibot';
import { accountSpec } from '../specs/account-spec.ts';
import { duration, moment, oneOf, region } from '../specs/basics.ts';
import { appSpec, robotSpec } from '../specs/dingtalk-spec.ts';
import { directorySpec } from '../specs/directory-spec.ts';

/** Every reading of world/settings.ts can be set; what is left out keeps its default. */
const settings = v.strictObject({
  eventDelay: v.optional(v.union([v.literal('none'), duration])),
  globalEventsRegion: v.optional(oneOf(['ap-southeast-1', 'cn-hangzhou'])),
  roleNameAttribute: v.optional(
    oneOf(['AliyunCSManagedSecurityRole', 'aliyuncsmanagedsecurityrole', 'none']),
  ),
  encryptNamesKey: v.optional(v.boolean()),
  decryptNamesKey: v.optional(v.boolean()),
  cryptoEventRw: v.optional(oneOf(['Read', 'Write'])),
  recordReads: v.optional(v.boolean()),
  updateTakes: v.optional(duration),
  keyIdKeptWhenOff: v.optional(v.boolean()),
  clusterListScope: v.optional(oneOf(['account', 'region'])),
  clusterPageLimit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  stateWhenKeyUnusable: v.optional(oneOf(['running', 'unavailable'])),
  expiredInstanceCode: v.optional(oneOf(['Rejected.Unavailable', 'Forbidden.DKMSInstanceStateInvalid'])),
  inDebtRefusesCrypto: v.optional(v.boolean()),
  keyPolicyBindsServiceRole: v.optional(v.boolean()),
  accessDeniedDetail: v.optional(v.boolean()),
  lookupBeyond90Days: v.optional(oneOf(['clip', 'refuse'])),
});

const happening = v.looseObject({ at: moment, do: v.string() }, 'Expected { at: -P2D, do: disableKey, ... }');

export const scenarioSchema = v.strictObject({
  /** where the clock starts */
  clock: v.optional(
    v.pipe(v.string(), v.isoTimestamp('Expected a time such as 2026-11-23T00:00:00Z')),
    '2026-11-23T00:00:00Z',
  ),
  /** region of calls that name none */
  region: v.optional(region, 'cn-hangzhou'),
  /** the access key a client is expected to use */
  caller: v.string('Expected the id of one of the access keys'),
  settings: v.optional(settings, {}),
  accounts: v.pipe(v.array(accountSpec), v.minLength(1, 'Expected at least one account')),
  /** of DingTalk groups, and enterprise apps with a robot */
  robots: v.optional(v.array(robotSpec), []),
  apps: v.optional(v.array(appSpec), []),
  /** the Resource Directory; its members need not be among the accounts */
  directory: v.optional(directorySpec),
  /** rights taken away from callers */
  deny: v.optional(
    v.array(
      v.strictObject({
        action: v.string(),
        region: v.optional(v.string(), '*'),
        who: v.optional(v.string(), ''),
      }),
    ),
    [],
  ),
  /** commands, as POST /_sandbox/world takes them, that were carried out before the start */
  history: v.optional(v.array(happening), []),
});

export type Scenario = v.InferOutput<typeof scenarioSchema>;
