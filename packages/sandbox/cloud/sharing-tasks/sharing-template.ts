import { isRecord } from '../../json/is-record.ts';
import {
  DEFAULT_DEADLINE_MS,
  HOUR_MS,
  MAX_PIXELS,
  type ReportPlan,
  type ReportSelections,
  SHEET_SIZE,
} from '../reports/report-plan.ts';
import { badBody, QlikError } from '../rest/qlik-error.ts';
import type { SharingState, SharingTemplate } from './sharing-task.ts';

type Json = Readonly<Record<string, unknown>>;

export const SERVICE = 'SHARING-TASKS';

/** The outputs that are made, and their formats. */
const FORMATS: Readonly<Record<string, ReportPlan['format']>> = { image: 'png', pdf: 'pdf', xlsx: 'xlsx' };

/** 501: valid at Qlik, and not possible here; Qlik has no such answer. */
export function notHere(detail: string): QlikError {
  return new QlikError(501, { code: `${SERVICE}-501`, title: 'Not implemented in the sandbox', detail });
}

/**
 * Returns the report that a template asks for.
 * @param pointer of the template in the body
 * @throws {QlikError} 400 for what is missing or wrong, 501 for what the sandbox does not make
 */
export function planOf(template: SharingTemplate, state: SharingState, pointer: string): ReportPlan {
  const { type, subType = type === 'chart' ? 'image' : 'pdf' } = template;
  const shown = shownIn(template, pointer);
  const format = FORMATS[subType];
  if (format === undefined)
    throw notHere('The sandbox makes images, PDF and workbooks of charts, and images and PDF of sheets.');
  if (format === 'xlsx' && shown.kind === 'sheet')
    throw badBody(SERVICE, `${pointer}/subType`, 'A workbook is made of a chart.');
  const { data, place } = shown;
  const size = (side: 'widthPx' | 'heightPx', fallback: number | undefined): number =>
    number(data, place, side, { min: 1, max: MAX_PIXELS, fallback });
  const isSheet = shown.kind === 'sheet';
  const isDrawn = format !== 'xlsx';
  const width = isDrawn ? size('widthPx', isSheet ? SHEET_SIZE.width : undefined) : 0;
  const height = isDrawn ? size('heightPx', isSheet ? SHEET_SIZE.height : undefined) : 0;
  return {
    appId: text(data, place, 'appId'),
    objectId: text(data, place, isSheet ? 'sheetId' : 'objectId'),
    kind: shown.kind,
    format,
    outputId: template.fileAlias,
    selections: selectionsOf(state),
    width,
    height,
    zoom: number(data, place, 'outZoom', { min: 0.1, max: 5, fallback: 1 }),
    isLandscape: width > height,
    lifetimeMs: HOUR_MS,
    deadlineMs: DEFAULT_DEADLINE_MS,
  };
}

/** The name of the file, with the time where the template asks for it. @param time ISO 8601 */
export function fileNameOf(
  template: SharingTemplate,
  fallback: string,
  time: string,
  ending: string,
): string {
  const { fileName = fallback, fileTimeStamp } = template;
  const [date = '', clock = ''] = time.split('T');
  const parts: Readonly<Record<string, string>> = {
    'yyyy-MM-dd': date,
    'yyyy-MM-dd_HH-mm': `${date}_${clock.slice(0, 5).replace(':', '-')}`,
    yyyyMMdd: date.replaceAll('-', ''),
    'yyyyMMdd_HH-mm': `${date.replaceAll('-', '')}_${clock.slice(0, 5).replace(':', '-')}`,
  };
  const stamp = fileTimeStamp === undefined ? undefined : parts[fileTimeStamp];
  return `${[fileName, stamp]
    .filter(Boolean)
    .join('_')
    .replaceAll(/[^\w.-]/g, '_')}.${ending}`;
}

interface Shown {
  readonly kind: ReportPlan['kind'];
  readonly data: Json;
  /** JSON pointer of the data. */
  readonly place: string;
}

function shownIn({ type, chartData, sheetData, multiSheetData }: SharingTemplate, pointer: string): Shown {
  const shown = (kind: Shown['kind'], data: unknown, place: string): Shown => {
    if (!isRecord(data)) throw badBody(SERVICE, place, `A template of the type ${type} has it.`);
    return { kind, data, place };
  };
  switch (type) {
    case 'chart':
      if (chartData?.['objectDef'] !== undefined)
        throw notHere('The sandbox exports no visualizations that are created on the fly.');
      return shown('chart', chartData, `${pointer}/chartData`);
    case 'sheet':
      return shown('sheet', sheetData, `${pointer}/sheetData`);
    case 'multi-sheet':
      if ((multiSheetData?.length ?? 0) > 1)
        throw notHere('The sandbox makes documents of one sheet. Give each sheet a template of its own.');
      return shown('sheet', multiSheetData?.[0], `${pointer}/multiSheetData/0`);
    default:
      throw notHere(`The sandbox has no templates of the type ${type}.`);
  }
}

function selectionsOf({ selections = [] }: SharingState): ReportSelections {
  if (selections.length === 0) return { kind: 'none' };
  const stateOf = (stateName: string): string => (stateName === '' ? '$' : stateName);
  const names = new Set(selections.map(({ stateName }) => stateOf(stateName)));
  const fieldsIn = (state: string) =>
    selections
      .filter(({ stateName }) => stateOf(stateName) === state)
      .map(({ name, values, isNumeric }) => ({
        field: name,
        values: values.map((value) =>
          isNumeric ? { text: undefined, number: Number(value) } : { text: value, number: undefined },
        ),
      }));
  return {
    kind: 'states',
    states: Object.fromEntries([...names].map((state) => [state, fieldsIn(state)])),
  };
}

function text(data: Json, place: string, name: string): string {
  const value = data[name];
  if (typeof value === 'string' && value !== '') return value;
  throw badBody(SERVICE, `${place}/${name}`, 'It is missing.');
}

function number(
  data: Json,
  place: string,
  name: string,
  {
    min,
    max,
    fallback,
  }: { readonly min: number; readonly max: number; readonly fallback: number | undefined },
): number {
  // Of a sheet that fits by itself, both sides are 0.
  const value = (data[name] === 0 ? undefined : data[name]) ?? fallback;
  if (typeof value === 'number' && value >= min && value <= max) return value;
  throw badBody(SERVICE, `${place}/${name}`, `It has to be a number from ${min} to ${max}.`);
}
