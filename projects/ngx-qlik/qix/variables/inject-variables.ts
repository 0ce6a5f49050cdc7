import { computed, signal } from '@angular/core';
import type { Doc, GenericVariable } from '@qlik/api/qix';
import type { QlikResource } from 'ngx-qlik';
import { notInApp } from '../objects/engine-errors';
import { type WatchOptions, watchEngineObject } from '../objects/engine-object';
import { isTrueAt, numberAt, recordsAt, textAt } from '../objects/layout';
import type { AppSessionSource } from '../objects/session-source';
import { asSignal, type ValueOrSignal } from '../objects/value-or-signal';

/** A variable of an app, as it is defined. */
export interface AppVariable {
  readonly id: string;
  readonly name: string;
  /** A text, or an expression that begins with `=`. */
  readonly definition: string;
  readonly comment: string;
  /** Whether the load script sets it, so that a reload resets it. */
  readonly isFromScript: boolean;
}

/** The variables of an app. */
export interface AppVariables extends QlikResource<readonly AppVariable[]> {
  /**
   * Sets a variable. In a published app the value is that of this session only. Resolves when the list has it.
   * @param value a number, a text, or an expression that begins with `=`
   * @throws {QlikError} `object-not-found` for an unknown name; `engine-error`
   */
  set(name: string, value: string | number): Promise<void>;
}

/** The value of a variable. */
export interface VariableValue {
  /** The text, as the engine formats it; for an expression, its result. */
  readonly text: string;
  /** Absent for a text. */
  readonly number?: number;
}

/** One variable, kept up to date. */
export interface AppVariableValue extends QlikResource<VariableValue> {
  /** Sets it, see {@link AppVariables.set}. Resolves when it is the value. */
  set(value: string | number): Promise<void>;
}

/** Returns the variables of the session's app, sorted by name, without reserved and system ones. */
export function injectVariables(appSession: AppSessionSource, options: WatchOptions = {}): AppVariables {
  const list = watchEngineObject(appSession, signal(VARIABLE_LIST).asReadonly(), readVariables, options);
  return Object.assign(list.resource, {
    set: (name: string, value: string | number) =>
      list.command(async (_, doc) => setVariable(await variableOf(doc, name), value)),
  });
}

/**
 * Returns the value of a variable, kept up to date.
 *
 * @param name a value, a signal or a function; the error is `object-not-found` for a name that the app does not have
 */
export function injectVariable(
  appSession: AppSessionSource,
  name: ValueOrSignal<string | undefined>,
  options: WatchOptions = {},
): AppVariableValue {
  const wanted = asSignal(name);
  const source = computed(() => {
    const current = wanted();
    return current === undefined ? undefined : { fetch: (doc: Doc) => variableOf(doc, current) };
  });
  const variable = watchEngineObject(appSession, source, readVariable, options);
  return Object.assign(variable.resource, {
    set: (value: string | number) => variable.command((handle) => setVariable(handle, value)),
  });
}

/** @throws {QlikError} `object-not-found` */
async function variableOf(doc: Doc, name: string): Promise<GenericVariable> {
  try {
    return await doc.getVariableByName(name);
  } catch (cause) {
    const code = (cause as { readonly code?: unknown } | undefined)?.code;
    if (typeof code !== 'number' || !NOT_FOUND.includes(code)) throw cause;
    throw notInApp(
      { kind: 'variable', name },
      { remedy: 'Check its name, upper and lower case included.', status: code, cause },
    );
  }
}

async function setVariable(variable: GenericVariable, value: string | number): Promise<void> {
  await (typeof value === 'number' ? variable.setNumValue(value) : variable.setStringValue(value));
}

/** "Object not found" of enigma and of `@qlik/api`; "resource not found" of the engine. */
const NOT_FOUND: readonly number[] = [-2, 2, -32602];

const VARIABLE_LIST = {
  properties: {
    qInfo: { qType: 'ngx-qlik-variables' },
    qVariableListDef: {
      qType: 'variable',
      qShowReserved: false,
      qShowConfig: false,
      qShowSession: true,
      qData: {},
    },
  },
};

function readVariables(layout: unknown): readonly AppVariable[] {
  return recordsAt(layout, 'qVariableList', 'qItems')
    .filter((item) => !isTrueAt(item, 'qIsReserved') && !isTrueAt(item, 'qIsConfig'))
    .map((item) => ({
      id: textAt(item, 'qInfo', 'qId'),
      name: textAt(item, 'qName'),
      definition: textAt(item, 'qDefinition'),
      comment: textAt(item, 'qDescription'),
      isFromScript: isTrueAt(item, 'qIsScriptCreated'),
    }))
    .sort((a, b) => a.name.localeCompare(b.name));
}

function readVariable(layout: unknown): VariableValue {
  const number = numberAt(layout, 'qNum');
  return { text: textAt(layout, 'qText'), ...(number !== undefined && { number }) };
}
