import type { MappedRequirement } from '../checks/frameworks.ts';
import { decidingChecks } from '../checks/standing.ts';
import type { Config } from '../config/schema.ts';
import { endOf } from '../config/waiver.ts';
import type { Acknowledgement } from '../model/acknowledgement.ts';
import type { BundleAcceptance } from '../model/evidence-bundle.ts';
import type { AccountResult } from '../model/job-state.ts';

/** Waivers of the checks that decide, and what somebody works on, as it stands in the configuration. */
export function acceptancesOf(
  { waivers, alerts }: Config,
  asked: readonly MappedRequirement[],
  now: Date,
): BundleAcceptance[] {
  const wanted = decidingChecks(asked);
  return [
    ...waivers
      .filter(({ check }) => wanted.has(check))
      .map(({ check, resource, owner, until, reason }) => ({
        ...{ kind: 'waiver' as const, check, what: resource, owner, at: null, until, reason },
        expired: now.getTime() >= endOf(until),
      })),
    ...alerts.acknowledged.map(({ finding, by, note }) => ({
      ...{ kind: 'acknowledged' as const, check: '', what: finding, owner: by },
      ...{ at: null, until: null, reason: note, expired: false },
    })),
  ];
}

/** What was said by links and commands and held at any time of the period; the store keeps the newest of each finding. */
export function acknowledgedIn(
  given: readonly Acknowledgement[],
  accounts: readonly AccountResult[],
  { since, before }: { since: string; before: string },
  now: Date,
): BundleAcceptance[] {
  const findings = accounts.flatMap(({ results }) => results.flatMap((result) => result.findings));
  const checkOf = new Map(findings.map(({ fingerprint, check }) => [fingerprint, check]));
  return given
    .filter(({ at, until }) => at < before && until > since)
    .map(({ fingerprint, by, at, until }) => ({
      ...{ kind: 'acknowledged' as const, check: checkOf.get(fingerprint) ?? '', what: fingerprint },
      ...{ owner: by, at, until, reason: '', expired: until <= now.toISOString() },
    }));
}
