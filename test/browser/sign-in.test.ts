import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { PassThrough } from 'node:stream';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { run } from '../../functions/cli/run.ts';
import { machine } from '../../functions/machine.ts';
import { startSandbox } from '../../sandbox/start.ts';
import { signLink } from '../../shared/deliver/report-link.ts';
import { Secret } from '../../shared/model/secret.ts';
import { configFile, environmentOf, fastClock, runCli } from '../e2e/run-cli.ts';
import { openBrowser, browserTest as test } from './browser.ts';

const TOKEN = 'read-token-0123456789';
const RUN = 'run-token-01234567890';
const PROOF = 'proof-token-0123456789';
const LINK = 'link-secret-0123456789';
const CONFIG = `
report:
  url: https://audit.example.com
  tokens: ["${TOKEN}", { token: "${RUN}", scope: run }, { token: "${PROOF}", scope: proof }]
  linkSecrets: ["${LINK}"]
`;

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let browser: Browser;
let served: { url: string; link: string };
let environment: Record<string, string>;
let now: Date;
let stop: () => Promise<unknown>;

beforeAll(async () => {
  browser = await openBrowser();
  const sandbox = await startSandbox({ scenario: 'demo', rates: 'off' });
  environment = environmentOf(sandbox);
  now = sandbox.now();
  const config = configFile(CONFIG);
  await runCli(['audit', '--quiet', '--config', config], environment);
  const abort = new AbortController();
  const stdout = new PassThrough();
  const ended = run(['serve', '--port', '0', '--json', '--config', config], {
    ...{ env: environment, stdout, stderr: new PassThrough(), clock: fastClock, signal: abort.signal },
    ...{ now: () => new Date(), random: () => 0, uuid: machine.uuid },
  });
  const [line] = await once(stdout, 'data');
  served = JSON.parse(String(line));
  stop = async () => {
    abort.abort();
    await ended;
    await sandbox.close();
  };
});
afterAll(async () => {
  await browser?.close();
  await stop?.();
});

const form = (fields: Record<string, string>, more: RequestInit = {}) =>
  fetch(`${served.url}/login`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams(fields),
    ...more,
  });

test('a browser is asked for a token, and goes on with a cookie that does not hold it', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const said: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  const first = await page.goto(`${served.url}/report.html?lang=en`);
  expect([first?.status(), first?.headers()['content-type']]).toEqual([401, 'text/html; charset=utf-8']);
  await page.getByLabel('Token').fill('wrong-token-0123456789');
  await page.getByRole('button').click();
  expect(await page.locator('main').textContent()).toContain('This token is not valid.');
  await page.goto(`${served.url}/report.html?lang=en`);
  await page.getByLabel('Token').fill(TOKEN);
  await page.getByRole('button').click();
  expect(page.url()).toBe(`${served.url}/report.html?lang=en`);
  expect(await page.locator('h1').textContent()).toContain('Pro clusters are at risk');
  const [cookie] = await context.cookies();
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' });
  expect(cookie?.value).not.toContain(TOKEN);
  await page.locator('#clusters tr th a').first().click();
  expect(page.url()).toContain('/clusters/');
  expect(await page.locator('h1 bdi').count()).toBe(1);
  await page.getByText('Whole report').click();
  expect(await page.locator('#todo').count()).toBe(1);
  expect(said.filter((text) => !text.includes('401'))).toEqual([]);
  await context.close();
});

test('the link of serve opens the report, and so does what it links to; an expired one asks for a token', async () => {
  const page = await browser.newPage();
  expect((await page.goto(served.link))?.status()).toBe(200);
  await page.locator('#clusters tr th a').first().click();
  expect(await page.locator('h1 bdi').count()).toBe(1);
  const expired = signLink(served.url, new Secret(LINK), 'read', new Date(now.getTime() - 1000));
  expect((await page.goto(expired))?.status()).toBe(401);
  expect(await page.locator('main').textContent()).toContain('This link is not valid, or has expired.');
  await page.close();
});

test('Chinese browsers are asked in Chinese, and a page that is not there says so', async () => {
  const headers = { accept: 'text/html', 'accept-language': 'zh-CN' };
  const asked = await fetch(served.url, { headers });
  expect(await asked.text()).toContain('请输入报告的令牌');
  const authorization = `Bearer ${TOKEN}`;
  const lost = await fetch(`${served.url}/nowhere`, { headers: { ...headers, authorization } });
  expect([lost.status, await lost.text()]).toEqual([404, expect.stringContaining('这里没有内容')]);
});

test('programs get JSON and need a header, as before', async () => {
  for (const accept of ['*/*', 'application/json']) {
    const answer = await fetch(`${served.url}/report.json`, { headers: { accept } });
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.headers.get('www-authenticate')).toContain('Bearer');
  }
});

test('a session only reads, ends with its time, and leads to no other site', async () => {
  const right = await form({ token: RUN, next: '//evil.test/x' });
  expect([right.status, right.headers.get('location')]).toEqual([303, '/']);
  const cookie = right.headers.get('set-cookie')?.split(';')[0] ?? '';
  const get = (value: string) => fetch(`${served.url}/report.json`, { headers: { cookie: value } });
  expect((await get(cookie)).status).toBe(200);
  expect((await fetch(`${served.url}/runs`, { method: 'POST', headers: { cookie } })).status).toBe(403);
  const later = cookie.replace(/=(\d+)/, (_, end) => `=${Number(end) + 1}`);
  expect((await get(later)).status).toBe(401);
  expect((await form({ token: PROOF })).status).toBe(401);
  expect((await form({ token: '' })).status).toBe(401);
  for (const next of ['https://evil.test/', '/\\evil.test', '/login', 'javascript:x()'])
    expect((await form({ token: TOKEN, next })).headers.get('location')).toBe('/');
  expect((await form({}, { body: '{}', headers: { 'content-type': 'application/json' } })).status).toBe(400);
});

test('link prints a link for a day; without a secret it says what to set', async () => {
  const { code, out } = await runCli(['link', '--config', configFile(CONFIG)], environment);
  expect(code).toBe(0);
  const link = new URL(out.trim());
  expect([link.origin, link.searchParams.get('scope')]).toEqual(['https://audit.example.com', 'read']);
  expect((await fetch(`${served.url}/report.json${link.search}`)).status).toBe(200);
  const none = await runCli(['link', '--config', configFile('report: {}')], environment);
  expect([none.code, none.err]).toEqual([3, expect.stringContaining('report.linkSecrets')]);
});

test('clusters are found by a part of their name, on a phone and by who came with a link, too', async () => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  const said: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  await page.goto(`${served.link}&lang=en&severity=critical,high`);
  const all = await page.locator('#clusters tbody tr').count();
  await page.getByLabel('Name or ID of a cluster').fill('ORDER-');
  await page.keyboard.press('Enter');
  await page.waitForURL(/cluster=ORDER-/);
  const names = await page.locator('#clusters tr th bdi').allTextContents();
  expect(names.length).toBeGreaterThan(0);
  expect(names.length).toBeLessThan(all);
  expect(names.every((name) => name.includes('order-'))).toBe(true);
  expect(new URL(page.url()).searchParams.get('severity')).toBe('critical,high');
  expect(await page.getByLabel('Name or ID of a cluster').inputValue()).toBe('ORDER-');
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
  await page.evaluate(axe);
  expect(await page.evaluate('axe.run().then(({ violations }) => violations.map(({ id }) => id))')).toEqual(
    [],
  );
  await page.getByLabel('Name or ID of a cluster').fill('no such cluster');
  await page.getByRole('button', { name: 'Search' }).click();
  await page.waitForURL(/cluster=no/);
  expect(await page.locator('#clusters').textContent()).toContain('No clusters to show.');
  await page.getByRole('link', { name: 'All clusters' }).click();
  await page.waitForURL((url) => !url.searchParams.has('cluster'));
  expect(await page.locator('#clusters tbody tr').count()).toBe(all);
  expect(said).toEqual([]);
  await context.close();
});
