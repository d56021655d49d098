import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Cloud {
  /** the variables that `sealwatch sandbox --tls` prints */
  env: Readonly<Record<string, string>>;
  setFaults(rules: readonly object[]): Promise<void>;
  /** operations that were asked for since the last time and that there are not */
  takeUnserved(): Promise<string[]>;
  close(): void;
}

/** Starts the program as a person does, and takes from what it prints what a person would take. */
export async function startCloud(scenario: string): Promise<Cloud> {
  const folder = mkdtempSync(join(tmpdir(), 'strangers-tls-'));
  // Without rates: a client that is throttled by chance reads less, and which less is nobody's to say.
  const args = [
    '.build.mjs',
    'start',
    'sandbox',
    '--tls',
    folder,
    '--scenario',
    scenario,
    '--no-rates',
    '--port',
    '0',
  ];
  const program = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const text = await printed(program, 'Ctrl-C ends it.');
  const env = Object.fromEntries(
    [...text.matchAll(/^ *export (.*)$/gm)].flatMap(([, assignments = '']) =>
      assignments.split(' ').map((one) => {
        const at = one.indexOf('=');
        return [one.slice(0, at), one.slice(at + 1)];
      }),
    ),
  );
  const control = `${env['SEALWATCH_ENDPOINT']}/_sandbox`;
  const asked = async (method: string, path: string, body?: string): Promise<unknown> => {
    const response = await fetch(`${control}/${path}`, { method, ...(body !== undefined && { body }) });
    if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
    return await response.json();
  };
  return {
    env,
    setFaults: async (rules) => {
      await asked('POST', 'faults', JSON.stringify(rules));
    },
    takeUnserved: async () => {
      const { calls } = (await asked('GET', 'calls')) as { calls: { product: string; action: string }[] };
      await asked('DELETE', 'calls');
      const unknown = calls.filter(({ product }) => product === 'unknown').map(({ action }) => action);
      return [...new Set(unknown)].sort();
    },
    close: () => void program.kill(),
  };
}

async function printed(program: ChildProcess, until: string): Promise<string> {
  let text = '';
  for await (const chunk of program.stdout ?? []) {
    text += String(chunk);
    if (text.includes(until)) return text;
  }
  throw new Error(`The sandbox ended: ${text}`);
}
