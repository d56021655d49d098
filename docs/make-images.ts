import { writeFileSync } from 'node:fs';
import { marked } from 'marked';
import type { Browser } from 'playwright-core';
import { SCREEN_LINES } from '../shared/notify/phone-lines.ts';
import { openBrowser } from '../test/browser/launch.ts';
import { demoMessages, linesOfText, type SentMessage } from './demo-message.ts';

/**
 * `npm run images`: draws a message of the demo account as a phone shows it, in both languages, and prints how long the messages
 * are. With `--figures` it draws nothing.
 */
const STYLE = `*{box-sizing:border-box}body{margin:0;width:390px;padding:12px;background:#e9ebef;color:#171a1f;font:16px/1.5 system-ui,"Noto Sans CJK SC",sans-serif;overflow-wrap:anywhere}
.push,.card{background:#fff;border-radius:12px;padding:12px 14px;margin-bottom:12px}.push{font-size:14px;line-height:1.35}
.push p{margin:2px 0 0;display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2;overflow:hidden}.push small{color:#667}
h3{font-size:17px;margin:0 0 4px}.card p{margin:0 0 8px}code{font:13px/1.4 ui-monospace,monospace;background:#eef0f3;padding:1px 4px;border-radius:4px}
.buttons{display:flex;border-top:1px solid #e4e6ea;margin:10px -14px -12px}.buttons span{flex:1;text-align:center;padding:11px 4px;color:#1f6fff}.buttons span+span{border-left:1px solid #e4e6ea}`;

function pictureOf({ title, text, buttons }: SentMessage): string {
  const row = buttons.map((button) => `<span>${escaped(button.title)}</span>`).join('');
  return `<!doctype html><meta charset="utf-8"><style>${STYLE}</style>
<div class="push"><small>DingTalk</small><p>${escaped(title)}</p></div>
<div class="card">${String(marked.parse(text, { async: false }))}<div class="buttons">${row}</div></div>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

async function draw(browser: Browser, message: SentMessage, file: string): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 390, height: 200 }, deviceScaleFactor: 2 });
  await page.setContent(pictureOf(message));
  writeFileSync(file, await page.screenshot({ fullPage: true }));
  await page.close();
}

function print(name: string, { title, text }: SentMessage): void {
  const [characters, lines] = [[...title, ...text].length, linesOfText(text)];
  const screens = (lines / SCREEN_LINES).toFixed(1);
  process.stdout.write(`${name}: ${characters} characters, ${lines} lines, ${screens} screens\n`);
}

const browser = process.argv.includes('--figures') ? null : await openBrowser();
for (const [language, suffix] of [
  ['en', ''],
  ['zh', '.zh-CN'],
] as const) {
  const { first, alert } = await demoMessages(language);
  print(`first message, ${language}`, first);
  print(`one cause, ${language}`, alert);
  if (browser) await draw(browser, alert, `docs/images/message${suffix}.png`);
}
await browser?.close();
