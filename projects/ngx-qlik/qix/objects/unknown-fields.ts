import { untracked } from '@angular/core';
import type { Doc } from '@qlik/api/qix';
import { ɵfindMeant as findMeant } from 'ngx-qlik/connection-rules';
import type { AppSession } from '../session/app-session';
import { readCheck } from '../expressions/check-expression';
import { isHiddenByCondition } from '../hypercube/delivered-columns';
import { type Json, numberAt, recordAt, recordsAt, textAt, textsAt } from './layout';

/** The names that the console has had, or need not have, by app. */
const KNOWN = new Set<string>();

/** The most fields that a warning lists. */
const MOST_LISTED = 20;

/**
 * Names the fields of a list or hypercube in the console that the app does not have, once per app and name: Qlik calculates with them as with
 * null, without an error. Also names expressions that the engine reports as wrong. For development builds only: it may call the engine.
 * @param properties of the object, where the page makes it: their measures are checked
 */
export function warnOfUnknownFields(
  appSession: AppSession | undefined,
  layout: unknown,
  properties?: unknown,
): void {
  const doc = untracked(() => appSession?.doc());
  if (!appSession || !doc) return;
  const { connectionId, appId } = appSession;
  const isNew = (name: string): boolean => {
    const key = JSON.stringify([connectionId, appId, name]);
    const isKnown = KNOWN.has(key);
    KNOWN.add(key);
    return !isKnown;
  };
  const forget = (name: string): boolean => KNOWN.delete(JSON.stringify([connectionId, appId, name]));
  const dimensions = [
    recordAt(layout, 'qListObject', 'qDimensionInfo'),
    ...recordsAt(layout, 'qHyperCube', 'qDimensionInfo'),
  ];
  for (const info of dimensions) {
    const definition = (textsAt(info, 'qGroupFieldDefs')[numberAt(info, 'qGroupPos') ?? 0] ?? '').trim();
    const name = unquote(definition);
    if (!isSuspicious(info, definition) || !isNew(name)) continue;
    if (definition.startsWith('=')) {
      const reason = textAt(info, 'qError', 'qExtendedMessage');
      warn(
        `The engine cannot calculate "${definition}" in the app "${appId}"${reason && ` (${reason})`}. checkExpression() tells what is wrong with an expression.`,
      );
    } else {
      fieldsOf(doc).then(
        (fields) => {
          // An app without data, whose script is still to run, says nothing about names.
          if (fields.length === 0) forget(name);
          else if (!isAmong(fields, name)) warn(unknownField(name, appId, fields));
        },
        // The connection was lost meanwhile, which the session reports: the next layout leads here again.
        () => forget(name),
      );
    }
  }
  for (const measure of recordsAt(properties, 'qHyperCubeDef', 'qMeasures')) {
    const expression = textAt(measure, 'qDef', 'qDef');
    // As one of a dimension begins with "=", no field has its key.
    if (expression !== '' && isNew(`=${expression}`)) {
      checkMeasure(doc, expression).then(
        (problem) => {
          if (problem !== undefined) warn(`In the app "${appId}", the measure "${expression}" ${problem}`);
        },
        () => forget(`=${expression}`),
      );
    }
  }
}

/** Returns which fields of a measure are not in the app. Its column has the error of a wrong syntax. */
async function checkMeasure(doc: Doc, expression: string): Promise<string | undefined> {
  const { unknownFields } = readCheck(expression, await doc.checkExpression(expression, []));
  const names = unknownFields.map(unquote);
  const [first] = names;
  const fields = first === undefined ? [] : await fieldsOf(doc);
  // An app without data, whose script is still to run, has none.
  if (first === undefined || fields.length === 0) return undefined;
  return `has fields that are not there: ${names.map((name) => `"${name}"`).join(', ')}. ${adviceOn(first, fields)}`;
}

function warn(text: string): void {
  // oxlint-disable-next-line no-console -- for the developer: the list or table itself has no error
  console.warn(text);
}

/** Whether the engine reports an error, or has no value at all of something that is no expression. */
function isSuspicious(info: Json, definition: string): boolean {
  if (definition === '' || isHiddenByCondition(info)) return false;
  return Boolean(info['qError']) || (!definition.startsWith('=') && numberAt(info, 'qCardinal') === 0);
}

/** The names of all fields of an app. */
async function fieldsOf(doc: Doc): Promise<readonly string[]> {
  const size = { qcx: 0, qcy: 0 };
  const model: unknown = await doc.getTablesAndKeys(size, size, 0, false, false);
  const fields = recordsAt(model, 'qtr').flatMap((table) => recordsAt(table, 'qFields'));
  return [...new Set(fields.map((field) => textAt(field, 'qName')))];
}

/** Also a derived field, such as `Date.autoCalendar.Year`, which is in no table. */
function isAmong(fields: readonly string[], name: string): boolean {
  return fields.some((field) => name === field || name.startsWith(`${field}.`));
}

function unknownField(name: string, appId: string, fields: readonly string[]): string {
  return `The app "${appId}" has no field "${name}". ${adviceOn(name, fields)}`;
}

function adviceOn(name: string, fields: readonly string[]): string {
  const meant = findMeant(name, fields);
  const listed = fields.slice(0, MOST_LISTED).map((field) => `"${field}"`);
  const more = fields.length > MOST_LISTED ? ', …' : '';
  const advice =
    meant === undefined ? `Its fields are ${listed.join(', ')}${more}.` : `Did you mean "${meant}"?`;
  return `${advice} Upper and lower case count; injectFields() lists the fields.`;
}

/** The name in `[Name]`. */
function unquote(definition: string): string {
  const inner = /^\[(.*)\]$/s.exec(definition)?.[1];
  return inner === undefined ? definition : inner.replaceAll(']]', ']');
}
