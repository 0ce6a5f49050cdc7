import { textOf, type Value } from '../expression/value.ts';
import { isNameMatch } from './name-list.ts';
import type { Mapping } from './script-state.ts';
import { keyOf, type ScriptTable } from './script-table.ts';

/** How `Force` changes the case of field names and values. */
export type ForcedCase = 'upper' | 'lower' | 'capitalize';

/**
 * Rules of a script for the names and values of fields that are loaded after them: `Qualify`, `Alias`, `Map … Using`, `NullAsValue` and
 * `Force`. Field patterns may contain `*` and `?`; of several matches the last rule applies.
 */
export class FieldRules {
  /** Undefined: names and texts keep their case. */
  forcedCase: ForcedCase | undefined;
  private readonly qualified: { readonly pattern: string; readonly isOn: boolean }[] = [];
  private readonly nullValues: { readonly pattern: string; readonly isOn: boolean }[] = [];
  private readonly maps: { readonly pattern: string; readonly mapping: Mapping | undefined }[] = [];
  private readonly aliases = new Map<string, string>();

  constructor(private readonly variable: (name: string) => string | undefined) {}

  /** `Qualify` and `Unqualify`. */
  qualify(patterns: readonly string[], isOn: boolean): void {
    this.qualified.push(...patterns.map((pattern) => ({ pattern, isOn })));
  }

  /** `NullAsValue` and `NullAsNull`. */
  replaceNulls(patterns: readonly string[], isOn: boolean): void {
    this.nullValues.push(...patterns.map((pattern) => ({ pattern, isOn })));
  }

  /** `Map … Using`, and `Unmap` without a mapping. */
  map(patterns: readonly string[], mapping: Mapping | undefined): void {
    this.maps.push(...patterns.map((pattern) => ({ pattern, mapping })));
  }

  /** `Alias`. */
  alias(field: string, name: string): void {
    this.aliases.set(field, name);
  }

  /** Returns the name of a loaded field that has no `as`. */
  aliasOf(field: string): string {
    return this.aliases.get(field) ?? field;
  }

  /** Applies the rules to a table before it becomes part of the data. @param label the name for qualified fields */
  applyTo(table: ScriptTable, label: string): ScriptTable {
    return {
      ...table,
      columns: new Map(
        [...table.columns].map(([written, values]) => {
          const name = this.storedName(label, written);
          return [name, this.storedValues(name, values)];
        }),
      ),
    };
  }

  private storedName(label: string, written: string): string {
    const { forcedCase } = this;
    const field = forcedCase ? changedText(written, forcedCase) : written;
    const isQualified = this.qualified.findLast(({ pattern }) => isNameMatch(pattern, field))?.isOn;
    return isQualified === true ? `${label}.${field}` : field;
  }

  private storedValues(field: string, values: Value[]): Value[] {
    const mapping = this.maps.findLast(({ pattern }) => isNameMatch(pattern, field))?.mapping;
    const isNullReplaced =
      this.nullValues.findLast(({ pattern }) => isNameMatch(pattern, field))?.isOn === true;
    const { forcedCase } = this;
    if (!mapping && !isNullReplaced && !forcedCase) return values;
    const nullValue = this.variable('NullValue') ?? '';
    return values.map((value) => {
      const key = mapping ? keyOf(value) : undefined;
      const mapped = key === undefined ? value : (mapping?.get(key) ?? value);
      if (mapped === null) return isNullReplaced ? nullValue : null;
      return forcedCase && typeof mapped !== 'number' ? withCase(mapped, forcedCase) : mapped;
    });
  }
}

function withCase(value: Exclude<Value, number | null>, forcedCase: ForcedCase): Value {
  const text = changedText(textOf(value), forcedCase);
  return typeof value === 'object' ? { ...value, text } : text;
}

function changedText(text: string, forcedCase: ForcedCase): string {
  switch (forcedCase) {
    case 'upper':
      return text.toUpperCase();
    case 'lower':
      return text.toLowerCase();
    case 'capitalize':
      return text.toLowerCase().replace(/(?<![\p{L}\p{N}'])\p{L}/gu, (letter) => letter.toUpperCase());
  }
}
