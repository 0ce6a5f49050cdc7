import type { FaultInput, FaultReport } from './fault-rule.ts';
import type { FaultyServer, Platform } from './faulty-server.ts';

/** Options of a preset, applied to each of its faults. */
export interface PresetOptions {
  readonly user?: string;
  readonly count?: number;
  readonly path?: string;
}

/** A named fault for users and tests. */
export interface Preset {
  readonly id: string;
  readonly title: string;
  /** The visible effect in the application, and its duration. */
  readonly description: string;
  readonly group: PresetGroup;
  readonly platforms: readonly Platform[];
  /** The faults, without ids: they get the preset's. */
  readonly faults?: (platform: Platform) => readonly Omit<FaultInput, 'id'>[];
  /** An action that runs once, when the preset is applied. */
  readonly act?: (server: FaultyServer) => void;
}

/** The group of a preset on the page. */
type PresetGroup = 'Runtime' | 'Credentials' | 'Answers' | 'Sockets' | 'Server';

/** Applies a preset. @returns its faults; none for a preset with an action only. */
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
