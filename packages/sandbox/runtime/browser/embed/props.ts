import type { stardust } from '@nebula.js/stardust';
import type { HostConfig } from '@qlik/api/auth';
import type { Doc, Field, GenericObject } from '@qlik/api/qix';
import { isRecord } from '../../../json/is-record.ts';

/** The result of `getRefApi()` of an embed; its members depend on the `ui`. */
export interface RefApi {
  getDoc(): Promise<Doc>;
  getObject?(): Promise<GenericObject>;
  getChartRefApi?(): Promise<object>;
  getField?(): Promise<Field>;
}

/**
 * The props from Qlik's web component and React component: attributes in camel case, with the assembled `hostConfig`.
 * Everything else is text unless the attribute's name carried a type (`dense:boolean`).
 */
export interface EmbedProps {
  readonly ui?: string;
  readonly appId?: string;
  readonly identity?: string;
  readonly hostConfig?: HostConfig;
  readonly exposeRefApi?: (api: RefApi) => void;
  readonly [name: string]: unknown;
}

/** An error that the page's developer can correct: shown in place of the embed and on the console. */
export class EmbedError extends Error {
  override readonly name = 'EmbedError';

  constructor(
    /** Machine-readable, stable; also the value of `data-qlik-embed-error` in the page. */
    readonly code: EmbedErrorCode,
    message: string,
    /** The remedy in one sentence. */
    readonly remedy: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export type EmbedErrorCode =
  | 'missing-parameter'
  | 'bad-parameter'
  | 'unknown-ui'
  | 'ui-not-available'
  | 'app-not-opened'
  | 'object-not-found'
  | 'field-not-found'
  | 'unknown-chart-type'
  | 'eval-refused'
  | 'render-failed';

/** A text parameter; undefined when absent or empty. */
export function textProp(props: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = props[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** @throws {EmbedError} `missing-parameter` naming the attribute. */
export function requiredTextProp(props: EmbedProps, name: string): string {
  const value = textProp(props, name);
  if (value === undefined) {
    const attribute = attributeName(name);
    throw new EmbedError(
      'missing-parameter',
      `ui="${props.ui ?? ''}" needs the attribute "${attribute}".`,
      `Add ${attribute}="…" to the element.`,
    );
  }
  return value;
}

/** Whether a parameter is `true`, as a boolean or a text. */
export function isTrueProp(props: EmbedProps, name: string): boolean {
  return props[name] === true || props[name] === 'true';
}

/** A list given as JSON5 in an attribute or as an array by a framework. */
export function listProp(props: EmbedProps, name: string): readonly unknown[] {
  const value = props[name];
  if (value === undefined) return [];
  if (Array.isArray(value)) return value;
  throw new EmbedError(
    'bad-parameter',
    `"${attributeName(name)}" must be a list.`,
    `Write it as JSON: ${attributeName(name)}='[…]'.`,
  );
}

/** An object given as JSON5 in an attribute or as an object by a framework. */
export function recordProp(props: EmbedProps, name: string): Record<string, unknown> {
  const value = props[name];
  if (value === undefined) return {};
  if (isRecord(value)) return value;
  throw new EmbedError(
    'bad-parameter',
    `"${attributeName(name)}" must be an object.`,
    `Write it as JSON: ${attributeName(name)}='{…}'.`,
  );
}

function attributeName(prop: string): string {
  return prop.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Returns the fields of a new chart in Nebula's form: dimensions, then measures. */
export function chartFields(
  dimensions: readonly unknown[],
  measures: readonly unknown[],
): readonly stardust.Field[] {
  return [...dimensions, ...measures.map(asMeasure)] as stardust.Field[];
}

/**
 * Nebula takes a field for a measure by a leading `=`, by `qDef.qDef`, or by `type` where it is of the library. A measure of the library
 * with an empty or partial `qDef`, as in `NxMeasure`, needs `type` as well.
 */
function asMeasure(measure: unknown): unknown {
  if (typeof measure === 'string') return measure.startsWith('=') ? measure : `=${measure}`;
  if (isRecord(measure) && Boolean(measure['qLibraryId'])) return { ...measure, type: 'measure' };
  return measure;
}
