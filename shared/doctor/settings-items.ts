import { namedChannels } from '../alerts/channels.ts';
import { policyWarnings } from '../checks/catalogue.ts';
import type { Config, Waiver } from '../config/schema.ts';
import { endOf } from '../config/waiver.ts';
import type { AppError } from '../model/error.ts';
import type { Examination } from '../model/examination.ts';
import { reaches, type Severity } from '../model/finding.ts';
import { ALL_JOBS, jobsOf } from '../model/job.ts';
import type { StoredStates } from '../state/stored-states.ts';
import type { Text } from '../text/zh.ts';
import { type Advice, examination } from './examination.ts';

export interface SettingsContext {
  /** Ids of all checks. */
  checks: readonly string[];
  /** What is stored of each account; empty before the first run. */
  stored: readonly Pick<StoredStates, 'states'>[];
  /** Ids and names of the accounts that are audited; empty when they are not known. */
  accounts: readonly { id: string; name: string }[];
  timeoutSeconds: number | null;
  now: Date;
}

/** Settings that are well formed but do not do what somebody hoped for. */
export function settingsItems(config: Config, context: SettingsContext): Examination[] {
  const found = [
    ...waiverItems(config, context),
    ...channelItems(config, context),
    ...thresholdItems(config),
    ...limitItems(config, context),
    ...reportItems(config),
  ];
  if (found.length > 0) return found;
  return [examination('ok', { id: 'settings', group: 'configuration' }, 'The settings are consistent.')];
}

type Facts = Parameters<typeof examination>[3];

function warn(id: string, text: Text, facts: Facts, advice: Advice): Examination {
  return examination('warned', { id, group: 'configuration' }, text, facts, advice);
}

function waiverItems(config: Config, { stored, now }: SettingsContext): Examination[] {
  const { waivers } = config;
  const known = new Set(stored.flatMap(findingsIn));
  const isKnown =
    stored.length > 0 && stored.every(({ states }) => jobsOf(config).every((job) => states[job]?.result));
  const items: Examination[] = [];
  for (const waiver of waivers) {
    const { check, resource, until, owner } = waiver;
    const facts = { check, resource, until, owner };
    const id = `waiver ${check} ${resource}`;
    if (now.getTime() >= endOf(until))
      items.push(
        warn(id, 'The waiver of {owner} for {check} on {resource} expired on {until}.', facts, {
          text: 'Fix the accepted finding, or agree on a new date.',
        }),
      );
    else if (isKnown && !known.has(nameOf(waiver)))
      items.push(
        warn(id, 'The waiver of {owner} for {check} on {resource} matches no finding.', facts, {
          text: 'Correct the resource ID, or remove the waiver.',
        }),
      );
  }
  return items;
}

function findingsIn({ states }: Pick<StoredStates, 'states'>): string[] {
  return ALL_JOBS.flatMap((job) =>
    (states[job]?.result?.findings ?? []).map(({ check, resource }) =>
      nameOf({ check, resource: resource.id }),
    ),
  );
}

function nameOf({ check, resource }: Pick<Waiver, 'check' | 'resource'>): string {
  return `${check} ${resource}`;
}

function channelItems(config: Config, context: SettingsContext): Examination[] {
  return namedChannels(config.alerts).flatMap(({ name: channel, config: { only }, minSeverity }) => {
    const checks = only.checks.length > 0 ? only.checks : context.checks;
    const isMute = !checks.some((check) => isHeard(config.policy.severity[check], minSeverity));
    const regions = only.regions.filter((region) => config.regions.includes(region));
    const isElsewhere = only.regions.length > 0 && config.regions.length > 0 && regions.length === 0;
    const strangers = only.accounts.filter(
      (wanted) => !context.accounts.some(({ id, name }) => id === wanted || name === wanted),
    );
    const facts = { channel, minSeverity, checks: only.checks, regions: only.regions, accounts: strangers };
    return [
      ...(isMute
        ? [
            warn(
              `channel-silent ${channel}`,
              'Channel {channel} receives nothing: its checks are off, or below {minSeverity}.',
              facts,
              { text: 'Lower its minSeverity, widen only.checks, or raise policy.severity.' },
            ),
          ]
        : []),
      ...(isElsewhere
        ? [
            warn(
              `channel-regions ${channel}`,
              'Channel {channel} is limited to regions that are not audited: {regions}.',
              facts,
              { text: 'Correct only.regions of the channel, or regions.' },
            ),
          ]
        : []),
      ...(context.accounts.length > 0 && strangers.length > 0
        ? [
            warn(
              `channel-accounts ${channel}`,
              'Channel {channel} is limited to accounts that are not audited: {accounts}.',
              facts,
              { text: 'Correct only.accounts of the channel.' },
            ),
          ]
        : []),
    ];
  });
}

/** A check that nobody overrides may find something worse than it usually weighs. */
function isHeard(override: Severity | 'off' | undefined, minSeverity: Severity): boolean {
  if (override === undefined) return true;
  return override !== 'off' && reaches(override, minSeverity);
}

function thresholdItems({ policy }: Config): Examination[] {
  return policyWarnings(policy).map(({ id, summary, evidence, remedy }) =>
    warn(id, summary, evidence, { text: remedy }),
  );
}

function limitItems({ limits }: Config, { timeoutSeconds }: SettingsContext): Examination[] {
  const { callTimeoutSeconds, jobTimeoutSeconds } = limits;
  const facts = { callTimeoutSeconds, jobTimeoutSeconds, timeoutSeconds };
  const items: Examination[] = [];
  if (timeoutSeconds !== null && jobTimeoutSeconds >= timeoutSeconds)
    items.push(
      warn(
        'limit-job',
        'limits.jobTimeoutSeconds {jobTimeoutSeconds} is not below the function timeout of {timeoutSeconds}: the function ends first.',
        facts,
        { text: 'Lower it, or deploy with a larger SEALWATCH_TIMEOUT.' },
      ),
    );
  if (callTimeoutSeconds >= jobTimeoutSeconds)
    items.push(
      warn(
        'limit-call',
        'limits.callTimeoutSeconds {callTimeoutSeconds} is not below limits.jobTimeoutSeconds {jobTimeoutSeconds}: one slow call can use the whole job.',
        facts,
        { text: 'Lower limits.callTimeoutSeconds.' },
      ),
    );
  return items;
}

function reportItems({ report: { url } }: Config): Examination[] {
  if (url === undefined || url.startsWith('https://')) return [];
  return [
    warn(
      'report-url',
      'report.url is not https: the report can be intercepted.',
      { url },
      {
        text: 'Serve the report over https, and set report.url accordingly.',
      },
    ),
  ];
}

/** A configuration, or an environment, that cannot be used at all. */
export function brokenSettings({ code, message: lines, hint }: AppError): Examination {
  const message = lines.replaceAll(/\s*\n\s*/g, ' '); // one for each mistake
  const place = { id: 'settings', group: 'configuration' } as const;
  return examination('failed', place, '{message}', { code, message, hint }, { text: '{hint}' });
}
