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

/** Attributes by name; `undefined` is none. */
export type EmbedAttributes = Readonly<Record<string, string | undefined>>;

/** How a chart may be used, and how it looks. */
export interface EmbedContext {
  readonly theme?: string;
  readonly language?: string;
  readonly interactions?: {
    /** Tooltips and scrolling. */
    readonly passive?: boolean;
    /** Clicks that do something. */
    readonly active?: boolean;
    /** Selections. */
    readonly select?: boolean;
    readonly edit?: boolean;
  };
  readonly [name: string]: unknown;
}

/** What a chart is made of that is not in the app: a field, an expression, or Qlik's own definition of either. */
export type ChartColumn = string | Readonly<Record<string, unknown>>;

/** A value as an attribute; `undefined` stays so. The web component reads JSON5, of which JSON is a part. */
export function toJsonAttribute(value: unknown): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value);
}

/** Brings an element's attributes from one state to the next and touches only those that differ: each change redraws. */
export function updateAttributes(element: Element, before: EmbedAttributes, after: EmbedAttributes): void {
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const value = after[name];
    if (value === before[name]) continue;
    if (value === undefined) element.removeAttribute(name);
    else element.setAttribute(name, value);
  }
}
