import type { Field } from '../model/field.ts';
import { dayNumberNow } from './day-number.ts';
import type { Call, Expression } from './ast.ts';
import type { RegionalSettings } from './regional-settings.ts';
import { objectFunction, type ObjectView } from './object-functions.ts';
import { fieldNameIn } from './selection-functions.ts';
import { ExpressionError } from './tokens.ts';
import { numberOf, type Value } from './value.ts';
import { valueOfCode } from './value-column.ts';

/** Properties of an app that expressions can read. */
export interface AppInfo {
  readonly id: string;
  readonly title: string;
  /** ISO 8601. */
  readonly reloadTime: string;
  /** When the session opened the app. ISO 8601. */
  readonly openedAt?: string;
  readonly userName: string;
}

/** Context of a function over an app. */
export interface AppView {
  readonly facts: AppInfo | undefined;
  readonly settings: RegionalSettings;
  /** The object whose expression is evaluated; undefined outside an object. */
  readonly object: ObjectView | undefined;
  readonly state: string;
  readonly resolve: (field: string) => Field;
}

/**
 * Evaluates `DocumentName`, `ReloadTime`, `FieldValue` and similar functions.
 * @throws {ExpressionError} when an argument is not a field or not a constant
 */
export function appFunction(
  { name, args }: Call,
  { facts, object, settings, state, resolve }: AppView,
): Value {
  const [target, second] = args;
  switch (name) {
    case 'fieldvaluecount':
      return resolve(fieldNameIn(name, target)).symbols.size;
    case 'fieldvalue': {
      const { symbols } = resolve(fieldNameIn(name, target));
      return valueOfCode(symbols, numberOf(constant(name, second)) - 1);
    }
    case 'fieldindex': {
      const { symbols } = resolve(fieldNameIn(name, target));
      const value = constant(name, second);
      const code =
        typeof value === 'number' ? symbols.findNumber(value) : symbols.findText(value, settings.read(value));
      return code === undefined ? 0 : code + 1;
    }
    case 'documentname':
    case 'documentpath':
      return facts?.id ?? null;
    case 'documenttitle':
      return facts?.title ?? null;
    case 'reloadtime':
      return facts ? settings.timestamp(dayNumberNow(new Date(facts.reloadTime))) : null;
    case 'osuser':
      return facts?.userName ?? null;
    case 'statename':
      return state;
    case 'engineversion':
    case 'productversion':
      return ENGINE_VERSION;
    default:
      return objectFunction(name, target, object);
  }
}

/** The version that this engine reports. */
export const ENGINE_VERSION = '12.2027.0';

function constant(name: string, expression: Expression | undefined): number | string {
  if (expression?.type === 'number' || expression?.type === 'text') return expression.value;
  throw new ExpressionError(`Error in expression: ${name} takes a constant`, 0);
}
