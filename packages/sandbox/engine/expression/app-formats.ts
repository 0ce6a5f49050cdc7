import type { Expression } from './ast.ts';

/** Format variables of functions that are called without a format. */
const FORMAT_VARIABLE_OF: Readonly<Record<string, string>> = {
  date: 'DateFormat',
  'date#': 'DateFormat',
  time: 'TimeFormat',
  'time#': 'TimeFormat',
  timestamp: 'TimestampFormat',
  'timestamp#': 'TimestampFormat',
  money: 'MoneyFormat',
  'money#': 'MoneyFormat',
};

/** Functions that return a date or timestamp in the app's format. */
const RESULT_TYPE_OF: Readonly<Record<string, 'date' | 'timestamp'>> = {
  addmonths: 'date',
  addyears: 'date',
  firstworkdate: 'date',
  lastworkdate: 'date',
  lunarweekend: 'date',
  lunarweekstart: 'date',
  makedate: 'date',
  makeweekdate: 'date',
  monthend: 'date',
  monthsend: 'date',
  monthsstart: 'date',
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
  converttolocaltime: 'timestamp',
  gmt: 'timestamp',
  localtime: 'timestamp',
  now: 'timestamp',
  reloadtime: 'timestamp',
  utc: 'timestamp',
};

/** Adds the format of the app's script to a function that is called without a format. */
export function withAppFormat(part: Expression, variable: (name: string) => string | undefined): Expression {
  if (part.type !== 'call') return part;
  if (Object.hasOwn(FORMAT_VARIABLE_OF, part.name) && part.args.length === 1) {
    const format = variable(FORMAT_VARIABLE_OF[part.name] ?? '');
    return format === undefined ? part : { ...part, args: [...part.args, { type: 'text', value: format }] };
  }
  const resultType = Object.hasOwn(RESULT_TYPE_OF, part.name) ? RESULT_TYPE_OF[part.name] : undefined;
  const format = resultType && variable(FORMAT_VARIABLE_OF[resultType] ?? '');
  if (!resultType || format === undefined) return part;
  return { type: 'call', name: resultType, args: [part, { type: 'text', value: format }] };
}
