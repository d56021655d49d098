import { longFaults, oneStepEach, troubledChannels } from './outbox-matrix.ts';

/**
 * `node .build.mjs run test/deliver/outbox-table.ts`: what the alerts survive, as a table. One message again is right after a kill; none
 * after one call that fails; each once where nothing could be noted for a while.
 */
const rows = [...(await oneStepEach()), ...(await longFaults()), ...(await troubledChannels())];
const total = rows.reduce((sum, { cells }) => sum + cells, 0);
const lines = [
  '| disturbance | cells | cells that lost a message | one message again, at most | messages again, at most | cells that left one in the outbox |',
  '| --- | --- | --- | --- | --- | --- |',
  ...rows.map(
    ({ what, cells, lost, again, repeats, left }) =>
      `| ${what} | ${cells} | ${lost} | ${again} | ${repeats} | ${left} |`,
  ),
  `| all | ${total} | | | | |`,
];
process.stdout.write(`${lines.join('\n')}\n`);
