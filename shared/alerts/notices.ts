import { createHash } from 'node:crypto';
import type { Notice, NoticeFacts } from '../model/notice.ts';
import { groupSayings, itemOf } from './items.ts';
import type { Mark } from './ledger.ts';
import type { Saying } from './saying.ts';
import type { World } from './world.ts';

/** A message, where it goes, and what is true once it is there. */
export interface PlannedNotice {
  /** The channel whose ledger it is about. */
  channel: string;
  /** Channels to try in this order until one has sent it; its own comes first unless it must not be asked now. */
  route: readonly string[];
  notice: Notice;
  marks: readonly Mark[];
}

export interface Frame {
  channel: string;
  route: readonly string[];
  top: number;
  reportUrl: string | null;
  world: World;
}

export interface Content {
  kind: Notice['kind'];
  sayings?: readonly Saying[];
  facts?: NoticeFacts | null;
  marks?: readonly Mark[];
  /** What tells it from others of its kind that say nothing about findings, such as its day. */
  turn?: string;
}

export function plannedNotice(
  { channel, route, top, reportUrl, world }: Frame,
  { kind, sayings = [], facts = null, marks = [], turn = '' }: Content,
): PlannedNotice {
  const groups = groupSayings(sayings);
  const items = groups.slice(0, top).map((group) => itemOf(group, world));
  const notice: Notice = {
    id: idOf([channel, kind, turn, ...sayings.map(({ key }) => key).sort()]),
    kind,
    severity: groups[0]?.[0].severity ?? 'info',
    at: world.now.toISOString(),
    items,
    more: groups.length - items.length,
    facts,
    reportUrl,
  };
  return { channel, route, notice, marks: [...sayings.flatMap((saying) => saying.marks), ...marks] };
}

function idOf(parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 16);
}
