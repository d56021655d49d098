import * as v from 'valibot';
import { Secret } from '../model/secret.ts';
import { secretMark, text } from '../model/setting.ts';
import { privateKeyIn } from '../model/signature.ts';

const isEd25519 = (given: string): boolean =>
  (privateKeyIn(given)?.asymmetricKeyType ?? 'ed25519') === 'ed25519';

const privateKey = v.pipe(
  v.string(),
  v.check((given) => privateKeyIn(given) !== null, 'a private key, PKCS#8 as PEM or base64'),
  v.check(isEd25519, 'an ed25519 key, such as `openssl genpkey -algorithm ed25519` makes'),
  secretMark(),
);

/** A key of KMS for SIGN/VERIFY, of the kind EC_P256. */
const kmsKey = v.strictObject({ kms: v.strictObject({ region: text, keyId: text, keyVersionId: text }) });

export const evidenceSchema = v.strictObject({
  /** Signs the manifest of every run, so that nobody who may write to the store can replace the evidence. */
  signingKey: v.optional(
    v.pipe(
      v.union([privateKey, kmsKey], 'a private key, or { kms: { region, keyId, keyVersionId } }'),
      v.transform((given) => (typeof given === 'string' ? new Secret(given) : given)),
    ),
  ),
});
