import type { ReportKeyCost, ReportSpend } from '../../model/report.ts';
import { printable } from '../../text/width.ts';
import { amount } from './amount.ts';
import { KeyId } from './cluster-row.tsx';
import type { Page } from './page.ts';

/** The dearest; all of them are in the other formats. */
const KEYS_SHOWN = 5;

export function Estimates({ spend, page }: { spend: ReportSpend; page: Page }) {
  const { say } = page;
  const { keys, idleKeys, prices, currency } = spend;
  if (keys.length === 0 && idleKeys.length === 0) return null;
  return (
    <details class="card estimates">
      <summary>
        <h3>{say('Estimated cost by key, for 30 days')}</h3>
      </summary>
      <p class="note">
        {say('This is an estimate, not a bill.')}{' '}
        {prices
          ? say('Prices: {prices}, {date}.', { prices: printable(prices.list), date: prices.date })
          : null}{' '}
        {prices?.source.startsWith('https://') ? <a href={prices.source}>{say('Price list')}</a> : null}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <section class="wide" tabIndex={0} aria-label={say('Estimated cost by key, for 30 days')}>
        <table class="plain">
          <thead>
            <tr>
              <th scope="col">{say('Key')}</th>
              <th scope="col" class="num">
                {say('total')}
              </th>
              <th scope="col">{say('Clusters')}</th>
              <th scope="col" class="num">
                {say('calls per day')}
              </th>
              <th scope="col" class="num">
                {say('calls')}
              </th>
              <th scope="col" class="num">
                {say('hosting')}
              </th>
              <th scope="col" class="num">
                {say('instance share')}
              </th>
              <th scope="col">{say('confidence')}</th>
            </tr>
          </thead>
          <tbody>
            {keys.slice(0, KEYS_SHOWN).map((key) => (
              <KeyCost cost={key} currency={currency} page={page} />
            ))}
          </tbody>
        </table>
      </section>
      {keys.length > KEYS_SHOWN ? (
        <p class="note">{say('and {n} more', { n: keys.length - KEYS_SHOWN })}</p>
      ) : null}
      {idleKeys.length === 0 ? null : (
        <p>{say('Paid, but used by no known cluster: {keys}', { keys: idleKeys.map(printable) })}</p>
      )}
    </details>
  );
}

const CONFIDENCE = { high: 'good', medium: 'fair', low: 'rough' } as const;

function KeyCost({ cost, currency, page: { say } }: { cost: ReportKeyCost; currency: string; page: Page }) {
  return (
    <tr>
      <th scope="row">
        <KeyId id={cost.keyId} />
        <small>{printable(cost.region)}</small>
      </th>
      <td class="num">
        <b>≈ {amount(cost.total, currency)}</b>
      </td>
      <td>{cost.clusters.length}</td>
      <td class="num">
        {cost.callsPerDay === null ? '–' : amount(String(Math.round(cost.callsPerDay)), '')}
      </td>
      <td class="num">{amount(cost.calls, '')}</td>
      <td class="num">{amount(cost.hosting, '')}</td>
      <td class="num">{amount(cost.instance, '')}</td>
      <td>{say(CONFIDENCE[cost.confidence])}</td>
    </tr>
  );
}
