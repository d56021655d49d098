import { httpsOrigin } from '../model/https-origin.ts';
import { parsedJson } from '../model/parse-json.ts';
import { objectOf } from './read.ts';

/** The addresses in `master_url`, which is JSON as text; null where there is none, or none that is plain https. */
export function addressesOf(masterUrl: unknown): { public: string | null; private: string | null } {
  const told = objectOf(typeof masterUrl === 'string' ? parsedJson(masterUrl) : masterUrl);
  const { api_server_endpoint: open, intranet_api_server_endpoint: inside } = told;
  return { public: addressIn(open), private: addressIn(inside) };
}

function addressIn(value: unknown): string | null {
  return typeof value === 'string' ? httpsOrigin(value) : null;
}
