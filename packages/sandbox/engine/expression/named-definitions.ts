import type { SelectionSet, SelectionSnapshot } from '../selection/selection-set.ts';
import type { AppInfo } from './app-functions.ts';
import type { ObjectView } from './object-functions.ts';

/** Definitions that expressions refer to by name: variables, bookmarks, master items and the history of selections. */
export interface NamedDefinitions {
  variable(name: string): string | undefined;
  bookmark(name: string): SelectionSet | undefined;
  /** Returns the expression of a master measure by its label. */
  measure?(label: string): string | undefined;
  /** Returns the field or expression of a master dimension by its name. */
  dimension?(name: string): string | undefined;
  /** Returns the selections `count` steps back, or forward when negative; undefined outside the history. */
  step?(count: number): SelectionSnapshot | undefined;
  readonly app?: AppInfo;
  /** The object whose expressions are evaluated. */
  readonly object?: ObjectView;
}
