import { QIX_CODES, QixError } from '../protocol/qix-error.ts';
import { readBreakpoint, type Breakpoint } from '../script/breakpoints.ts';
import type { DocumentContext } from './context.ts';
import { integer, list, method, type MethodTable } from './method.ts';

/** @throws {QixError} -32602 for a breakpoint without a line */
function breakpointOf(value: unknown): Breakpoint {
  const breakpoint = readBreakpoint(value);
  if (!breakpoint) throw new QixError(QIX_CODES.invalidParameters, 'Invalid Params', 'qBreakpoints');
  return breakpoint;
}

/** Methods of a document for reloads in debug mode. */
export const DEBUG_METHODS: MethodTable<DocumentContext> = {
  GetScriptBreakpoints: method([], ({ document }: DocumentContext) => ({
    qBreakpoints: [...document.breakpoints],
  })),
  SetScriptBreakpoints: method([list('qBreakpoints')], ({ document }: DocumentContext, breakpoints) => {
    document.breakpoints = breakpoints.map(breakpointOf);
  }),
  SetFetchLimit: method([integer('qLimit')], ({ document }: DocumentContext, limit) => {
    if (limit < 0) throw new QixError(QIX_CODES.invalidParameters, 'Invalid Params', 'qLimit');
    document.fetchLimit = limit;
  }),
};
