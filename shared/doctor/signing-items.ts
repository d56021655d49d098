import { openSigner } from '../accounts/open-signer.ts';
import type { Cloud } from '../cloud/cloud.ts';
import type { Config } from '../config/schema.ts';
import type { Examination } from '../model/examination.ts';
import { examination, type Place } from './examination.ts';

const PLACE: Place = { id: 'evidence-signature', group: 'store' };

/** Whether evidence can be signed: a text that is no evidence is, once. None where nothing signs it. */
export async function signingItems(config: Config, cloud: Cloud): Promise<Examination[]> {
  const signer = openSigner(config, () => cloud);
  if (!signer) return [];
  const told = await signer.sign(Buffer.from('sealwatch doctor'));
  if (!told.ok) return [examination('failed', PLACE, '{message}', { ...told.trouble }, { text: '{hint}' })];
  const { algorithm, key } = told.value;
  return [
    examination('ok', PLACE, 'Evidence is signed ({algorithm}); the public key has the fingerprint {key}.', {
      algorithm,
      key,
    }),
  ];
}
