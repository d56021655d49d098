import { day } from './time.ts';
import { type Timeline, valueAt } from './timeline.ts';

export type InstanceStatus = 'Uninitialized' | 'Connecting' | 'Connected' | 'Disconnected' | 'Error';

export interface Instance {
  id: string;
  label: string;
  name: string;
  region: string;
  account: string;
  /** ProductVersion: 3 software, 1 hardware */
  version: '1' | '3';
  charge: 'PREPAY' | 'POSTPAY';
  created: number;
  /** end of the subscription; null for pay-as-you-go */
  ends: number | null;
  deletionProtection: boolean;
  status: Timeline<InstanceStatus>;
}

export interface InstanceView {
  status: InstanceStatus;
  saleStatus: 'Normal' | 'Expired';
  released: boolean;
}

/**
 * A subscription instance stops serving at its end and is released on the 16th day after it.
 * https://www.alibabacloud.com/help/en/key-management-service/latest/billing
 * Assumption: the end shows as Status Disconnected and SaleStatus Expired.
 */
export function instanceAt(instance: Instance, at: number): InstanceView {
  const over = instance.ends !== null && at >= instance.ends;
  return {
    status: over ? 'Disconnected' : valueAt(instance.status, at),
    saleStatus: over ? 'Expired' : 'Normal',
    released: over && instance.ends !== null && at >= instance.ends + 16 * day,
  };
}
