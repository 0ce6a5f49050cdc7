import { isRecord } from '../../json/is-record.ts';
import { badReport, notPossible } from './report-error.ts';

type Json = Readonly<Record<string, unknown>>;

/** A value of a field that is to be selected. */
interface SelectedValue {
  readonly text: string | undefined;
  readonly number: number | undefined;
}

/** The selections under which a report is made. */
export type ReportSelections =
  | { readonly kind: 'none' }
  | { readonly kind: 'temporary-bookmark' | 'bookmark'; readonly id: string }
  | {
      readonly kind: 'states';
      /** Values by state and field. */
      readonly states: Readonly<Record<string, readonly FieldValues[]>>;
    };

interface FieldValues {
  readonly field: string;
  readonly values: readonly SelectedValue[];
}

/** A report to make. */
export interface ReportPlan {
  readonly appId: string;
  readonly objectId: string;
  readonly kind: 'chart' | 'sheet';
  readonly format: 'xlsx' | 'png' | 'pdf';
  readonly outputId: string;
  readonly selections: ReportSelections;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** Pixels of the image per CSS pixel. */
  readonly zoom: number;
  /** Of a document: `P`, `L`, or by its content. */
  readonly isLandscape: boolean;
  /** Milliseconds. */
  readonly lifetimeMs: number;
  readonly deadlineMs: number;
}

/** The member of the body that a type needs, and the outputs that it supports, after the types of `@qlik/api/reports`. */
const TEMPLATES: Readonly<Record<string, { readonly name: string; readonly outputs: readonly string[] }>> = {
  'sense-data-1.0': { name: 'senseDataTemplate', outputs: ['xlsx'] },
  'sense-image-1.0': { name: 'senseImageTemplate', outputs: ['pdf', 'pptx', 'image'] },
  'sense-sheet-1.0': { name: 'senseSheetTemplate', outputs: ['pdf', 'pptx'] },
};
/** Types of Qlik's that are not made here. */
const OTHER_TYPES = [
  'composition-1.0',
  'sense-excel-template-1.0',
  'sense-pixel-perfect-template-1.0',
  'sense-html-template-1.0',
  'sense-powerpoint-template-1.0',
  'sense-word-template-1.0',
  'sense-story-1.0',
  'qv-data-1.0',
  'qv-data-2.0',
];

export const HOUR_MS = 3_600_000;
const MAX_DEADLINE_MS = 4 * HOUR_MS;
export const DEFAULT_DEADLINE_MS = 600_000;
/** The largest side of an image: the browser's own limit is 16,384 pixels. */
export const MAX_PIXELS = 4_000;
export const SHEET_SIZE = { width: 1680, height: 1120 };

/**
 * Reads the body of `POST /api/v1/reports`.
 * @throws {QlikError} 400 for a body that Qlik's types do not allow, 501 for what the sandbox does not make
 */
export function readPlan(body: unknown): ReportPlan {
  if (!isRecord(body)) throw badReport('body', 'must be an object');
  const { type, meta = {} } = body;
  if (typeof type !== 'string') throw badReport('type', 'is required');
  if (OTHER_TYPES.includes(type)) throw notPossible(`The sandbox makes no reports of the type ${type}.`);
  const template = TEMPLATES[type];
  if (template === undefined) throw badReport('type', `there is no type ${type}`);
  const output = member(body, 'output');
  const content = member(body, template.name);
  if (!isRecord(meta)) throw badReport('meta', 'must be an object');
  const outputId = text(output, 'output', 'outputId');
  if (/[\s:]/.test(outputId)) throw badReport('output.outputId', 'must have no spaces and colons');
  const outputType = text(output, 'output', 'type');
  if (!template.outputs.includes(outputType))
    throw badReport('output.type', `${type} supports ${template.outputs.join(', ')}`);
  const details = member(output, `${outputType}Output`, 'output.');
  if (outputType === 'pptx')
    throw notPossible(
      'The sandbox makes no PowerPoint files. Choose PDF or an image, or use a tenant of Qlik Cloud.',
    );
  const target = targetIn(type, template.name, content);
  return {
    ...target,
    appId: text(content, template.name, 'appId'),
    format: outputType === 'xlsx' ? 'xlsx' : outputType === 'pdf' ? 'pdf' : imageFormat(details),
    outputId,
    selections: selectionsIn(content, body, template.name),
    zoom: number(details, 'output.imageOutput', 'outZoom', { min: 0.1, max: 5, fallback: 1 }),
    isLandscape: isLandscape(details['orientation'], target),
    lifetimeMs: duration(meta, 'outputTtl', HOUR_MS),
    deadlineMs: Math.min(duration(meta, 'exportDeadline', DEFAULT_DEADLINE_MS), MAX_DEADLINE_MS),
  };
}

type Target = Pick<ReportPlan, 'objectId' | 'kind' | 'width' | 'height'>;

function targetIn(type: string, name: string, content: Json): Target {
  if (type === 'sense-data-1.0')
    return { kind: 'chart', objectId: text(content, name, 'id'), width: 0, height: 0 };
  const isSheet = type === 'sense-sheet-1.0';
  const part = isSheet ? 'sheet' : 'visualization';
  const shown = member(content, part, `${name}.`);
  const path = `${name}.${part}`;
  if (shown['type'] === 'sessionobject')
    throw notPossible('The sandbox exports no visualizations that are created on the fly.');
  const size = (side: 'widthPx' | 'heightPx', fallback: number | undefined): number =>
    number(shown, path, side, { min: 1, max: MAX_PIXELS, ...(fallback !== undefined && { fallback }) });
  return {
    kind: isSheet || shown['type'] === 'sheet' ? 'sheet' : 'chart',
    objectId: text(shown, path, 'id'),
    width: size('widthPx', isSheet ? SHEET_SIZE.width : undefined),
    height: size('heightPx', isSheet ? SHEET_SIZE.height : undefined),
  };
}

function imageFormat({ outFormat = 'png' }: Json): 'png' {
  if (outFormat === 'png') return 'png';
  if (outFormat === 'jsondata') throw notPossible('The sandbox makes images in the format png only.');
  throw badReport('output.imageOutput.outFormat', 'must be png or jsondata');
}

function isLandscape(orientation: unknown, { width, height }: Target): boolean {
  return orientation === 'P' ? false : orientation === 'L' || width > height;
}

function selectionsIn(content: Json, body: Json, name: string): ReportSelections {
  const { selectionType = 'selectionsByState' } = content;
  const idIn = (part: string): string => text(member(content, part, `${name}.`), `${name}.${part}`, 'id');
  switch (selectionType) {
    case 'temporaryBookmarkV2':
      return { kind: 'temporary-bookmark', id: idIn('temporaryBookmarkV2') };
    case 'persistentBookmark':
      return { kind: 'bookmark', id: idIn('persistentBookmark') };
    case 'selectionsByState': {
      const definition = content['selectionsByStateDef'];
      const { definitions } = body;
      const defined =
        isRecord(definitions) && isRecord(definitions['selectionsByState'])
          ? definitions['selectionsByState']
          : {};
      if (definition !== undefined && (typeof definition !== 'string' || !isRecord(defined[definition])))
        throw badReport(`${name}.selectionsByStateDef`, 'is not among the definitions');
      const given = typeof definition === 'string' ? defined[definition] : content['selectionsByState'];
      return given === undefined ? { kind: 'none' } : { kind: 'states', states: statesIn(given, name) };
    }
    default:
      throw badReport(`${name}.selectionType`, 'is not supported');
  }
}

function statesIn(given: unknown, name: string): Readonly<Record<string, readonly FieldValues[]>> {
  const path = `${name}.selectionsByState`;
  if (!isRecord(given)) throw badReport(path, 'must be an object');
  return Object.fromEntries(
    Object.entries(given).map(([state, fields]) => {
      if (!Array.isArray(fields)) throw badReport(`${path}.${state}`, 'must be a list');
      return [state, fields.map((field: unknown) => fieldValues(field, `${path}.${state}`))];
    }),
  );
}

function fieldValues(given: unknown, path: string): FieldValues {
  if (!isRecord(given) || !Array.isArray(given['values']))
    throw badReport(path, 'needs fieldName and values');
  const { defaultIsNumeric } = given;
  return {
    field: text(given, path, 'fieldName'),
    values: given['values'].map((value: unknown): SelectedValue => {
      if (!isRecord(value)) throw badReport(`${path}.values`, 'must be objects');
      const { text: shown, number: value_, isNumeric = defaultIsNumeric } = value;
      return isNumeric === true && typeof value_ === 'number'
        ? { text: undefined, number: value_ }
        : { text: typeof shown === 'string' ? shown : String(value_), number: undefined };
    }),
  };
}

function member(of: Json, name: string, path = ''): Json {
  const value = of[name];
  if (!isRecord(value)) throw badReport(path + name, 'is required');
  return value;
}

function text(of: Json, path: string, name: string): string {
  const value = of[name];
  if (typeof value !== 'string' || value === '') throw badReport(`${path}.${name}`, 'is required');
  return value;
}

function number(
  of: Json,
  path: string,
  name: string,
  { min, max, fallback }: { readonly min: number; readonly max: number; readonly fallback?: number },
): number {
  const value = of[name] ?? fallback;
  if (typeof value !== 'number' || !(value >= min && value <= max))
    throw badReport(`${path}.${name}`, `must be a number from ${min} to ${max}`);
  return value;
}

/** Reads a duration of ISO 8601 with days, hours, minutes and seconds. */
function duration(meta: Json, name: string, fallback: number): number {
  const value = meta[name];
  if (value === undefined) return fallback;
  const match = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(
    typeof value === 'string' ? value : '',
  );
  const [days, hours, minutes, seconds] = (match ?? [])
    .slice(1)
    .map((part: string | undefined) => Number(part ?? 0));
  const milliseconds =
    ((((days ?? 0) * 24 + (hours ?? 0)) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0)) * 1000;
  if (!match || milliseconds === 0) throw badReport(`meta.${name}`, 'must be a duration, such as PT10M');
  return milliseconds;
}
