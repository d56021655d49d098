import { terraformFor } from '../../checks/catalogue.ts';
import { isLook } from '../../model/finding.ts';
import type { ReportFinding } from '../../model/report.ts';
import { printable, printableLines } from '../../text/width.ts';
import type { Page } from './page.ts';

export function Remedy({ finding, page: { say } }: { finding: ReportFinding; page: Page }) {
  const { text, command, url } = finding.remedy;
  const terraform = terraformFor(finding);
  return (
    <div class="remedy">
      <h4>{say('What to do')}</h4>
      <p>{printable(text)}</p>
      {isLook(command) ? <p class="note">{say('Check first')}</p> : null}
      {command === '' ? null : (
        <pre>
          <code>{printableLines(command)}</code>
        </pre>
      )}
      {terraform === '' ? null : (
        <details class="tf">
          <summary>Terraform</summary>
          <pre>
            <code>{terraform}</code>
          </pre>
        </details>
      )}
      {url.startsWith('https://') ? (
        <p>
          <a href={url}>{say('Open the console')}</a>
        </p>
      ) : null}
    </div>
  );
}
