import { createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/*
 * X.509 certificates in DER, as far as a test of TLS needs them: node:crypto reads certificates but makes none.
 */

export interface Pair {
  /** PEM. */
  cert: string;
  key: string;
  name: string;
}

export interface Wanted {
  name: string;
  /** Left out: signed by itself, an authority. */
  by?: Pair;
  from?: Date;
  to?: Date;
  /** Names that the server answers to; `127.0.0.1` when it is left out. */
  hosts?: readonly string[];
}

export function certificate({ name, by, hosts = ['127.0.0.1'], ...dates }: Wanted): Pair {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const from = dates.from ?? new Date(Date.now() - 3_600_000);
  const to = dates.to ?? new Date(Date.now() + 3_600_000);
  const extensions = by ? [alternativeNames(hosts)] : [isAuthority];
  const body = der(
    0x30,
    der(0xa0, integer(2)),
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ECDSA_SHA256,
    nameOf(by?.name ?? name),
    der(0x30, time(from), time(to)),
    nameOf(name),
    spki(publicKey),
    der(0xa3, der(0x30, ...extensions)),
  );
  const signature = sign('sha256', body, by?.key ?? privateKey);
  const whole = der(0x30, body, ECDSA_SHA256, der(0x03, Buffer.from([0]), signature));
  const lines = whole.toString('base64').replace(/.{1,64}/g, '$&\n');
  const cert = `-----BEGIN CERTIFICATE-----\n${lines}-----END CERTIFICATE-----\n`;
  return { cert, key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), name };
}

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const size = content.length;
  const length = size < 128 ? [size] : size < 256 ? [0x81, size] : [0x82, size >> 8, size & 255];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

function integer(value: number): Buffer {
  return der(0x02, Buffer.from([value]));
}

function oid(...bytes: readonly number[]): Buffer {
  return der(0x06, Buffer.from(bytes));
}

const ECDSA_SHA256 = der(0x30, oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));
const TRUE = der(0x01, Buffer.from([255]));
const isAuthority = der(0x30, oid(0x55, 0x1d, 0x13), TRUE, der(0x04, der(0x30, TRUE)));

function nameOf(text: string): Buffer {
  return der(0x30, der(0x31, der(0x30, oid(0x55, 0x04, 0x03), der(0x0c, Buffer.from(text)))));
}

/** GeneralizedTime would be wrong before 2050, says RFC 5280; readers accept it. */
function time(date: Date): Buffer {
  return der(
    0x18,
    Buffer.from(
      date
        .toISOString()
        .replace(/[-:T]/g, '')
        .replace(/\.\d+Z$/, 'Z'),
    ),
  );
}

function alternativeNames(hosts: readonly string[]): Buffer {
  const names = hosts.map((host) =>
    /^[\d.]+$/.test(host)
      ? der(0x87, Buffer.from(host.split('.').map(Number)))
      : der(0x82, Buffer.from(host)),
  );
  return der(0x30, oid(0x55, 0x1d, 0x11), der(0x04, der(0x30, ...names)));
}

function spki(key: KeyObject): Buffer {
  return createPublicKey(key.export({ type: 'spki', format: 'pem' })).export({ type: 'spki', format: 'der' });
}
