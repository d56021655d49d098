import { printable } from '../../text/width.ts';
import type { Page } from './page.ts';
import type { PageReading } from './page-view.ts';
import { Chip } from './symbols.tsx';
import { When } from './when.tsx';

/** What was read when, with which gaps, and the hash of its evidence. */
export function Appendix({ page }: { page: Page }) {
  const { say, view } = page;
  return (
    <section id="appendix" aria-labelledby="h-appendix">
      <h2 id="h-appendix">{say('Appendix: data sources and times')}</h2>
      <p class="note">
        {say(
          'Each hash is the SHA-256 of the newest manifest of a chain; verify it with sealwatch report --verify.',
        )}
      </p>
      {view.appendix.length === 0 ? <p class="empty">{say('Nothing was read.')}</p> : null}
      {view.appendix.length === 0 ? null : (
        <details class="fold">
          <summary>
            {say('{n} {n:run|runs} of jobs, {gaps} incomplete', {
              n: view.appendix.length,
              gaps: view.appendix.filter(({ complete }) => !complete).length,
            })}
          </summary>
          <ul class="readings">
            {view.appendix.map((reading) => (
              <Reading reading={reading} page={page} />
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function Reading({ reading, page }: { reading: PageReading; page: Page }) {
  const { say, report } = page;
  const { account, job, startedAt, finishedAt, complete, gaps, evidence } = reading;
  return (
    <li class="card">
      <p>
        <b>
          {report.accounts.length > 1 ? <bdi>{page.accountName(account)} </bdi> : null}
          {job}
        </b>{' '}
        <Chip tone={complete ? 'pass' : 'unknown'} text={complete ? say('complete') : say('incomplete')} />
      </p>
      <p>
        <When at={startedAt} /> – <When at={finishedAt} />
      </p>
      {gaps.length === 0 ? null : (
        <ul>
          {gaps.map((gap) => (
            <li>{printable(gap)}</li>
          ))}
        </ul>
      )}
      {evidence ? (
        <p class="hash">
          <code>{evidence.run}</code>
          <code>{evidence.sha256}</code>
        </p>
      ) : (
        <p>{say('no evidence is kept')}</p>
      )}
    </li>
  );
}
