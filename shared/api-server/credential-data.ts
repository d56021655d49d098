import { createPrivateKey, X509Certificate } from 'node:crypto';
import { Secret } from '../model/secret.ts';

interface Problem {
  problem: string;
}

const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+?-----END CERTIFICATE-----/g;
const MOST = 20;
/** What the clocks of the cloud and of this machine may differ by. */
const SKEW_MS = 300_000;

/** The certificates in base64 of PEM, of which one at least is valid now. */
export function certificatesOf(data: string, now: Date): { pem: string; first: X509Certificate } | Problem {
  const pem = decode(data);
  if (pem === null) return { problem: 'is not base64 of PEM' };
  const found = (pem.match(PEM_CERTIFICATE) ?? []).map(parseCertificate);
  const [first] = found;
  if (!first || found.length > MOST || found.includes(null))
    return { problem: 'holds no readable certificate' };
  const valid = found.some((certificate) => certificate && whenInvalid(certificate, now) === null);
  if (!valid) return { problem: whenInvalid(first, now) ?? 'is not valid' };
  return { pem, first };
}

/** A client certificate and its key, when they belong together and are valid now. */
export function clientCertificate(
  certificateData: string,
  keyData: string,
  now: Date,
): { cert: string; key: Secret; expires: string } | Problem {
  const certificate = certificatesOf(certificateData, now);
  if ('problem' in certificate) return { problem: `client-certificate-data ${certificate.problem}` };
  const invalid = whenInvalid(certificate.first, now);
  if (invalid !== null) return { problem: `client-certificate-data ${invalid}` };
  const key = decode(keyData);
  const isPair = key !== null && belongs(certificate.first, key);
  if (key === null || isPair === null) return { problem: 'client-key-data holds no readable private key' };
  if (!isPair) return { problem: 'client-certificate-data and client-key-data do not belong together' };
  const expires = new Date(Date.parse(certificate.first.validTo)).toISOString();
  return { cert: certificate.pem, key: new Secret(key), expires };
}

function whenInvalid({ validFrom, validTo }: X509Certificate, now: Date): string | null {
  const [from, to] = [Date.parse(validFrom), Date.parse(validTo)];
  if (!(to > now.getTime())) return 'has expired';
  return from <= now.getTime() + SKEW_MS ? null : 'is not valid yet';
}

function decode(data: string): string | null {
  if (!/^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(data)) return null;
  const text = Buffer.from(data, 'base64').toString('latin1');
  return text.includes('-----BEGIN ') ? text : null;
}

function parseCertificate(pem: string): X509Certificate | null {
  try {
    return new X509Certificate(pem);
  } catch {
    return null; // OpenSSL throws for what is none
  }
}

/** Null: the key cannot be read. */
function belongs(certificate: X509Certificate, key: string): boolean | null {
  try {
    return certificate.checkPrivateKey(createPrivateKey(key));
  } catch {
    return null; // OpenSSL throws for what is none
  }
}
