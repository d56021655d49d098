import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { deadline, within } from '../../shared/model/deadline.ts';

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

test('work within a deadline is given up when it comes, and leaves nothing behind when it does not', async () => {
  await expect(within(20, aborted)).resolves.toMatchObject({ name: 'TimeoutError' });
  const signals: AbortSignal[] = [];
  const work = async (signal: AbortSignal): Promise<string> => {
    signals.push(signal);
    expect(signal.aborted).toBe(false);
    return 'done';
  };
  expect(await within(60_000, work)).toBe('done');
  expect(signals[0]?.aborted).toBe(true);
  await expect(within(60_000, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
});
