import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, inject, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { environmentOf, setFaults } from '../e2e/run-cli.ts';
import { ESCAPE, Screen } from '../screen.ts';
import { until } from '../until.ts';

const cli = join(inject('bundles'), 'cli.mjs');

let sandbox: Sandbox;

afterEach(() => sandbox.close());

interface Ended {
  code: unknown;
  /** Everything that the terminal received, control sequences as `␛[…`. */
  text: string;
}

interface Started {
  child: ChildProcess;
  ran: { text: string };
  ended: Promise<Ended>;
}

interface Terminal {
  columns?: number;
  rows?: number;
  env?: Record<string, string>;
  /** Of the configuration. */
  configuration?: object;
}

/** A new store each, so that nothing is known from before. */
function configFile(configuration: object = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'sealwatch-terminal-'));
  const file = join(folder, 'sealwatch.yaml');
  writeFileSync(file, JSON.stringify({ store: { directory: join(folder, 'store') }, ...configuration }));
  return file;
}

function started(child: ChildProcess): Started {
  const ran = { text: '' };
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      ran.text += chunk.replaceAll('\u001b', ESCAPE);
    });
  const ended = once(child, 'close').then(([code]) => ({ code, text: ran.text }));
  return { child, ran, ended };
}

/** Runs the program in a terminal of its own: `script` is in every distribution with util-linux, and without it this throws. */
function inTerminal(args: readonly string[], { columns = 100, rows = 30, ...how }: Terminal = {}): Started {
  const command = [process.execPath, cli, ...args, '--config', configFile(how.configuration)];
  const quoted = command.map((word) => `'${word}'`).join(' ');
  const script = `stty cols ${columns} rows ${rows} && exec ${quoted}`;
  const env = { PATH: process.env['PATH'] ?? '', TERM: 'xterm', ...environmentOf(sandbox), ...how.env };
  return started(
    spawn('script', ['--quiet', '--return', '--flush', '--command', script, '/dev/null'], { env }),
  );
}

/** The same with nobody who looks at it; its text as a terminal would receive it. */
async function inPipe(args: readonly string[], configuration?: object): Promise<Ended> {
  const env = { PATH: process.env['PATH'] ?? '', COLUMNS: '100', ...environmentOf(sandbox) };
  const command = [cli, ...args, '--config', configFile(configuration)];
  const { code, text } = await started(spawn(process.execPath, command, { env })).ended;
  return { code, text: text.replaceAll('\n', '\r\n') };
}

function linesOf(text: string): string[] {
  const screen = new Screen(100);
  screen.write(text);
  return screen.lines;
}

/** Where the cursor moves or something is cleared: what is drawn is drawn anew there. */
const CURSOR = /␛\[\d*[AJK]/;

test('clusters at risk appear while the rest is read, and then only the report is there', async () => {
  sandbox = await startSandbox({ scenario: 'demo', rates: 'off' });
  await setFaults(sandbox, [{ kind: 'slow', action: 'LookupEvents', delayMs: 1000 }]);
  const { code, text } = await inTerminal(['audit']).ended;
  const [early = ''] = text.split('sealwatch␛[22m  account');
  expect(early).toMatch(/At risk so far: \d+/);
  expect(early).toMatch(/✖␛\[39m crm-prod +cn-\w+ +\S/);
  expect(early).toMatch(/\d\.\d s · reading .*ActionTrail, bills/);
  expect(early).not.toContain('✔');
  expect(early).not.toContain('␛[?');
  const pipe = await inPipe(['audit']);
  expect({ code, lines: linesOf(text) }).toEqual({ code: pipe.code, lines: linesOf(pipe.text) });
});

test.each([
  { where: 'where CI runs it', env: { CI: 'true' } },
  { where: 'on a terminal that cannot', env: { TERM: 'dumb' } },
])('nothing is drawn $where', async ({ env }) => {
  sandbox = await startSandbox({ scenario: 'one-off', rates: 'off' });
  const { code, text } = await inTerminal(['audit'], { env }).ended;
  expect(text).not.toMatch(CURSOR);
  const pipe = await inPipe(['audit']);
  expect({ code, lines: linesOf(text) }).toEqual({ code: pipe.code, lines: linesOf(pipe.text) });
});

test('--json is one document on a terminal, too', async () => {
  sandbox = await startSandbox({ scenario: 'one-off', rates: 'off' });
  const { text } = await inTerminal(['audit', '--json']).ended;
  expect(text).not.toContain('␛');
  expect(JSON.parse(text)).toMatchObject({ summary: { verdicts: { fail: 1 } } });
});

test('Ctrl-C leaves what is certain, tells what was not read, and draws no more', async () => {
  sandbox = await startSandbox({ scenario: 'demo', rates: 'off' });
  await setFaults(sandbox, [{ kind: 'hang', action: 'LookupEvents' }]);
  const { child, ran, ended } = inTerminal(['audit']);
  await until(() => /crm-prod.*␛\[J/s.test(ran.text)); // and has been drawn once more
  child.stdin?.write('\u0003');
  const { code, text } = await ended;
  expect(code).toBe(130);
  const lines = linesOf(text);
  const heading = lines.findIndex((line) => /^ {2}At risk so far: \d+$/.test(line));
  expect(lines.slice(0, heading).filter((line) => !/^(\^C)?$/.test(line))).toEqual([]);
  const rows = lines.filter((line) => line.startsWith('  ✖ '));
  expect(rows.join('\n')).toMatch(/crm-prod +cn-\w+ +\S/);
  const end = lines.slice(heading + 1 + rows.length).join('\n');
  expect(end).toMatch(
    /^ {2}Stopped after \d+\.\d s\. (Complete: .*)?Not complete: .*ActionTrail.*\n? *Nothing is concluded about other\s+clusters\.\nsealwatch: The audit was stopped; nothing was stored\.\n {2}Run it again\.$/s,
  );
  expect(lines.join('\n')).not.toContain(' s · ');
});

test('a narrow terminal in Chinese and without colours breaks no line', async () => {
  sandbox = await startSandbox({ scenario: 'demo', rates: 'off' });
  await setFaults(sandbox, [{ kind: 'hang', action: 'LookupEvents' }]);
  const narrow = { columns: 40, env: { NO_COLOR: '1' } };
  const { child, ran, ended } = inTerminal(['audit', '--lang', 'zh'], narrow);
  await until(() => /crm-prod.*␛\[J/s.test(ran.text));
  const screen = new Screen(40);
  screen.write(ran.text);
  expect(screen.broken).toBe(0);
  expect(ran.text).not.toMatch(/␛\[[\d;]*m/);
  expect(ran.text).toMatch(/目前发现有风险：\d+ 个\r\n {2}✖ /);
  child.stdin?.write('\u0003');
  const { code, text } = await ended;
  expect(code).toBe(130);
  expect(text).toMatch(/已中止，用时 [\d.]+ 秒。/);
});

test('rows of several accounts say which one', async () => {
  sandbox = await startSandbox({ scenario: 'members', rates: 'off' });
  await setFaults(sandbox, [{ kind: 'slow', action: 'LookupEvents', delayMs: 1000 }]);
  const { text } = await inTerminal(['audit'], { configuration: MEMBERS }).ended;
  const [early = ''] = text.split('sealwatch␛[22m  ');
  expect(early).toMatch(/✖␛\[39m team-a +team-a-dev +cn-shanghai +Secret encryption is off/);
  expect(early).toMatch(/reading accounts \d of 2, clusters \d, keys \d/);
});

const MEMBERS = {
  accounts: [
    { id: '1000000000000001', name: 'audit' },
    {
      id: '1000000000000002',
      name: 'team-a',
      roleArn: 'acs:ram::1000000000000002:role/sealwatch-readonly',
      externalId: 'team-a-2026',
    },
  ],
};
