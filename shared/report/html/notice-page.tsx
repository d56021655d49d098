import { raw } from 'hono/html';
import type { Language } from '../../text/render.ts';
import { speak } from '../../text/say.ts';
import { printable } from '../../text/width.ts';
import { PAGE_POLICY } from './policy.ts';
import { STYLE } from './style.ts';

export interface NoticePage {
  language: Language;
  title: string;
  text: string;
  /** Where the form leads after a right token, a path of ours; null for a page without the form. */
  next: string | null;
}

/** A page of one sentence, for browsers that get no report; it may ask for a token. */
export function renderNotice(notice: NoticePage): string {
  return `<!doctype html>${String(<Document notice={notice} />)}`;
}

function Document({ notice: { language, title, text, next } }: { notice: NoticePage }) {
  const say = speak(language);
  return (
    <html lang={language === 'zh' ? 'zh-CN' : 'en'}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <meta http-equiv="Content-Security-Policy" content={PAGE_POLICY} />
        <meta name="color-scheme" content="light dark" />
        <title>{`sealwatch · ${title}`}</title>
        <link rel="icon" href="data:," />
        <style>{raw(STYLE)}</style>
      </head>
      <body class="notice">
        <main>
          <p class="brand">sealwatch</p>
          <h1>{title}</h1>
          <p>{printable(text)}</p>
          {next === null ? null : (
            <form method="post" action="/login">
              <input type="hidden" name="next" value={next} />
              <input type="text" name="username" value="sealwatch" autocomplete="username" hidden />
              <label for="token">{say('Token')}</label>
              <input id="token" name="token" type="password" autocomplete="current-password" required />
              <button type="submit">{say('Open the report')}</button>
            </form>
          )}
        </main>
      </body>
    </html>
  );
}
