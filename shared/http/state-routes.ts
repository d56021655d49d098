import pMap from 'p-map';
import { jsonText } from '../model/json-text.ts';
import { freshnessOf } from '../present/freshness.ts';
import { storedHistory } from '../state/stored-history.ts';
import { type Asking, type Endpoint, jsonAnswer, queryOf, type Route } from './endpoint.ts';
import { questionOf } from './question.ts';
import { show } from './representation.ts';

const AT_ONCE = 10;

export const STATE_ROUTES: readonly Route[] = [
  { path: '/healthz', GET: showHealth },
  { path: '/history.json', GET: showHistory },
];

/** Open to all, so it tells times only. */
async function showHealth({ env }: Asking, { source, config, now }: Endpoint): Promise<Response> {
  const { fresh, jobs } = freshnessOf(await source.version(env.store), config, now());
  return jsonAnswer({ status: fresh ? 'fresh' : 'stale', jobs }, fresh ? 200 : 503);
}

/** How each account was, day by day. */
async function showHistory(asking: Asking, { source, cache, config, edition }: Endpoint): Promise<Response> {
  const { headers } = asking.req.raw;
  const { selection, name: question } = questionOf(queryOf(asking), headers, ['account'], config);
  const { store } = asking.env;
  const version = await source.version(store);
  const render = async (): Promise<string> => {
    const wanted = version.accounts.filter(
      (id) => selection.accounts.length === 0 || selection.accounts.includes(id),
    );
    const accounts = await pMap(wanted, async (id) => ({ id, days: await storedHistory(store, id) }), {
      concurrency: AT_ONCE,
    });
    return jsonText({ schema: 'sealwatch.history/1', accounts });
  };
  const name = [edition, version.id, 'history', question];
  return show({ mediaType: 'application/json', language: null, name, render }, headers, cache);
}
