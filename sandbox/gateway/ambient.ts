/** What the front takes from the machine; tests put their own in its place. */
export interface Ambient {
  /** real time, epoch ms */
  now(): number;
  sleep(ms: number): Promise<void>;
  uuid(): string;
  /** letters and digits nobody can guess */
  randomText(length: number): string;
}
