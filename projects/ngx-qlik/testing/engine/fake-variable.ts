import { Emitter } from './engine-handle';
import type { LayoutContext } from './fake-columns';
import type { CurrentVariable } from './fake-contents';
import { formatNumber, readMeasure } from './fake-expressions';
import { toText } from './fake-fields';
import type { Json } from './json';

/** What a variable needs of its app. */
interface VariableOwner {
  /** What expressions are calculated from: the default state. */
  context(): LayoutContext;
  onChange(): void;
}

/** A `GenericVariable` of the fake engine. */
export class FakeEngineVariable extends Emitter {
  readonly genericType = 'variable';

  constructor(
    readonly id: string,
    private readonly variable: CurrentVariable,
    private readonly owner: VariableOwner,
  ) {
    super();
  }

  getInfo(): Json {
    return { qId: this.id, qType: this.genericType };
  }

  getProperties(): Json {
    const { definition, comment } = this.variable;
    return { qInfo: this.getInfo(), qName: this.id, qDefinition: String(definition), qComment: comment };
  }

  getLayout(): Json {
    return {
      qInfo: this.getInfo(),
      qMeta: {},
      qIsScriptCreated: this.variable.isFromScript,
      ...this.value(),
    };
  }

  getRawContent(): string {
    return String(this.variable.definition);
  }

  setStringValue(text: string): void {
    this.set(text);
  }

  setNumValue(number: number): void {
    this.set(number);
  }

  private set(definition: string | number): void {
    this.variable.definition = definition;
    this.owner.onChange();
  }

  /** A text that looks like a number is one too, as in Qlik. */
  private value(): Json {
    const { definition } = this.variable;
    const value =
      typeof definition === 'string' && definition.startsWith('=') ? this.calculate(definition) : definition;
    if (typeof value === 'number') return { qText: formatNumber(value), qNum: value };
    const text = value ?? '-';
    const number = text.trim() === '' ? NaN : Number(text);
    return { qText: text, qNum: Number.isNaN(number) ? 'NaN' : number };
  }

  private calculate(definition: string): string | number | null | undefined {
    const { table, selections, stateName } = this.owner.context();
    const rows = selections.possibleRows(stateName).map((row) => table.rows[row]!);
    return readMeasure(toText(definition), table)(rows);
  }
}
