import type { Expression } from './ast.ts';

/** Variables that say how values show where a function is given no format. */
const FORMAT_OF: Readonly<Record<string, string>> = {
  date: 'DateFormat',
  'date#': 'DateFormat',
  time: 'TimeFormat',
  'time#': 'TimeFormat',
  timestamp: 'TimestampFormat',
  'timestamp#': 'TimestampFormat',
  money: 'MoneyFormat',
  'money#': 'MoneyFormat',
};

/** Functions that yield a date, or a timestamp, which shows in the app's own format. */
const SHOWN_AS: Readonly<Record<string, 'date' | 'timestamp'>> = {
  addmonths: 'date',
  firstworkdate: 'date',
  lastworkdate: 'date',
  makedate: 'date',
  makeweekdate: 'date',
  monthend: 'date',
  monthstart: 'date',
  quarterend: 'date',
  quarterstart: 'date',
  setdateyear: 'date',
  setdateyearmonth: 'date',
  today: 'date',
  weekend: 'date',
  weekstart: 'date',
  yearend: 'date',
  yearstart: 'date',
  localtime: 'timestamp',
  now: 'timestamp',
  reloadtime: 'timestamp',
  utc: 'timestamp',
};

/** Gives a function the format that the app's script set, where it has none of its own. */
export function withAppFormat(part: Expression, variable: (name: string) => string | undefined): Expression {
  if (part.type !== 'call') return part;
  if (Object.hasOwn(FORMAT_OF, part.name) && part.args.length === 1) {
    const format = variable(FORMAT_OF[part.name] ?? '');
    return format === undefined ? part : { ...part, args: [...part.args, { type: 'text', value: format }] };
  }
  const shown = Object.hasOwn(SHOWN_AS, part.name) ? SHOWN_AS[part.name] : undefined;
  const format = shown && variable(FORMAT_OF[shown] ?? '');
  if (!shown || format === undefined) return part;
  return { type: 'call', name: shown, args: [part, { type: 'text', value: format }] };
}
