import {
  type BundleChange,
  type EvidenceBundle,
  SIGNATURE_STATES,
  type SignatureState,
} from '../../model/evidence-bundle.ts';
import { ATTEMPT_WORDS, actorWords, CHANGE_WORDS } from '../../text/change-words.ts';
import { localTime } from '../../text/render.ts';
import type { Say } from '../../text/say.ts';
import { printable } from '../../text/width.ts';
import type { Text } from '../../text/zh.ts';

interface Shown {
  bundle: EvidenceBundle;
  say: Say;
}

/** What was accepted, what changed and by whom, and how all of it is verified. */
export function Appendix({ bundle, say, json }: Shown & { json: { name: string; sha256: string } }) {
  return (
    <>
      <h2>{say('Accepted and acknowledged')}</h2>
      <Acceptances bundle={bundle} say={say} />
      <h2>{say('Changes in the period')}</h2>
      <Changes bundle={bundle} say={say} />
      <h2>{say('How to verify')}</h2>
      <p>
        {say(
          'The manifest of every run holds the SHA-256 of its files and of the manifest before it. These commands walk each chain in the store and compare it with the newest runs named here:',
        )}
      </p>
      <pre>{bundle.verify.join('\n')}</pre>
      <p>
        {say('Anyone who can write to the store can replace all of it at once: keep these hashes elsewhere.')}
      </p>
      <h4>{say('Newest run of each chain')}</h4>
      <table>
        <tbody>
          {bundle.heads.map(({ account, job, run, sha256 }) => (
            <tr>
              <td>
                {account} {job}
                <div class="soft">
                  <code>{run}</code>
                </div>
              </td>
              <td>
                <code>{sha256}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>
        {say('Runs used: {n}; the JSON names each with the hash of its manifest.', { n: bundle.runs.length })}
      </p>
      <h4>{say('Signatures')}</h4>
      <Signatures bundle={bundle} say={say} />
      <p>{say('The same as JSON: {name}, SHA-256 {sha256}', { ...json })}</p>
    </>
  );
}

const STATE_WORDS = {
  valid: '{n} {n:run is|runs are} signed by this key.',
  invalid: '{n} {n:run has|runs have} a signature that names this key and is not of it:',
  'other-key': '{n} {n:run is|runs are} signed by another key, which is not here to check it:',
  unchecked: '{n} {n:run has|runs have} a signature that could not be checked without a key:',
  damaged: '{n} {n:run has|runs have} a damaged signature:',
  missing: '{n} {n:run is|runs are} not signed:',
} as const satisfies Readonly<Record<SignatureState, Text>>;

/** So many runs are named; the JSON names all. */
const NAMED = 20;

/** The key, and every run that it did not sign. */
function Signatures({ bundle: { key, withoutKey, runs }, say }: Shown) {
  return (
    <>
      {key ? (
        <>
          <p>
            {say(
              'Public key ({algorithm}), SHA-256 {fingerprint}; compare it with one that came another way:',
              {
                algorithm: key.algorithm ?? '',
                fingerprint: key.fingerprint,
              },
            )}
          </p>
          <pre>{key.publicKey}</pre>
        </>
      ) : (
        <p>
          {withoutKey === null
            ? say('No signing key is configured.')
            : say('The public key could not be read: {message}', { message: printable(withoutKey) })}
        </p>
      )}
      {SIGNATURE_STATES.map((state) => {
        const own = runs.filter(({ signature }) => signature.state === state);
        if (own.length === 0) return null;
        return (
          <p class={state === 'valid' || (state === 'missing' && !key) ? undefined : 'limit'}>
            {say(STATE_WORDS[state], { n: own.length })}
            {state === 'valid' ? null : own.slice(0, NAMED).map(({ run }) => <code>{` ${run}`}</code>)}
            {state !== 'valid' && own.length > NAMED ? ' …' : null}
          </p>
        );
      })}
      {runs.length > 0 && key ? (
        <p>
          {say(
            'The JSON holds the bytes of each manifest and its signature: docs/evidence.md shows how they are checked without the store.',
          )}
        </p>
      ) : null}
    </>
  );
}

function Acceptances({ bundle: { acceptances }, say }: Shown) {
  if (acceptances.length === 0) return <p>{say('Nothing is accepted or acknowledged.')}</p>;
  return (
    <table>
      <tbody>
        {acceptances.map(({ kind, check, what, owner, at, until, reason, expired }) => (
          <tr>
            <td class="d">{say(kind)}</td>
            <td>
              {check} <code>{printable(what)}</code>
            </td>
            <td>
              {printable(owner)}
              {at === null ? null : <div class="soft">{localTime(at)}</div>}
            </td>
            <td class="d">
              {until === null
                ? say('no end')
                : say('until {until}', { until: at === null ? until : localTime(until) })}
              {expired ? ` · ${say('expired')}` : null}
            </td>
            <td>{printable(reason)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Changes({ bundle: { changes }, say }: Shown) {
  if (changes.length === 0) return <p>{say('No changes in the period.')}</p>;
  return (
    <table>
      <tbody>
        {changes.map((change) => (
          <tr>
            <td class="d">{localTime(change.at)}</td>
            <td>
              {printable(change.resource.name || change.resource.id)}
              <div class="soft">{change.resource.account}</div>
            </td>
            <td>{whatOf(change, say)}</td>
            <td>
              {change.actor ? printable(actorWords(change.actor, say)) : say('author not in ActionTrail')}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function whatOf({ kind, outcome }: BundleChange, say: Say): string {
  return outcome === 'refused'
    ? say('denied: {what}', { what: say(ATTEMPT_WORDS[kind]) })
    : say(CHANGE_WORDS[kind]);
}
