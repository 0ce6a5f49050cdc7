import { InjectionToken, type Signal } from '@angular/core';
import type { SelectionRepeater } from './selection-repeater';

/** All that a panel gets from the page around it. */
export interface PanelPort {
  /** The app that is open in it. */
  readonly appId: Signal<string | undefined>;
  /** Grows each time that everything is to be fetched anew. */
  readonly refreshes: Signal<number>;
  readonly repeater: SelectionRepeater;
  open(appId: string): void;
  closeApp(): void;
  /** Closes the panel itself. */
  close(): void;
}

export const PANEL_PORT = new InjectionToken<PanelPort>(ngDevMode ? 'PANEL_PORT' : '');
