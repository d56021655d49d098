import { operation } from '../api/operation.ts';
import { optional, orElse, text } from '../api/params.ts';
import { newPolicy, policyKey } from '../world/identity.ts';
import { isObject, parseJson } from '../world/json.ts';
import { Refusal } from '../world/refusal.ts';
import { utc } from '../world/time.ts';
import { attachments, policyName, policyOf, policyType } from './ram-reads.ts';
import { userOf } from './ram-users.ts';

// Codes from RAM's list of errors; the statuses follow its usual pattern (assumption).
export function requireDocument(document: string): void {
  const parsed = parseJson(document);
  if (isObject(parsed) && Array.isArray(parsed['Statement'])) return;
  throw new Refusal(400, 'MalformedPolicyDocument', 'The policy document is malformed.');
}

/** https://www.alibabacloud.com/help/en/ram/developer-reference/api-ram-2015-05-01-createpolicy */
const createPolicy = operation({
  name: 'CreatePolicy',
  actions: ['ram:CreatePolicy'],
  kind: 'change',
  rate: 'ram',
  params: {
    PolicyName: policyName,
    PolicyDocument: text({ max: 6144 }),
    Description: orElse(text({ max: 1024 }), ''),
  },
  resource: (call, { PolicyName }) => `acs:ram:*:${call.account.id}:policy/${PolicyName}`,
  run: ({ account, world }, { PolicyName, PolicyDocument, Description }) => {
    requireDocument(PolicyDocument);
    const key = policyKey('Custom', PolicyName);
    if (account.policies.has(key)) {
      throw new Refusal(409, 'EntityAlreadyExists.Policy', `The policy already exists: ${PolicyName}.`);
    }
    const policy = newPolicy(PolicyName, 'Custom', PolicyDocument, world.clock.now, Description);
    account.policies.set(key, policy);
    return {
      Policy: {
        PolicyName,
        PolicyType: 'Custom',
        Description,
        DefaultVersion: policy.defaultVersion,
        CreateDate: utc(policy.created),
      },
    };
  },
});

/** https://www.alibabacloud.com/help/en/ram/developer-reference/api-ram-2015-05-01-deletepolicy */
const deletePolicy = operation({
  name: 'DeletePolicy',
  actions: ['ram:DeletePolicy'],
  kind: 'change',
  rate: 'ram',
  params: { PolicyName: policyName },
  resource: (call, { PolicyName }) => `acs:ram:*:${call.account.id}:policy/${PolicyName}`,
  run: (call, { PolicyName }) => {
    const key = policyKey('Custom', policyOf(call, 'Custom', PolicyName).name);
    if (attachments(call, key) > 0)
      throw new Refusal(409, 'DeleteConflict.Policy.Attachment', 'The policy is attached.'); // assumption
    call.account.policies.delete(key);
    return {};
  },
});

/** Only for the whole account: of resource groups the world knows nothing. */
const attachPolicyToUser = operation({
  name: 'AttachPolicyToUser',
  actions: ['ram:AttachPolicyToUser'],
  kind: 'change',
  rate: 'ram',
  params: {
    UserName: text({ max: 64 }),
    PolicyName: policyName,
    PolicyType: policyType,
    ResourceGroupId: optional(text({ max: 64 })),
  },
  resource: (call, { UserName }) => `acs:ram:*:${call.account.id}:user/${UserName}`,
  run: (call, values) => {
    const user = userOf(call, values.UserName);
    const key = policyKey(values.PolicyType, policyOf(call, values.PolicyType, values.PolicyName).name);
    if (user.policies.includes(key)) {
      throw new Refusal(
        409,
        'EntityAlreadyExists.User.Policy',
        `The policy already attached: ${values.PolicyName}.`,
      );
    }
    user.policies = [...user.policies, key];
    return {};
  },
});

export const ramGrants = [createPolicy, deletePolicy, attachPolicyToUser];
