import { expect, test } from 'vitest';
import { scopeOf } from '../../shared/collect/scope.ts';

const pro = { type: 'ManagedKubernetes', spec: 'ack.pro.small', profile: 'Default', state: 'running' };
const profiles = ['Default', 'Serverless', 'Edge'];

test.each([
  [pro, 'in'],
  [{ ...pro, spec: 'ack.pro.4xlarge' }, 'in'],
  [{ ...pro, profile: 'edge' }, 'in'],
  [{ ...pro, profile: 'Lingjun' }, 'profile'],
  [{ ...pro, spec: 'ack.standard' }, 'standard'],
  [{ ...pro, spec: '' }, 'standard'],
  [{ ...pro, spec: 'ack.ultra' }, 'unknown'],
  [{ ...pro, profile: '' }, 'in'],
  [{ ...pro, type: 'Kubernetes', spec: '' }, 'dedicated'],
  [{ ...pro, type: 'ExternalKubernetes', spec: '' }, 'registered'],
  [{ ...pro, type: 'Ask', spec: '' }, 'standard'],
  [{ ...pro, type: 'Quantum' }, 'unknown'],
  [{ ...pro, type: '' }, 'unknown'],
  [{ ...pro, state: 'deleting' }, 'gone'],
  [{ ...pro, state: 'failed' }, 'gone'],
  [{ ...pro, profile: 'Acs' }, 'profile'],
  [{ ...pro, profile: 'Acs', spec: 'acs.any' }, 'profile'],
  [{ ...pro, profile: 'Acs', state: 'deleted' }, 'gone'],
])('%o is %s', (kind, scope) => {
  expect(scopeOf(kind, profiles)).toBe(scope);
});

test.each(['', 'ack.pro.small', 'acs.any'])(
  'an ACS cluster of spec %j is in scope when it is asked for',
  (spec) => {
    expect(scopeOf({ ...pro, spec, profile: 'Acs' }, [...profiles, 'acs'])).toBe('in');
  },
);
