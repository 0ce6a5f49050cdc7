import { toArray, toFlag, toObject, toText, type JsonObject } from '../protocol/json.ts';
import { ExpressionError } from '../expression/tokens.ts';
import { QIX_CODES, QixError } from '../protocol/qix-error.ts';
import { countMask } from '../selection/selection-set.ts';
import { searchValues } from '../expression/value-search.ts';
import type { FieldContext } from './context.ts';
import {
  clearField,
  clearFields,
  selectCodes,
  selectGroup,
  selectMask,
  type SelectionTarget,
  type ValueGroup,
} from './field-selection.ts';
import {
  flag,
  integer,
  integers,
  list,
  method,
  object,
  text,
  type Method,
  type MethodTable,
} from './method.ts';

function target({ document, name, state }: FieldContext): SelectionTarget {
  document.requireNotModal();
  return { document, state, field: document.scope.resolveField(name) };
}

/** Returns the codes of `FieldValue` structures; unknown values are ignored. */
function codesOf({ document, field }: SelectionTarget, values: readonly unknown[]): number[] {
  return values.flatMap((item) => {
    const value = toObject(item);
    const { qText: shown, qNumber: number } = value;
    const byNumber =
      value['qIsNumeric'] === true && typeof number === 'number'
        ? field.symbols.findNumber(number)
        : undefined;
    if (byNumber !== undefined || shown === undefined) return byNumber ?? [];
    const text = toText(shown);
    return field.symbols.findText(text, document.scope.settings.read(text)) ?? [];
  });
}

function group(kind: ValueGroup): Method<FieldContext> {
  return method([flag('qSoftLock')], (context: FieldContext) => ({
    qReturn: selectGroup(target(context), kind),
  }));
}

/**
 * Returns the values that match `qMatch` of `Select`: `(a|b)`, wildcards, comparisons, `=expression`, or an exact value. An invalid
 * expression matches no value.
 */
function matchMask({ document, state, field }: SelectionTarget, match: string): Uint8Array {
  if (!match.startsWith('='))
    return searchValues(field, match, { plain: 'whole', settings: document.scope.settings });
  try {
    return document.scope.valuesWhere(field, match, state);
  } catch (error) {
    if (error instanceof ExpressionError) return new Uint8Array(field.symbols.size);
    throw error;
  }
}

/** Methods of a field. */
export const FIELD_METHODS: MethodTable<FieldContext> = {
  GetCardinal: method([], ({ document, name }: FieldContext): JsonObject => ({
    qReturn: document.scope.resolveField(name).symbols.size,
  })),
  GetAndMode: method([], () => ({ qReturn: false })),
  SetAndMode: method([flag('qAndMode')], (_context: FieldContext, isAnd) => {
    if (isAnd) throw new QixError(QIX_CODES.notImplemented, 'There is no and mode', 'qAndMode');
  }),
  GetNxProperties: method([], ({ document, name }: FieldContext) => ({
    qProperties: { qOneAndOnlyOne: document.isOneAndOnlyOne(name) },
  })),
  SetNxProperties: method([object('qProperties')], ({ document, name, state }: FieldContext, properties) => {
    const isOneOnly = toFlag(properties['qOneAndOnlyOne']);
    const selected = document.selections.selections(state).get(name);
    if (isOneOnly && (!selected || countMask(selected.mask) !== 1)) {
      throw new QixError(QIX_CODES.invalidObjectState, 'One value must be selected first', name);
    }
    document.setOneAndOnlyOne(name, isOneOnly);
  }),
  SelectValues: method(
    [list('qFieldValues'), flag('qToggleMode'), flag('qSoftLock')],
    (context: FieldContext, values, isToggled) => {
      const at = target(context);
      const codes = codesOf(at, toArray(values));
      if (codes.length === 0 && values.length > 0) return { qReturn: false };
      return { qReturn: selectCodes(at, codes, isToggled ? 'toggle' : 'replace') };
    },
  ),
  LowLevelSelect: method(
    [integers('qValues'), flag('qToggleMode'), flag('qSoftLock')],
    (context: FieldContext, values, isToggled) => ({
      qReturn: selectCodes(target(context), values, isToggled ? 'toggle' : 'replace'),
    }),
  ),
  Select: method(
    [text('qMatch'), flag('qSoftLock'), integer('qExcludedValuesMode')],
    (context: FieldContext, match) => {
      const at = target(context);
      const mask = matchMask(at, match);
      return { qReturn: mask.includes(1) && selectMask(at, mask) };
    },
  ),
  ToggleSelect: method(
    [text('qMatch'), flag('qSoftLock'), integer('qExcludedValuesMode')],
    (context: FieldContext, match) => {
      const at = target(context);
      const mask = matchMask(at, match);
      const codes = [...mask.keys()].filter((code) => mask[code] === 1);
      return { qReturn: codes.length > 0 && selectCodes(at, codes, 'toggle') };
    },
  ),
  SelectAll: group('all'),
  SelectPossible: group('possible'),
  SelectExcluded: group('excluded'),
  SelectAlternative: group('alternative'),
  Clear: method([], (context: FieldContext) => ({ qReturn: clearField(target(context)) })),
  ClearAllButThis: method([flag('qSoftLock')], (context: FieldContext) => {
    const { document, state, field } = target(context);
    clearFields(document, state, (name, isLocked) => name !== field.name && !isLocked);
    return { qReturn: true };
  }),
  Lock: method([], (context: FieldContext) => lock(context, true)),
  Unlock: method([], (context: FieldContext) => lock(context, false)),
};

function lock(context: FieldContext, isLocked: boolean): JsonObject {
  const { document, state, field } = target(context);
  if (!document.selections.selections(state).has(field.name)) return { qReturn: false };
  document.selections.setLocked(state, isLocked, (name) => name === field.name);
  document.selectionsChanged();
  return { qReturn: true };
}
