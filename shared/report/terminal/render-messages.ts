import { startOf } from '../../text/label.ts';
import { printable, wrap } from '../../text/width.ts';

/** Markdown messages of a chat group, as a terminal can show them: the marks are left out, a bar marks them as quoted. */
export function renderMessages(messages: readonly string[], width: number): string {
  const columns = Math.max(40, width) - 6;
  const lines = messages.flatMap((markdown) => [
    '',
    ...unmarked(markdown)
      .split(/ *\n+/)
      .flatMap((line) => wrap(printable(line), columns)),
  ]);
  return `${lines.map((line) => (line === '' ? '' : `    │ ${line}`)).join('\n')}\n`;
}

function unmarked(markdown: string): string {
  return markdown
    .replaceAll(/\*\*|`|^### /gm, '')
    .replaceAll(/\\([^\w\s])/g, '$1')
    .replaceAll(/\[([^\]]*)\]\(([^)]*)\)/g, (_, label: string, url: string) => startOf(label) + url);
}
