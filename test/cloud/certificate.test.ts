import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { resourceUnreadable } from '../../shared/checks/resource-unreadable.ts';
import { actiontrail } from '../../shared/cloud/actiontrail.ts';
import { hasUnfitCertificate } from '../../shared/cloud/answer.ts';
import { cs } from '../../shared/cloud/cs.ts';
import { kms } from '../../shared/cloud/kms.ts';
import type { Operation } from '../../shared/cloud/operation.ts';
import { NOW, policy } from '../builders.ts';
import { fastClock } from '../e2e/run-cli.ts';
import { cloudOf } from '../sandbox-cloud.ts';

/** Made for this test, and trusted by nobody: `openssl req -x509 -newkey ec … -subj /CN=elsewhere.example`. */
const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgQJ4AXNAMHB+T2lxI
oYZXGkVpewrE9kqtCgFiy9GzQKKhRANCAAR2RpqI4lwuLBozvZZDfEEqvzmh3/Op
zRHTDOi3jeVLKx2U2LL5dkRN8AtKcIOPeo5R0SYyExa17Xy75ZTVZgOK
-----END PRIVATE KEY-----`;
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBjzCCATWgAwIBAgIUAS2yiyG8GAZiwwT2sMTKYXkE2hMwCgYIKoZIzj0EAwIw
HDEaMBgGA1UEAwwRZWxzZXdoZXJlLmV4YW1wbGUwIBcNMjYxMTI5MDk0NDIzWhgP
MjEyNjExMDUwOTQ0MjNaMBwxGjAYBgNVBAMMEWVsc2V3aGVyZS5leGFtcGxlMFkw
EwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEdkaaiOJcLiwaM72WQ3xBKr85od/zqc0R
0wzot43lSysdlNiy+XZETfALSnCDj3qOUdEmMhMWte18u+WU1WYDiqNTMFEwHQYD
VR0OBBYEFLfHA6LrmxLrZEhU2MS75Nz31plfMB8GA1UdIwQYMBaAFLfHA6LrmxLr
ZEhU2MS75Nz31plfMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIg
dU9PHETnQ24DTcOAonjlbde1Zl0MiFKqm0SRSMsZgpECIQD+3Z9Hbajffe4fOhWf
yDSIDeEzgibggb3hvPlt7osHrw==
-----END CERTIFICATE-----`;

test('a certificate that does not fit is told as that, once for its host, and is not asked again', async () => {
  let connections = 0;
  const server = createServer({ key: KEY, cert: CERTIFICATE });
  server.on('tlsClientError', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const caller = { accessKeyId: 'LTAItestCertificate', accessKeySecret: 'testSecret' };
  const cloud = cloudOf(
    { url: `https://${host}`, ...caller, now: () => NOW },
    { clock: fastClock, detour: { host, protocol: 'https' } },
  );
  const asked: readonly Operation[] = [cs.describeClustersV1, kms.listKeys, actiontrail.describeTrails];
  const answers = await Promise.all(
    asked.map((operation) => cloud.call(operation, { region: 'cn-hangzhou' })),
  );
  const thing = { type: 'region', id: 'cn-hangzhou', region: 'cn-hangzhou', facet: `certificate of ${host}` };
  for (const answer of answers)
    expect(answer).toMatchObject({
      because: 'unreachable',
      code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
      detail: `the certificate of ${host} does not fit (DEPTH_ZERO_SELF_SIGNED_CERT)`,
      thing,
    });
  expect(connections).toBeLessThanOrEqual(asked.length);
  const [unread] = answers.flatMap((answer) =>
    answer.seen || !answer.thing ? [] : [{ ...answer, thing: answer.thing }],
  );
  const [told] = unread ? resourceUnreadable.evaluate({ unread: [unread] }, policy(), NOW) : [];
  expect(told).toMatchObject({
    remedy: expect.stringContaining('NODE_EXTRA_CA_CERTS'),
    evidence: { host },
    command: '',
  });
});

test.each([
  ['ERR_TLS_CERT_ALTNAME_INVALID', true],
  ['CERT_HAS_EXPIRED', true],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', true],
  ['ECONNRESET', false],
  ['ENOTFOUND', false],
])('%s is about a certificate: %s', (code, is) => {
  const failure = { code, message: code, requestId: '', deniedAction: null };
  expect(hasUnfitCertificate({ ...failure, status: null })).toBe(is);
  expect(hasUnfitCertificate({ ...failure, status: 403 })).toBe(false);
});
