import { createHash } from 'node:crypto';
import { raw } from 'hono/html';
import type { EvidenceBundle } from '../../model/evidence-bundle.ts';
import { type Language, localTime } from '../../text/render.ts';
import { type Say, speak } from '../../text/say.ts';
import { printable } from '../../text/width.ts';
import { metOf } from '../requirement-words.ts';
import { Appendix } from './evidence-appendix.tsx';
import { EvidenceRequirement } from './evidence-requirement.tsx';
import { EVIDENCE_STYLE } from './evidence-style.ts';

const styleHash = createHash('sha256').update(EVIDENCE_STYLE).digest('base64');

/** Nothing but its own style sheet. */
export const EVIDENCE_POLICY = `default-src 'none'; style-src 'sha256-${styleHash}'; img-src data:; base-uri 'none'; form-action 'none'`;

/**
 * The evidence as one HTML document without script and without requests, made to be printed. Names come from users and are text
 * everywhere. `json` is the same for programs, whose hash it names.
 */
export function renderEvidence(
  bundle: EvidenceBundle,
  language: Language,
  json: { name: string; text: string },
): string {
  const say = speak(language);
  const sha256 = createHash('sha256').update(json.text).digest('hex');
  return `<!doctype html>${String(<Document bundle={bundle} language={language} say={say} json={{ name: json.name, sha256 }} />)}`;
}

interface Shown {
  bundle: EvidenceBundle;
  say: Say;
}

function Document({
  bundle,
  language,
  say,
  json,
}: Shown & { language: Language; json: { name: string; sha256: string } }) {
  const { framework, period, requirements } = bundle;
  const title = say('Evidence for {framework}', { framework: framework.name });
  return (
    <html lang={language === 'zh' ? 'zh-CN' : 'en'}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <meta http-equiv="Content-Security-Policy" content={EVIDENCE_POLICY} />
        <title>{`${title} · ${period.from} – ${period.to}`}</title>
        <link rel="icon" href="data:," />
        <style>{raw(EVIDENCE_STYLE)}</style>
      </head>
      <body>
        <h1>{title}</h1>
        <Scope bundle={bundle} say={say} />
        <h2>{say('Summary')}</h2>
        <table>
          <tbody>
            {requirements.map((requirement) => (
              <tr>
                <th scope="row">{requirement.clause}</th>
                <td>{requirement.asks}</td>
                <td>{metOf(requirement, say)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <h2>{say('Requirements')}</h2>
        {requirements.map((requirement) => (
          <EvidenceRequirement requirement={requirement} say={say} />
        ))}
        <Appendix bundle={bundle} say={say} json={json} />
      </body>
    </html>
  );
}

function Scope({
  bundle: { framework, period, accounts, generatedAt, version, runs, key, withoutKey },
  say,
}: Shown) {
  const broken = runs.filter(({ intact }) => !intact).length;
  const isSigned = key !== null || withoutKey !== null;
  const unproven = runs.filter(({ signature: { state } }) =>
    isSigned ? state !== 'valid' : state === 'damaged',
  );
  return (
    <>
      <dl>
        <dt>{say('Standard')}</dt>
        <dd>{framework.standard}</dd>
        <dt>{say('Period')}</dt>
        <dd>
          {period.from} – {period.to} (Asia/Shanghai)
          {say('; {n} of {count} days with results', { n: period.looked, count: period.days })}
        </dd>
        <dt>{say('Accounts')}</dt>
        <dd>
          {say('{list}', {
            list: accounts.map(({ id, name }) =>
              name === '' ? id : say('{name} ({place})', { name: printable(name), place: id }),
            ),
          })}
        </dd>
        <dt>{say('Generated')}</dt>
        <dd>
          {localTime(generatedAt)}, sealwatch {version}
        </dd>
      </dl>
      <p>
        {say(
          'Population: the ACK Pro clusters of these accounts that the configured policy covers, as ACK listed them that day. Whether data of the framework is stored in them is for the assessor to decide.',
        )}
      </p>
      <p>
        {say(
          'A cluster meets a requirement when every check that decides it was seen to pass that day. Accepted, unknown and days without results are counted apart, never as met.',
        )}
      </p>
      {broken > 0 ? (
        <p class="limit">
          {say('{n} {n:run is|runs are} not what the manifest says was written, and {n:was|were} not used.', {
            n: broken,
          })}
        </p>
      ) : null}
      {unproven.length > 0 ? (
        <p class="limit">
          {say('{n} of {count} runs {n:has|have} no valid signature; see Signatures.', {
            ...{ n: unproven.length, count: runs.length },
          })}
        </p>
      ) : null}
    </>
  );
}
