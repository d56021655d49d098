import type { FailedCall, RegionUse, Use } from '../model/activity.ts';
import type { ChangeKind } from '../model/change.ts';
import { type KeyInUse, keysInUse } from '../model/key.ts';
import type { Unseen } from '../model/observation.ts';
import type { Text } from '../text/zh.ts';
import { arrearsClock } from './arrears-clock.ts';
import { UNENCRYPTED } from './cluster-encryption.ts';
import { defineCheck, type Explanation, fail, pass, skipped, unknown, type Verdict } from './define-check.ts';
import { kmsAccountStatus } from './kms-account-status.ts';
import { ATTACH_POLICY } from './role-commands.ts';

const RECENT_MS = 24 * 3_600_000;
/** What was refused for this says nothing a day later. */
const PASSES_BY_ITSELF =
  /^(Throttling|ServiceUnavailable|InternalFailure|InternalError|Rejected\.Throttling)/;

/** The change behind a refusal; nobody is named for one that has another reason, such as a debt or the end of an instance. */
const CAUSE_OF: Readonly<Record<string, readonly ChangeKind[]>> = {
  'Rejected.Disabled': ['key-disabled'],
  'Rejected.PendingDeletion': ['key-deletion-scheduled'],
  'Rejected.PendingImport': ['key-material-deleted'],
  'Forbidden.NoPermission': ['role-changed'],
};

/** KMS refuses calls of an account that is overdue. */
const ARREARS: Explanation = {
  checks: [kmsAccountStatus.id, arrearsClock.id],
  shares: 'region',
  when: ({ code }) => /^Forbidden\.InDebt/.test(String(code)),
};

export const kmsCallFailures = defineCheck({
  id: 'kms-call-failures',
  order: 220,
  title: 'Calls of the service role to KMS succeed',
  severity: 'critical',
  job: 'activity',
  resource: 'key',
  reads: ['clusters', 'activity'],
  sources: ['events'],
  link: 'use',
  causes: ['key-disabled', 'key-deletion-scheduled', 'key-material-deleted', 'role-changed'],
  causesWith: ({ code, at }) => ({
    kinds: CAUSE_OF[String(code)] ?? [],
    until: typeof at === 'string' ? at : null,
  }),
  soughtCauses: () => [],
  explainedBy: [UNENCRYPTED, ARREARS],
  supports: [
    'cis-ack-1.0:6.2.1',
    'cis-kubernetes:1.2.28',
    'mlps-level-3:8.1.4.8',
    'pci-dss-4.0:3.5',
    'nist-800-53:SC-28',
  ],
  why: 'A denied Encrypt or Decrypt call of the service role means that the API server cannot write or read Secrets right now.',
  judged:
    'Fails when ActionTrail shows a denied Encrypt or Decrypt call of the service role, until a call for the same key succeeds or the cause is known to be resolved: the key is enabled again, the debt is paid. Silence does not resolve it. Throttling and faults of KMS itself, and calls to keys that no cluster uses, count for 24 hours. Where the event contains no key, the region is checked, until a call for every key in use there has succeeded; when several keys are in use, for 24 hours at most.',
  remedy: 'Find out from the error code why KMS rejects the call.',
  command:
    'aliyun actiontrail LookupEvents --region {region} --LookupAttribute.1.Key EventId --LookupAttribute.1.Value {eventId}',
  page: 'events',
  evaluate: ({ clusters, activity }, _policy, now) => {
    const keys = keysInUse(clusters);
    return activity.flatMap(({ region, use }) => {
      const here = keys.filter((key) => key.region === region);
      if (!use.seen) return here.map((key) => unknown(key, use));
      const since = new Date(now.getTime() - RECENT_MS).toISOString();
      const open = use.value.failures.filter(({ over }) => over === undefined);
      const recent = open.filter(({ at }) => at >= since);
      const failures = open.filter(({ at, code }) => at >= since || !PASSES_BY_ITSELF.test(code));
      const strangers = new Set(recent.flatMap(({ keyId }) => (keyId === null ? [] : [keyId])));
      for (const { id } of here) strangers.delete(id);
      return [
        ...here
          .map((key) => judgeKey(key, use.value, failures))
          .map((verdict) => withGap(verdict, use.missing)),
        ...[...strangers].map((id) =>
          judgeKey({ id, region, reference: id, clusters: [] }, use.value, recent),
        ),
        ...judgeUnnamed(region, here, use.value, here.length === 1 ? failures : recent).filter(
          ({ status }) => status === 'fail' || use.missing === undefined,
        ),
      ];
    });
  },
});

/** An event that was not read may be a refused call. */
function withGap(verdict: Verdict, [gap]: readonly Unseen[] = []): Verdict {
  if (verdict.status !== 'pass' || !gap) return verdict;
  const { resource: id, region, clusters } = verdict;
  return unknown({ id, region, clusters: clusters ?? [] }, gap);
}

function judgeKey(key: KeyInUse, use: RegionUse, failures: readonly FailedCall[]): Verdict {
  const own = failures.filter(({ keyId }) => keyId === key.id);
  const last = newestFailure(own);
  if (!last) return pass(key, 'No denied call of the service role is unresolved.');
  if (succeededAfter(use.keys[key.id], last))
    return pass(key, 'The last denied call, on {at}, was followed by a successful one.', { at: last.at });
  return fail(
    key,
    'KMS denied {call} of the service role ({code}), last on {at}.',
    facts(last, own),
    remedyOf(last, true),
  );
}

function judgeUnnamed(
  region: string,
  here: readonly KeyInUse[],
  use: RegionUse,
  failures: readonly FailedCall[],
): Verdict[] {
  const own = failures.filter(({ keyId }) => keyId === null);
  const last = newestFailure(own);
  const target = { id: region, region, clusters: here.flatMap(({ clusters }) => clusters) };
  const more = { type: 'region' } as const;
  const isKnown = use.failures.some(({ keyId }) => keyId === null);
  if (!last)
    return isKnown ? [skipped(target, 'No denied call without a key ID is unresolved.', {}, more)] : [];
  // Whichever key it was about, every one has been used since.
  const isUsed = ({ id }: KeyInUse): boolean =>
    succeededAfter(use.keys[id], last) || (here.length === 1 && succeededAfter(use.unnamed, last));
  if (here.length > 0 && here.every(isUsed))
    return [
      pass(target, 'The last denied call, on {at}, was followed by a successful one.', { at: last.at }, more),
    ];
  return [
    fail(
      target,
      'KMS denied {call} of the service role ({code}), last on {at}; the event does not contain the key ID.',
      { ...facts(last, own), attribution: 'region' },
      { ...more, ...remedyOf(last, false) },
    ),
  ];
}

function newestFailure(failures: readonly FailedCall[]): FailedCall | undefined {
  return failures.reduce<FailedCall | undefined>((a, b) => (a && a.at >= b.at ? a : b), undefined);
}

function succeededAfter(use: Use | null | undefined, failure: FailedCall): boolean {
  return [use?.encrypt, use?.decrypt].some((at) => at != null && at > failure.at);
}

function facts({ call, at, code, message, eventId }: FailedCall, all: readonly FailedCall[]) {
  return { call, at, code, message, eventId, count: all.length };
}

interface NextAction {
  remedy?: Text;
  command?: string;
}

const ENABLE_KEY = 'aliyun kms EnableKey --region {region} --KeyId {id}';
const CANCEL_DELETION = 'aliyun kms CancelKeyDeletion --region {region} --KeyId {id}';

/** `onKey`: the verdict is about a key, so that it can be named; else the event has to be looked at. */
function remedyOf({ code }: FailedCall, onKey: boolean): NextAction {
  if (code.startsWith('Forbidden.InDebt'))
    return { remedy: 'Pay the outstanding bills now.', command: 'aliyun bssopenapi QueryAccountBalance' };
  if (code === 'Forbidden.NoPermission')
    return { remedy: 'Attach the system policy to the role again.', command: ATTACH_POLICY };
  if (!onKey) return {};
  if (code === 'Rejected.Disabled')
    return { remedy: 'Enable the key now; the API server recovers automatically.', command: ENABLE_KEY };
  if (code === 'Rejected.PendingDeletion')
    return { remedy: 'Cancel the deletion now; the key becomes enabled again.', command: CANCEL_DELETION };
  return {};
}
