import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { acknowledgeUrl, claimFor } from '../../shared/deliver/acknowledge-link.ts';
import type { Finding } from '../../shared/model/finding.ts';
import type { ObjectStore } from '../../shared/model/object-store.ts';
import type { Report } from '../../shared/model/report.ts';
import { Secret } from '../../shared/model/secret.ts';
import { readAcknowledgements } from '../../shared/state/acknowledgements.ts';
import { describedTransport } from './described.ts';
import { TRANSPORTS, type Transport } from './transports.ts';
import { auditedWorld, bearer, CONFIG, copyOf, LINK, OLD_LINK, READ, Stage, type World } from './world.ts';

const HOUR_MS = 3_600_000;
const GONE = 'f'.repeat(16);
const ZH = { 'accept-language': 'zh-CN' };

let world: World;
beforeAll(async () => {
  world = await auditedWorld();
});
afterAll(() => world.sandbox.close());

describe.each(TRANSPORTS)('through $name', ({ open }) => {
  let stage: Stage;
  let store: ObjectStore;
  let transport: Transport;
  let finding: Pick<Finding, 'fingerprint'>;

  const later = (ms: number): Date => new Date(stage.now().getTime() + ms);
  const linkTo = (fingerprints: readonly string[], secret = LINK, ends = 24 * HOUR_MS): string => {
    const url = new URL(
      acknowledgeUrl(
        'https://audit.example.com',
        claimFor('link', fingerprints, new Secret(secret), later(ends)),
      ),
    );
    return url.pathname + url.search;
  };
  const post = (fields: Readonly<Record<string, string>>) =>
    transport.ask('/acknowledge', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(fields).toString(),
    });
  const formOf = async (path: string): Promise<Record<string, string>> => {
    const { text } = await transport.ask(path);
    const fields = [...text.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)];
    return Object.fromEntries(fields.map(([, name = '', value = '']) => [name, value]));
  };
  const reported = async () => {
    const report = (await transport.ask('/report.json', { headers: bearer(READ) })).json() as Report;
    return report.findings.find(({ fingerprint }) => fingerprint === finding.fingerprint);
  };

  beforeEach(async () => {
    stage = new Stage(world.sandbox.now());
    store = await copyOf(world.store);
    transport = describedTransport(await open(stage.app(CONFIG), stage.context(store)));
    const { findings } = (await transport.ask('/report.json', { headers: bearer(READ) })).json() as Report;
    const worst = findings.find(
      ({ check, evidence }) => check === 'key-state' && evidence['state'] === 'Disabled',
    );
    if (!worst) throw new Error('the demo has a disabled key');
    finding = worst;
  });
  afterEach(() => transport.close());

  test('a link opens a page with one button, and changes nothing', async () => {
    const path = linkTo([finding.fingerprint]);
    for (const method of ['GET', 'HEAD', 'GET'])
      expect((await transport.ask(path, { method })).status).toBe(200);
    const { text, headers } = await transport.ask(path);
    expect(text.match(/<button/g)).toHaveLength(1);
    expect(text).toContain('order-prod');
    expect(headers['content-security-policy']).toContain("form-action 'self'");
    expect(headers['content-security-policy']).not.toContain('unsafe');
    expect(headers['cache-control']).toBe('no-store');
    expect(await readAcknowledgements(store)).toEqual([]);
    expect((await transport.ask(path, { headers: ZH })).text).toContain('确认 4 小时');
  });

  test('its button acknowledges for four hours, once, and the report says who', async () => {
    const form = await formOf(linkTo([finding.fingerprint]));
    const first = await post({ ...form, by: '  dana\u0000 wu ' });
    expect([first.status, first.text.includes('dana wu')]).toEqual([200, true]);
    const until = later(4 * HOUR_MS).toISOString();
    const given = {
      fingerprint: finding.fingerprint,
      by: 'dana wu',
      until,
      via: 'link',
      severity: 'critical',
    };
    expect(await readAcknowledgements(store)).toMatchObject([given]);
    stage.later = HOUR_MS / 2;
    stage.real += 60_000;
    const again = await post({ ...form, by: 'li' });
    expect([again.status, again.text.includes('dana wu')]).toEqual([200, true]);
    expect(again.text).toContain('nothing has changed');
    expect((await transport.ask(linkTo([finding.fingerprint]))).text).not.toContain('<button');
    expect(await readAcknowledgements(store)).toMatchObject([given]);
    expect(await reported()).toMatchObject({ status: 'fail', acknowledged: { by: 'dana wu', until } });
    const page = await transport.ask(`/findings/${finding.fingerprint}`, {
      headers: { ...bearer(READ), accept: 'text/html' },
    });
    expect(page.text).toContain('dana wu');
    stage.later = 5 * HOUR_MS;
    stage.real += 60_000;
    expect(await reported()).toMatchObject({ acknowledged: null });
  });

  test('several findings of one cause are acknowledged together', async () => {
    const { findings } = (await transport.ask('/report.json', { headers: bearer(READ) })).json() as Report;
    const two = findings.filter(({ status }) => status === 'fail').slice(0, 2);
    const form = await formOf(linkTo(two.map(({ fingerprint }) => fingerprint)));
    expect((await post({ ...form, by: 'li' })).status).toBe(200);
    expect(await readAcknowledgements(store)).toHaveLength(2);
  });

  test.each<{
    what: string;
    change: (form: Record<string, string>) => Record<string, string>;
    status: number;
  }>([
    { what: 'a field that was changed', change: (form) => ({ ...form, findings: GONE }), status: 401 },
    { what: 'no signature', change: ({ signature: _, ...form }) => form, status: 401 },
    { what: 'an end that was changed', change: (form) => ({ ...form, expires: '99999999999' }), status: 401 },
    { what: 'no name', change: (form) => ({ ...form, by: ' \u200b ' }), status: 400 },
    { what: 'a name that is too long', change: (form) => ({ ...form, by: 'x'.repeat(61) }), status: 400 },
    { what: 'too much', change: (form) => ({ ...form, by: 'x'.repeat(9000) }), status: 413 },
  ])('a form with $what acknowledges nothing', async ({ change, status }) => {
    const form = { ...(await formOf(linkTo([finding.fingerprint]))), by: 'li' };
    const refused = await post(change(form));
    expect([refused.status, refused.headers['content-type']]).toEqual([status, 'text/html; charset=utf-8']);
    expect(await readAcknowledgements(store)).toEqual([]);
  });

  test('what the link holds is no form: a page of another site cannot send it', async () => {
    const link = Object.fromEntries(new URL(linkTo([finding.fingerprint]), 'https://x').searchParams);
    expect((await post({ ...link, by: 'li' })).status).toBe(401);
    expect(await readAcknowledgements(store)).toEqual([]);
  });

  test('a forged link, one of another secret, one that opens the report, and one that has expired', async () => {
    const path = linkTo([finding.fingerprint]);
    for (const forged of [
      path.replace(finding.fingerprint, GONE),
      linkTo([finding.fingerprint], 'x'.repeat(20)),
    ])
      expect((await transport.ask(forged)).status).toBe(401);
    expect((await transport.ask(linkTo([finding.fingerprint], OLD_LINK))).status).toBe(200);
    const claim = new URL(path, 'https://x').search;
    expect((await transport.ask(`/report.json${claim}&scope=read`)).status).toBe(401);
    const form = await formOf(path);
    stage.later = 2 * HOUR_MS;
    const late = await post({ ...form, by: 'li' });
    expect([late.status, late.text.includes('expired')]).toEqual([410, true]);
    stage.later = 25 * HOUR_MS;
    const expired = await transport.ask(path, { headers: ZH });
    expect([expired.status, expired.text.includes('链接已过期')]).toEqual([410, true]);
    expect(await readAcknowledgements(store)).toEqual([]);
  });

  test('a finding that is gone is told so', async () => {
    const page = await transport.ask(linkTo([GONE]));
    expect([page.status, page.text.includes('not open any more')]).toEqual([410, true]);
    const form = claimFor('form', [GONE], new Secret(LINK), later(HOUR_MS));
    expect((await post({ ...form, by: 'li' })).status).toBe(410);
    expect(await readAcknowledgements(store)).toEqual([]);
  });

  test('who guesses is slowed down', async () => {
    const forged = linkTo([finding.fingerprint], 'x'.repeat(20));
    for (let tried = 0; tried < 11; tried += 1) await transport.ask(forged);
    const slowed = await transport.ask(forged);
    expect([slowed.status, Number(slowed.headers['retry-after']) > 0]).toEqual([429, true]);
    expect((await transport.ask(linkTo([finding.fingerprint]))).status).toBe(200);
  });
});
