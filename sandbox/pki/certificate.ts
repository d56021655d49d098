import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { bits, boolean, integer, octets, oid, placed, sequence, set, time, utf8 } from './der.ts';

export interface Subject {
  name: string;
  groups?: readonly string[];
}

/** What a certificate is for: signing others, a server at these addresses, or a client. */
export type Purpose =
  | { kind: 'authority' }
  | { kind: 'server'; names: readonly string[]; addresses: readonly string[] }
  | { kind: 'client' };

export interface Pair {
  subject: Subject;
  privateKey: KeyObject;
  /** PEM */
  certificate: string;
  key: string;
}

export interface Term {
  from: number;
  until: number;
}

const ids = {
  commonName: '2.5.4.3',
  organization: '2.5.4.10',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  basicConstraints: '2.5.29.19',
  keyUsage: '2.5.29.15',
  extendedKeyUsage: '2.5.29.37',
  subjectAltName: '2.5.29.17',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
  subjectKeyIdentifier: '2.5.29.14',
  authorityKeyIdentifier: '2.5.29.35',
} as const;

const algorithm = sequence(oid(ids.ecdsaWithSha256));

function nameOf({ name, groups = [] }: Subject): Buffer {
  const part = (type: string, value: string): Buffer => set(sequence(oid(type), utf8(value)));
  return sequence(...groups.map((group) => part(ids.organization, group)), part(ids.commonName, name));
}

function extension(id: string, content: Buffer, critical = false): Buffer {
  return sequence(oid(id), ...(critical ? [boolean(true)] : []), octets(content));
}

/** digitalSignature, or keyCertSign and cRLSign. */
function keyUsage(isAuthority: boolean): Buffer {
  return extension(
    ids.keyUsage,
    isAuthority ? bits(Buffer.from([0x06]), 1) : bits(Buffer.from([0x80]), 7),
    true,
  );
}

function ipBytes(address: string): Buffer {
  return Buffer.from(address.split('.').map(Number));
}

function altNames(names: readonly string[], addresses: readonly string[]): Buffer {
  return sequence(
    ...names.map((name) => placed(2, Buffer.from(name), false)),
    ...addresses.map((address) => placed(7, ipBytes(address), false)),
  );
}

function extensionsFor(purpose: Purpose): Buffer[] {
  if (purpose.kind === 'authority') {
    return [keyUsage(true), extension(ids.basicConstraints, sequence(boolean(true)), true)];
  }
  const use = purpose.kind === 'server' ? ids.serverAuth : ids.clientAuth;
  const common = [keyUsage(false), extension(ids.extendedKeyUsage, sequence(oid(use)))];
  if (purpose.kind === 'client') return common;
  return [...common, extension(ids.subjectAltName, altNames(purpose.names, purpose.addresses))];
}

function keyId(key: Buffer): Buffer {
  return createHash('sha1').update(key).digest();
}

function spkiOf(key: KeyObject): Buffer {
  return key.export({ type: 'spki', format: 'der' });
}

function pem(label: string, der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

/** A new key on P-256 and its certificate, signed by `issuer`, or by itself. RFC 5280. */
export function issue(
  issuer: { subject: Subject; privateKey: KeyObject; publicKey: KeyObject } | null,
  subject: Subject,
  purpose: Purpose,
  term: Term,
): Pair & { publicKey: KeyObject } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const signer = issuer ?? { subject, privateKey, publicKey };
  const spki = spkiOf(publicKey);
  const extensions = [
    ...extensionsFor(purpose),
    extension(ids.subjectKeyIdentifier, octets(keyId(spki))),
    extension(ids.authorityKeyIdentifier, sequence(placed(0, keyId(spkiOf(signer.publicKey)), false))),
  ];
  const body = sequence(
    placed(0, integer(Buffer.from([2])), true),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    algorithm,
    nameOf(signer.subject),
    sequence(time(term.from), time(term.until)),
    nameOf(subject),
    spki,
    placed(3, sequence(...extensions), true),
  );
  const signature = sign('sha256', body, signer.privateKey);
  return {
    subject,
    privateKey,
    publicKey,
    certificate: pem('CERTIFICATE', sequence(body, algorithm, bits(signature))),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}
