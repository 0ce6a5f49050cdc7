import { booleanAttribute } from '@angular/core';

/** The `ui` of Qlik's web component, as documented in June 2026. */
export type EmbedUi =
  | 'analytics/chart'
  | 'analytics/sheet'
  | 'analytics/selections'
  | 'analytics/field'
  | 'analytics/snapshot'
  | 'classic/app'
  | 'classic/chart'
  | 'ai/agentic-assistant'
  | 'ai/assistant'
  | 'insights/feed-cards';

/** Attributes by name; `undefined` removes one. */
export type EmbedAttributes = Readonly<Record<string, string | undefined>>;

/** A value for each kind of interaction with a chart. */
export interface EmbedInteractions {
  /** Tooltips and scrolling. */
  readonly passive?: boolean;
  /** Clicks. */
  readonly active?: boolean;
  /** Selections. */
  readonly select?: boolean;
  readonly edit?: boolean;
}

/** Interactions and appearance of a chart: the `Context` of nebula, with names given by Qlik. */
export interface EmbedContext {
  readonly theme?: string;
  readonly language?: string;
  /** `false` forbids an interaction. */
  readonly interactions?: EmbedInteractions;
  /** The older form of {@link interactions}: `true` forbids an interaction. */
  readonly constraints?: EmbedInteractions;
  /** Layout for fingers or for a pointer. Qlik's default: `auto`. */
  readonly deviceType?: 'auto' | 'desktop' | 'touch';
  /** Whether charts take the focus and respond to keys. Qlik's default: `false`. */
  readonly keyboardNavigation?: boolean;
  /** Whether a chart reaches to the edge of its box. Qlik's default: `false`. */
  readonly disableCellPadding?: boolean;
  readonly [name: string]: unknown;
}

/** What a boolean input accepts: `<qlik-field isDense>` and `isDense="false"` too. `undefined` leaves the default of Qlik. */
export type EmbedBoolean = boolean | '' | 'true' | 'false' | undefined;

/** Reads a boolean input. */
export function toOptionalBoolean(value: EmbedBoolean): boolean | undefined {
  return value === undefined ? undefined : booleanAttribute(value);
}

/** A column of a chart that is not in the app: a field, an expression, or Qlik's definition of either. */
export type ChartColumn = string | Readonly<Record<string, unknown>>;

/** Serializes a value as an attribute; `undefined` stays `undefined`. The web component reads JSON5, a superset of JSON. */
export function toJsonAttribute(value: unknown): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value);
}

/** Value of an attribute that Qlik documents with `true` only: absent otherwise, as the text `false` may count as set. */
export function toPresence(value: boolean | undefined): 'true' | undefined {
  return value ? 'true' : undefined;
}
