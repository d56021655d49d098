import { zhAcknowledge } from './zh/acknowledge.ts';
import { zhAlerts } from './zh/alerts.ts';
import { zhChanges } from './zh/changes.ts';
import { zhChecks } from './zh/checks.ts';
import { zhCompliance } from './zh/compliance.ts';
import { zhDoctor } from './zh/doctor.ts';
import { zhDoctorSettings } from './zh/doctor-settings.ts';
import { zhDoctorSurroundings } from './zh/doctor-surroundings.ts';
import { zhEndings } from './zh/endings.ts';
import { zhExport } from './zh/export.ts';
import { zhHeadlines } from './zh/headlines.ts';
import { zhHttp } from './zh/http.ts';
import { zhInside } from './zh/inside.ts';
import { zhMoney } from './zh/money.ts';
import { zhNotify } from './zh/notify.ts';
import { zhPage } from './zh/page.ts';
import { zhTerminal } from './zh/terminal.ts';
import { zhWords } from './zh/words.ts';

/** Chinese wording by English wording. A sentence that is not here does not compile where it is used. */
export const zh = {
  ...zhAcknowledge,
  ...zhAlerts,
  ...zhChanges,
  ...zhChecks,
  ...zhCompliance,
  ...zhDoctor,
  ...zhDoctorSettings,
  ...zhDoctorSurroundings,
  ...zhEndings,
  ...zhExport,
  ...zhHeadlines,
  ...zhHttp,
  ...zhInside,
  ...zhMoney,
  ...zhNotify,
  ...zhPage,
  ...zhTerminal,
  ...zhWords,
} as const;

/**
 * The compiler prints this name, with the file and the sentence, where a sentence has no Chinese wording: it belongs into
 * the file of shared/text/zh that is named after the folder, such as checks.ts. `Extract` keeps the name in the message.
 */
type HasChineseInSharedTextZh = Extract<keyof typeof zh, string>;

export type Text = HasChineseInSharedTextZh;
