import { createHash } from 'node:crypto';
import { raw } from 'hono/html';
import { ACKNOWLEDGE_PATH, type AcknowledgeClaim } from '../deliver/acknowledge-link.ts';
import type { OpenNow } from '../deliver/open-findings.ts';
import type { Acknowledgement } from '../model/acknowledgement.ts';
import { type Language, localTime, render } from '../text/render.ts';
import { speak } from '../text/say.ts';
import { printable } from '../text/width.ts';
import type { Text } from '../text/zh.ts';

const STYLE = `:root{color-scheme:light dark}*{box-sizing:border-box}
body{margin:0 auto;max-width:32rem;padding:1.2rem;font:16px/1.5 system-ui,-apple-system,"Segoe UI","PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;overflow-wrap:anywhere}
h1{font-size:1.35rem;margin:.2rem 0 1rem}ul{list-style:none;margin:0 0 1rem;padding:0}li{padding:.7rem 0;border-top:1px solid #8886}
small,p.soft{opacity:.75}label{display:block;font-weight:600}
input,button{font:inherit;width:100%;min-height:3rem;padding:.6rem .8rem;border-radius:10px;border:1px solid #8889}
button{margin-top:.8rem;border:0;background:#1f4fbf;color:#fff;font-weight:650}:focus-visible{outline:3px solid #5b8cff;outline-offset:2px}`;

const styleHash = createHash('sha256').update(STYLE).digest('base64');

/** Nothing but its own style; its form goes to this site only, and nobody frames it. */
const POLICY = `default-src 'none'; style-src 'sha256-${styleHash}'; img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`;

/** A finding as the page shows it: with what was acknowledged, where that holds. */
export interface ShownFinding {
  open: OpenNow;
  given: Acknowledgement | null;
}

/** Says one thing, and what to do about it. */
export interface AcknowledgeMessage {
  title: Text;
  detail: Text;
}

export interface AcknowledgeView {
  language: Language;
  findings: readonly ShownFinding[];
  /** What the form sends back; null: there is nothing to do. */
  form: AcknowledgeClaim | null;
  /** Hours for which it acknowledges. */
  hours: number;
  message: AcknowledgeMessage | null;
}

export function acknowledgeAnswer(
  view: AcknowledgeView,
  status: number,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const body = `<!doctype html>${String(<AcknowledgePage view={view} />)}`;
  const answer = new Response(body, { status, headers: { ...headers } });
  answer.headers.set('content-type', 'text/html; charset=utf-8');
  answer.headers.set('content-language', view.language === 'zh' ? 'zh-CN' : 'en');
  answer.headers.set('content-security-policy', POLICY);
  answer.headers.set('cache-control', 'no-store');
  return answer;
}

function AcknowledgePage({ view }: { view: AcknowledgeView }) {
  const { language, findings, form, message } = view;
  const say = speak(language);
  const title = say(message?.title ?? 'Acknowledge a finding');
  return (
    <html lang={language === 'zh' ? 'zh-CN' : 'en'}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>{title}</title>
        <link rel="icon" href="data:," />
        <style>{raw(STYLE)}</style>
      </head>
      <body>
        <main>
          <h1>{title}</h1>
          {message ? <p>{say(message.detail)}</p> : null}
          <ul>
            {findings.map((finding) => (
              <ShownItem finding={finding} language={language} />
            ))}
          </ul>
          {form ? <AcknowledgeForm form={form} view={view} /> : null}
        </main>
      </body>
    </html>
  );
}

function ShownItem({ finding: { open, given }, language }: { finding: ShownFinding; language: Language }) {
  const say = speak(language);
  const { finding, since, clusters } = open;
  const { resource, summary, evidence, severity } = finding;
  const names = clusters.length > 0 ? clusters.slice(0, 5) : [resource.name || resource.id];
  return (
    <li>
      <strong>
        {say(severity).toUpperCase()} <bdi>{printable(say('{list}', { list: names }))}</bdi>
      </strong>
      <div>{printable(render(summary, evidence, language))}</div>
      <small>{say('since {time}', { time: localTime(since) })}</small>
      {given ? (
        <div>
          <bdi>
            {say('Acknowledged by {by} until {until}.', { by: printable(given.by), until: given.until })}
          </bdi>
        </div>
      ) : null}
    </li>
  );
}

function AcknowledgeForm({
  form,
  view: { language, hours },
}: {
  form: AcknowledgeClaim;
  view: AcknowledgeView;
}) {
  const say = speak(language);
  return (
    <form method="post" action={ACKNOWLEDGE_PATH}>
      {Object.entries(form).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <label for="by">{say('Your name')}</label>
      <input id="by" name="by" required maxlength={60} autocomplete="name" />
      <button type="submit">{say('Acknowledge for {n} h', { n: hours })}</button>
      <p class="soft">
        {say('It is not repeated until then, unless it gets worse. Its verdict does not change.')}
      </p>
    </form>
  );
}
