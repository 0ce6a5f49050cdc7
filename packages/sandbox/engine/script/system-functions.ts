import { ENGINE_VERSION } from '../expression/app-functions.ts';
import { dayNumberNow } from '../expression/day-number.ts';
import { FALSE, TRUE, type Value } from '../expression/value.ts';
import type { FunctionFactory } from './function-factory.ts';
import type { ScriptState } from './script-state.ts';

/** Functions over the app, the user and the reload. */
const VALUES: Readonly<Record<string, (state: ScriptState) => Value>> = {
  documentname: ({ app }) => app?.id ?? null,
  documentpath: ({ app }) => app?.id ?? null,
  documenttitle: ({ app }) => app?.title ?? null,
  osuser: ({ app }) => app?.userName ?? null,
  qvuser: ({ app }) => app?.userName ?? null,
  /** The time of the last reload that finished: not of the one that runs. */
  reloadtime: ({ app, settings }) =>
    app && app.reloadTime !== '' ? settings.timestamp(dayNumberNow(new Date(app.reloadTime))) : null,
  /** Apps have no author here, and there is no registry. */
  author: () => null,
  getregistrystring: () => null,
  // There are no connections to databases.
  connectstring: () => '',
  computername: () => 'sandbox',
  engineversion: () => ENGINE_VERSION,
  qlikviewversion: () => ENGINE_VERSION,
  productversion: () => ENGINE_VERSION,
  ispartialreload: ({ isPartialReload }) => (isPartialReload ? TRUE : FALSE),
  getcollationlocale: ({ variables }) => variables.get('CollationLocale') ?? null,
  scripterrorcount: ({ variables }) => Number(variables.get('ScriptErrorCount') ?? 0),
};

/** Factories of {@link VALUES}. */
export const SYSTEM_FUNCTION_FACTORIES: Readonly<Record<string, FunctionFactory>> = Object.fromEntries(
  Object.entries(VALUES).map(([name, valueOf]): [string, FunctionFactory] => [
    name,
    (_args, state) => () => valueOf(state),
  ]),
);
