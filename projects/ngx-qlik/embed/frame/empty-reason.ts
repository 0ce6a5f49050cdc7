import type { GenericObject } from '@qlik/api/qix';

/** Why a chart draws nothing: its calculation condition does not hold, or there is no data under the present selections. */
export type EmptyReason = 'condition' | 'no-data';

/** Engine error of a cube whose calculation condition is not met. */
const CONDITION_NOT_MET = 7005;

/** What a chart's layout says about that; `undefined` when it has something to draw, or no data of its own. */
function readEmptyReason(layout: unknown): EmptyReason | undefined {
  const { qHyperCube: cube } = (layout ?? {}) as { readonly qHyperCube?: CubeLayout };
  if (cube?.qError?.qErrorCode === CONDITION_NOT_MET) return 'condition';
  return cube?.qSize?.qcy === 0 ? 'no-data' : undefined;
}

/** Of an engine's answer, the part that matters here. */
interface CubeLayout {
  readonly qError?: { readonly qErrorCode?: number };
  readonly qSize?: { readonly qcy?: number };
}

/** A reference interface that has a chart's object. */
interface WithObject {
  getObject?(): Promise<GenericObject>;
}

/** Follows what the chart behind a reference interface says about itself, until the signal ends it. */
export function watchEmptyReason(
  refApi: unknown,
  over: AbortSignal,
  report: (reason: EmptyReason | undefined) => void,
): void {
  const getting = (refApi as WithObject | undefined)?.getObject?.();
  // An object that does not answer is gone with its session, which says so itself.
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
