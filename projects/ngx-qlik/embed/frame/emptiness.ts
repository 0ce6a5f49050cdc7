import type { GenericObject } from '@qlik/api/qix';

/** Why a chart draws nothing: its calculation condition does not hold, or there is no data under the present selections. */
export type EmptyReason = 'condition' | 'no-data';

/** Engine error of a cube whose calculation condition is not met. */
const CONDITION_NOT_MET = 7005;

/** What a chart's layout says about that; `undefined` when it has something to draw, or no data of its own. */
export function emptiness(layout: unknown): EmptyReason | undefined {
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

/** Follows what the chart behind a reference interface says about itself. Answers the function that ends it. */
export function watchEmptiness(refApi: unknown, tell: (reason: EmptyReason | undefined) => void): () => void {
  let isOver = false;
  let object: GenericObject | undefined;
  // An object that does not answer is gone with its session, which says so itself.
  const look = (): void =>
    void object?.getLayout().then(
      (layout) => isOver || tell(emptiness(layout)),
      () => undefined,
    );
  (refApi as WithObject | undefined)?.getObject?.().then(
    (found) => {
      if (isOver) return;
      object = found;
      found.on('changed', look);
      look();
    },
    () => undefined,
  );
  return () => {
    isOver = true;
    object?.removeListener('changed', look);
    tell(undefined);
  };
}
