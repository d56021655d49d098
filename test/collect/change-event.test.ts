import { expect, test } from 'vitest';
import { actorOf, toChangeEvent } from '../../shared/collect/change-event.ts';
import { parseEvent, type TrailEvent } from '../../shared/collect/event.ts';
import { actorWords } from '../../shared/text/change-words.ts';
import { speak } from '../../shared/text/say.ts';
import { ACCOUNT } from '../builders.ts';

function disabling(userIdentity: unknown): TrailEvent {
  const event = parseEvent({
    ...{
      eventId: 'e-1',
      eventName: 'DisableKey',
      eventTime: '2026-11-22T00:00:00Z',
      acsRegion: 'cn-hangzhou',
    },
    ...{ sourceIpAddress: 'Internal', requestParameters: { KeyId: 'key-1' }, userIdentity },
  });
  if (!event) throw new Error('no event');
  return event;
}

const OTHER = '2000000000000002';
const USER = { type: 'ram-user', accountId: ACCOUNT, principalId: '288153348682784898' };
const SESSION = { type: 'assumed-role', accountId: ACCOUNT, principalId: '300000000000000001:dana' };

test.each([
  { when: 'with a name', identity: { ...USER, userName: 'alice' }, words: 'alice' },
  { when: 'without a name', identity: USER, words: '288153348682784898' },
  { when: 'whose name is null', identity: { ...USER, userName: null }, words: '288153348682784898' },
  { when: 'without name and id', identity: { type: 'ram-user' }, words: 'somebody' },
  { when: 'of a kind nobody knows', identity: { ...USER, type: 'saml-user' }, words: '288153348682784898' },
  { when: 'that is absent', identity: undefined, words: 'somebody' },
  { when: 'root', identity: { type: 'root-account', accountId: ACCOUNT }, words: 'the root account' },
  { when: 'of the system', identity: { type: 'system' }, words: 'the system' },
  { when: 'of a session', identity: { ...SESSION, userName: 'Admin:dana' }, words: 'dana (role Admin)' },
  {
    when: 'of a session with colons',
    identity: { ...SESSION, userName: 'Admin:a:b' },
    words: 'a:b (role Admin)',
  },
  { when: 'of a session without a name', identity: SESSION, words: 'dana (role 300000000000000001)' },
  { when: 'of a session that is empty', identity: { ...SESSION, userName: 'Admin:' }, words: 'Admin' },
  {
    when: 'of a session of another account',
    identity: { ...SESSION, accountId: OTHER, userName: 'Admin:dana' },
    words: `dana (role Admin) of account ${OTHER}`,
  },
  {
    when: 'of another account, without a name',
    identity: { ...USER, accountId: OTHER },
    words: `288153348682784898 of account ${OTHER}`,
  },
])('an identity $when is $words', ({ identity, words }) => {
  expect(actorWords(actorOf(disabling(identity), ACCOUNT), speak('en'))).toBe(words);
});

test('a change names the account of its author only when it is another one', () => {
  const watched = {
    account: ACCOUNT,
    keys: new Set(['cn-hangzhou key-1']),
    clusters: new Map(),
    policies: new Set<string>(),
  };
  const actorIn = (accountId: string) =>
    toChangeEvent(disabling({ ...SESSION, accountId, userName: 'Admin:dana' }), watched)?.actor;
  expect(actorIn(ACCOUNT)).not.toHaveProperty('account');
  expect(actorIn(OTHER)).toMatchObject({ name: 'dana', role: 'Admin', account: OTHER });
});
