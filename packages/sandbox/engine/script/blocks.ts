import { ScriptError } from './script-error.ts';
import type { ControlKeyword, Statement } from './statements.ts';

/** A node of a script's syntax tree: a statement, or a control block with its body. */
export type Block =
  | { readonly type: 'statement'; readonly statement: Statement }
  | { readonly type: 'if'; readonly branches: readonly Branch[] }
  | { readonly type: 'sub'; readonly head: Statement; readonly body: readonly Block[] }
  | { readonly type: 'for'; readonly head: Statement; readonly body: readonly Block[] }
  | { readonly type: 'switch'; readonly head: Statement; readonly cases: readonly Case[] }
  | {
      readonly type: 'do';
      readonly head: Statement;
      readonly tail: Statement;
      readonly body: readonly Block[];
    };

/** A branch of an `if` block. */
interface Branch {
  readonly head: Statement;
  readonly isElse: boolean;
  readonly body: readonly Block[];
}

/** A `case` of a `switch` block with its values, or its `default`. */
interface Case {
  readonly head: Statement;
  readonly isDefault: boolean;
  readonly body: readonly Block[];
}

/**
 * Builds the syntax tree of statements.
 * @throws {ScriptError} when a block is not closed, or an end has no block
 */
export function blocksOf(statements: readonly Statement[]): readonly Block[] {
  const reader = new BlockReader(statements);
  const blocks = reader.readUntil([]);
  if (reader.next) throw misplaced(reader.next);
  return blocks;
}

class BlockReader {
  private at = 0;

  constructor(private readonly statements: readonly Statement[]) {}

  get next(): Statement | undefined {
    return this.statements[this.at];
  }

  readUntil(ends: readonly ControlKeyword[]): readonly Block[] {
    const blocks: Block[] = [];
    for (let { next } = this; next && !isOneOf(next, ends); next = this.next) {
      this.at += 1;
      blocks.push(this.readBlock(next));
    }
    return blocks;
  }

  private readBlock(head: Statement): Block {
    switch (head.control) {
      case 'if':
        return this.readIf(head);
      case 'sub': {
        const body = this.readUntil(['end sub']);
        this.takeEnd(head, 'end sub');
        return { type: 'sub', head, body };
      }
      case 'for': {
        const body = this.readUntil(['next']);
        this.takeEnd(head, 'next');
        return { type: 'for', head, body };
      }
      case 'do': {
        const body = this.readUntil(['loop']);
        return { type: 'do', head, tail: this.takeEnd(head, 'loop'), body };
      }
      case 'switch':
        return this.readSwitch(head);
      case 'elseif':
      case 'else':
      case 'end if':
      case 'end sub':
      case 'next':
      case 'loop':
      case 'case':
      case 'default':
      case 'end switch':
        throw misplaced(head);
      default:
        return { type: 'statement', statement: head };
    }
  }

  private readIf(first: Statement): Block {
    const branches: Branch[] = [];
    let head = first;
    for (;;) {
      const isElse = head.control === 'else';
      const body = this.readUntil(['elseif', 'else', 'end if']);
      branches.push({ head, isElse, body });
      const { next } = this;
      if (next?.control === 'end if' || isElse || !next) {
        this.takeEnd(first, 'end if');
        return { type: 'if', branches };
      }
      this.at += 1;
      head = next;
    }
  }

  private readSwitch(head: Statement): Block {
    const cases: Case[] = [];
    const ends = ['case', 'default', 'end switch'] as const;
    const [stray] = this.readUntil(ends);
    if (stray) throw new ScriptError('CASE expected after SWITCH', head.text, head.line);
    for (let { next } = this; next && next.control !== 'end switch'; next = this.next) {
      this.at += 1;
      const isDefault = next.control === 'default';
      cases.push({ head: next, isDefault, body: this.readUntil(isDefault ? ['end switch'] : ends) });
    }
    this.takeEnd(head, 'end switch');
    return { type: 'switch', head, cases };
  }

  private takeEnd(head: Statement, keyword: ControlKeyword): Statement {
    const { next } = this;
    if (next?.control !== keyword)
      throw new ScriptError(`"${keyword}" expected for "${head.control ?? ''}"`, head.text, head.line);
    this.at += 1;
    return next;
  }
}

function isOneOf(statement: Statement, keywords: readonly ControlKeyword[]): boolean {
  return statement.control !== undefined && keywords.includes(statement.control);
}

function misplaced(statement: Statement): ScriptError {
  return new ScriptError(`Unexpected "${statement.text}"`, statement.text, statement.line);
}
