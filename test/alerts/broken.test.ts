import { expect, test } from 'vitest';
import { namedChannels } from '../../shared/alerts/channels.ts';
import { pinger } from '../../shared/deliver/ping.ts';
import { silentLog } from '../../shared/model/log.ts';
import { config, open, Story } from './story.ts';

const BROKEN = 'type: webhook, name: b, url: "http://plain.example"';
const SOUND = BROKEN.replace('http:', 'https:');
const yaml = (b: string, rest = '{ type: console, name: a }') => `alerts: { channels: [{ ${b} }, ${rest}] }`;

/** The story goes on with another configuration. */
function deployed(before: Story, text: string): Story {
  const story = new Story(text);
  story.ledger = before.ledger;
  return story;
}

test('the others are told of a broken channel once, and of its repair', () => {
  const story = deployed(Story.begun(yaml(SOUND)), yaml(BROKEN));
  const [item, ...more] = story.items(0);
  expect(more).toEqual([]);
  expect(item).toMatchObject({
    state: 'new',
    check: 'job-freshness',
    severity: 'high',
    resource: { type: 'channel', id: 'b' },
    evidence: { problems: expect.stringContaining('alerts.channels.0.url: expected an https address') },
  });
  expect(story.sends(1)).toEqual([]);
  expect(deployed(story, yaml(SOUND)).sends(2)).toEqual(['resolved job-freshness']);
});

test('what a broken channel would have got is held, and sent once when it is repaired', () => {
  const before = Story.begun(yaml(SOUND));
  const broken = deployed(before, yaml(BROKEN));
  const told = { findings: [open(0)] };
  expect(broken.plan(0, told).held).toEqual([{ channel: 'b', notices: 1, until: null }]);
  expect(broken.sendsTo('b', 1, told)).toEqual([]);
  expect(broken.sendsTo('a', 2, told)).toEqual([]); // it has them
  const repaired = deployed(broken, yaml(SOUND));
  expect(repaired.sendsTo('b', 10, told)).toEqual(['new key-state']);
  expect(repaired.sends(11, told)).toEqual([]);
});

test('its fallback takes over, for what it is for only', () => {
  const only = `${BROKEN}, fallback: a, only: { checks: [key-state] }`;
  const a = '{ type: console, name: a, minSeverity: critical, only: { checks: [key-spec] } }';
  const story = Story.begun(yaml(only, a));
  const spin = open(0, { check: 'key-rotation' });
  const arrived = story.run(0, { findings: [open(0), spin] });
  expect(arrived.map(({ channel, notice }) => [channel, notice.items.map(({ check }) => check)])).toEqual([
    ['a', ['key-state']],
  ]);
  expect(story.plan(1, { findings: [open(0), spin] }).held).toEqual([]);
});

test('a chain goes on behind a broken channel', () => {
  const text = yaml(
    `${BROKEN}, fallback: c`,
    '{ type: console, name: a, fallback: b }, { type: console, name: c }',
  );
  const story = Story.begun(text);
  const later = { kind: 'later', after: '2026-11-23T01:00:00Z', code: 'x', why: 'down' } as const;
  const arrived = story.run(0, { findings: [open(0)] }, (name) => (name === 'a' ? later : { kind: 'sent' }));
  expect(new Set(arrived.map(({ channel }) => channel))).toEqual(new Set(['c']));
  expect(arrived.filter(({ notice }) => notice.items[0]?.check === 'key-state')).toHaveLength(3);
});

test('a channel whose filter cannot be read gets nothing, and is told as broken', () => {
  const story = Story.begun(yaml('type: webhook, name: b, url: "https://x.example", only: { regoins: [] }'));
  expect(story.ledger.own.open).toMatchObject({
    [Object.keys(story.ledger.own.open)[0] ?? '']: { finding: { resource: { id: 'b' } } },
  });
  expect(story.plan(0, { findings: [open(0)] }).held).toEqual([]);
});

test('what is remembered of a broken channel stays, and its old trouble gives way', () => {
  const refused = { kind: 'refused', cause: 'configuration', code: '1', why: 'no', hint: '' } as const;
  const story = Story.begun(yaml(SOUND));
  story.run(0, { findings: [open(0)] }, (name) => (name === 'b' ? refused : { kind: 'sent' }));
  const broken = deployed(story, yaml(BROKEN));
  broken.run(5, { findings: [open(0)] });
  expect(broken.ledger.channels['b']?.baselines).toEqual(story.ledger.channels['b']?.baselines);
  expect(Object.values(broken.ledger.own.open).map(({ finding }) => finding.summary)).toEqual([
    'Channel {channel} cannot be opened: {problems}',
  ]);
});

test('nobody outside is told that all is well', async () => {
  const asked: unknown[] = [];
  const ask: typeof fetch = async (url) => {
    asked.push(url);
    return new Response();
  };
  const ping = ', pingUrl: "https://ping.example/x"';
  for (const channel of [SOUND, BROKEN])
    await pinger(config(yaml(channel).replace(/ }$/, `${ping} }`)), ask, silentLog)();
  expect(asked).toEqual(['https://ping.example/x']);
});

test('only those that can be opened are opened', () => {
  expect(namedChannels(config(yaml(BROKEN)).alerts).map(({ name }) => name)).toEqual(['a']);
});
