import { inject, Injector, type Signal, signal, effect, untracked } from '@angular/core';
import { toQlikError } from 'ngx-qlik';
import { type AppSession, checkExpression } from 'ngx-qlik/qix';
import { isKnownChartType } from '../app-lists';
import { type EmbedValues, isColumns } from '../embed-ui';

/** A problem of an input value, which the embed itself does not describe. */
export interface Finding {
  readonly subject: string;
  readonly message: string;
}

/**
 * Checks the values of a chart: the engine checks each expression and field, because an embed does not report these
 * problems. Needs an injection context.
 */
export function injectFindings(
  appSession: Signal<AppSession | undefined>,
  values: Signal<EmbedValues>,
): Signal<readonly Finding[]> {
  const findings = signal<readonly Finding[]>([]);
  effect(
    (onCleanup) => {
      const wanted = values();
      const current = appSession();
      const isOpen = current?.state().status === 'open';
      const replaced = new AbortController();
      onCleanup(() => replaced.abort());
      untracked(() => {
        if (!current || !isOpen) return findings.set([]);
        void findAll(current, wanted).then((found) => {
          if (!replaced.signal.aborted) findings.set(found);
        });
      });
    },
    { injector: inject(Injector) },
  );
  return findings.asReadonly();
}

async function findAll(appSession: AppSession, values: EmbedValues): Promise<readonly Finding[]> {
  const { type } = values;
  const aboutType =
    typeof type === 'string' && !isKnownChartType(type)
      ? [
          {
            subject: type,
            message: `Qlik has no chart of the type “${type}”. It shows only where an extension of that name is installed.`,
          },
        ]
      : [];
  const expressions = [values['dimensions'], values['measures']]
    .flatMap((columns) => (isColumns(columns) ? columns : []))
    .filter((column) => typeof column === 'string');
  const checked = await Promise.all(expressions.map((each) => check(appSession, each)));
  return [...aboutType, ...checked.flat()];
}

async function check(appSession: AppSession, expression: string): Promise<readonly Finding[]> {
  try {
    const { syntaxError, unknownFields } = await checkExpression(appSession, expression);
    if (syntaxError !== undefined) {
      return [{ subject: expression, message: `The engine cannot read it: ${syntaxError}` }];
    }
    return unknownFields.map((name) => ({
      subject: expression,
      message: `This app has no field “${name}”.`,
    }));
  } catch (thrown) {
    return [{ subject: expression, message: `It could not be checked: ${toQlikError(thrown).message}` }];
  }
}
