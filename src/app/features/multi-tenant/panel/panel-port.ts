import { InjectionToken, type Signal } from '@angular/core';
import type { SelectionRepeater } from './selection-repeater';

/** The interface of a panel to its page. */
export interface PanelPort {
  /** The open app. */
  readonly appId: Signal<string | undefined>;
  /** Increases when all data is to be fetched again. */
  readonly refreshes: Signal<number>;
  readonly repeater: SelectionRepeater;
  open(appId: string): void;
  closeApp(): void;
  /** Closes the panel. */
  close(): void;
}

export const PANEL_PORT = new InjectionToken<PanelPort>(ngDevMode ? 'PANEL_PORT' : '');
