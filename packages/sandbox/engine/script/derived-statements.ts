import type { Expression } from '../expression/ast.ts';
import { parseExpression, parseExpressionIn } from '../expression/parser.ts';
import { TokenStream } from '../expression/token-stream.ts';
import { tokenize } from '../expression/tokens.ts';
import { expressionOver, type DerivedField, type FieldDefinition } from './derived-fields.ts';
import type { RunStatement } from './script-context.ts';

/**
 * Parses `Name: Declare Field Definition Tagged … Fields …`, or `… Using other With parameter = value`.
 * @throws {ExpressionError} when it is malformed
 */
export function parseDeclare(label: string | undefined, text: string): RunStatement {
  // `$1` is no token of an expression: a name takes its place.
  const source = text.replace(/\$1(?!\d)/g, SOURCE_FIELD);
  return new DeclareParser(new TokenStream(source, tokenize(source))).parse(label);
}

/** A name of two characters, as long as `$1`. */
const SOURCE_FIELD = '#1';

class DeclareParser {
  constructor(private readonly stream: TokenStream) {}

  parse(label: string | undefined): RunStatement {
    const { stream } = this;
    stream.takeWord('field');
    if (!stream.takeWord('definition')) stream.fail('"definition" expected');
    const name = label ?? (this.isClause() ? '' : this.parseName());
    if (name === '') stream.fail('a name of the field definition expected');
    if (stream.takeWord('using')) return this.parseUsing(name);
    const tags = stream.takeWord('tagged') ? this.parseTags() : [];
    const parameters = stream.takeWord('parameters') ? this.parseParameters() : new Map<string, Expression>();
    if (!stream.takeWord('fields')) stream.fail('"fields" expected');
    const fields = this.parseFields();
    if (stream.takeWord('groups')) stream.refuse('GROUPS of a field definition are not supported');
    this.expectEnd();
    const definition: FieldDefinition = { tags, parameters, fields };
    return ({ state }) => state.derived.declare(name, definition);
  }

  private parseUsing(name: string): RunStatement {
    const source = this.parseName();
    const changed = this.stream.takeWord('with') ? this.parseParameters() : new Map<string, Expression>();
    this.expectEnd();
    return ({ state }) => {
      const known = state.derived.definition(source);
      state.derived.declare(name, { ...known, parameters: new Map([...known.parameters, ...changed]) });
    };
  }

  private isClause(): boolean {
    return ['using', 'tagged', 'parameters', 'fields'].some((word) => this.stream.isWord(word));
  }

  private parseName(): string {
    const token = this.stream.take();
    if (!['name', 'quoted', 'text'].includes(token.kind)) this.stream.fail('a name expected');
    return token.text;
  }

  private parseTags(): readonly string[] {
    const isBracketed = this.stream.takeSymbol('(');
    const tags: string[] = [];
    do tags.push(this.parseName());
    while (this.stream.takeSymbol(','));
    if (isBracketed) this.stream.expect(')');
    return tags;
  }

  private parseParameters(): ReadonlyMap<string, Expression> {
    const parameters = new Map<string, Expression>();
    do {
      const name = this.parseName();
      this.stream.expect('=');
      parameters.set(name, parseExpressionIn(this.stream));
    } while (this.stream.takeSymbol(','));
    return parameters;
  }

  private parseFields(): readonly DerivedField[] {
    const fields: DerivedField[] = [];
    do {
      const { start } = this.stream.next;
      parseExpressionIn(this.stream);
      const source = this.stream.source.slice(start, this.stream.previousEnd);
      if (!this.stream.takeWord('as')) this.stream.fail('"as" expected');
      const name = this.parseName();
      const tags = this.stream.takeWord('tagged') ? this.parseTags() : [];
      fields.push({ name, source: source.replaceAll(SOURCE_FIELD, '$1'), tags });
    } while (this.stream.takeSymbol(','));
    return fields;
  }

  private expectEnd(): void {
    if (this.stream.next.kind !== 'end') this.stream.fail('the end of the statement expected');
  }
}

/**
 * Parses `Derive Fields From Fields a, b Using Name`, `… From Explicit Tags ('t') …` and `… From Implicit Tag …`.
 * @throws {ExpressionError} when it is malformed
 */
export function parseDerive(text: string): RunStatement {
  return new DeriveParser(new TokenStream(text, tokenize(text))).parse();
}

class DeriveParser {
  constructor(private readonly stream: TokenStream) {}

  parse(): RunStatement {
    const { stream } = this;
    if (!stream.takeWord('fields')) stream.takeWord('field');
    if (!stream.takeWord('from')) stream.fail('"from" expected');
    if (stream.takeWord('explicit')) {
      this.takeTagWord();
      const tags = this.parseList();
      return this.parseUsing((definition, { state }) => state.derived.deriveFromTags(definition, tags));
    }
    if (stream.takeWord('implicit')) {
      this.takeTagWord();
      return this.parseUsing((definition, { state }) =>
        state.derived.deriveFromTags(definition, state.derived.definition(definition).tags),
      );
    }
    if (!stream.takeWord('fields') && !stream.takeWord('field')) stream.fail('"fields" or "tags" expected');
    const fields = this.parseList();
    return this.parseUsing((definition, { state }) => {
      for (const field of fields) state.requireField(field);
      state.derived.deriveFromFields(definition, fields);
    });
  }

  private takeTagWord(): void {
    if (!this.stream.takeWord('tags') && !this.stream.takeWord('tag')) this.stream.fail('"tags" expected');
  }

  private parseList(): readonly string[] {
    const { stream } = this;
    const isBracketed = stream.takeSymbol('(');
    const names: string[] = [];
    do {
      if (!['name', 'quoted', 'text'].includes(stream.next.kind)) stream.fail('a name expected');
      names.push(stream.take().text);
    } while (stream.takeSymbol(','));
    if (isBracketed) stream.expect(')');
    return names;
  }

  private parseUsing(run: (definition: string, context: Parameters<RunStatement>[0]) => void): RunStatement {
    const { stream } = this;
    if (!stream.takeWord('using')) stream.fail('"using" expected');
    const definition = stream.take().text;
    if (stream.next.kind !== 'end') stream.fail('the end of the statement expected');
    return (context) => run(definition, context);
  }
}

/** Parses the expression of a derived field over its source field. @throws {ExpressionError} for an invalid expression */
export function derivedExpression(source: string, field: string): Expression {
  return parseExpression(expressionOver(source, field));
}
