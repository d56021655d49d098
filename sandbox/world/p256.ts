import { createECDH, createHash, createHmac, createPublicKey } from 'node:crypto';

/** Order of the group of P-256. https://csrc.nist.gov/pubs/sp/800/186/final */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** The private key that belongs to a seed: the same one every time. */
export function privateKeyOf(seed: string): bigint {
  return (numberOf(createHash('sha256').update(seed).digest()) % (ORDER - 1n)) + 1n;
}

/** The public key as PEM (SubjectPublicKeyInfo). */
export function publicKeyPem(key: bigint): string {
  const point = pointOf(key);
  const [x, y] = [point.subarray(1, 33).toString('base64url'), point.subarray(33).toString('base64url')];
  const jwk = { kty: 'EC', crv: 'P-256', x, y };
  return createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' }).toString();
}

/** ECDSA of a digest that somebody else made, which node:crypto does not offer; DER, the same for the same digest. */
export function signDigest(key: bigint, digest: Buffer): Buffer {
  for (let attempt = 0; ; attempt += 1) {
    const mac = createHmac('sha256', bytesOf(key)).update(digest).update(String(attempt)).digest();
    const nonce = (numberOf(mac) % (ORDER - 1n)) + 1n;
    const r = numberOf(pointOf(nonce).subarray(1, 33)) % ORDER;
    const s = (inverse(nonce) * (numberOf(digest) + r * key)) % ORDER;
    if (r !== 0n && s !== 0n) return derOf(r, s);
  }
}

/** The generator times a number: that is what the public key of ECDH is. */
function pointOf(factor: bigint): Buffer {
  const curve = createECDH('prime256v1');
  curve.setPrivateKey(bytesOf(factor));
  return curve.getPublicKey();
}

function inverse(value: bigint): bigint {
  let [power, base, result] = [ORDER - 2n, value % ORDER, 1n];
  for (; power > 0n; power >>= 1n) {
    if (power & 1n) result = (result * base) % ORDER;
    base = (base * base) % ORDER;
  }
  return result;
}

function derOf(r: bigint, s: bigint): Buffer {
  const parts = [r, s].map((value) => {
    const bytes = bytesOf(value);
    const start = bytes.findIndex((byte) => byte !== 0);
    const short = bytes.subarray(start);
    const sign = (short[0] ?? 0) > 0x7f ? Buffer.from([0]) : Buffer.alloc(0);
    return Buffer.concat([Buffer.from([2, short.length + sign.length]), sign, short]);
  });
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([0x30, body.length]), body]);
}

function bytesOf(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(64, '0'), 'hex');
}

function numberOf(bytes: Buffer): bigint {
  return BigInt(`0x${bytes.toString('hex')}`);
}
