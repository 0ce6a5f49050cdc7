import { Emitter } from './engine-handle';
import type { LayoutContext } from './fake-columns';
import type { CurrentVariable } from './fake-contents';
import { variableValue } from './fake-evaluation';
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

  private value(): Json {
    const { text, number } = variableValue(this.variable, this.owner.context());
    return { qText: text, qNum: Number.isNaN(number) ? 'NaN' : number };
  }
}
