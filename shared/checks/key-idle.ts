import { idleKeys } from '../money/idle-keys.ts';
import { defineCheck, fail, pass, unknown } from './define-check.ts';

const NAMED = 20;

export const keyIdle = defineCheck({
  id: 'key-idle',
  order: 290,
  title: 'Keys that are paid for are used by a cluster',
  severity: 'info',
  job: 'spend',
  resource: 'account',
  reads: ['money', 'clusters'],
  failsFromAbsence: ['clusters'],
  sources: ['hostedKeys'],
  decides: ['iso-27001-2022:A.5.9'],
  why: 'A key that seals nothing any more costs its hosting every day, and nobody knows what would break without it.',
  judged:
    'Keys that people made in the regions of the clusters, enabled or disabled, and that no cluster is sealed with, nor was so that its Secrets may still need them. Other services and applications may use them; only clusters are known here. Unknown when a cluster does not tell its key.',
  remedy:
    'Ask their owners; disable a key for some weeks before you schedule its deletion, because what it encrypted cannot be read without it.',
  page: 'key',
  evaluate: ({ money: { account, hostedKeys }, clusters }) => {
    const target = { id: account };
    if (!hostedKeys.seen) return [unknown(target, hostedKeys)];
    const idle = idleKeys(hostedKeys.value, clusters);
    if (idle === null)
      return [
        unknown(target, 'Some clusters do not tell their key, so nobody can tell which keys are idle.'),
      ];
    const [gap] = hostedKeys.missing ?? [];
    if (idle.length === 0 && gap) return [unknown(target, gap)];
    if (idle.length === 0) return [pass(target, 'Every hosted key is used by a cluster.')];
    const facts = {
      count: idle.length,
      keys: idle.slice(0, NAMED).map(({ region, id }) => `${region}/${id}`),
    };
    return [fail(target, '{count} hosted keys are used by no cluster: {keys}.', facts)];
  },
});
