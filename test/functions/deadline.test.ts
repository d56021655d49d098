import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { deadline } from '../../functions/deadline.ts';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

const aborted = (signal: AbortSignal): Promise<unknown> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(signal.reason), { once: true }));

test('it comes, even when the garbage is collected before and nobody but a listener knows it', async () => {
  const coming = aborted(deadline(20, new AbortController().signal).signal);
  collectGarbage();
  expect(await coming).toMatchObject({ name: 'TimeoutError' });
});

test('who stops it says why; later it does not come again', async () => {
  const stop = new AbortController();
  const { signal, end } = deadline(60_000, stop.signal);
  const coming = aborted(signal);
  stop.abort('Ctrl-C');
  end();
  expect(await coming).toBe('Ctrl-C');
  expect(signal.reason).toBe('Ctrl-C');
});

test('under a stop that came before, it has come', () => {
  expect(deadline(60_000, AbortSignal.abort('gone')).signal.reason).toBe('gone');
});

test('it can be ended', () => {
  const { signal, end } = deadline(60_000);
  expect(signal.aborted).toBe(false);
  end();
  expect(signal.reason).toMatchObject({ name: 'TimeoutError' });
});
