import { localDate, localTime } from '../text/render.ts';

/** `05:55` on the day of the message, `11-22 05:55` in its year; Asia/Shanghai. */
export function shortTime(iso: string, at: string): string {
  return withShortTimes(localTime(iso), at);
}

/** A text in which times are as short as they can be beside a message that was written at `at`. */
export function withShortTimes(text: string, at: string): string {
  const today = localDate(at);
  const moment = /(\bon )?(\d{4}-\d\d-\d\d) (\d\d:\d\d) \+08:00/g;
  return text.replace(moment, (_, on: string | undefined, date: string, time: string) => {
    if (date === today) return on === undefined ? time : `at ${time}`;
    const isThisYear = date.slice(0, 4) === today.slice(0, 4);
    return `${on ?? ''}${isThisYear ? date.slice(5) : date} ${time}`;
  });
}
