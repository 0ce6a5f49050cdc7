/** The `ui` of Qlik's web component. */
export type EmbedUi =
  | 'analytics/chart'
  | 'analytics/sheet'
  | 'analytics/selections'
  | 'analytics/field'
  | 'analytics/snapshot'
  | 'classic/app'
  | 'classic/chart'
  | 'ai/assistant';

/** Attributes by name; `undefined` removes one. */
export type EmbedAttributes = Readonly<Record<string, string | undefined>>;

/** Interactions and appearance of a chart. */
export interface EmbedContext {
  readonly theme?: string;
  readonly language?: string;
  readonly interactions?: {
    /** Tooltips and scrolling. */
    readonly passive?: boolean;
    /** Clicks. */
    readonly active?: boolean;
    /** Selections. */
    readonly select?: boolean;
    readonly edit?: boolean;
  };
  readonly [name: string]: unknown;
}

/** A column of a chart that is not in the app: a field, an expression, or Qlik's definition of either. */
export type ChartColumn = string | Readonly<Record<string, unknown>>;

/** Serializes a value as an attribute; `undefined` stays `undefined`. The web component reads JSON5, a superset of JSON. */
export function toJsonAttribute(value: unknown): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value);
}

/** Updates an element's attributes. Sets only those that differ, as each change redraws. */
export function updateAttributes(element: Element, before: EmbedAttributes, after: EmbedAttributes): void {
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const value = after[name];
    if (value === before[name]) continue;
    if (value === undefined) element.removeAttribute(name);
    else element.setAttribute(name, value);
  }
}
