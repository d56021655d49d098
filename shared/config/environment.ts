import { AppError } from '../model/error.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface Origin {
  host: string;
  protocol: 'http' | 'https';
  loopback: boolean;
}

/**
 * Where API calls go instead of the cloud; null when `SEALWATCH_ENDPOINT` is not set. Throws `AppError`
 * EndpointInvalid for what is no origin, and for plain HTTP to another machine; it names a wrong `SEALWATCH_NOW`, too.
 */
export function endpointFrom({ SEALWATCH_ENDPOINT: value, SEALWATCH_NOW }: Environment): Origin | null {
  if (value === undefined || value === '') return null;
  const url = URL.canParse(value) ? new URL(value) : null;
  const protocol = url?.protocol === 'https:' ? 'https' : 'http';
  if (
    !url ||
    !/^https?:$/.test(url.protocol) ||
    url.pathname !== '/' ||
    url.search !== '' ||
    url.username !== ''
  ) {
    throw invalid(
      value,
      SEALWATCH_NOW,
      'It must be an origin such as http://127.0.0.1:8080, without a path.',
    );
  }
  const loopback = /^(127(\.\d+){3}|localhost|\[::1\])$/.test(url.hostname);
  if (protocol === 'http' && !loopback)
    throw invalid(value, SEALWATCH_NOW, 'Plain HTTP is allowed to this machine only; use https.');
  return { host: url.host, protocol, loopback };
}

/** `SEALWATCH_NOW`, the time to judge by; null when it is not set. Only a sandbox on this machine may set it. */
export function frozenTimeFrom(environment: Environment, endpoint: Origin | null): Date | null {
  const { SEALWATCH_NOW: value } = environment;
  if (value === undefined || value === '') return null;
  if (!endpoint?.loopback) {
    throw new AppError(
      'TimeRefused',
      'SEALWATCH_NOW is set, but no sandbox on this machine is.',
      'Unset SEALWATCH_NOW, or set SEALWATCH_ENDPOINT to the sandbox.',
    );
  }
  const wrong = wrongTime(value);
  if (wrong) throw new AppError('TimeRefused', wrong.message, wrong.hint);
  return new Date(value);
}

function wrongTime(value = ''): { message: string; hint: string } | null {
  if (value === '' || !Number.isNaN(Date.parse(value))) return null;
  return {
    message: `SEALWATCH_NOW is no point in time: ${value}`,
    hint: 'Write it as 2026-11-23T00:00:00Z.',
  };
}

function invalid(value: string, now: string | undefined, hint: string): AppError {
  const wrong = wrongTime(now);
  const messages = [`SEALWATCH_ENDPOINT cannot be used: ${value}`, wrong?.message ?? []].flat();
  return new AppError('EndpointInvalid', messages.join('\n'), [hint, wrong?.hint ?? []].flat().join('\n'));
}
