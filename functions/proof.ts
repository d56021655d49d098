import { timerFunction } from './timer.ts';

export const { handler, initializer } = timerFunction('proof');
