import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import { isRecord } from '../json/is-record.ts';
import { ANSWER_OPTIONS, differencesOf, isKnown, withTextNumbers, type Difference } from './difference.ts';
import { QIX_SCHEMA_FILE } from './schema-files.ts';

/** A successful answer of an engine. */
export interface QixAnswer {
  /** Type of the handle, such as `GenericObject`. */
  readonly type: string;
  readonly method: string;
  readonly result: unknown;
}

/** Members of results that may have further members of known types at any depth: a container's children, an extension's parts. */
const NESTED: Readonly<Record<string, string>> = {
  qLayout: 'LayoutParts',
  qProp: 'PropertyParts',
  qPropEntry: 'PropertyParts',
};

/** Compares answers of an engine with the types of `@qlik/api/qix`. */
export class QixAnswerCheck {
  private readonly ajv = new Ajv(ANSWER_OPTIONS);
  private readonly validators = new Map<string, ValidateFunction | undefined>();
  private readonly schema: Readonly<Record<string, unknown>>;

  constructor() {
    const schema: unknown = withTextNumbers(JSON.parse(readFileSync(QIX_SCHEMA_FILE, 'utf8')));
    if (!isRecord(schema)) throw new TypeError(`${QIX_SCHEMA_FILE.href} has no schema.`);
    this.schema = schema;
    this.ajv.addSchema(schema, 'qix');
  }

  /** Returns the differences that are not known. */
  differences({ type, method, result }: QixAnswer): readonly Difference[] {
    const answer = `${type}.${method}`;
    const validate = this.validator(`Results/properties/${answer}`);
    if (!validate)
      return [{ answer, path: '', isUnknownMember: true, message: 'The types have no such method.' }];
    // What the client reads: members that are undefined are not sent.
    const sent: unknown = JSON.parse(JSON.stringify(result));
    const found = differencesOf(answer, '', validate, sent);
    for (const [member, definition] of Object.entries(NESTED)) {
      if (isRecord(sent) && isRecord(sent[member])) {
        for (const [name, value] of Object.entries(sent[member])) {
          // The schema of the result has the parts of the object itself.
          if (!this.validator(`${definition}/properties/${name}`))
            this.checkNested(answer, `/${member}/${name}`, value, definition, found);
        }
      }
    }
    return found.filter((difference) => !isKnown(difference));
  }

  /** Checks the members of `value`, at any depth, that have the names of members of a layout or of properties. */
  private checkNested(
    answer: string,
    path: string,
    value: unknown,
    definition: string,
    found: Difference[],
  ): void {
    if (Array.isArray(value)) {
      value.forEach((item, index) => this.checkNested(answer, `${path}/${index}`, item, definition, found));
      return;
    }
    if (!isRecord(value)) return;
    for (const [name, inner] of Object.entries(value)) {
      const innerPath = `${path}/${name}`;
      const validate = this.validator(`${definition}/properties/${name}`);
      if (validate) found.push(...differencesOf(answer, innerPath, validate, inner));
      else this.checkNested(answer, innerPath, inner, definition, found);
    }
  }

  private validator(pointer: string): ValidateFunction | undefined {
    if (this.validators.has(pointer)) return this.validators.get(pointer);
    const steps = ['definitions', ...pointer.split('/')];
    const exists = steps.reduce<unknown>(
      (inner, step) => (isRecord(inner) && Object.hasOwn(inner, step) ? inner[step] : undefined),
      this.schema,
    );
    const validate = exists === undefined ? undefined : this.ajv.compile({ $ref: `qix#/${steps.join('/')}` });
    this.validators.set(pointer, validate);
    return validate;
  }
}
