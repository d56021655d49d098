import { timerFunction } from './timer.ts';

export const { handler, initializer } = timerFunction('spend');
