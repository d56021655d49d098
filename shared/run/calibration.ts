import { type Calibration, calibrationFrom, UNCALIBRATED } from '../model/calibration.ts';
import { AppError } from '../model/error.ts';
import { readCalibration } from '../state/calibration.ts';
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
