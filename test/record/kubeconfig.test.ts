import { expect, test } from 'vitest';
import { redactor } from '../../shared/record/redactor.ts';

test.each([
  { config: 'apiVersion: v1\nusers:\n- user:\n    client-key-data: c2VjcmV0\n' },
  { body: JSON.stringify({ deep: '-----BEGIN RSA PRIVATE KEY-----\nc2VjcmV0' }) },
])('a kubeconfig or a key is redacted wherever it stands, should one ever be recorded', (answer) => {
  expect(JSON.stringify(redactor([answer], 1)(answer))).not.toContain('c2VjcmV0');
});
