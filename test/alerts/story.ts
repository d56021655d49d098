import type { AccountView } from '../../shared/alerts/account-view.ts';
import { emptyLedger, type Ledger } from '../../shared/alerts/ledger.ts';
import type { OpenFinding } from '../../shared/alerts/open-finding.ts';
import { type Plan, type PlanInput, planNotices } from '../../shared/alerts/plan.ts';
import { recordDelivery } from '../../shared/alerts/record.ts';
import { openRoute } from '../../shared/alerts/route.ts';
import { lastCauses } from '../../shared/checks/causes.ts';
import { parseConfig } from '../../shared/config/load-config.ts';
import type { Attempt, Change } from '../../shared/model/change.ts';
import type { Finding } from '../../shared/model/finding.ts';
import { JOBS } from '../../shared/model/job.ts';
import type { Ending, ResolvedFinding } from '../../shared/model/job-state.ts';
import type { Delivery, Notice, NoticeItem } from '../../shared/model/notice.ts';
import { fingerprint, type Resource } from '../../shared/model/resource.ts';
import { CHECK_IDS, CHECK_TITLES } from '../../shared/present/check-titles.ts';
import { ACCOUNT, NOW } from '../builders.ts';

/** The time so many minutes after the clock of the fixtures, which stands at 08:00 in Asia/Shanghai. */
export function at(minutes: number): string {
  return new Date(NOW.getTime() + minutes * 60_000).toISOString();
}

export const HOUR = 60;
export const DAY = 24 * HOUR;

/** A configuration with one console channel, unless `yaml` says more. */
export function config(yaml = 'alerts: { channels: [{ type: console }] }') {
  return parseConfig(yaml, 'test', {}, { checks: CHECK_IDS });
}

export function resource(change: Partial<Resource> = {}): Resource {
  return { type: 'key', id: 'key-1', region: 'cn-hangzhou', account: ACCOUNT, name: '', ...change };
}

export function finding(change: Partial<Finding> = {}): Finding {
  const about = change.resource ?? resource();
  const check = change.check ?? 'key-state';
  return {
    fingerprint: fingerprint(about.account, check, about, String(change.evidence?.['facet'] ?? '')),
    ...{ check, status: 'fail', severity: 'critical', resource: about, clusters: ['c-1'] },
    ...{ summary: 'The key is disabled.', evidence: {}, mutedBy: null, missingPermission: null },
    remedy: { text: 'Enable the key now; the API server recovers automatically.', command: '', url: '' },
    ...change,
  };
}

/** An open finding, first seen at that minute. */
export function open(
  minute: number,
  change: Partial<Finding> = {},
  more: Partial<OpenFinding> = {},
): OpenFinding {
  const about = finding(change);
  return {
    account: { id: about.resource.account, name: 'payments' },
    finding: about,
    job: 'keys',
    life: { firstSeen: at(minute), lastSeen: at(minute) },
    carried: false,
    author: null,
    cause: null,
    ...more,
  };
}

export const WELL: Ending = { kind: 'well', summary: 'The key is enabled.', evidence: {} };

/** A finding that ended, as long as nothing else is said because its check saw it to be good. */
export function ended(
  from: number,
  to: number,
  change: Partial<Finding> = {},
  ending: Ending = WELL,
): ResolvedFinding {
  return { finding: finding(change), firstSeen: at(from), lastSeen: at(to), resolvedAt: at(to), ending };
}

export function change(id: string, minute: number, more: Partial<Change> = {}): Change {
  const target = resource();
  return {
    ...{ id, aliases: [], kind: 'key-disabled', resource: target, clusters: ['c-1'] },
    ...{ from: 'Enabled', to: 'Disabled', at: at(minute), actor: null, actorState: 'absent' },
    ...more,
  };
}

export const ALICE = {
  type: 'user',
  name: 'alice',
  role: '',
  source: '203.0.113.9',
  eventId: 'e-1',
} as const;

export function attempt(id: string, minute: number, more: Partial<Attempt> = {}): Attempt {
  const refused = {
    kind: 'key-disabled',
    resource: resource(),
    actor: ALICE,
    errorCode: 'Forbidden.NoPermission',
  } as const;
  return { id, at: at(minute), ...refused, ...more };
}

/** What is known of an account, as far as a test is about it. */
export type Known = Partial<
  Pick<
    AccountView,
    'findings' | 'unknown' | 'resolved' | 'changes' | 'attempts' | 'isListed' | 'clusters' | 'jobs' | 'spend'
  >
>;

/** An account whose jobs have just finished. */
export function view(minute: number, known: Known = {}, id = ACCOUNT): AccountView {
  const finishedAt = at(minute);
  const { findings = [], changes = [] } = known;
  const causeOf = lastCauses(changes);
  return {
    ...{ id, name: 'payments', unknown: [], resolved: [], changes, attempts: [], isListed: true },
    clusters: {
      'c-1': {
        name: 'pay-prod',
        region: 'cn-hangzhou',
        tags: { team: 'pay' },
        inScope: true,
        encrypted: true,
        verdict: 'pass',
      },
    },
    jobs: JOBS.map((job) => ({ job, since: at(-DAY), finishedAt, trouble: null, head: null })),
    spend: null,
    ...known,
    findings: findings.map((entry) => ({ ...entry, cause: causeOf(entry.finding) })),
  };
}

/** What a channel answers, or that the run dies, after or before the message is sent. */
export type Answer = (channel: string, notice: Notice) => Delivery | 'crash' | 'die';

/** A ledger that goes through time. */
export class Story {
  ledger: Ledger;
  readonly config: PlanInput['config'];

  constructor(yaml?: string) {
    this.config = config(yaml);
    this.ledger = emptyLedger(new Date(at(-DAY)));
  }

  /** A story in which every channel knows the account already, and found it well. */
  static begun(yaml?: string): Story {
    const story = new Story(yaml);
    story.run(-DAY);
    return story;
  }

  plan(
    minute: number,
    known: Known | readonly AccountView[] = {},
    storeTrouble: PlanInput['storeTrouble'] = null,
  ): Plan {
    const views = Array.isArray(known) ? known : [view(minute, known as Known)]; // one of the two
    const input = { views, config: this.config, titles: CHECK_TITLES, storeTrouble };
    return planNotices(input, this.ledger, new Date(at(minute)));
  }

  /** Runs once as the handler does, and answers what arrived. */
  run(
    minute: number,
    known: Known | readonly AccountView[] = {},
    answer: Answer = () => ({ kind: 'sent' }),
  ): { channel: string; notice: Notice }[] {
    const now = new Date(at(minute));
    const { ledger, notices } = this.plan(minute, known);
    const arrived: { channel: string; notice: Notice }[] = [];
    this.ledger = ledger;
    for (const planned of notices) {
      const attempts: { channel: string; delivery: Delivery }[] = [];
      for (const channel of openRoute(planned, this.ledger, now)) {
        const delivery = answer(channel, planned.notice);
        if (delivery === 'crash' || delivery === 'die') {
          if (delivery === 'crash') arrived.push({ channel, notice: planned.notice });
          return arrived;
        }
        attempts.push({ channel, delivery });
        if (delivery.kind !== 'sent') continue;
        arrived.push({ channel, notice: planned.notice });
        break;
      }
      this.ledger = recordDelivery(this.ledger, planned, attempts, now);
    }
    this.ledger = JSON.parse(JSON.stringify(this.ledger)); // as it comes back from the store
    return arrived;
  }

  /** The items that arrived as `state check` or `state title`, of all channels together. */
  sends(minute: number, known: Known | readonly AccountView[] = {}, answer?: Answer): string[] {
    return this.run(minute, known, answer).flatMap(({ notice }) => notice.items.map(nameOf));
  }

  /** The same for each channel. */
  sendsTo(channel: string, minute: number, known: Known | readonly AccountView[] = {}): string[] {
    return this.run(minute, known)
      .filter((arrived) => arrived.channel === channel)
      .flatMap(({ notice }) => notice.items.map(nameOf));
  }

  items(minute: number, known: Known | readonly AccountView[] = {}): NoticeItem[] {
    return this.run(minute, known).flatMap(({ notice }) => notice.items);
  }
}

function nameOf({ state, check, evidence }: NoticeItem): string {
  return `${state} ${check || String(evidence['kind'])}`;
}
