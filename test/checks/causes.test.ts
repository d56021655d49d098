import { describe, expect, test } from 'vitest';
import { lastCauses } from '../../shared/checks/causes.ts';
import type { Change, ChangeKind } from '../../shared/model/change.ts';
import { ACCOUNT, minutes } from '../builders.ts';

const KEY = { type: 'key', id: 'key-1', region: 'cn-hangzhou', account: ACCOUNT, name: '' } as const;
const ROLE = { ...KEY, type: 'role', id: 'AliyunCSManagedSecurityRole', region: '' } as const;

function change(by: string, kind: ChangeKind, minute: number, resource: Change['resource'] = KEY): Change {
  const actor = { type: 'user', name: by, role: '', source: '', eventId: `${by} ${minute}` } as const;
  const at = minutes(minute);
  return {
    ...{ id: `${kind} ${minute}`, aliases: [], kind, resource, clusters: [], from: '', to: '', at, actor },
    actorState: 'named',
  };
}

const changes = [
  change('carol', 'role-changed', -500, ROLE),
  change('bob', 'role-changed', -400, ROLE), // attached it again
  change('alice', 'key-disabled', -300),
  change('dave', 'key-enabled', -200),
  change('erin', 'key-deletion-scheduled', -100),
];

const causeOf = lastCauses(changes);
const who = (check: string, evidence: Parameters<typeof causeOf>[0]['evidence']): string | undefined =>
  causeOf({ check, resource: KEY, evidence })?.actor?.name;

describe('who a denied call is laid at', () => {
  test.each([
    ['Forbidden.NoPermission', -450, 'carol'],
    ['Forbidden.NoPermission', -350, 'bob'],
    ['Rejected.Disabled', -250, 'alice'],
    ['Rejected.Disabled', -350, undefined], // before anybody did
    ['Rejected.PendingDeletion', -50, 'erin'],
    ['Rejected.Unavailable', -50, undefined], // the end of an instance, say
    ['Forbidden.InDebt', -50, undefined],
  ])('%s at minute %i', (code, minute, name) => {
    expect(who('kms-call-failures', { code, at: minutes(minute) })).toBe(name);
  });
});

test.each([
  ['Disabled', 'alice'],
  ['PendingDeletion', 'erin'],
  ['PendingImport', undefined],
])('a key that is %s is laid at %s', (state, name) => {
  expect(who('key-state', { state })).toBe(name);
});
