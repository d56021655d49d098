export interface Trail {
  name: string;
  home: string;
  /** `All` or one region */
  covers: string;
  rw: 'Write' | 'Read' | 'All';
  status: 'Enable' | 'Disable' | 'Fresh';
  organization: boolean;
  slsProject: string;
  ossBucket: string;
  created: number;
  started: number | null;
  stopped: number | null;
  /** text of the last delivery error, with the time of the last good delivery; null: healthy */
  deliveryError: { text: string; lastGood: number } | null;
}

export function trailCovers(trail: Trail, region: string): boolean {
  return trail.covers === 'All' || trail.covers === region;
}
