import { objectOf } from './read.ts';

/** The addresses in `master_url`, which is JSON as text; null where there is none, or none that is plain https. */
export function addressesOf(masterUrl: unknown): { public: string | null; private: string | null } {
  const { api_server_endpoint: open, intranet_api_server_endpoint: inside } = objectOf(parsed(masterUrl));
  return { public: addressIn(open), private: addressIn(inside) };
}

function parsed(text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : text;
  } catch {
    return null; // then it tells no address
  }
}

function addressIn(value: unknown): string | null {
  if (typeof value !== 'string' || !/^https:\/\/[^\s@/?#\\]+\/?$/i.test(value) || !URL.canParse(value))
    return null;
  return `https://${new URL(value).host}`;
}
