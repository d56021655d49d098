import { type Observation, seen, unseen } from '../model/observation.ts';
import type { KmsProvider } from '../model/proof.ts';
import type { ApiServerReply } from './client.ts';

const LINE = /^\[([+-])\](\S{1,200}) (ok|failed: .{0,500}|excluded: ok)$/;
const MOST_LINES = 1_000;
/** `kms-providers` for KMS v2, and for several that are reloaded; `kms-provider-0` and so on for each otherwise. */
const KMS = /^kms-providers?(-\d{1,3})?$/;

/** The KMS providers among the checks of `/readyz?verbose`. None: it was asked and has none. */
export function readProviders({ status, text }: ApiServerReply, at: string): Observation<KmsProvider[]> {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const last = lines.at(-1) ?? '';
  const isReady = last === 'readyz check passed';
  const isConsistent = isReady ? status === 200 : last === 'readyz check failed' && status === 500;
  if (!isConsistent || lines.length < 2 || lines.length > MOST_LINES) return odd(status);
  const checks = lines.slice(0, -1).map((line) => LINE.exec(line));
  const providers = new Map<string, KmsProvider>();
  for (const check of checks) {
    const [, sign, name = '', rest = ''] = check ?? [];
    if (!check || (sign === '+') === rest.startsWith('failed')) return odd(status);
    if (!KMS.test(name)) continue;
    if (providers.has(name) || rest.startsWith('excluded')) return odd(status);
    providers.set(name, { name, ok: sign === '+', detail: null });
  }
  return seen([...providers.values()], at);
}

function odd(status: number): Observation<never> {
  return unseen('malformed', `/readyz?verbose does not answer as an API server does (HTTP ${status})`);
}

/** What `/readyz/kms-providers` says of one that fails: the words of the KMS plugin, which hold those of the cloud. */
export function readDetail({ status, text }: ApiServerReply): string | null {
  if (status === 200) return null;
  const words = text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return words === '' ? null : words.slice(0, 500);
}
