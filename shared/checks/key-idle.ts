import { idleKeys } from '../money/idle-keys.ts';
import { defineCheck, fail, pass, unknown } from './define-check.ts';

const NAMED = 20;

export const keyIdle = defineCheck({
  id: 'key-idle',
  order: 290,
  title: 'Every paid key is used by a cluster',
  headline: 'paid KMS key not used',
  severity: 'info',
  job: 'spend',
  resource: 'account',
  reads: ['money', 'clusters'],
  failsFromAbsence: ['clusters'],
  sources: ['hostedKeys'],
  decides: ['iso-27001-2022:A.5.9'],
  why: 'An unused key costs its hosting fee every day, and nobody knows what would break without it.',
  judged:
    'Covers keys that users created in the regions of the clusters, enabled or disabled, that no cluster uses and that no old Secret may still need. Other services and applications may use them; only clusters are known here. Unknown when a cluster does not report its key.',
  remedy:
    'Ask the owners; disable a key for some weeks before you schedule its deletion, because data encrypted with it cannot be read afterwards.',
  page: 'key',
  evaluate: ({ money: { account, hostedKeys }, clusters }) => {
    const target = { id: account };
    if (!hostedKeys.seen) return [unknown(target, hostedKeys)];
    const idle = idleKeys(hostedKeys.value, clusters);
    if (idle === null)
      return [unknown(target, 'Some clusters do not report their key; idle keys are unknown.')];
    const [gap] = hostedKeys.missing ?? [];
    if (idle.length === 0 && gap) return [unknown(target, gap)];
    if (idle.length === 0) return [pass(target, 'Every hosted key is used by a cluster.')];
    const facts = {
      count: idle.length,
      keys: idle.slice(0, NAMED).map(({ region, id }) => `${region}/${id}`),
    };
    return [fail(target, '{count} hosted {count:key is|keys are} used by no cluster: {keys}.', facts)];
  },
});
