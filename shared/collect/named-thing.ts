import { parseKeyArn } from '../model/key.ts';
import { SERVICE_ROLE } from '../model/role.ts';
import { clusterOf, keyOf, roleIn } from './change-event.ts';
import { CLOUD_CALLS, type CloudCall } from './cloud-calls.ts';
import type { Delivered } from './cloud-events.ts';
import { objectOf, plain } from './read.ts';

/** What an event is about, as it names it. */
export type NamedThing =
  /** `name` is the id of a key, or an alias. */
  | { type: 'key'; region: string; name: string }
  /** A key that the event does not name. */
  | { type: 'some-key'; region: string }
  | { type: 'instance'; region: string; id: string }
  | { type: 'cluster'; id: string }
  | { type: 'role' }
  /** A policy, which may be one of the service role's. */
  | { type: 'policy'; name: string }
  | { type: 'trails' }
  /** Something that is not looked at again at once: what the event tells is told, and the next sweep sees the rest. */
  | { type: 'told' };

type Reader = (delivered: Delivered) => NamedThing | null;

const onKey: Reader = ({ event, subject }) => {
  const { region, raw } = event;
  const alias = plain(objectOf(raw['requestParameters'])['KeyId']);
  const name = keyOf(event) ?? (keyInSubject(subject) || alias);
  return name === '' ? { type: 'some-key', region } : { type: 'key', region, name };
};

const onAlias: Reader = ({ event: { raw, region }, subject }) => {
  const { AliasName } = objectOf(raw['requestParameters']);
  const name = plain(AliasName) || (/(alias\/.+)$/.exec(subject)?.[1] ?? '');
  return name === '' ? { type: 'some-key', region } : { type: 'key', region, name };
};

const onInstance: Reader = ({ event: { raw, region } }) => {
  const id = plain(objectOf(raw['requestParameters'])['KmsInstanceId']);
  return id === '' ? { type: 'some-key', region } : { type: 'instance', region, id };
};

const onCluster: Reader = ({ event, subject }) => ({
  type: 'cluster',
  id: clusterOf(event) || (/^acs\.cs:[^:]*:\d+:(?:cluster\/)?([^/]+)$/.exec(subject)?.[1] ?? ''),
});
/** Roles other than the service role are nobody's business; one that is not named may be it. */
const onRole: Reader = ({ event, subject }) => {
  const { role } = roleIn(event);
  if (role === '' && event.service === 'ResourceManager') return null; // a user or a group
  const name = role || (/:role\/(.+)$/.exec(subject)?.[1] ?? '');
  return name === '' || name.toLowerCase() === SERVICE_ROLE.toLowerCase() ? { type: 'role' } : null;
};

const onPolicy: Reader = ({ event: { raw }, subject }) => {
  const { PolicyName } = objectOf(raw['requestParameters']);
  const name = plain(PolicyName) || (/:policy\/(.+)$/.exec(subject)?.[1] ?? '');
  return name === '' ? { type: 'role' } : { type: 'policy', name };
};

const READERS: Readonly<Record<CloudCall['target'], Reader>> = {
  key: onKey,
  alias: onAlias,
  instance: onInstance,
  cluster: onCluster,
  encryption: onCluster,
  people: () => ({ type: 'told' }),
  way: () => ({ type: 'told' }),
  account: () => ({ type: 'told' }),
  role: onRole,
  policy: onPolicy,
  trail: () => ({ type: 'trails' }),
};

/** The calls that are reacted to. */
const ROWS = new Map(
  CLOUD_CALLS.filter(({ watched }) => watched !== 'authors').map((row) => [
    `${row.service.toLowerCase()} ${row.call}`,
    row,
  ]),
);

/** How ActionTrail spells ACK is not documented; a cluster that is not ours is none that is watched. */
const OF_CLUSTERS = new Map(
  [...ROWS.values()]
    .filter(({ service, target }) => service === 'CS' && target !== 'people')
    .map((row) => [row.call, row]),
);

/** What an event is about; null for a call that changes nothing that is watched. */
export function namedThing(delivered: Delivered): NamedThing | null {
  const { service, name } = delivered.event;
  const row = ROWS.get(`${service.toLowerCase()} ${name}`) ?? OF_CLUSTERS.get(name);
  return row ? READERS[row.target](delivered) : null;
}

/** The part after the account: a key id, or nothing when it is an alias. */
function keyInSubject(subject: string): string {
  const [, named = ''] = /^acs\.kms:[^:]*:\d+:(?:key\/)?(.+)$/.exec(subject) ?? [];
  return named.startsWith('alias/') ? '' : (parseKeyArn(named)?.id ?? named);
}
