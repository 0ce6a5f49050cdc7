import type { AppInfo } from './app-functions.ts';
import type { Expression } from './ast.ts';
import { dayNumberNow } from './day-number.ts';
import { numberOf } from './value.ts';

/**
 * Replaces `Now` and `Today` by the time that their mode refers to: 0 is the end of the last reload, 1 the call, 2 the time when the app
 * was opened. Without a mode, `Now` is the time of the call and `Today` the day when the app was opened.
 */
export function withTimerMode(part: Expression, app: AppInfo | undefined): Expression {
  if (part.type !== 'call' || (part.name !== 'now' && part.name !== 'today') || part.args.length > 1)
    return part;
  const [given] = part.args;
  if (given && given.type !== 'number' && given.type !== 'text') return part;
  const mode = given ? numberOf(given.value) : part.name === 'now' ? 1 : 2;
  const at = mode === 0 ? app?.reloadTime : mode === 2 ? app?.openedAt : undefined;
  if (at === undefined || at === '') return part;
  const time = dayNumberNow(new Date(at));
  const value = part.name === 'today' ? Math.floor(time) : time;
  return {
    type: 'call',
    name: part.name === 'today' ? 'date' : 'timestamp',
    args: [{ type: 'number', value }],
  };
}
