import type { Channel } from '../../model/notice.ts';
import type { ChannelDeps } from '../deps.ts';
import { renderNotice } from '../render-notice.ts';
import { terminalText } from '../terminal-text.ts';

export function open(_config: object, { name, language, write }: ChannelDeps): Channel {
  return {
    name,
    deliver: async (notice) => {
      write(`\n${terminalText(renderNotice(notice, language), 100, language)}`);
      return { kind: 'sent' };
    },
  };
}
