import { UNREADABLE } from '../model/finding.ts';
import { CERTIFICATE_OF } from '../model/observation.ts';
import { defineCheck, UNSEEN, unknown } from './define-check.ts';

export const resourceUnreadable = defineCheck({
  id: UNREADABLE,
  order: 990,
  title: 'All data that the audit needs can be read',
  headline: 'could not be checked',
  severity: 'medium',
  job: 'inventory',
  resource: 'account',
  reads: ['unread'],
  supports: ['mlps-level-3:8.1.4.3', 'pci-dss-4.0.1:3.6'],
  why: 'Unreadable data cannot be checked: an outage or a leak behind it would go unnoticed.',
  judged:
    'One finding for each object that could not be read, with the cause and, when access was denied, the RAM action to grant. It never passes; after 24 hours it is high.',
  remedy: 'Grant the named action to the auditing identity, or repair the connection, and run again.',
  command: grantCommand('"{permission}"', 'sealwatch-read'),
  page: 'policies',
  evaluate: ({ unread }) =>
    unread.map((read) => {
      const { type, id, region, name = '', clusters = [], facet } = read.thing;
      const { because, detail, code = '', requestId = '', permission } = read;
      const evidence = { because, detail, code, requestId, facet, ...(permission ? { permission } : {}) };
      const told = permission ? ('Access denied: grant {permission} to read it.' as const) : UNSEEN[because];
      const host = facet.startsWith(CERTIFICATE_OF) ? facet.slice(CERTIFICATE_OF.length) : '';
      if (host !== '')
        return unknown(
          { id, region, name, clusters },
          UNSEEN[because],
          { ...evidence, host },
          { type, facet, ...TRUST },
        );
      const more = facet === 'sts:AssumeRole' ? LET_IN : { command: permission ? grant(permission) : '' };
      return unknown({ id, region, name, clusters }, told, evidence, { type, facet, ...more });
    }),
});

/**
 * One policy for each action, so that the next one is not refused for its name. An action of several names, and billing that
 * is denied as a whole, are granted together.
 */
function grant(permission: string): string {
  const actions = permission.split(', ').filter((action) => /^[a-z]+:[A-Za-z0-9]+$/.test(action));
  const policy = `sealwatch-${(actions[0] ?? permission).replace(/[^A-Za-z0-9]/g, '-')}`;
  return grantCommand(actions.length > 1 ? JSON.stringify(actions) : '"{permission}"', policy);
}

function grantCommand(actions: string, policy: string): string {
  return `aliyun ram CreatePolicy --PolicyName ${policy} --PolicyDocument '{"Version":"1","Statement":[{"Effect":"Allow","Action":${actions},"Resource":"*"}]}' && aliyun ram AttachPolicyToRole --PolicyType Custom --PolicyName ${policy} --RoleName ROLE_NAME`;
}

/** Somebody else answers for the cloud. */
const TRUST = {
  remedy:
    'Allow direct calls to {host}, or, if your own proxy answers, trust its CA with NODE_EXTRA_CA_CERTS; then run again.',
  command: '',
} as const;

/** An account that cannot be entered. */
const LET_IN = {
  remedy:
    'Create the role in that account, or add the auditing identity to its trust policy, with the external ID of the configuration.',
  command: 'aliyun ram GetRole --RoleName ROLE_NAME',
} as const;
