import { ACK_RATE_FACT, type Calibration, calibrationFrom, UNCALIBRATED } from '../model/calibration.ts';
import { AppError } from '../model/error.ts';
import { readCalibration, writeCalibration } from '../state/calibration.ts';
import type { Tools } from './run-job.ts';

/**
 * What `sealwatch doctor` learned of the account. Without it, and when it cannot be read, which is told in the log, what
 * holds everywhere: a run must not fail for it.
 */
export async function calibrationOf(
  { store, now, log }: Pick<Tools, 'store' | 'now' | 'log'>,
  account: string,
): Promise<Calibration> {
  try {
    const stored = await readCalibration(store, account);
    if (stored.kind === 'ok') return calibrationFrom(stored.value, now());
    if (stored.kind === 'corrupt') log.warn('calibration ignored', { account, cause: stored.why });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    log.warn('calibration ignored', { account, cause: error.message });
  }
  return UNCALIBRATED;
}

/** A rate that differs by less is the same. */
const RATE_TOLERANCE = 0.2;

/** Keeps how many calls a second an account was found to bear. What cannot be kept is told in the log: the next run tries again. */
export async function rememberAckCalls(
  { store, now, log }: Pick<Tools, 'store' | 'now' | 'log'>,
  account: string,
  calls: number,
): Promise<void> {
  try {
    const stored = await readCalibration(store, account);
    if (stored.kind === 'corrupt') return; // the doctor tells it, and writes it anew
    const facts = stored.kind === 'ok' ? stored.value : {};
    const { ackCalls } = calibrationFrom(facts, now());
    if (ackCalls !== null && Math.abs(calls - ackCalls) <= ackCalls * RATE_TOLERANCE) return;
    const fact = { value: calls, at: now().toISOString(), evidence: {} };
    await writeCalibration(store, account, { ...facts, [ACK_RATE_FACT]: fact });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    log.warn('calibration not kept', { account, cause: error.message });
  }
}
