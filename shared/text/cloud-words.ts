import { translated } from './translated.ts';

/** Values that the cloud gives, as the consoles of ACK, KMS and ActionTrail name them in Chinese. */
const STATES: Readonly<Record<string, string>> = {
  // keys
  Enabled: '启用',
  Disabled: '已禁用',
  PendingDeletion: '待删除',
  PendingImport: '待导入',
  NotFound: '不存在',
  absent: '不存在',
  present: '存在',
  // clusters
  running: '运行中',
  initial: '创建中',
  updating: '更新中',
  upgrading: '升级中',
  scaling: '伸缩中',
  draining: '排空中',
  removing: '移除节点中',
  waiting: '等待中',
  unavailable: '不可用',
  inactive: '未激活',
  updating_failed: '更新失败',
  stopped: '已停止',
  disconnected: '已断开',
  deleting: '删除中',
  deleted: '已删除',
  delete_failed: '删除失败',
  failed: '创建失败',
  // KMS
  Connected: '已连接',
  Connecting: '连接中',
  Disconnected: '已断开',
  InDebt: '欠费',
  Suspended: '已停服',
  NotEnabled: '未开通',
  // trails and switches
  delivering: '投递中',
  on: '开启',
  off: '关闭',
  true: '是',
  false: '否',
};

const ROTATION: Readonly<Record<string, string>> = {
  Enabled: '已开启',
  Disabled: '未开启',
  Suspended: '已暂停',
};

const CURRENCIES: Readonly<Record<string, string>> = { CNY: '元', USD: '美元', JPY: '日元' };

/** Which words the value of a place is looked up in. Names of things are in other places, and stay as people chose them. */
const WORDS_OF: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  state: STATES,
  status: STATES,
  from: STATES,
  to: STATES,
  value: STATES,
  rotation: ROTATION,
  currency: CURRENCIES,
  billed: CURRENCIES,
};

/** Places that hold what this program says itself, in English. */
const SENTENCES = new Set([
  'cause',
  'detail',
  'elements',
  'from',
  'hint',
  'item',
  'message',
  'part',
  'prices',
  'problems',
  'to',
  'why',
]);

/** A value of a place of a Chinese sentence; null when it has no Chinese word. */
export function inChinese(place: string, value: string): string | null {
  const word = WORDS_OF[place]?.[value];
  if (word !== undefined) return word;
  return SENTENCES.has(place) ? translated(value) : null;
}
