import type { GenericObject } from '@qlik/api/qix';

/** Why a chart draws nothing: its calculation condition is not met, or the current selections leave no data. */
export type EmptyReason = 'condition' | 'no-data';

/** The engine's error code for a hypercube whose calculation condition is not met. */
const CONDITION_NOT_MET = 7005;

/** Reads the reason from a chart's layout; `undefined` when there is data, or the chart has no hypercube. */
function readEmptyReason(layout: unknown): EmptyReason | undefined {
  const { qHyperCube: cube } = (layout ?? {}) as { readonly qHyperCube?: CubeLayout };
  if (cube?.qError?.qErrorCode === CONDITION_NOT_MET) return 'condition';
  return cube?.qSize?.qcy === 0 ? 'no-data' : undefined;
}

/** The used part of a hypercube's layout. */
interface CubeLayout {
  readonly qError?: { readonly qErrorCode?: number };
  readonly qSize?: { readonly qcy?: number };
}

/** An API with a chart's object. */
interface WithObject {
  getObject?(): Promise<GenericObject>;
}

/** Watches the chart of an API and reports why it is empty, until the signal aborts. */
export function watchEmptyReason(
  refApi: unknown,
  over: AbortSignal,
  report: (reason: EmptyReason | undefined) => void,
): void {
  const getting = (refApi as WithObject | undefined)?.getObject?.();
  // The session reports an object that does not respond.
  getting?.then(
    (object) => {
      if (over.aborted) return;
      const update = (): void =>
        void object.getLayout().then(
          (layout) => over.aborted || report(readEmptyReason(layout)),
          () => undefined,
        );
      object.on('changed', update);
      over.addEventListener('abort', () => {
        object.removeListener('changed', update);
        report(undefined);
      });
      update();
    },
    () => undefined,
  );
}
