import type { KeyObject } from 'node:crypto';
import { cpSync, rmSync } from 'node:fs';
import type { Actor } from '../../shared/model/change.ts';
import { fingerprintOf } from '../../shared/model/signature.ts';
import { CHANGE } from '../../shared/state/formats/change.ts';
import { HISTORY } from '../../shared/state/history.ts';
import type { Copy } from './tampered-store.ts';

export const ACCOUNT = '1000000000000001';
export const CHANGES = /^changes\/.*\.json$/;
const HISTORY_KEY = `history/${ACCOUNT}.json`;
const BOB: Actor = { type: 'user', name: 'bob', role: '', source: '203.0.113.7', eventId: 'e-1' };

export type Means = 'comparison' | 'signature' | 'anchor';

const signatures = (copy: Copy): string[] => copy.files(/signature\.json$/);

/** What a tampering may need besides the copy. */
export interface Surroundings {
  /** The store as it was a day before. */
  earlier: string;
  publicKey: KeyObject;
  otherKey: KeyObject;
  /** Audits into the store of a folder, signed by the other key. */
  auditWithOther: (folder: string) => Promise<void>;
}

export interface Tampering {
  what: string;
  /** The least that shows it. */
  by: Means;
  tamper: (copy: Copy, around: Surroundings) => void | Promise<void>;
  says: string;
}

export const TAMPERINGS: readonly Tampering[] = [
  {
    what: 'a state deleted while its evidence lies there',
    by: 'comparison',
    tamper: (copy) => copy.remove(`state/${ACCOUNT}/keys.json`),
    says: 'keys no-state',
  },
  {
    what: 'the first kept day moved, and all runs deleted',
    by: 'comparison',
    tamper: (copy) => {
      copy.state('keys', (state) => ({
        ...state,
        evidence: { ...state.evidence, keptFrom: '2029-01-01' },
      }));
      for (const run of copy.files(/-keys-\w+$/)) copy.remove(run);
    },
    says: 'keys run-missing',
  },
  {
    what: 'all states deleted',
    by: 'comparison',
    tamper: (copy) => copy.remove('state'),
    says: 'inventory no-state',
  },
  {
    what: 'all evidence deleted',
    by: 'comparison',
    tamper: (copy) => copy.remove('evidence'),
    says: 'keys missing',
  },
  {
    what: 'a run moved out of the chain',
    by: 'comparison',
    tamper: (copy) => {
      const run = copy.first(/-keys-\w+$/);
      copy.copy(run, run.replace(/\w{8}$/, 'deadbeef'));
      copy.remove(run);
    },
    says: 'keys missing',
  },
  {
    what: 'no newest run',
    by: 'comparison',
    tamper: (copy) =>
      copy.state('keys', (state) => ({ ...state, evidence: { ...state.evidence, head: null } })),
    says: 'keys no-head',
  },
  {
    what: 'an older newest run',
    by: 'comparison',
    tamper: (copy) => {
      const { previous } = JSON.parse(copy.read(copy.last(/-keys-\w+\/manifest\.json$/)));
      copy.state('keys', (state) => ({ ...state, evidence: { ...state.evidence, head: previous } }));
    },
    says: 'keys unlinked',
  },
  {
    what: 'the whole store as it was a day before',
    by: 'anchor',
    tamper: (copy, { earlier }) => {
      rmSync(copy.path('.'), { recursive: true });
      cpSync(earlier, copy.path('.'), { recursive: true });
    },
    says: 'anchor lost',
  },
  {
    what: 'a whole chain rewritten',
    by: 'signature',
    tamper: (copy) => copy.rewriteChain('spend', (findings) => findings.replaceAll('"high"', '"info"')),
    says: 'spend refused',
  },
  {
    what: 'the whole store made again by somebody with another key',
    by: 'signature',
    tamper: async (copy, { auditWithOther }) => {
      rmSync(copy.path('.'), { recursive: true });
      await auditWithOther(copy.folder);
    },
    says: 'keys refused',
  },
  {
    what: 'a forged run beside the chain',
    by: 'comparison',
    tamper: (copy) => {
      const forged = copy.first(/-keys-\w+$/).replace(/\w{8}$/, 'deadbeef');
      copy.copy(copy.first(/-keys-\w+$/), forged);
      const previous = JSON.stringify({ run: 'x', key: 'x', sha256: '0'.repeat(64) });
      copy.edit(`${forged}/manifest.json`, (text) =>
        text.replace('"previous": null', `"previous": ${previous}`),
      );
    },
    says: 'keys unlinked',
  },
  {
    what: 'a change edited, with its checksum',
    by: 'comparison',
    tamper: (copy) =>
      copy.document(CHANGE, copy.first(CHANGES), (change) =>
        change.outcome === 'done' ? { ...change, actor: BOB } : change,
      ),
    says: 'activity change-altered',
  },
  {
    what: 'a change deleted',
    by: 'comparison',
    tamper: (copy) => copy.remove(copy.first(CHANGES)),
    says: 'activity change-missing',
  },
  {
    what: 'a change added',
    by: 'comparison',
    tamper: (copy) =>
      copy.copy(copy.first(CHANGES), copy.first(CHANGES).replace(/-[^-]+\.json$/, '-added.json')),
    says: 'activity change-added',
  },
  {
    what: 'a day of the history edited, with the checksum',
    by: 'comparison',
    tamper: (copy) =>
      copy.document(HISTORY, HISTORY_KEY, ({ days: [day, ...days] }) => ({
        days: day ? [{ ...day, encrypted: day.encrypted + 1 }, ...days] : days,
      })),
    says: 'inventory day-altered',
  },
  {
    what: 'a day taken out of the history',
    by: 'comparison',
    tamper: (copy) => copy.document(HISTORY, HISTORY_KEY, ({ days: [_, ...days] }) => ({ days })),
    says: 'inventory day-missing',
  },
  {
    what: 'the history deleted',
    by: 'comparison',
    tamper: (copy) => copy.remove(HISTORY_KEY),
    says: 'inventory day-missing',
  },
  {
    what: 'a day added to the history',
    by: 'comparison',
    tamper: (copy) =>
      copy.document(HISTORY, HISTORY_KEY, ({ days }) => ({
        days: days.flatMap((day, index) => (index === 0 ? [day, { ...day, date: '2031-01-01' }] : day)),
      })),
    says: 'inventory day-added',
  },
  {
    what: 'the ledger of messages edited',
    by: 'comparison',
    tamper: (copy) => copy.edit('alerts/ledger.json', (text) => text.replace('terminal', 'nobody')),
    says: 'alerts/ledger.json damaged',
  },
  {
    what: 'a finding edited in the state',
    by: 'comparison',
    tamper: (copy) =>
      copy.state('inventory', (state) => ({
        ...state,
        result: state.result && { ...state.result, findings: [] },
      })),
    says: 'inventory differs',
  },
  {
    what: 'a part of a manifest edited',
    by: 'comparison',
    tamper: (copy) =>
      copy.edit(copy.last(/-inventory-\w+\/findings\.json$/), (text) => text.replace('fail', 'pass')),
    says: 'inventory altered',
  },
  {
    what: 'a part deleted',
    by: 'comparison',
    tamper: (copy) => copy.remove(copy.first(/-inventory-\w+\/findings\.json$/)),
    says: 'inventory missing',
  },
  {
    what: 'a part swapped with that of another run',
    by: 'comparison',
    tamper: (copy) =>
      copy.copy(copy.first(/-keys-\w+\/snapshot\.json$/), copy.last(/-keys-\w+\/snapshot\.json$/)),
    says: 'keys altered',
  },
  {
    what: 'the time of a run moved',
    by: 'comparison',
    tamper: (copy) =>
      copy.edit(copy.first(/-keys-\w+\/manifest\.json$/), (text) =>
        text.replace(/"finishedAt": "\d+/, '"finishedAt": "2019'),
      ),
    says: 'keys altered',
  },
  {
    what: 'the chain of another job put in the place of one',
    by: 'comparison',
    tamper: (copy) => {
      let head: Parameters<Parameters<Copy['state']>[1]>[0]['evidence']['head'] = null;
      copy.state('inventory', (state) => {
        head = state.evidence.head;
        return state;
      });
      copy.state('keys', (state) => ({ ...state, evidence: { ...state.evidence, head } }));
    },
    says: 'keys foreign',
  },
  {
    what: 'a signature removed',
    by: 'signature',
    tamper: (copy) => copy.remove(copy.first(/-keys-\w+\/signature\.json$/)),
    says: 'keys unsigned',
  },
  {
    what: 'a signature by another key',
    by: 'signature',
    tamper: (copy, { publicKey, otherKey }) =>
      copy.edit(copy.first(/-keys-\w+\/signature\.json$/), (text) =>
        text
          .replace(fingerprintOf(publicKey), fingerprintOf(otherKey))
          .replace(/"signature":"..../, '"signature":"AAAA'),
      ),
    says: 'keys refused',
  },
  {
    what: 'a signature of another run',
    by: 'signature',
    tamper: (copy) => {
      const [first = '', second = ''] = signatures(copy).filter((key) => key.includes('-keys-'));
      copy.copy(first, second);
    },
    says: 'keys refused',
  },
];
