import type { FaultInput, FaultReport } from './fault-rule.ts';
import type { FaultyServer, Platform } from './faulty-server.ts';

/** What an operator may say besides the name of a preset; it goes for every fault of it. */
export interface PresetOptions {
  readonly user?: string;
  readonly count?: number;
  readonly path?: string;
}

/** A fault by name, set up so that a person or a test needs to know no more. */
export interface Preset {
  readonly id: string;
  readonly title: string;
  /** What somebody at the application may notice, and when it is over. */
  readonly description: string;
  readonly group: PresetGroup;
  readonly platforms: readonly Platform[];
  /** Without ids: they get the preset's. */
  readonly faults?: (platform: Platform) => readonly Omit<FaultInput, 'id'>[];
  /** What happens at once, and not again. */
  readonly act?: (server: FaultyServer) => void;
}

/** Where a preset stands on the page. */
export type PresetGroup = 'Runtime' | 'Credentials' | 'Answers' | 'Sockets' | 'Server';

/** Sets a preset up. @returns its faults; none where all of it happened at once. */
export function applyPreset(
  preset: Preset,
  server: FaultyServer,
  options: PresetOptions = {},
): readonly FaultReport[] {
  const { count, ...match } = options;
  preset.act?.(server);
  return (preset.faults?.(server.platform) ?? []).map((fault, index) =>
    server.faults.add({
      ...fault,
      id: index === 0 ? preset.id : `${preset.id}-${index + 1}`,
      ...(count === undefined ? {} : { count }),
      match: { ...fault.match, ...match },
    }),
  );
}
