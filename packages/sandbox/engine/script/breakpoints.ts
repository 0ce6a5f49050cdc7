import { isRecord } from '../../json/is-record.ts';
import { toInteger, toText, type JsonObject } from '../protocol/json.ts';
import type { Statement } from './statements.ts';

/** A breakpoint of the script editor, as Qlik's `EditorBreakpoint`. */
export interface Breakpoint {
  readonly qbufferName: string;
  /** The line of the script, from 1. */
  readonly qlineIx: number;
  readonly qEnabled: boolean;
}

/** Reads a breakpoint; undefined for what is none. */
export function readBreakpoint(value: unknown): Breakpoint | undefined {
  if (!isRecord(value)) return undefined;
  const line = toInteger(value['qlineIx'], -1);
  if (line < 0) return undefined;
  return {
    qbufferName: toText(value['qbufferName']),
    qlineIx: line,
    qEnabled: value['qEnabled'] === true,
  };
}

/** Pauses a script before each statement that has an enabled breakpoint in its lines. */
export class ScriptPauses {
  private previousLine = 0;

  constructor(
    private readonly breakpoints: readonly Breakpoint[],
    private readonly pause: (interaction: JsonObject) => Promise<void>,
  ) {}

  async before({ text, line }: Pick<Statement, 'text' | 'line'>): Promise<void> {
    const end = line + text.split('\n').length;
    const isBroken = this.breakpoints.some(
      ({ qEnabled, qlineIx }) => qEnabled && qlineIx >= line && qlineIx < end,
    );
    const qOldLineNr = this.previousLine;
    this.previousLine = line;
    if (!isBroken) return;
    await this.pause({
      ...{ qType: 'IT_SCRIPTLINE', qTitle: '', qMsg: '', qButtons: 0 },
      ...{ qLine: text, qOldLineNr, qNewLineNr: line, qPath: '', qHidden: false, qResult: 0, qInput: '' },
    });
  }
}
